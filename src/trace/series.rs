//! [`Series`]: a number that changes in steps, such as a queue's depth, and its least and greatest value in any stretch of time.

use crate::event::Ns;
use std::collections::VecDeque;

/// So many steps share one note of their least and greatest value.
const BLOCK: u64 = 64;

/// A number that changes in steps. Before its first step it is 0.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    steps: VecDeque<(Ns, u32)>,
    /// How many steps were let go at the front.
    gone: u64,
    /// Least and greatest value of the steps by blocks, counted with those let go and without the last step, which may yet be replaced.
    blocks: VecDeque<(u32, u32)>,
    /// The greatest value that ever lasted for some time.
    peak: u32,
}

impl Series {
    /// From `at` on it is `value`. A value that would last no time is replaced.
    pub(super) fn push(&mut self, at: Ns, value: u32) {
        match self.steps.back_mut() {
            Some((_, last)) if *last == value => return,
            Some((since, last)) if *since >= at => {
                *last = value;
                return;
            }
            Some((_, last)) => {
                let last = *last;
                self.peak = self.peak.max(last);
                let number = self.gone + self.steps.len() as u64 - 1;
                match self.blocks.back_mut() {
                    Some((least, most)) if !number.is_multiple_of(BLOCK) => (*least, *most) = ((*least).min(last), (*most).max(last)),
                    _ => self.blocks.push_back((last, last)),
                }
            }
            None if value == 0 => return,
            None => {}
        }
        self.steps.push_back((at, value));
    }

    /// Forgets steps that were over before `t`.
    pub(super) fn let_go(&mut self, t: Ns) {
        while self.steps.get(1).is_some_and(|next| next.0 <= t) {
            self.steps.pop_front();
            self.gone += 1;
            if self.gone.is_multiple_of(BLOCK) {
                self.blocks.pop_front();
            }
        }
    }

    /// The value at `t`.
    #[must_use]
    pub fn at(&self, t: Ns) -> u32 {
        let after = self.steps.partition_point(|step| step.0 <= t);
        after.checked_sub(1).map_or(0, |place| self.steps[place].1)
    }

    /// Its last value.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.steps.back().map_or(0, |step| step.1)
    }

    /// The greatest value that it ever had for some time, what was let go included.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.peak.max(self.last())
    }

    /// Its least and greatest value in `from..to`.
    #[must_use]
    pub fn range(&self, from: Ns, to: Ns) -> (u32, u32) {
        let value = self.at(from);
        let (mut least, mut most) = (value, value);
        let mut see = |(low, high): (u32, u32)| (least, most) = (least.min(low), most.max(high));
        let mut place = self.steps.partition_point(|step| step.0 <= from);
        let end = self.steps.partition_point(|step| step.0 < to);
        while place < end {
            let number = self.gone + place as u64;
            if number.is_multiple_of(BLOCK) && place + (BLOCK as usize) <= end.min(self.steps.len() - 1) {
                see(self.blocks[(number / BLOCK - self.gone / BLOCK) as usize]);
                place += BLOCK as usize;
            } else {
                see((self.steps[place].1, self.steps[place].1));
                place += 1;
            }
        }
        (least, most)
    }

    /// The steps in `from..to`, each as (instant, value from there on), led by the value at `from`.
    pub fn steps(&self, from: Ns, to: Ns) -> impl Iterator<Item = (Ns, u32)> + '_ {
        let first = self.steps.partition_point(|step| step.0 <= from);
        let last = self.steps.partition_point(|step| step.0 < to).max(first);
        std::iter::once((from, self.at(from))).chain(self.steps.range(first..last).copied())
    }

    /// How many steps there are in `from..to`.
    #[must_use]
    pub fn density(&self, from: Ns, to: Ns) -> usize {
        let before = |t: Ns| self.steps.partition_point(|step| step.0 < t);
        before(to).saturating_sub(before(from))
    }

    pub(super) fn bytes(&self) -> usize {
        self.steps.capacity() * size_of::<(Ns, u32)>() + self.blocks.capacity() * size_of::<(u32, u32)>()
    }
}
