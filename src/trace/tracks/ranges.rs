//! [`Ranges`]: the least and the greatest value of a [`Series`] between one instant after another; a part of [`series`](super::series).

use super::series::{BLOCK, Series};
use loopscope_event::Ns;

/// Where a sweep through a series is. Each step is passed once, and a block of them at a time where it lies between two instants.
pub(crate) struct Ranges<'a> {
    series: &'a Series,
    block: usize,
    /// The steps of that block, of which `next` were gone by.
    steps: Vec<(Ns, u32)>,
    next: usize,
    /// The value after those.
    value: u32,
}

impl<'a> Ranges<'a> {
    /// At an instant.
    pub(crate) fn new(series: &'a Series, at: Ns) -> Self {
        let number = series.count(0, |begins| begins <= at);
        let (block, next) = series.place(number);
        let mut ranges = Self { series, block, steps: Vec::with_capacity(BLOCK), next, value: series.before(number) };
        ranges.enter(block, next);
        ranges
    }

    fn enter(&mut self, block: usize, next: usize) {
        (self.block, self.next) = (block, next);
        self.series.unpack(block, &mut self.steps);
    }

    /// The least and the greatest value from where it is to `t`, which is not before; then it is there.
    pub(crate) fn to(&mut self, t: Ns) -> (u32, u32) {
        let (mut least, mut most) = (self.value, self.value);
        loop {
            while let Some((at, value)) = self.steps.get(self.next).copied()
                && at < t
            {
                (least, most, self.value) = (least.min(value), most.max(value), value);
                self.next += 1;
            }
            if self.next < self.steps.len() || self.series.begins(self.block + 1).is_none_or(|begins| begins > t) {
                break;
            }
            let (low, high, block) = self.skip(t);
            (least, most) = (least.min(low), most.max(high));
            self.enter(block, 0);
        }
        // What begins at the instant itself belongs to what follows.
        if let Some((at, value)) = self.steps.get(self.next).copied()
            && at == t
        {
            self.value = value;
            self.next += 1;
        }
        (least, most)
    }

    /// Passes the blocks after this one that lie before `t`. Answers the least and the greatest value in them, and the block after them.
    fn skip(&mut self, t: Ns) -> (u32, u32, usize) {
        let Self { series, .. } = *self;
        let (mut least, mut most, mut block) = (u32::MAX, 0, self.block + 1);
        let first = series.first_block();
        while block < series.blocks.len() && series.begins(block + 1).is_some_and(|begins| begins <= t) {
            let number = first + block as u64;
            let large = (number / BLOCK as u64 - first / BLOCK as u64) as usize;
            let all = number.is_multiple_of(BLOCK as u64) && series.begins(block + BLOCK).is_some_and(|begins| begins <= t);
            let (low, high, count) = match series.large.get(large) {
                Some((low, high)) if all => (*low, *high, BLOCK),
                _ => (series.blocks[block].least, series.blocks[block].most, 1),
            };
            (least, most) = (least.min(low), most.max(high));
            block += count;
            self.value = series.blocks[block - 1].last;
        }
        (least, most, block)
    }
}
