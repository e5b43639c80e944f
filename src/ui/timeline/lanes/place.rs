//! Where lanes stand one under another: their heights, and which of them are in sight. A part of [`plan`](super::plan).

use super::plan::{Band, Placed, Plan};
use super::{Lane, Lanes, Numbers, Part, Section, What};

/// The least and the greatest distance between task rows, points.
pub(crate) const PITCH: (f32, f32) = (8.0, 23.0);
/// The distance where all lanes scroll, points.
pub(crate) const SCROLLED_PITCH: f32 = 17.0;
/// Heights in points.
const GAP: f32 = 6.0;
const CORE: f32 = 22.0;
const CORES: f32 = 64.0;
const COUNTER: f32 = 30.0;
const OTHER: (f32, f32) = (16.0, 22.0);
/// The folded runs' part of the height, if it would be more.
const OTHERS: f32 = 0.5;
pub(crate) const STRIP: (f32, f32) = (34.0, 64.0);
/// A line for folded tasks, and a folded strip.
const LINE: f32 = 17.0;

/// How high lanes are, px.
pub(crate) struct Heights {
    pub(crate) gap: i32,
    other: i32,
    core: i32,
    cores: i32,
    line: i32,
    strip: i32,
    counter: i32,
    row: i32,
    small: i32,
    high: i32,
}

impl Heights {
    pub(crate) fn new(lanes: &Lanes, px: &dyn Fn(f32) -> i32, room: i32, low: bool) -> Self {
        let folded = lanes.groups.iter().flat_map(|group| &group.sections).filter(|section| section.part == Part::Cores && section.folded);
        let others = (folded.count() + lanes.pinned.iter().filter(|lane| lane.what == What::Cores).count()) as i32;
        // Every run has a lane: the more there are, the lower they are, so that rows of tasks stay in sight.
        let share = ((OTHERS * room as f32) as i32).checked_div(others).unwrap_or(i32::MAX);
        let (gap, other) = match px(if low { OTHER.0 } else { OTHER.1 }) {
            wanted if wanted + px(GAP) <= share => (px(GAP), wanted),
            wanted => (px(0.3 * GAP), (share - px(0.3 * GAP)).clamp(px(4.0), wanted)),
        };
        Self {
            gap,
            other,
            core: px(CORE),
            cores: px(CORES),
            line: px(LINE),
            strip: px(STRIP.0),
            counter: px(COUNTER),
            row: px(PITCH.1),
            small: px(2.0),
            high: px(8.0),
        }
    }
    pub(crate) fn pinned(&self, what: What) -> i32 {
        match what {
            What::Cores => self.other,
            What::Core(_) => self.core,
            What::Row(_) | What::Tasks | What::Counters(_) => self.row,
            What::Counter(_) => self.counter,
            What::Queue | What::Flight => self.strip,
        }
    }
    /// Between two cores, or two lanes that are as close.
    pub(crate) const fn core_gap(&self, height: i32) -> i32 {
        if height >= self.high { self.small } else { 0 }
    }
    /// Of one of several cores that stand together.
    fn one_core(&self, cores: usize) -> i32 {
        if cores <= 1 { self.core } else { (self.cores / cores as i32).clamp(self.small, self.core) }
    }
}

/// Lanes of one kind that stand together.
struct Piece<'a> {
    run: usize,
    section: &'a Section,
    /// Height of each, px; of rows and of strips that is not known yet.
    height: Option<i32>,
    /// What is left free above it, px.
    above: i32,
}

impl Piece<'_> {
    const fn numbers(&self) -> &Numbers {
        &self.section.numbers
    }
    fn lane(&self, place: usize) -> Option<Lane> {
        self.section.what(place).map(|what| Lane { run: self.run, what })
    }
    fn is_rows(&self) -> bool {
        self.section.part == Part::Tasks && !self.section.folded
    }
    fn is_counters(&self) -> bool {
        self.section.part == Part::Counters && !self.section.folded
    }
}

/// All that is to be placed below what is pinned.
pub(crate) struct Pieces<'a> {
    all: Vec<Piece<'a>>,
    /// The pieces that are strips, the more important ones first.
    pub(crate) strips: Vec<usize>,
    pinned: i32,
}

impl<'a> Pieces<'a> {
    pub(crate) fn of(lanes: &'a Lanes, heights: &Heights) -> Self {
        let mut all: Vec<Piece<'a>> = Vec::new();
        for group in &lanes.groups {
            for section in &group.sections {
                let height = match (section.part, section.folded) {
                    (Part::Cores, true) => Some(heights.other),
                    (Part::Cores, false) => Some(heights.one_core(section.numbers.len())),
                    (_, true) => Some(heights.line),
                    (Part::Counters, false) => Some(heights.counter),
                    (Part::Tasks | Part::Queue | Part::Flight, false) => None,
                };
                let begins = all.last().is_none_or(|before| before.run != group.run);
                let above = match section.part {
                    _ if all.is_empty() => 0,
                    // The rows stand close to their cores; there is slack for one such step.
                    Part::Tasks if !begins => 2 * heights.small,
                    // The line of those that are not shown belongs to those that are.
                    Part::Counters if section.folded && all.last().is_some_and(Piece::is_counters) => heights.small,
                    _ => heights.gap,
                };
                all.push(Piece { run: group.run, section, height, above });
            }
        }
        let of = |part: Part| {
            let is_strip = move |(_, piece): &(usize, &Piece<'_>)| piece.section.part == part && !piece.section.folded;
            all.iter().enumerate().filter(is_strip).map(|(i, _)| i).collect::<Vec<_>>()
        };
        let strips = [of(Part::Queue), of(Part::Flight)].concat();
        let pinned: i32 = lanes.pinned.iter().map(|lane| heights.pinned(lane.what)).sum();
        let pinned = pinned + if lanes.pinned.is_empty() { 0 } else { heights.gap };
        Self { all, strips, pinned }
    }
    /// The height of everything but rows and strips, px; there is slack for the step above the first rows.
    pub(crate) fn fixed(&self) -> i32 {
        let of = |piece: &Piece<'_>| match piece.height {
            Some(height) => height * piece.numbers().len() as i32 + piece.above,
            None if piece.is_rows() => piece.above,
            None => 0,
        };
        let slack = self.all.iter().find(|piece| piece.is_rows()).map_or(0, |piece| piece.above);
        self.pinned + self.all.iter().map(of).sum::<i32>() - slack
    }
    pub(crate) fn rows(&self) -> usize {
        self.all.iter().filter(|piece| piece.is_rows()).map(|piece| piece.numbers().len()).sum()
    }
    pub(crate) fn has_counters(&self) -> bool {
        self.all.iter().any(Piece::is_counters)
    }
    pub(crate) fn lanes(&self) -> usize {
        self.all.iter().map(|piece| piece.numbers().len()).sum()
    }
}

/// How rows scroll among lanes that stay.
pub(crate) struct Rows<'a> {
    pub(crate) heights: &'a Heights,
    pub(crate) strip: i32,
    /// So many of the strips are shown.
    pub(crate) fit: usize,
    /// The rows in sight, counted over all runs.
    pub(crate) window: (usize, usize),
}

pub(crate) fn rows_scroll(plan: &mut Plan, pieces: &Pieces<'_>, rows: &Rows<'_>, place: &mut Placer) {
    let Rows { heights, strip, fit, window } = *rows;
    let shown = &pieces.strips[..fit];
    let mut number = 0;
    let row_gap = if plan.pitch >= 7 * heights.small { heights.small } else { heights.small / 2 }.max(1);
    for (i, piece) in pieces.all.iter().enumerate() {
        let many = piece.numbers().len();
        let (places, height, gap) = match piece.height {
            Some(height) => {
                let close = !piece.section.folded && matches!(piece.section.part, Part::Cores | Part::Counters);
                (0..many, height, if close { heights.core_gap(height) } else { 0 })
            }
            None if piece.is_rows() => {
                let from = window.0.saturating_sub(number).min(many);
                let to = window.1.saturating_sub(number).min(many);
                number += many;
                (from..to, plan.pitch, row_gap)
            }
            None if shown.contains(&i) => (0..many, strip, 0),
            None => continue,
        };
        if places.is_empty() {
            continue;
        }
        place.y += piece.above;
        for n in places {
            let Some((band, lane)) = place.band(height - gap, gap).zip(piece.lane(n)) else { break };
            let low = piece.section.folded && piece.section.part != Part::Cores;
            plan.placed.push(Placed { lane, band, pinned: false, low });
            if piece.is_rows() {
                if plan.shown == 0 {
                    plan.scrolls = band;
                }
                plan.scrolls.y1 = band.y1;
                plan.shown += 1;
            }
        }
    }
}

/// How everything scrolls.
pub(crate) struct Scroll<'a> {
    pub(crate) heights: &'a Heights,
    pub(crate) pitch: i32,
    pub(crate) strip: i32,
    pub(crate) first: usize,
}

pub(crate) fn all_scroll(plan: &mut Plan, pieces: &Pieces<'_>, scroll: &Scroll<'_>, place: &mut Placer) {
    let Scroll { heights, pitch, strip, first } = *scroll;
    let height = |piece: &Piece<'_>| piece.height.unwrap_or(if piece.is_rows() { pitch } else { strip });
    let above = |piece: &Piece<'_>, n: usize| if n == 0 { piece.above } else { 0 };
    // The last page is full.
    let (mut left, mut last_page) = (place.end - place.y, 0);
    for piece in pieces.all.iter().rev() {
        for n in (0..piece.numbers().len()).rev() {
            left -= height(piece) + above(piece, n);
            last_page += usize::from(left >= 0);
            if left < 0 {
                break;
            }
        }
        if left < 0 {
            break;
        }
    }
    plan.total = pieces.lanes();
    plan.first = first.min(plan.total - last_page.max(1).min(plan.total));
    plan.scrolls = Band { y0: place.y, y1: place.end };
    let mut number = 0;
    for piece in &pieces.all {
        let many = piece.numbers().len();
        let from = plan.first.saturating_sub(number).min(many);
        number += many;
        for n in from..many {
            if !plan.placed.last().is_none_or(|last| last.pinned) {
                place.y += above(piece, n);
            }
            let gap = heights.core_gap(height(piece));
            let Some((band, lane)) = place.band(height(piece) - gap, gap).zip(piece.lane(n)) else { return };
            let low = piece.section.folded && piece.section.part != Part::Cores;
            plan.placed.push(Placed { lane, band, pinned: false, low });
            plan.shown += 1;
        }
    }
}

/// Hands out bands from the top down until there is no more room.
pub(crate) struct Placer {
    pub(crate) y: i32,
    pub(crate) end: i32,
}

impl Placer {
    pub(crate) fn band(&mut self, height: i32, gap: i32) -> Option<Band> {
        let band = Band { y0: self.y, y1: self.y + height.max(1) };
        (band.y1 <= self.end).then(|| {
            self.y = band.y1 + gap;
            band
        })
    }
}
