//! [`Layers`]: buckets as stacks of their states' shares, and which state is seen at which height; a part of [`columns`](super::columns). Pure.
//!
//! A row of pixels is made for all buckets at once and without a question, so that many of them are made in one step of the processor.

use super::lane::STACK;
use loopscope_trace::{Shares, SpanState, WHOLE};
use std::ops::Range;

/// Stacks side by side.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    /// For each state of [`STACK`], bucket by bucket: its share and those of the states below it together.
    tops: Vec<u8>,
    buckets: usize,
}

impl Layers {
    /// Takes so many buckets, told as how many are alike and their shares, in place of those that it had.
    pub(crate) fn fill(&mut self, buckets: usize, shares: impl Iterator<Item = (u64, Shares)>) {
        self.buckets = buckets;
        self.tops.resize(buckets * STACK.len(), 0);
        let mut from = 0;
        for (alike, shares) in shares {
            let (mut top, to) = (0_u8, (from + alike as usize).min(buckets));
            for (layer, state) in self.tops.chunks_exact_mut(buckets.max(1)).zip(STACK) {
                top = top.saturating_add(shares[state.index()]);
                match &mut layer[from..to] {
                    [one] => *one = top,
                    more => more.fill(top),
                }
            }
            from = to;
        }
    }

    /// Writes the codes of some buckets in the row of this number, counted from 1 at the bottom, of so many rows; see [`state`].
    pub(crate) fn row(&self, row: usize, height: usize, buckets: Range<usize>, out: &mut [u8]) {
        // A state's part goes as far as to the row whose edge is nearest.
        let whole = usize::from(WHOLE);
        let least = ((2 * row - 1) * whole).div_ceil(2 * height.max(1)).min(whole) as u8;
        out.fill(0);
        for layer in self.tops.chunks_exact(self.buckets.max(1)) {
            for (code, top) in out.iter_mut().zip(layer.get(buckets.clone()).unwrap_or_default()) {
                *code += u8::from(*top >= least);
            }
        }
    }
}

/// What a code says: how many states of [`STACK`], the last of them first, reach so high; the lowest of them is seen. 0: nothing is.
pub(crate) fn state(code: u8) -> Option<SpanState> {
    STACK.len().checked_sub(code.into()).and_then(|place| STACK.get(place)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The row above which a stack of shares of [`WHOLE`] is drawn, counted from the bottom.
    fn rounded(share: usize, height: usize) -> usize {
        (share as f64 / f64::from(WHOLE) * height as f64 + 0.5).floor() as usize
    }

    proptest! {
        #[test]
        fn each_state_has_the_rows_of_its_share(stacks in prop::collection::vec((1_u64..4, prop::array::uniform9(0_u8..29)), 1..30), height in 1_usize..70) {
            let alike = |(count, shares): &(u64, Shares)| std::iter::repeat_n(*shares, *count as usize);
            let all: Vec<Shares> = stacks.iter().flat_map(alike).collect();
            let mut layers = Layers::default();
            layers.fill(all.len(), stacks.iter().copied());
            let mut rows = vec![vec![0; all.len()]; height];
            for (row, out) in (1..).zip(&mut rows) {
                layers.row(row, height, 0..all.len(), out);
            }
            for (bucket, shares) in all.iter().enumerate() {
                let (mut spent, mut bottom) = (0, 0);
                for of in STACK {
                    spent += usize::from(shares[of.index()]);
                    let top = rounded(spent, height);
                    prop_assert!((bottom..top).all(|row| state(rows[row][bucket]) == Some(of)));
                    bottom = top;
                }
                prop_assert!((bottom..height).all(|row| state(rows[row][bucket]).is_none()));
            }
        }
    }
}
