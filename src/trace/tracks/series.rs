//! [`Series`]: a number that changes in steps, such as a queue's depth, and its least and greatest value in any stretch of time.
//!
//! Its steps lie in packed blocks that know their least and greatest value, under blocks of blocks that do; only the newest lie open.

use super::ranges::Ranges;
use crate::log::bits::{Row, row_len, rows, unzigzag, zigzag};
use crate::log::shared::Blocks;
use crate::state::slab::shrink;
use loopscope_event::{Ns, PackedNs};
use std::collections::VecDeque;

/// So many steps share one note of their least and greatest value, and so many blocks a note of theirs.
pub(crate) const BLOCK: usize = 32;
/// Blocks that a snapshot shares as one: a series may have hundreds of thousands.
const CHUNK: usize = 512;

/// A number that changes in steps. Before its first step it is 0.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Series {
    pub(crate) blocks: Blocks<Block, CHUNK>,
    /// The newest steps; the last of them may yet be replaced.
    plain: Vec<Step>,
    /// Least and greatest value by blocks of blocks, those at the front being of blocks that are partly let go.
    pub(crate) large: VecDeque<(u32, u32)>,
    /// How many steps came before the newest, and how many were let go at the front.
    packed: u64,
    gone: u64,
    /// Bytes inside the blocks.
    inside: usize,
    /// The greatest value that ever lasted for some time.
    peak: u32,
}

/// From an instant on, a value: 12 bytes.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Step {
    at: PackedNs,
    value: u32,
}

/// Steps side by side, packed: how long after the one before each comes, and by how much it is more or less.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Block {
    start: Ns,
    pub(crate) least: u32,
    pub(crate) most: u32,
    /// The first value, and the last.
    value: u32,
    pub(crate) last: u32,
    /// Bits of a time and of a value.
    bits: [u8; 2],
    bytes: Box<[u8]>,
}

impl Block {
    fn new(steps: &[Step]) -> Self {
        let first = steps.first().copied().unwrap_or(Step { at: PackedNs::new(0), value: 0 });
        let (mut times, mut values) = ([0; BLOCK], [0; BLOCK]);
        let mut before = first;
        for ((time, value), step) in times.iter_mut().zip(&mut values).zip(steps) {
            *time = step.at.get() - before.at.get();
            *value = zigzag(step.value.wrapping_sub(before.value)).into();
            before = *step;
        }
        let (bytes, bits) = rows([&times, &values]);
        let values_of = || steps.iter().map(|step| step.value);
        Self {
            start: first.at.get(),
            least: values_of().min().unwrap_or_default(),
            most: values_of().max().unwrap_or_default(),
            value: first.value,
            last: before.value,
            bits,
            bytes,
        }
    }

    fn steps(&self) -> impl Iterator<Item = (Ns, u32)> + '_ {
        let values = self.bytes.get(row_len(self.bits[0], BLOCK)..).unwrap_or_default();
        let (times, values) = (Row::new(&self.bytes, self.bits[0]), Row::new(values, self.bits[1]));
        let (mut at, mut value) = (self.start, self.value);
        (0..BLOCK).map(move |place| {
            at += times.get(place);
            value = value.wrapping_add(unzigzag(values.get(place) as u32));
            (at, value)
        })
    }
}

impl Series {
    /// From `at` on it is `value`. A value that would last no time is replaced.
    pub(crate) fn push(&mut self, at: Ns, value: u32) {
        match self.plain.last_mut() {
            Some(last) if last.value == value => return,
            Some(last) if last.at.get() >= at => {
                last.value = value;
                return;
            }
            Some(last) => self.peak = self.peak.max(last.value),
            None if value == 0 => return,
            None => {}
        }
        if self.plain.len() == BLOCK {
            let block = Block::new(&self.plain);
            let number = self.packed / BLOCK as u64;
            match self.large.back_mut() {
                Some((least, most)) if !number.is_multiple_of(BLOCK as u64) => {
                    (*least, *most) = ((*least).min(block.least), (*most).max(block.most));
                }
                _ => self.large.push_back((block.least, block.most)),
            }
            self.inside += block.bytes.len();
            self.blocks.push(block);
            self.packed += BLOCK as u64;
            self.plain.clear();
        }
        self.plain.push(Step { at: PackedNs::new(at), value });
    }

    /// Forgets steps that were over before `t`.
    pub(crate) fn let_go(&mut self, t: Ns) {
        self.gone = self.gone.max(self.count(0, |at| at <= t).saturating_sub(1));
        while self.first_block() < self.gone / BLOCK as u64
            && let Some(block) = self.blocks.pop()
        {
            self.inside -= block.bytes.len();
            if self.first_block().is_multiple_of(BLOCK as u64) {
                self.large.pop_front();
            }
        }
        shrink(&mut self.large);
    }

    /// The number of the oldest block that is kept.
    pub(crate) fn first_block(&self) -> u64 {
        self.packed / BLOCK as u64 - self.blocks.len() as u64
    }

    /// When a block begins; the newest steps stand after the last.
    pub(crate) fn begins(&self, block: usize) -> Option<Ns> {
        match self.blocks.get(block) {
            Some(block) => Some(block.start),
            None if block == self.blocks.len() => self.plain.first().map(|step| step.at.get()),
            None => None,
        }
    }

    /// The steps of a block, or the newest, from the one at a place among them on.
    pub(crate) fn steps_of(&self, block: usize, from: usize) -> impl Iterator<Item = (Ns, u32)> + '_ {
        let found = self.blocks.get(block);
        let plain = if found.is_none() && block == self.blocks.len() { &self.plain[..] } else { &[] };
        let packed = found.into_iter().flat_map(Block::steps);
        packed.chain(plain.iter().map(|step| (step.at.get(), step.value))).skip(from)
    }

    /// The steps of a block, or the newest, in place of what `out` held.
    pub(crate) fn unpack(&self, block: usize, out: &mut Vec<(Ns, u32)>) {
        out.clear();
        match self.blocks.get(block) {
            Some(block) => out.extend(block.steps()),
            None => out.extend(self.steps_of(block, 0)),
        }
    }

    /// Which block has the step of this number, and where.
    pub(crate) fn place(&self, number: u64) -> (usize, usize) {
        let inside = number.saturating_sub(self.first_block() * BLOCK as u64) as usize;
        if number >= self.packed { (self.blocks.len(), (number - self.packed) as usize) } else { (inside / BLOCK, inside % BLOCK) }
    }

    /// How many steps begin at an instant that is `early`, those let go included, which all do; looked for from one that does, near by first.
    pub(crate) fn count(&self, from: u64, early: impl Fn(Ns) -> bool) -> u64 {
        let begins = |block: usize| self.begins(block).is_some_and(&early);
        let (mut low, mut step) = (self.place(from.max(self.gone)).0, 1);
        while begins(low + step) {
            low += step;
            step *= 2;
        }
        let mut high = low + step;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if begins(middle) { low = middle } else { high = middle }
        }
        let first = (self.first_block() + low as u64) * BLOCK as u64;
        let inside = self.steps_of(low, 0).take_while(|(at, _)| early(*at)).count() as u64;
        (first + inside).max(self.gone)
    }

    /// The value before the step of this number.
    pub(crate) fn before(&self, number: u64) -> u32 {
        let Some(number) = number.checked_sub(1).filter(|number| *number >= self.gone) else { return 0 };
        let (block, place) = self.place(number);
        self.steps_of(block, place).next().map_or(0, |(_, value)| value)
    }

    /// The value at `t`.
    #[must_use]
    pub fn at(&self, t: Ns) -> u32 {
        self.before(self.count(0, |at| at <= t))
    }

    /// Its last value.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.plain.last().map_or(0, |step| step.value)
    }

    /// The greatest value that it ever had for some time, what was let go included.
    #[must_use]
    pub fn peak(&self) -> u32 {
        self.peak.max(self.last())
    }

    /// Its least and greatest value in `from..to`.
    #[must_use]
    pub fn range(&self, from: Ns, to: Ns) -> (u32, u32) {
        self.ranges([from, to]).next().unwrap_or_default()
    }

    /// Its least and greatest value between each two of some instants in ascending order. Cheaper than one [`range`](Self::range) after
    /// the other: steps are passed once, and a block of them at a time where it lies between two instants.
    pub fn ranges(&self, instants: impl IntoIterator<Item = Ns>) -> impl Iterator<Item = (u32, u32)> {
        let mut ranges: Option<Ranges<'_>> = None;
        instants.into_iter().filter_map(move |t| match &mut ranges {
            Some(ranges) => Some(ranges.to(t)),
            None => {
                ranges = Some(Ranges::new(self, t));
                None
            }
        })
    }

    /// The steps in `from..to`, each as (instant, value from there on), led by the value at `from`.
    pub fn steps(&self, from: Ns, to: Ns) -> impl Iterator<Item = (Ns, u32)> + '_ {
        let first = self.count(0, |at| at <= from);
        let (block, place) = self.place(first);
        let steps = (block..=self.blocks.len()).flat_map(move |i| self.steps_of(i, if i == block { place } else { 0 }));
        std::iter::once((from, self.before(first))).chain(steps.take_while(move |(at, _)| *at < to))
    }

    /// How many steps there are in `from..to`.
    #[must_use]
    pub fn density(&self, from: Ns, to: Ns) -> usize {
        let first = self.count(0, |at| at < from);
        self.count(first.saturating_sub(1), |at| at < to).saturating_sub(first) as usize
    }

    pub(crate) fn bytes(&self) -> usize {
        let lists = self.blocks.bytes() + self.plain.capacity() * size_of::<Step>();
        lists + self.inside + self.large.capacity() * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn least_and_greatest_are_those_of_every_instant(
            pushes in prop::collection::vec((0_u64..3, 0_u32..50), 0..9000), (a, b) in (0_u64..9000, 1_u64..9000), gone in 0_u64..9000,
        ) {
            let mut series = Series::default();
            let (mut values, mut now, mut value) = (Vec::new(), 0, 0);
            for (gap, next) in pushes {
                now += gap;
                values.resize(now as usize, value);
                value = next;
                series.push(now, value);
            }
            values.resize(20_000, value);
            let stretch = &values[a as usize..(a + b) as usize];
            let expected = (*stretch.iter().min().unwrap(), *stretch.iter().max().unwrap());
            prop_assert_eq!(series.range(a, a + b), expected);
            let instants = || (0..40).map(|i| a + b * i / 7);
            let ranges: Vec<_> = instants().zip(instants().skip(1)).map(|(from, to)| {
                let end = values.len().min(to.max(from + 1) as usize);
                let stretch = values.get(from as usize..end).unwrap_or(&[]);
                (*stretch.iter().min().unwrap_or(&value), *stretch.iter().max().unwrap_or(&value))
            }).collect();
            prop_assert_eq!(series.ranges(instants()).collect::<Vec<_>>(), ranges);
            prop_assert_eq!(series.peak(), *values.iter().max().unwrap());
            prop_assert!((0..20_000).step_by(7).all(|t| series.at(t) == values[t as usize]));
            series.let_go(gone.min(a));
            prop_assert_eq!(series.range(a, a + b), expected);
            let (least, most) = series.steps(a, a + b).fold((u32::MAX, 0), |(least, most), (_, v)| (least.min(v), most.max(v)));
            prop_assert_eq!((least, most), expected);
        }
    }
}
