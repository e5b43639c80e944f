//! Which lane gets which rows of pixels. Pure; knows which lanes there are ([`lanes`](mod@super)), and not what happened in them.
//!
//! Rows of tasks share the room that is left and scroll when they are too many; everything else stays in sight. Where that does not fit
//! either, all lanes scroll but those that are pinned.

use super::place::{Heights, PITCH, Pieces, Placer, Rows, SCROLLED_PITCH, STRIP, Scroll, all_scroll, rows_scroll};
use super::{Lane, Lanes, Part, What};

/// Rows of pixels, from `y0` to before `y1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Band {
    /// Top.
    pub y0: i32,
    /// Bottom.
    pub y1: i32,
}

impl Band {
    /// How many rows.
    #[must_use]
    pub const fn height(self) -> i32 {
        self.y1 - self.y0
    }
    /// The middle.
    #[must_use]
    pub const fn middle(self) -> i32 {
        i32::midpoint(self.y0, self.y1)
    }
    /// True if it has that row.
    #[must_use]
    pub const fn holds(self, y: i32) -> bool {
        self.y0 <= y && y < self.y1
    }
}

/// The room that there is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wanted {
    /// The panel's size, px.
    pub size: (i32, i32),
    /// Pixels per point.
    pub scale: f32,
    /// Width of the column of names, px.
    pub gutter: i32,
    /// The first of the lanes that scroll that is in sight.
    pub first: usize,
}

/// A lane and where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    /// Which.
    pub lane: Lane,
    /// Where.
    pub band: Band,
    /// Whether it stays at the top.
    pub pinned: bool,
    /// Whether it is lower than lanes of its kind are.
    pub low: bool,
}

/// Where everything goes. Bands do not overlap and stay within the panel.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// The lanes' left edge, px.
    pub x0: i32,
    /// The lanes' right edge, px.
    pub x1: i32,
    /// The time axis.
    pub ruler: Band,
    /// The lanes in sight, from the top.
    pub placed: Vec<Placed>,
    /// From one task row to the next, px.
    pub pitch: i32,
    /// The first of the lanes that scroll that is in sight.
    pub first: usize,
    /// How many of them are in sight.
    pub shown: usize,
    /// How many lanes scroll.
    pub total: usize,
    /// Whether all lanes scroll that are not pinned, and not only the rows of tasks.
    pub all_scroll: bool,
    /// Where they are.
    pub scrolls: Band,
    /// The overview of the whole run.
    pub map: Band,
    /// Legend and buttons.
    pub footer: Band,
}

impl Plan {
    /// All lanes together: where a pointer pans and zooms.
    #[must_use]
    pub const fn lanes(&self) -> Band {
        Band { y0: self.ruler.y1, y1: self.map.y0 }
    }
    /// How many of the lanes that scroll are out of sight.
    #[must_use]
    pub const fn more(&self) -> usize {
        self.total.saturating_sub(self.shown)
    }
    /// Where a lane is; `None`: out of sight.
    #[must_use]
    pub fn band(&self, run: usize, what: What) -> Option<Band> {
        let lane = Lane { run, what };
        self.placed.iter().find(|placed| placed.lane == lane).map(|placed| placed.band)
    }
    /// The lane at a row of pixels.
    #[must_use]
    pub fn at(&self, y: i32) -> Option<&Placed> {
        self.placed.iter().find(|placed| placed.band.holds(y))
    }
    /// The lane at a row of pixels, or the nearest one: a pointer that drags may be between two.
    #[must_use]
    pub fn nearest(&self, y: i32) -> Option<&Placed> {
        self.placed.iter().min_by_key(|placed| (placed.band.y0 - y).max(y - placed.band.y1 + 1).max(0))
    }
    /// The place of a lane among those that scroll.
    #[must_use]
    pub fn place_of(&self, lanes: &Lanes, lane: Lane) -> Option<usize> {
        let mut before = 0;
        for group in &lanes.groups {
            for section in &group.sections {
                let scrolls = self.all_scroll || (section.part == Part::Tasks && !section.folded);
                if group.run == lane.run
                    && section.part == lane.what.part()
                    && let Some(place) = (0..section.numbers.len()).find(|place| section.what(*place) == Some(lane.what))
                {
                    return scrolls.then_some(before + place);
                }
                before += if scrolls { section.numbers.len() } else { 0 };
            }
        }
        None
    }
    /// The first lane of each run's cores, where the run's name stands: the run, the lane, and the last one below it that belongs to it.
    pub fn heads(&self) -> impl Iterator<Item = (usize, &Placed, Band)> {
        let is_head = |i: usize| {
            let Placed { lane, pinned, .. } = self.placed[i];
            let before = i.checked_sub(1).map(|i| self.placed[i]);
            !pinned && before.is_none_or(|before| before.pinned || before.lane.run != lane.run)
        };
        (0..self.placed.len()).filter(move |i| is_head(*i)).map(move |i| {
            let head = &self.placed[i];
            let same = |placed: &&Placed| placed.lane.run == head.lane.run && placed.lane.what.part() == head.lane.what.part();
            let last = self.placed[i..].iter().take_while(same).last().map_or(head.band, |last| last.band);
            (head.lane.run, head, last)
        })
    }
}

/// Heights in points.
const RULER: f32 = 30.0;
const FOOTER: f32 = 34.0;
const MAP: (f32, f32) = (8.0, 13.0);
/// With a panel lower than this the folded runs' lanes are lower too, points.
const LOW: f32 = 300.0;
/// So many rows are worth more than counters that stay in sight.
const LEGIBLE: usize = 8;
/// So many task rows are worth more than a strip.
const ROWS_FIRST: usize = 5;

/// Places everything.
#[must_use]
pub fn plan(wanted: &Wanted, lanes: &Lanes) -> Plan {
    let Wanted { size: (width, height), scale, gutter, first } = *wanted;
    let px = |points: f32| ((points * scale).round() as i32).max(1);
    let low = (height as f32) < LOW * scale;
    let footer = Band { y0: (height - px(FOOTER)).max(0), y1: height };
    let ruler = Band { y0: 0, y1: px(RULER).min(footer.y0) };
    let map_px = px(if low { MAP.0 } else { MAP.1 }).min(footer.y0 - ruler.y1);
    let map = Band { y0: footer.y0 - map_px, y1: footer.y0 };
    let heights = Heights::new(lanes, &px, map.y0 - ruler.y1, low);
    let pieces = Pieces::of(lanes, &heights);
    let free = map.y0 - ruler.y1 - pieces.fixed() - 2 * heights.gap;
    let rows = pieces.rows();

    let strips = pieces.strips.len();
    let strip_least = px(STRIP.0) + heights.gap;
    let fit = strips_that_fit(free, rows, (strips, strip_least), px(PITCH.0));
    // Counters do not crowd the rows out: those can be read, or all scroll together.
    let (least, pitch) = if pieces.has_counters() { (LEGIBLE, SCROLLED_PITCH) } else { (3, PITCH.0) };
    let too_tight = free < (rows.min(least) as i32) * px(pitch);
    let mut plan = Plan { x0: gutter.min(width - 1).max(0), x1: (width - px(10.0)).max(gutter + 1), ruler, map, footer, ..Plan::default() };
    let mut place = Placer { y: ruler.y1 + px(2.0), end: map.y0 };
    for lane in &lanes.pinned {
        let height = heights.pinned(lane.what);
        if let Some(band) = place.band(height - heights.core_gap(height), heights.core_gap(height)) {
            plan.placed.push(Placed { lane: *lane, band, pinned: true, low: false });
        }
    }
    if !lanes.pinned.is_empty() {
        place.y += heights.gap;
    }
    if too_tight && pieces.lanes() > 0 {
        let pitch = px(SCROLLED_PITCH);
        (plan.pitch, plan.all_scroll) = (pitch, true);
        all_scroll(&mut plan, &pieces, &Scroll { heights: &heights, pitch, strip: px(STRIP.0), first }, &mut place);
        return plan;
    }
    let rows_free = free - fit as i32 * strip_least;
    let pitch = rows_free.checked_div(rows as i32).unwrap_or(0).clamp(px(PITCH.0), px(PITCH.1));
    let shown = rows.min((rows_free / pitch).max(0) as usize);
    let spare = rows_free - shown as i32 * pitch;
    let strip = (px(STRIP.0) + spare.checked_div(fit as i32).unwrap_or(0)).min(px(STRIP.1));
    let first = first.min(rows - shown);
    (plan.pitch, plan.first, plan.total) = (pitch, first, rows);
    rows_scroll(&mut plan, &pieces, &Rows { heights: &heights, strip, fit, window: (first, first + shown) }, &mut place);
    plan
}

/// So many strips fit beside at least some rows: a few beside one strip, more beside several.
fn strips_that_fit(free: i32, rows: usize, (strips, strip): (usize, i32), pitch: i32) -> usize {
    let least = |strips: usize| rows.min(if strips > 1 { 3 * ROWS_FIRST } else { ROWS_FIRST }) as i32 * pitch;
    (1..=strips).rev().find(|n| free - *n as i32 * strip >= least(*n)).unwrap_or(0)
}

#[cfg(test)]
mod tests;
