//! Which lane gets which rows of pixels. Pure; knows how many of everything there are, and not what happened in them.

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

/// What there is to place.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Wanted {
    /// The panel's size, px.
    pub size: (i32, i32),
    /// Pixels per point.
    pub scale: f32,
    /// Width of the column of names, px.
    pub gutter: i32,
    /// Cores of the run on the stage.
    pub cores: usize,
    /// Task rows of the run on the stage.
    pub rows: usize,
    /// Runs besides it.
    pub others: usize,
    /// The first task row in sight.
    pub first_row: usize,
    /// How many numbers over time there are to draw, at most two.
    pub strips: i32,
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
    /// The cores.
    pub cores: Vec<Band>,
    /// The first task row in sight.
    pub first_row: usize,
    /// The task rows in sight.
    pub rows: Vec<Band>,
    /// From one task row to the next, px.
    pub pitch: i32,
    /// How many task rows are not in sight.
    pub more: usize,
    /// Where the queue's depth is drawn.
    pub queue: Option<Band>,
    /// Where the requests in flight are drawn.
    pub flight: Option<Band>,
    /// The other runs.
    pub others: Vec<Band>,
    /// Legend and buttons.
    pub footer: Band,
}

impl Plan {
    /// All lanes together: where a pointer pans and zooms.
    #[must_use]
    pub const fn lanes(&self) -> Band {
        Band { y0: self.ruler.y1, y1: self.footer.y0 }
    }
    /// All task rows in sight together.
    #[must_use]
    pub fn all_rows(&self) -> Band {
        Band { y0: self.rows.first().map_or(0, |band| band.y0), y1: self.rows.last().map_or(0, |band| band.y1) }
    }
}

/// The least and the greatest distance between task rows, points.
const PITCH: (f32, f32) = (8.0, 23.0);
/// Heights in points.
const RULER: f32 = 30.0;
const FOOTER: f32 = 34.0;
const GAP: f32 = 6.0;
const CORE: f32 = 22.0;
const CORES: f32 = 64.0;
const OTHER: (f32, f32) = (16.0, 22.0);
/// The other runs' part of the height, if it would be more.
const OTHERS: f32 = 0.5;
const STRIP: (f32, f32) = (34.0, 64.0);
/// With a panel lower than this the other runs' lanes are lower too, points.
const LOW: f32 = 300.0;
/// So many task rows are worth more than a strip.
const ROWS_FIRST: usize = 5;

/// Places everything.
#[must_use]
pub fn plan(wanted: &Wanted) -> Plan {
    let Wanted { size: (width, height), scale, gutter, cores, rows, others, first_row, strips } = *wanted;
    let px = |points: f32| ((points * scale).round() as i32).max(1);
    let footer = Band { y0: (height - px(FOOTER)).max(0), y1: height };
    let ruler = Band { y0: 0, y1: px(RULER).min(footer.y0) };
    let low = (height as f32) < LOW * scale;
    let core_px = if cores <= 1 { px(CORE) } else { (px(CORES) / cores as i32).clamp(px(2.0), px(CORE)) };
    let gap = px(GAP);
    // Every run has a lane: the more there are, the lower they are, so that rows of tasks stay in sight.
    let share = ((OTHERS * (footer.y0 - ruler.y1) as f32) as i32).checked_div(others as i32).unwrap_or(0);
    let (gap, other_px) = match px(if low { OTHER.0 } else { OTHER.1 }) {
        wanted if wanted + gap <= share => (gap, wanted),
        wanted => (px(0.3 * GAP), (share - px(0.3 * GAP)).clamp(px(4.0), wanted)),
    };

    let fixed = gap + core_px * cores as i32 + others as i32 * (other_px + gap) + gap;
    let free = (footer.y0 - ruler.y1 - fixed).max(0);
    let strips = strips_that_fit(free, rows, px(STRIP.0) + gap, px(PITCH.0)).min(strips);
    let strip_least = strips * (px(STRIP.0) + gap);
    let rows_free = free - strip_least;
    let pitch = rows_free.checked_div(rows as i32).unwrap_or(0).clamp(px(PITCH.0), px(PITCH.1));
    let shown = rows.min((rows_free / pitch).max(0) as usize);
    let spare = rows_free - shown as i32 * pitch;
    let strip_px = (px(STRIP.0) + spare.checked_div(strips).unwrap_or(0)).min(px(STRIP.1));

    let mut place = Placer { y: ruler.y1 + px(2.0), end: footer.y0 };
    let core_gap = if core_px >= px(8.0) { px(2.0) } else { 0 };
    let core_bands = (0..cores).map_while(|_| place.band(core_px - core_gap, core_gap)).collect();
    place.y += px(4.0);
    let first_row = first_row.min(rows - shown);
    let row_gap = if pitch >= px(14.0) { px(2.0) } else { px(1.0) };
    let row_bands = (0..shown).map_while(|_| place.band(pitch - row_gap, row_gap)).collect::<Vec<_>>();
    let queue = (strips >= 1).then(|| place.after(gap).band(strip_px, 0)).flatten();
    let flight = (strips >= 2).then(|| place.after(gap).band(strip_px, 0)).flatten();
    let other_bands = (0..others).map_while(|_| place.after(gap).band(other_px, 0)).collect();
    Plan {
        x0: gutter.min(width - 1).max(0),
        x1: (width - px(10.0)).max(gutter + 1),
        ruler,
        cores: core_bands,
        first_row,
        more: rows - row_bands.len(),
        rows: row_bands,
        pitch,
        queue,
        flight,
        others: other_bands,
        footer,
    }
}

fn strips_that_fit(free: i32, rows: usize, strip: i32, pitch: i32) -> i32 {
    let rows_first = rows.min(ROWS_FIRST) as i32 * pitch;
    let all_rows = rows.min(3 * ROWS_FIRST) as i32 * pitch;
    if free - 2 * strip >= all_rows { 2 } else { i32::from(free - strip >= rows_first) }
}

/// Hands out bands from the top down until there is no more room.
struct Placer {
    y: i32,
    end: i32,
}

impl Placer {
    fn after(&mut self, gap: i32) -> &mut Self {
        self.y += gap;
        self
    }
    fn band(&mut self, height: i32, gap: i32) -> Option<Band> {
        let band = Band { y0: self.y, y1: self.y + height.max(1) };
        (band.y1 <= self.end).then(|| {
            self.y = band.y1 + gap;
            band
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HALL: Wanted = Wanted { size: (1292, 440), scale: 1.0, gutter: 110, cores: 1, rows: 20, others: 2, first_row: 0, strips: 2 };

    #[test]
    fn twenty_tasks_and_two_strips_fit_at_1080p() {
        let plan = plan(&HALL);
        assert_eq!((plan.rows.len(), plan.more), (20, 0));
        assert!(plan.queue.is_some() && plan.flight.is_some() && plan.others.len() == 2);
    }

    #[test]
    fn a_low_panel_keeps_the_lanes_and_gives_up_strips() {
        let plan = plan(&Wanted { size: (700, 190), ..HALL });
        assert!(plan.flight.is_none());
        assert_eq!((plan.cores.len(), plan.others.len()), (1, 2));
        assert!(plan.rows.len() >= 4 && plan.more == 20 - plan.rows.len());
    }

    #[test]
    fn scrolling_ends_at_the_last_row() {
        let found = plan(&Wanted { rows: 10_000, first_row: 9_999_999, ..HALL });
        assert_eq!(found.first_row + found.rows.len(), 10_000);
    }

    proptest! {
        #[test]
        fn bands_never_overlap_and_stay_inside(
            width in 1..4000_i32, height in 0..2400_i32, cores in 0..64_usize, rows in 0..12_000_usize, others in 0..9_usize,
            first_row in 0..20_000_usize, scale in prop_oneof![Just(1.0_f32), Just(1.25), Just(2.0)],
        ) {
            let plan = plan(&Wanted { size: (width, height), scale, gutter: 110, cores, rows, others, first_row, strips: 2 });
            let mut bands = vec![plan.ruler];
            bands.extend(plan.cores.iter().chain(&plan.rows).copied());
            bands.extend(plan.queue.into_iter().chain(plan.flight));
            bands.extend(plan.others.iter().copied().chain([plan.footer]));
            for pair in bands.windows(2) {
                prop_assert!(pair[0].y1 <= pair[1].y0, "{pair:?}");
            }
            prop_assert!(bands.iter().all(|band| band.y0 >= 0 && band.y1 <= height.max(0) && band.y0 <= band.y1));
            prop_assert!(plan.rows.len() + plan.more == rows && plan.x0 < plan.x1);
        }
    }
}
