//! [`Arrows`]: where arrows begin and end, found again by the slices that they lead from and to.
//!
//! Perfetto has no arrow by itself: the slice that it leads from and the one that it leads to name it by its number. Which they are is
//! known only when the second is over, so that arrows are gathered before the slices are written: 32 bytes for each.

use loopscope_event::Ns;

/// One end of an arrow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct End {
    core: u16,
    at: Ns,
    /// The arrow's number.
    pub(super) arrow: u32,
    pub(super) which: Which,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Which {
    From,
    To,
}

/// All of them, on the lanes of cores.
#[derive(Default)]
pub(super) struct Arrows {
    ends: Vec<End>,
    /// Those before it have been passed.
    passed: usize,
    count: u32,
}

impl Arrows {
    pub(super) fn add(&mut self, from: (u16, Ns), to: (u16, Ns)) {
        self.count += 1;
        for ((core, at), which) in [(from, Which::From), (to, Which::To)] {
            self.ends.push(End { core, at, arrow: self.count, which });
        }
    }

    /// From now on they are asked for.
    pub(super) fn sort(&mut self) {
        self.ends.sort_unstable();
    }

    /// Those on a slice, which comes after all that were asked about before.
    pub(super) fn on(&mut self, core: u16, start: Ns, end: Ns) -> &[End] {
        let rest = &self.ends[self.passed..];
        let from = self.passed + rest.iter().take_while(|known| (known.core, known.at) < (core, start)).count();
        let rest = &self.ends[from..];
        self.passed = from + rest.iter().take_while(|known| known.core == core && known.at < end).count();
        &self.ends[from..self.passed]
    }
}
