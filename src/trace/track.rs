//! [`Track`]: what one core, or one row of tasks, did over time, as spans without overlap.
//!
//! Only beginnings are stored: a span ends where the next one begins, and a gap is a span too, that is not shown. Every `BLOCK` of
//! them the time spent in each state so far is noted down, so that the mixture of any stretch of time costs two binary searches.

use super::slab::shrink;
use crate::event::{EventNo, Ns, TaskId};
use std::collections::VecDeque;

/// How many states a span may have.
pub const STATES: usize = 9;
/// Time by [`SpanState`], ns.
pub type Mixture = [Ns; STATES];
/// After so many spans the sums are noted down.
const BLOCK: u64 = 16;

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

/// Where a span, or a gap, begins.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Mark {
    start: Ns,
    event: EventNo,
    task: TaskId,
    /// `None`: a gap.
    state: Option<SpanState>,
}

/// What one core, or one row of tasks, did over time.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Track {
    marks: VecDeque<Mark>,
    /// How many marks were let go at the front.
    gone: u64,
    /// The instant of, and the time by state before, the marks numbered 0, [`BLOCK`], 2·[`BLOCK`], … counted with those let go; the
    /// first one is for the oldest mark.
    sums: VecDeque<(Ns, Mixture)>,
    /// Time by state before the last mark.
    total: Mixture,
}

impl Track {
    /// From `at` on, this is how time is spent; `None`: a gap. What would last no time is replaced.
    pub(super) fn push(&mut self, at: Ns, state: Option<SpanState>, task: TaskId, event: EventNo) {
        let mark = Mark { start: at, event, task, state };
        match self.marks.back_mut() {
            Some(last) if last.start >= at => {
                *last = Mark { start: last.start, ..mark };
                return;
            }
            Some(last) => {
                if let Some(state) = last.state {
                    self.total[state.index()] += at - last.start;
                }
            }
            None if state.is_none() => return,
            None => {}
        }
        if (self.gone + self.marks.len() as u64).is_multiple_of(BLOCK) {
            self.sums.push_back((at, self.total));
        }
        self.marks.push_back(mark);
    }

    /// What goes on at the end of the track.
    pub(super) fn open(&self) -> Option<(SpanState, TaskId)> {
        self.marks.back().and_then(|mark| mark.state.map(|state| (state, mark.task)))
    }

    /// Forgets spans that ended before `t`.
    pub(super) fn let_go(&mut self, t: Ns) {
        while self.marks.get(1).is_some_and(|next| next.start <= t) {
            let (gone, next) = (self.marks.pop_front(), self.marks.front());
            self.gone += 1;
            if self.gone.is_multiple_of(BLOCK) {
                self.sums.pop_front();
            } else if let (Some(gone), Some(next), Some(sum)) = (gone, next, self.sums.front_mut())
                && let Some(state) = gone.state
            {
                // The first sum is kept up to the oldest mark, so that the rest of its block goes on counting from there.
                sum.1[state.index()] += next.start - gone.start;
            }
        }
        shrink(&mut self.marks);
        shrink(&mut self.sums);
    }

    /// The block that covers `t`, looked for from a block that begins at or before it, near by first: sweeps go in small steps.
    fn block(&self, t: Ns, from: usize) -> usize {
        let begins = |block: usize| self.sums.get(block).is_some_and(|sum| sum.0 <= t);
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

    /// The place of the last mark that begins at or before `t`.
    fn place(&self, t: Ns) -> Option<usize> {
        self.marks.partition_point(|mark| mark.start <= t).checked_sub(1)
    }

    fn span(&self, place: usize) -> Option<Span> {
        let Mark { start, event, task, state } = *self.marks.get(place)?;
        let end = self.marks.get(place + 1).map_or(Span::OPEN, |next| next.start);
        Some(Span { start, end, state: state?, task, event })
    }

    /// The span that covers `t`; `None` in a gap.
    #[must_use]
    pub fn at(&self, t: Ns) -> Option<Span> {
        self.span(self.place(t)?)
    }

    /// The spans that have some time in `from..to`, in order.
    pub fn spans(&self, from: Ns, to: Ns) -> impl Iterator<Item = Span> + '_ {
        let first = self.place(from).unwrap_or(0);
        let last = self.marks.partition_point(|mark| mark.start < to);
        (first..last.max(first)).filter_map(|place| self.span(place)).filter(move |span| span.end > from)
    }

    /// How many spans and gaps begin in `from..to`: to choose between drawing each and drawing mixtures.
    #[must_use]
    pub fn density(&self, from: Ns, to: Ns) -> usize {
        let before = |t: Ns| self.marks.partition_point(|mark| mark.start < t);
        before(to).saturating_sub(before(from))
    }

    /// Time by state from the beginning of the track to `t`, what was let go included.
    #[must_use]
    pub fn until(&self, t: Ns) -> Mixture {
        self.until_from(t, &mut 0)
    }

    /// As [`until`](Self::until); `block` is where an instant not after `t` was found.
    fn until_from(&self, t: Ns, block: &mut usize) -> Mixture {
        *block = self.block(t, *block);
        let Some((_, mut sum)) = self.sums.get(*block).copied() else { return Mixture::default() };
        let first = (*block as u64 * BLOCK).saturating_sub(self.gone % BLOCK) as usize;
        let mut marks = self.marks.range(first.min(self.marks.len())..).take_while(|mark| mark.start <= t).peekable();
        while let Some(mark) = marks.next() {
            if let Some(state) = mark.state {
                sum[state.index()] += marks.peek().map_or(t, |next| next.start) - mark.start;
            }
        }
        sum
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
        self.marks.front().map(|mark| mark.start)
    }

    /// How many spans and gaps are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        self.marks.len()
    }
    /// True if nothing ever happened on it, or all of it was let go.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty()
    }

    pub(super) fn bytes(&self) -> usize {
        self.marks.capacity() * size_of::<Mark>() + self.sums.capacity() * size_of::<Mixture>()
    }
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
