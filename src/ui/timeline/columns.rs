//! [`Columns`]: the mixtures of states in a dense lane's buckets, remembered from frame to frame.
//!
//! A log only grows, and buckets are counted from time 0: what a bucket held once its end was known, it holds for ever. So
//! a playing, gliding lane asks the trace for the one or two buckets that are new, and not for all that are in sight.

use crate::event::Ns;
use crate::trace::{Mixture, STATES, Track};
use std::collections::{HashMap, VecDeque};

/// Shares of a bucket's time by state, of [`WHOLE`].
pub type Shares = [u16; STATES];
/// All of a bucket's time.
pub const WHOLE: u16 = u16::MAX;
/// A lane remembers at most so many buckets more than it has in sight.
const SPARE: usize = 4096;

/// Which lane: the run, whether it is a core (or a task row), and which.
pub type LaneId = (u32, bool, usize);

/// The buckets of all dense lanes in sight.
#[derive(Default)]
pub struct Columns {
    lanes: HashMap<LaneId, Lane>,
    frame: u64,
}

/// Consecutive buckets of one lane.
#[derive(Default)]
struct Lane {
    shift: u32,
    first: u64,
    shares: VecDeque<Shares>,
    used: u64,
}

impl Columns {
    /// Forgets everything: the runs are others.
    pub fn clear(&mut self) {
        self.lanes.clear();
    }

    /// Begins a frame; lanes that the last one did not use are forgotten.
    pub fn begin(&mut self) {
        let last = self.frame;
        self.lanes.retain(|_, lane| lane.used == last);
        self.frame += 1;
    }

    /// The shares in the buckets `from..to` of length `1 << shift`, where everything before `edge` is known for good.
    pub fn of(&mut self, id: LaneId, track: &Track, shift: u32, (from, to): (u64, u64), edge: Ns) -> impl Iterator<Item = Shares> {
        let lane = self.lanes.entry(id).or_default();
        lane.used = self.frame;
        lane.reach(track, shift, (from, to), edge);
        let skip = (from - lane.first) as usize;
        let kept = lane.shares.range(skip..).copied().take((to - from) as usize);
        // The bucket that the edge lies in is not yet full.
        let rest = lane.first + lane.shares.len() as u64;
        kept.chain((rest.max(from)..to).map(move |number| shares(track, number, shift, edge)))
    }
}

impl Lane {
    /// Makes sure that all full buckets of a range are there.
    fn reach(&mut self, track: &Track, shift: u32, (from, to): (u64, u64), edge: Ns) {
        let end = self.first + self.shares.len() as u64;
        let far = self.shares.len() > (to - from) as usize + SPARE;
        if self.shift != shift || from > end || to < self.first || far {
            *self = Self { shift, first: from, shares: VecDeque::new(), used: self.used };
        }
        while self.first > from {
            self.first -= 1;
            self.shares.push_front(shares(track, self.first, shift, edge));
        }
        let next = self.first + self.shares.len() as u64;
        let instants = (next..=to.min(edge >> shift)).map(|number| number << shift);
        self.shares.extend(track.mixtures(instants).map(|mixture| of_whole(&mixture, 1 << shift)));
    }
}

/// What one bucket holds, up to the edge.
fn shares(track: &Track, number: u64, shift: u32, edge: Ns) -> Shares {
    let start = number << shift;
    let end = start.saturating_add(1 << shift).min(edge).max(start + 1);
    of_whole(&track.mixture(start, end), end - start)
}

fn of_whole(mixture: &Mixture, whole: Ns) -> Shares {
    let scale = f64::from(WHOLE) / whole as f64;
    mixture.map(|time| (time as f64 * scale).round() as u16)
}
