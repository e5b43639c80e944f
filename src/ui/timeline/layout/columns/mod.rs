//! [`Columns`]: the buckets of dense lanes as columns of small squares, one for each row of pixels, remembered from frame to frame.
//!
//! A log only grows, and buckets are counted from time 0: what a bucket held once its end was known, it holds for ever. So a lane that
//! glides asks the trace for the buckets that are new, and not for all that are in sight; a zoom asks for none until buckets are of another
//! length. All lanes lie one above another on one sheet; a bucket's column is its number modulo the sheet's width, so that what
//! glides out at one side makes room for what comes in at the other. The sheet says which of its squares are new, for whoever keeps an
//! image of it.
//!
//! It does *not* decide which lanes are dense (`lane`) nor what states look like (`paint`).

use super::layers::Layers;
use loopscope_event::Ns;
use loopscope_trace::Track;
use std::collections::HashMap;

/// Which lane: the run, whether it is a core (or a task row), and which.
pub type LaneId = (u32, bool, usize);

/// The narrowest bucket, px.
const NARROWEST: f64 = 1.5;
/// All lanes together have about so many buckets at most, unless these would be wider than so many pixels.
const BUCKETS: f64 = 50_000.0;
const CHEAPEST: f64 = 4.0;
/// The least and the greatest number of squares of a sheet in a row; also how many rows it has at most, as every graphics card can.
const SIDES: (usize, usize) = (256, 2048);
/// A sheet grows by so many rows.
const ROWS: usize = 64;

/// More new parts than this are as good as all.
const PATCHES: usize = 256;

/// The part of the sheet that is new.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fresh {
    /// All of it, and its size may be another.
    All,
    /// These squares.
    Some(Vec<Patch>),
}

/// Squares side by side on the sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Patch {
    /// Left.
    pub x: usize,
    /// Top.
    pub y: usize,
    /// How many in a row.
    pub width: usize,
    /// How many rows.
    pub height: usize,
}

/// The buckets of all dense lanes in sight.
#[derive(Debug)]
pub struct Columns {
    width: usize,
    height: usize,
    /// A code for each square, row by row; see [`Layers::row`].
    squares: Vec<u8>,
    /// The buckets that are being drawn, kept for its memory.
    layers: Layers,
    fresh: Fresh,
    lanes: HashMap<LaneId, Lane>,
    /// Rows that nobody uses: the first, and how many.
    free: Vec<(usize, usize)>,
    /// The first row that nobody used yet.
    bottom: usize,
    /// There was no room although there are rows that nobody uses: they are not as many as a lane is high.
    crumbled: bool,
    frame: u64,
}

/// Where a lane's buckets are.
#[derive(Clone, Copy, Debug)]
struct Lane {
    /// Its rows of the sheet.
    y: usize,
    height: usize,
    /// The length of its buckets as a power of two, ns.
    shift: u32,
    /// The buckets that are there for good.
    known: (u64, u64),
    used: u64,
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            width: SIDES.0,
            height: 0,
            squares: Vec::new(),
            layers: Layers::default(),
            fresh: Fresh::All,
            lanes: HashMap::new(),
            free: Vec::new(),
            bottom: 0,
            crumbled: false,
            frame: 0,
        }
    }
}

/// The length of a bucket as a power of two, ns, for so many lanes that are so many pixels wide: between one and a half and four pixels, and
/// up to eight where there are very many lanes, so that all of them can be drawn anew within a frame.
#[must_use]
pub fn bucket_shift(ns_per_px: f64, width: i64, lanes: usize) -> u32 {
    let fits = width as f64 / (sheet(width) - 6) as f64;
    let cheap = (width as f64 * lanes as f64 / BUCKETS).min(CHEAPEST);
    let wanted = NARROWEST.max(fits).max(cheap);
    ((ns_per_px * wanted).max(1.0).log2().ceil() as u32).min(62)
}

/// How many squares the rows of a sheet have.
fn sheet(width: i64) -> usize {
    ((width as f64 / 1.8) as usize).next_power_of_two().clamp(SIDES.0, SIDES.1)
}

impl Columns {
    /// Forgets everything: the runs are others.
    pub fn clear(&mut self) {
        *self = Self { frame: self.frame, width: self.width, ..Self::default() };
    }

    /// Begins a frame of lanes that are so many pixels wide; lanes that the last one did not use are forgotten.
    pub fn begin(&mut self, width: i64) {
        if self.width != sheet(width) || self.crumbled {
            self.width = sheet(width);
            self.clear();
        }
        let last = self.frame;
        let free = &mut self.free;
        self.lanes.retain(|_, lane| {
            if lane.used != last {
                free.push((lane.y, lane.height));
            }
            lane.used == last
        });
        if self.lanes.is_empty() {
            self.free.clear();
            self.bottom = 0;
        }
        self.frame += 1;
    }

    /// How many squares in a row, and how many rows.
    #[must_use]
    pub const fn size(&self) -> [usize; 2] {
        [self.width, self.height]
    }

    /// What is new since this was asked last.
    pub fn fresh(&mut self) -> Fresh {
        std::mem::replace(&mut self.fresh, Fresh::Some(Vec::new()))
    }

    /// The squares of a part of the sheet, a row at a time; see [`Layers::row`].
    pub fn rows(&self, patch: Patch) -> impl Iterator<Item = &[u8]> {
        let Patch { x, y, width, height } = patch;
        (y..y + height).map(move |row| self.squares.get(row * self.width + x..).and_then(|rest| rest.get(..width)).unwrap_or_default())
    }

    /// Puts the buckets `from..to` of length `1 << shift` of a lane so many pixels high on the sheet, where everything before `edge` is
    /// known for good. Answers its first row; `None`: there is no room.
    pub fn put(&mut self, id: LaneId, track: &Track, (shift, height): (u32, i32), (from, to): (u64, u64), edge: Ns) -> Option<usize> {
        let height = usize::try_from(height).ok()?;
        if to.saturating_sub(from) > self.width as u64 {
            return None;
        }
        let mut lane = match self.lanes.get(&id) {
            Some(lane) if (lane.shift, lane.height) == (shift, height) => *lane,
            Some(lane) if lane.height == height => Lane { shift, known: (from, from), ..*lane },
            _ => Lane { y: self.room(height)?, height, shift, known: (from, from), used: 0 },
        };
        lane.used = self.frame;
        // What is there and what is wanted must lie side by side.
        if lane.known.1 < from || to < lane.known.0 {
            lane.known = (from, from);
        }
        let (first, end) = lane.known;
        if from < first {
            self.draw(track, &lane, (from, first), edge);
        }
        if end < to {
            self.draw(track, &lane, (end, to), edge);
        }
        // The bucket that the edge lies in is not yet full. What was far off at the other side has been drawn over.
        let full = edge >> shift;
        let (low, high) = (first.min(from), end.max(to.min(full)));
        let room = self.width as u64;
        lane.known = if from < first { (low, high.min(low + room)) } else { (low.max(high.max(to).saturating_sub(room)), high) };
        if let Some(old) = self.lanes.insert(id, lane)
            && old.y != lane.y
        {
            self.free.push((old.y, old.height));
        }
        Some(lane.y)
    }

    /// Finds room for so many rows.
    fn room(&mut self, height: usize) -> Option<usize> {
        if let Some(place) = self.free.iter().position(|(_, free)| *free == height) {
            return Some(self.free.swap_remove(place).0);
        }
        let y = self.bottom;
        if y + height > SIDES.1 {
            self.crumbled = !self.free.is_empty();
            return None;
        }
        self.bottom += height;
        if self.bottom > self.height {
            self.height = self.bottom.next_multiple_of(ROWS);
            self.squares.resize(self.width * self.height, 0);
            self.fresh = Fresh::All;
        }
        Some(y)
    }

    fn draw(&mut self, track: &Track, lane: &Lane, (from, to): (u64, u64), edge: Ns) {
        let (width, mask) = (self.width, self.width as u64 - 1);
        self.layers.fill((to - from) as usize, track.shares(lane.shift, (from, to), edge));
        // What goes beyond the sheet's last column goes on at its first.
        let (x, count) = ((from & mask) as usize, (to - from) as usize);
        let first = count.min(width - x);
        for (x, buckets) in [(x, 0..first), (0, first..count)] {
            if buckets.is_empty() {
                continue;
            }
            let patch = Patch { x, y: lane.y, width: buckets.len(), height: lane.height };
            for row in 0..lane.height {
                let squares = (lane.y + row) * width + x;
                let squares = self.squares.get_mut(squares..squares + buckets.len()).unwrap_or_default();
                self.layers.row(lane.height - row, lane.height, buckets.clone(), squares);
            }
            self.note(patch);
        }
    }

    /// Some squares are new; those of other lanes may have been too, and mostly in the same columns.
    fn note(&mut self, patch: Patch) {
        let Fresh::Some(patches) = &mut self.fresh else { return };
        let same = |other: &&mut Patch| (other.x, other.width) == (patch.x, patch.width);
        if let Some(other) = patches.iter_mut().rev().take(4).find(same) {
            let end = (other.y + other.height).max(patch.y + patch.height);
            other.y = other.y.min(patch.y);
            other.height = end - other.y;
        } else if patches.len() < PATCHES {
            patches.push(patch);
        } else {
            self.fresh = Fresh::All;
        }
    }
}

#[cfg(test)]
mod tests;
