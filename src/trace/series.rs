//! [`Series`]: a number that changes in steps, such as a queue's depth, and its least and greatest value in any stretch of time.

use super::slab::shrink;
use crate::event::Ns;
use std::collections::VecDeque;

/// So many steps share one note of their least and greatest value, and so many notes a note of theirs.
const BLOCK: u64 = 16;
/// The end of a short stretch is looked for step by step.
const STRIDE: usize = 32;

/// A number that changes in steps. Before its first step it is 0.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    steps: VecDeque<(Ns, u32)>,
    /// How many steps were let go at the front.
    gone: u64,
    /// Least and greatest value by blocks of steps and by blocks of blocks, without the last step, which may yet be replaced.
    blocks: Blocks,
    large: Blocks,
    /// The greatest value that ever lasted for some time.
    peak: u32,
}

/// Least and greatest values of blocks of a size, counted with those let go: the first is for the block of the oldest step.
#[derive(Clone, PartialEq, Debug, Default)]
struct Blocks(VecDeque<(u32, u32)>);

impl Blocks {
    /// The step of this number has this value.
    fn add(&mut self, number: u64, size: u64, value: u32) {
        match self.0.back_mut() {
            Some((least, most)) if !number.is_multiple_of(size) => (*least, *most) = ((*least).min(value), (*most).max(value)),
            _ => self.0.push_back((value, value)),
        }
    }
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
                self.blocks.add(number, BLOCK, last);
                self.large.add(number, BLOCK * BLOCK, last);
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
                self.blocks.0.pop_front();
            }
            if self.gone.is_multiple_of(BLOCK * BLOCK) {
                self.large.0.pop_front();
            }
        }
        shrink(&mut self.steps);
        shrink(&mut self.blocks.0);
        shrink(&mut self.large.0);
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
        let place = self.steps.partition_point(|step| step.0 <= from);
        let end = place + self.steps.range(place..).take(STRIDE).take_while(|step| step.0 < to).count();
        let end = if end < place + STRIDE { end } else { self.steps.partition_point(|step| step.0 < to) };
        self.extremes(place, end)
    }

    /// Of the steps from `place` to `end`, and the value before them.
    fn extremes(&self, mut place: usize, end: usize) -> (u32, u32) {
        let value = place.checked_sub(1).map_or(0, |before| self.steps[before].1);
        let (mut least, mut most) = (value, value);
        // The last step of all is in no block.
        let noted = end.min(self.steps.len().saturating_sub(1));
        while place < end {
            let number = self.gone + place as u64;
            let sizes = [(BLOCK * BLOCK, &self.large), (BLOCK, &self.blocks)];
            let block = sizes.into_iter().find(|(size, _)| number.is_multiple_of(*size) && place + *size as usize <= noted);
            let (taken, (low, high)) = match block {
                Some((size, blocks)) => (size as usize, blocks.0[(number / size - self.gone / size) as usize]),
                None => (1, (self.steps[place].1, self.steps[place].1)),
            };
            (least, most) = (least.min(low), most.max(high));
            place += taken;
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
        self.steps.capacity() * size_of::<(Ns, u32)>() + (self.blocks.0.capacity() + self.large.0.capacity()) * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn least_and_greatest_are_those_of_every_instant(
            pushes in prop::collection::vec((0_u64..3, 0_u32..50), 0..900), (a, b) in (0_u64..900, 1_u64..900), gone in 0_u64..900,
        ) {
            let mut series = Series::default();
            let (mut values, mut now, mut value) = (Vec::new(), 0, 0);
            for (gap, next) in pushes {
                now += gap;
                values.resize(now as usize, value);
                value = next;
                series.push(now, value);
            }
            values.resize(2000, value);
            let stretch = &values[a as usize..(a + b) as usize];
            let expected = (*stretch.iter().min().unwrap(), *stretch.iter().max().unwrap());
            prop_assert_eq!(series.range(a, a + b), expected);
            prop_assert_eq!(series.peak(), *values.iter().max().unwrap());
            prop_assert!((0..2000).all(|t| series.at(t) == values[t as usize]));
            series.let_go(gone.min(a));
            prop_assert_eq!(series.range(a, a + b), expected);
            let (least, most) = series.steps(a, a + b).fold((u32::MAX, 0), |(least, most), (_, v)| (least.min(v), most.max(v)));
            prop_assert_eq!((least, most), expected);
        }
    }
}
