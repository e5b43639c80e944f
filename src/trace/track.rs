//! [`Track`]: what one core, or one row of tasks, did over time, as spans without overlap.
//!
//! Only beginnings are stored: a span ends where the next one begins, and a gap is a span too, that is not shown. They lie in blocks, each
//! of which begins with the time spent in each state so far, so that the mixture of any stretch of time costs two binary searches.

use super::slab::shrink;
use crate::event::{EventNo, Ns, PackedNs, TaskId};
use std::collections::VecDeque;

/// How many states a span may have.
pub const STATES: usize = 9;
/// Time by [`SpanState`], ns.
pub type Mixture = [Ns; STATES];
/// So many spans are a block.
const BLOCK: usize = 16;

/// What a span of time was spent with. As a number, an index into a [`Mixture`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum SpanState {
    /// At the gate: what would run it waits for something else.
    Gate,
    /// In a queue for the CPU.
    Queued,
    /// A core switched to it.
    Switching,
    /// Its loop took its message.
    Dispatching,
    /// It computed.
    Running,
    /// It waited for a device that served it.
    Io,
    /// It waited its turn at a device.
    DeviceQueue,
    /// It waited for a lock.
    Lock,
    /// It waited for a timer, another task, or something that the log does not say.
    Waiting,
}

impl SpanState {
    /// All states, in the order of their numbers.
    pub const ALL: [Self; STATES] = [
        Self::Gate,
        Self::Queued,
        Self::Switching,
        Self::Dispatching,
        Self::Running,
        Self::Io,
        Self::DeviceQueue,
        Self::Lock,
        Self::Waiting,
    ];
    /// Its place in a [`Mixture`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// A stretch of time on a track.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// From then, ns.
    pub start: Ns,
    /// To then, ns; [`Span::OPEN`] while it goes on.
    pub end: Ns,
    /// How it was spent.
    pub state: SpanState,
    /// By or for whom.
    pub task: TaskId,
    /// The event that began it.
    pub event: EventNo,
}

impl Span {
    /// The end of a span that goes on.
    pub const OPEN: Ns = Ns::MAX;

    /// True if the log has not told its end.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.end == Self::OPEN
    }
}

/// Where a span, or a gap, begins: 20 bytes.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Mark {
    start: PackedNs,
    task: TaskId,
    /// The lower half of the event's number.
    event: u32,
    /// The upper half, shifted, and the state, of which [`GAP`] is none.
    rest: u32,
}

/// Bits of a state.
const STATE: u32 = 4;
/// No state.
const GAP: u32 = (1 << STATE) - 1;

impl Mark {
    const NONE: Self = Self { start: PackedNs::new(0), task: TaskId(0), event: 0, rest: GAP };

    fn new(start: Ns, state: Option<SpanState>, task: TaskId, event: EventNo) -> Self {
        let state = state.map_or(GAP, |state| state as u32);
        Self { start: PackedNs::new(start), task, event: event as u32, rest: ((event >> 32) as u32) << STATE | state }
    }
    fn start(&self) -> Ns {
        self.start.get()
    }
    fn event(&self) -> EventNo {
        EventNo::from(self.rest >> STATE) << 32 | EventNo::from(self.event)
    }
    fn state(&self) -> Option<SpanState> {
        SpanState::ALL.get((self.rest & GAP) as usize).copied()
    }
}

/// Marks side by side.
#[derive(Clone, PartialEq, Debug)]
struct Block {
    /// Time by state before the first of them.
    before: Mixture,
    len: usize,
    marks: [Mark; BLOCK],
}

impl Block {
    fn marks(&self) -> &[Mark] {
        &self.marks[..self.len]
    }
    fn start(&self) -> Ns {
        self.marks[0].start()
    }
    /// Time by state before `t`, which is not before the block nor after its end.
    fn until(&self, t: Ns) -> Mixture {
        let mut sum = self.before;
        let mut marks = self.marks().iter().take_while(|mark| mark.start() <= t).peekable();
        while let Some(mark) = marks.next() {
            if let Some(state) = mark.state() {
                sum[state.index()] += marks.peek().map_or(t, |next| next.start()) - mark.start();
            }
        }
        sum
    }
}

/// What one core, or one row of tasks, did over time.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Track {
    /// The blocks that are full.
    full: VecDeque<Box<Block>>,
    last: Option<Box<Block>>,
    /// How many marks of the first block are let go.
    gone: usize,
}

impl Track {
    /// From `at` on, this is how time is spent; `None`: a gap. What would last no time is replaced. True if memory for more was taken.
    pub(super) fn push(&mut self, at: Ns, state: Option<SpanState>, task: TaskId, event: EventNo) -> bool {
        let mut before = Mixture::default();
        if let Some(last) = &mut self.last {
            let since = last.marks[last.len - 1].start();
            if since >= at {
                last.marks[last.len - 1] = Mark::new(since, state, task, event);
                return false;
            }
            if let Some(next) = last.marks.get_mut(last.len) {
                *next = Mark::new(at, state, task, event);
                last.len += 1;
                return false;
            }
            before = last.until(at);
        } else if state.is_none() {
            return false;
        }
        let mut block = Block { before, len: 1, marks: [Mark::NONE; BLOCK] };
        block.marks[0] = Mark::new(at, state, task, event);
        self.full.extend(self.last.replace(Box::new(block)));
        true
    }

    /// What goes on at the end of the track.
    pub(super) fn open(&self) -> Option<(SpanState, TaskId)> {
        let mark = self.last.as_ref()?.marks().last()?;
        mark.state().map(|state| (state, mark.task))
    }

    /// Forgets spans that ended before `t`.
    pub(super) fn let_go(&mut self, t: Ns) {
        while !self.full.is_empty() && self.nth(1).is_some_and(|next| next.start() <= t) {
            self.full.pop_front();
            self.gone = 0;
        }
        while self.mark(1).is_some_and(|next| next.start() <= t) {
            self.gone += 1;
        }
        if self.gone == BLOCK {
            self.full.pop_front();
            self.gone = 0;
        }
        shrink(&mut self.full);
    }

    /// The block of this place.
    fn nth(&self, block: usize) -> Option<&Block> {
        match self.full.get(block) {
            None if block == self.full.len() => self.last.as_deref(),
            full => full.map(Box::as_ref),
        }
    }

    /// The mark of this place among those that are kept.
    fn mark(&self, place: usize) -> Option<&Mark> {
        let place = place + self.gone;
        self.nth(place / BLOCK)?.marks().get(place % BLOCK)
    }

    /// How many of the marks that are kept begin at an instant that is `early`.
    fn count(&self, early: impl Fn(Ns) -> bool) -> usize {
        let blocks = self.full.partition_point(|block| early(block.start()));
        // The last block may be early too, or the one before it goes beyond.
        let block = if self.last.as_ref().is_some_and(|last| early(last.start())) { self.full.len() } else { blocks.saturating_sub(1) };
        let inside = self.nth(block).map_or(0, |block| block.marks().partition_point(|mark| early(mark.start())));
        (block * BLOCK + inside).saturating_sub(self.gone)
    }

    /// The block that covers `t`, looked for from a block that begins at or before it, near by first: sweeps go in small steps.
    fn block(&self, t: Ns, from: usize) -> usize {
        let begins = |block: usize| self.nth(block).is_some_and(|block| block.start() <= t);
        let (mut low, mut step) = (from, 1);
        while begins(low + step) {
            low += step;
            step *= 2;
        }
        let mut high = low + step;
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if begins(middle) { low = middle } else { high = middle }
        }
        low
    }

    fn span(&self, place: usize) -> Option<Span> {
        let mark = self.mark(place)?;
        let end = self.mark(place + 1).map_or(Span::OPEN, Mark::start);
        Some(Span { start: mark.start(), end, state: mark.state()?, task: mark.task, event: mark.event() })
    }

    /// The span that covers `t`; `None` in a gap.
    #[must_use]
    pub fn at(&self, t: Ns) -> Option<Span> {
        self.span(self.count(|start| start <= t).checked_sub(1)?)
    }

    /// The spans that have some time in `from..to`, in order.
    pub fn spans(&self, from: Ns, to: Ns) -> impl Iterator<Item = Span> + '_ {
        let first = self.count(|start| start <= from).saturating_sub(1);
        let last = self.count(|start| start < to);
        (first..last.max(first)).filter_map(|place| self.span(place)).filter(move |span| span.end > from)
    }

    /// How many spans and gaps begin in `from..to`: to choose between drawing each and drawing mixtures.
    #[must_use]
    pub fn density(&self, from: Ns, to: Ns) -> usize {
        self.count(|start| start < to).saturating_sub(self.count(|start| start < from))
    }

    /// Time by state from the beginning of the track to `t`, what was let go included.
    #[must_use]
    pub fn until(&self, t: Ns) -> Mixture {
        self.until_from(t, &mut 0)
    }

    /// As [`until`](Self::until); `block` is where an instant not after `t` was found.
    fn until_from(&self, t: Ns, block: &mut usize) -> Mixture {
        // What was let go is not told apart.
        let t = t.max(self.start().unwrap_or_default());
        *block = self.block(t, *block);
        self.nth(*block).map_or(Mixture::default(), |block| block.until(t))
    }

    /// Time by state between each two of some instants in ascending order: a row of pixel columns, say. Cheaper than one
    /// [`mixture`](Self::mixture) after the other.
    pub fn mixtures(&self, instants: impl IntoIterator<Item = Ns>) -> impl Iterator<Item = Mixture> {
        let (mut block, mut before) = (0, None);
        instants.into_iter().filter_map(move |t| {
            let now = self.until_from(t, &mut block);
            let before: Mixture = before.replace(now)?;
            Some(std::array::from_fn(|i| now[i].saturating_sub(before[i])))
        })
    }

    /// Time by state in `from..to`; what is left to `to − from` was a gap.
    #[must_use]
    pub fn mixture(&self, from: Ns, to: Ns) -> Mixture {
        let (from, to) = (self.until(from), self.until(to));
        std::array::from_fn(|i| to[i].saturating_sub(from[i]))
    }

    /// When the oldest span that is kept began, ns.
    #[must_use]
    pub fn start(&self) -> Option<Ns> {
        self.mark(0).map(Mark::start)
    }

    /// How many spans and gaps are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.full.len() * BLOCK + self.last.as_ref().map_or(0, |last| last.len)).saturating_sub(self.gone)
    }
    /// True if nothing ever happened on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// How many pieces of memory of [`Track::PIECE`] bytes it takes up.
    pub(super) fn pieces(&self) -> usize {
        self.full.len() + usize::from(self.last.is_some())
    }

    /// Bytes of a piece, and of the way to it.
    pub(super) const PIECE: usize = size_of::<Block>() + 2 * size_of::<Box<Block>>();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn spans_and_mixtures_are_what_was_pushed(
            pushes in prop::collection::vec((0_u64..4, prop::option::of(0_usize..STATES)), 0..400), edges in prop::collection::vec(0_u64..700, 2..9), gone in 0_u64..300,
        ) {
            let mut track = Track::default();
            // What each nanosecond was spent with.
            let (mut spent, mut now, mut state) = (Vec::new(), 0, None);
            for (i, (gap, next)) in pushes.into_iter().enumerate() {
                now += gap;
                spent.resize(now as usize, state);
                state = next.map(|i| SpanState::ALL[i]);
                track.push(now, state, TaskId(i as u32), i as EventNo);
            }
            spent.resize(800, state);
            let mut edges = edges;
            edges.sort_unstable();
            let naive = |from: Ns, to: Ns| {
                let mut sum = Mixture::default();
                spent[from as usize..to as usize].iter().flatten().for_each(|state| sum[state.index()] += 1);
                sum
            };
            let expected: Vec<Mixture> = edges.windows(2).map(|w| naive(w[0], w[1])).collect();
            prop_assert_eq!(track.mixtures(edges.iter().copied()).collect::<Vec<_>>(), &expected[..]);
            for (w, expected) in edges.windows(2).zip(&expected) {
                prop_assert_eq!(&track.mixture(w[0], w[1]), expected);
                let mut sum = Mixture::default();
                for span in track.spans(w[0], w[1]) {
                    sum[span.state.index()] += span.end.min(w[1]) - span.start.max(w[0]);
                }
                prop_assert_eq!(&sum, expected);
            }
            for t in 0..800 {
                prop_assert_eq!(track.at(t).map(|span| span.state), spent[t as usize]);
            }
            track.let_go(gone);
            let kept: Vec<Ns> = edges.iter().copied().filter(|t| *t >= gone).collect();
            let expected: Vec<Mixture> = kept.windows(2).map(|w| naive(w[0], w[1])).collect();
            prop_assert_eq!(track.mixtures(kept).collect::<Vec<_>>(), expected);
        }
    }
}
