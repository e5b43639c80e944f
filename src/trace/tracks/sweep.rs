//! [`Sweep`]: the time by state before one instant after another of a [`Track`]; a part of [`track`](super::track).

use super::marks::{Block, GAP, Times};
use super::pyramid::{Shares, WHOLE, shares_of};
use super::track::{Mixture, Track};
use loopscope_event::Ns;

/// Where a sweep through a track is. Instants that ascend cost little more than the marks between them, and never more than a block of
/// these and the way to it.
pub(crate) struct Sweep<'a> {
    track: &'a Track,
    /// Of this block, or of the newest marks, `next` were gone by.
    block: usize,
    times: Option<Times<'a>>,
    next: usize,
    len: usize,
    /// When the block that follows begins.
    end: Ns,
    /// When the next mark begins, and its state; after the block's last one, when the block that follows begins.
    ahead: (Ns, u8),
    /// When the last mark gone by begins, its state, and the time by state from the block's beginning to it.
    since: Ns,
    code: u8,
    within: Mixture,
}

impl<'a> Sweep<'a> {
    pub(crate) fn new(track: &'a Track) -> Self {
        let (never, within) = (Ns::MAX, Mixture::default());
        let mut sweep =
            Self { track, block: 0, times: None, next: 0, len: 0, end: never, ahead: (never, GAP), since: never, code: GAP, within };
        sweep.enter(0);
        sweep
    }

    /// Goes to the beginning of a block.
    fn enter(&mut self, block: usize) {
        let Self { track, .. } = *self;
        self.block = block;
        self.end = track.begins(block + 1).unwrap_or(Ns::MAX);
        self.within = Mixture::default();
        match track.blocks.get(block) {
            Some(found) => {
                let times = found.times();
                (self.since, self.code, self.len) = (found.start, times.code(0), found.len.into());
                self.times = Some(times);
            }
            None => {
                let first = track.plain.first();
                self.since = first.map_or(Ns::MAX, |mark| mark.start());
                self.code = first.map_or(GAP, |mark| mark.code());
                (self.len, self.times) = (track.plain.len(), None);
            }
        }
        self.next = 1;
        self.look();
    }

    /// Looks at the next mark of the block.
    fn look(&mut self) {
        self.ahead = match self.times {
            _ if self.next >= self.len => (self.end, GAP),
            Some(times) => (self.since.saturating_add(times.step(self.next)), times.code(self.next)),
            None => self.track.plain.get(self.next).map_or((self.end, GAP), |mark| (mark.start(), mark.code())),
        };
    }

    /// Goes by the next mark of the block.
    fn step(&mut self) {
        let (start, code) = self.ahead;
        if let Some(within) = self.within.get_mut(usize::from(self.code)) {
            *within += start - self.since;
        }
        (self.since, self.code) = (start, code);
        self.next += 1;
        self.look();
    }

    /// Goes on to the mark that covers `t`; answers when the next one begins.
    fn go(&mut self, t: Ns) -> Ns {
        if self.end <= t {
            let block = self.track.block(t, self.block);
            self.enter(block);
        }
        while self.ahead.0 <= t && self.next < self.len {
            self.step();
        }
        self.ahead.0
    }

    /// The shares of states in `from..to`, which is not before an instant asked earlier, and until when time is spent so: beyond `to` if
    /// all of it is one span, or one gap.
    pub(crate) fn shares(&mut self, from: Ns, to: Ns) -> (Ns, Shares) {
        let next = self.go(from);
        if next >= to && self.since <= from {
            let mut shares = Shares::default();
            if let Some(share) = shares.get_mut(usize::from(self.code)) {
                *share = WHOLE;
            }
            return (next, shares);
        }
        let spent = if self.end > to { self.pass(from, to) } else { self.between(from, to) };
        (to, shares_of(&spent, to - from))
    }

    /// The time by state from where it is to `to`, which lies in the same block: mark by mark.
    fn pass(&mut self, from: Ns, to: Ns) -> Mixture {
        let (mut spent, mut at) = (Mixture::default(), from.max(self.since));
        let mut spend = |code: u8, time: Ns| {
            if let Some(spent) = spent.get_mut(usize::from(code)) {
                *spent += time;
            }
        };
        while self.ahead.0 <= to && self.next < self.len {
            spend(self.code, self.ahead.0 - at);
            at = self.ahead.0;
            self.step();
        }
        spend(self.code, to.saturating_sub(at));
        spent
    }

    /// The time by state in `from..to`, which is not before an instant asked earlier.
    pub(crate) fn between(&mut self, from: Ns, to: Ns) -> Mixture {
        let (before, after) = (self.to(from), self.to(to));
        std::array::from_fn(|i| after[i].saturating_sub(before[i]))
    }

    /// The time by state before `t`, which is not before an instant asked earlier; what was let go is not told apart.
    pub(crate) fn to(&mut self, t: Ns) -> Mixture {
        self.go(t);
        let mut sum = self.track.blocks.get(self.block).map_or(self.track.before, Block::before);
        sum.iter_mut().zip(self.within).for_each(|(sum, within)| *sum += within);
        if let Some(sum) = sum.get_mut(usize::from(self.code)) {
            *sum += t.saturating_sub(self.since);
        }
        sum
    }
}
