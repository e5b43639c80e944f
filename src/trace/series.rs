//! [`Series`]: a number that changes in steps, such as a queue's depth, and its least and greatest value in any stretch of time.

use super::slab::shrink;
use crate::event::{Ns, PackedNs};
use std::collections::VecDeque;

/// So many steps share one note of their least and greatest value, and so many notes a note of theirs.
const BLOCK: u64 = 16;

/// A number that changes in steps. Before its first step it is 0.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    steps: VecDeque<Step>,
    /// How many steps were let go at the front.
    gone: u64,
    /// Least and greatest value by blocks of steps and by blocks of blocks, without the last step, which may yet be replaced.
    blocks: Blocks,
    large: Blocks,
    /// The greatest value that ever lasted for some time.
    peak: u32,
}

/// From an instant on, a value: 12 bytes.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Step {
    at: PackedNs,
    value: u32,
}

/// The beginning, the least and the greatest value of blocks of a size, counted with those let go: the first is for the block of the oldest step.
#[derive(Clone, PartialEq, Debug, Default)]
struct Blocks(VecDeque<(Ns, u32, u32)>);

impl Blocks {
    /// The step of this number begins at `at` and has this value.
    fn add(&mut self, number: u64, size: u64, (at, value): (Ns, u32)) {
        match self.0.back_mut() {
            Some((_, least, most)) if !number.is_multiple_of(size) => (*least, *most) = ((*least).min(value), (*most).max(value)),
            _ => self.0.push_back((at, value, value)),
        }
    }
}

impl Series {
    /// From `at` on it is `value`. A value that would last no time is replaced.
    pub(super) fn push(&mut self, at: Ns, value: u32) {
        match self.steps.back_mut() {
            Some(last) if last.value == value => return,
            Some(last) if last.at.get() >= at => {
                last.value = value;
                return;
            }
            Some(last) => {
                let last = (last.at.get(), last.value);
                self.peak = self.peak.max(last.1);
                let number = self.gone + self.steps.len() as u64 - 1;
                self.blocks.add(number, BLOCK, last);
                self.large.add(number, BLOCK * BLOCK, last);
            }
            None if value == 0 => return,
            None => {}
        }
        self.steps.push_back(Step { at: PackedNs::new(at), value });
    }

    /// Forgets steps that were over before `t`.
    pub(super) fn let_go(&mut self, t: Ns) {
        while self.steps.get(1).is_some_and(|next| next.at.get() <= t) {
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

    /// How many of the steps kept begin at an instant that is `early`, looked for from a step that is, near by first.
    fn count(&self, from: usize, early: impl Fn(Ns) -> bool) -> usize {
        let skipped = self.gone % BLOCK;
        let begins = |block: usize| self.blocks.0.get(block).is_some_and(|block| early(block.0));
        let (mut low, mut step) = (((from as u64 + skipped) / BLOCK) as usize, 1);
        while begins(low + step) {
            low += step;
            step *= 2;
        }
        let mut high = low + step;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if begins(middle) { low = middle } else { high = middle }
        }
        let first = (low as u64 * BLOCK).saturating_sub(skipped) as usize;
        first + self.steps.range(first.min(self.steps.len())..).take_while(|step| early(step.at.get())).count()
    }

    /// The value before the step at this place.
    fn before(&self, place: usize) -> u32 {
        place.checked_sub(1).map_or(0, |before| self.steps[before].value)
    }

    /// The value at `t`.
    #[must_use]
    pub fn at(&self, t: Ns) -> u32 {
        self.before(self.count(0, |at| at <= t))
    }

    /// Its last value.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.steps.back().map_or(0, |step| step.value)
    }

    /// The greatest value that it ever had for some time, what was let go included.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.peak.max(self.last())
    }

    /// Its least and greatest value in `from..to`.
    #[must_use]
    pub fn range(&self, from: Ns, to: Ns) -> (u32, u32) {
        let place = self.count(0, |at| at <= from);
        let end = self.count(place.saturating_sub(1), |at| at < to);
        self.extremes(place, end)
    }

    /// Of the steps from `place` to `end`, and the value before them.
    fn extremes(&self, mut place: usize, end: usize) -> (u32, u32) {
        let value = self.before(place);
        let (mut least, mut most) = (value, value);
        // The last step of all is in no block.
        let noted = end.min(self.steps.len().saturating_sub(1));
        while place < end {
            let number = self.gone + place as u64;
            let sizes = [(BLOCK * BLOCK, &self.large), (BLOCK, &self.blocks)];
            let block = sizes.into_iter().find(|(size, _)| number.is_multiple_of(*size) && place + *size as usize <= noted);
            let (taken, (low, high)) = match block {
                Some((size, blocks)) => {
                    let (_, low, high) = blocks.0[(number / size - self.gone / size) as usize];
                    (size as usize, (low, high))
                }
                None => (1, (self.steps[place].value, self.steps[place].value)),
            };
            (least, most) = (least.min(low), most.max(high));
            place += taken;
        }
        (least, most)
    }

    /// The steps in `from..to`, each as (instant, value from there on), led by the value at `from`.
    pub fn steps(&self, from: Ns, to: Ns) -> impl Iterator<Item = (Ns, u32)> + '_ {
        let first = self.count(0, |at| at <= from);
        let last = self.count(first.saturating_sub(1), |at| at < to).max(first);
        std::iter::once((from, self.before(first))).chain(self.steps.range(first..last).map(|step| (step.at.get(), step.value)))
    }

    /// How many steps there are in `from..to`.
    #[must_use]
    pub fn density(&self, from: Ns, to: Ns) -> usize {
        let first = self.count(0, |at| at < from);
        self.count(first.saturating_sub(1), |at| at < to).saturating_sub(first)
    }

    pub(super) fn bytes(&self) -> usize {
        self.steps.capacity() * size_of::<Step>() + (self.blocks.0.capacity() + self.large.0.capacity()) * size_of::<(Ns, u32, u32)>()
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
