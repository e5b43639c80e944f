//! [`Track`]: what one core, or one row of tasks, did over time, as spans without overlap.
//!
//! Only beginnings are stored, as [marks](super::marks): a span ends where the next one begins, and a gap is a span too, that is not shown.
//! They lie in packed blocks, each of which begins with the time spent in each state so far, and only the newest lie open. So the mixture of
//! any stretch of time costs two binary searches, and a row of columns no more than it has columns: above the blocks stands a
//! [pyramid](super::pyramid) of buckets of time.

use super::marks::{Block, MOST, Mark};
use super::pyramid::{Pyramid, Shares, shares_of};
use super::sweep::Sweep;
use super::walk::{Spans, Walk};
use crate::log::shared::Blocks;
use loopscope_event::{EventNo, Ns, TaskId};
use std::sync::Arc;

/// How many states a span may have.
pub const STATES: usize = 9;
/// Time by [`SpanState`], ns.
pub type Mixture = [Ns; STATES];
/// The fewest spans of a block; the last one may have fewer.
const FEWEST: usize = 16;
/// Of all spans, at most such a part lies open.
const OPEN: u64 = 8;
/// A track with so many spans gets a pyramid.
const HIGH: u64 = 512;
/// Blocks of a track that a snapshot shares as one.
const CHUNK: usize = 64;

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

/// What one core, or one row of tasks, did over time.
#[derive(Clone, PartialEq, Debug, Default)]
#[repr(C)]
pub struct Track {
    // What a push looks at stands first, side by side: where tracks are many they are far from the processor.
    /// The newest, at least one if there is any.
    pub(crate) plain: Vec<Mark>,
    /// How many marks came before the newest, and how many are let go.
    packed: u64,
    gone: u64,
    pub(crate) blocks: Blocks<Block, CHUNK>,
    /// Time by state before the first of the newest.
    pub(crate) before: Mixture,
    pyramid: Option<Arc<Pyramid>>,
    /// Bytes inside the blocks, and of the pyramid.
    inside: usize,
    above: usize,
}

impl Track {
    /// From `at` on, this is how time is spent; `None`: a gap. What would last no time is replaced. Answers by how many bytes
    /// it has grown.
    pub(crate) fn push(&mut self, at: Ns, state: Option<SpanState>, task: TaskId, event: EventNo) -> usize {
        let mark = Mark::new(at, state, task, event);
        match self.plain.last_mut() {
            None if state.is_none() => return 0,
            Some(last) if last.start() >= at => {
                *last = Mark::new(last.start(), state, task, event);
                return 0;
            }
            _ => {}
        }
        let grown = if self.plain.len() == self.plain.capacity() { self.grow(at) } else { 0 };
        self.plain.push(mark);
        grown
    }

    /// Makes room for a mark that begins at `at`. Answers by how many bytes that made it grow.
    fn grow(&mut self, at: Ns) -> usize {
        let before = self.bytes();
        let (full, room) = (self.full(), self.plain.capacity());
        if self.plain.len() >= full {
            self.pack(at);
        }
        // The next block may be larger than this one.
        if room < self.full() {
            self.plain.reserve_exact((room * 2).clamp(4, self.full()) - self.plain.len());
        }
        self.bytes().saturating_sub(before)
    }

    /// How many marks may lie open.
    fn full(&self) -> usize {
        ((self.packed / OPEN) as usize).clamp(FEWEST, MOST)
    }

    /// Packs what lies open; the last of it ends at `end`.
    fn pack(&mut self, end: Ns) {
        let Self { blocks, plain, before, packed, pyramid, inside, above, .. } = self;
        let Some(start) = plain.first().map(Mark::start) else { return };
        let count = plain.len() as u64;
        let block = Block::new(*packed, plain, before);
        *inside += block.bytes();
        blocks.push(block);
        *packed += count;
        if *packed >= HIGH {
            let pyramid = pyramid.get_or_insert_with(|| Arc::new(Pyramid::new(start)));
            Arc::make_mut(pyramid).expect((end - start) / count);
        }
        let mut above_it = pyramid.as_mut().map(Arc::make_mut);
        let ends = plain.iter().skip(1).map(Mark::start).chain([end]);
        for (mark, end) in plain.iter().zip(ends) {
            if let Some(time) = before.get_mut(usize::from(mark.code())) {
                *time += end - mark.start();
            }
            if let Some(pyramid) = &mut above_it {
                pyramid.add(end, mark.code());
            }
        }
        plain.clear();
        *above = pyramid.as_ref().map_or(0, |pyramid| pyramid.bytes());
    }

    /// What goes on at the end of the track.
    pub(crate) fn open(&self) -> Option<(SpanState, TaskId)> {
        let mark = self.plain.last()?;
        mark.state().map(|state| (state, mark.task))
    }

    /// Forgets spans that ended before `t`.
    pub(crate) fn let_go(&mut self, t: Ns) {
        while self.begins(1).is_some_and(|next| next <= t)
            && let Some(block) = self.blocks.pop()
        {
            self.inside -= block.bytes();
        }
        let first = self.blocks.first().map_or(self.packed, |block| block.place);
        self.gone = self.gone.max(first);
        self.gone = self.gone.max(self.count(|start| start <= t).saturating_sub(1));
        if let Some(pyramid) = &mut self.pyramid {
            let pyramid = Arc::make_mut(pyramid);
            pyramid.let_go(t);
            self.above = pyramid.bytes();
        }
    }

    /// When a block begins; the newest marks stand after the last.
    pub(crate) fn begins(&self, block: usize) -> Option<Ns> {
        match self.blocks.get(block) {
            Some(block) => Some(block.start),
            None if block == self.blocks.len() => self.plain.first().map(Mark::start),
            None => None,
        }
    }

    /// The block that covers `t`, looked for from a block that begins at or before it, near by first: sweeps go in small steps.
    pub(crate) fn block(&self, t: Ns, from: usize) -> usize {
        let begins = |block: usize| self.begins(block).is_some_and(|start| start <= t);
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

    /// How many marks begin at an instant that is `early`, those let go included, which all do.
    fn count(&self, early: impl Fn(Ns) -> bool) -> u64 {
        let inside = match self.plain.first() {
            Some(first) if early(first.start()) => self.packed + self.plain.partition_point(|mark| early(mark.start())) as u64,
            _ => {
                let block = self.blocks.partition_point(|block| early(block.start)).checked_sub(1);
                block.and_then(|block| self.blocks.get(block)).map_or(0, |block| block.place + block.count(early) as u64)
            }
        };
        inside.max(self.gone)
    }

    /// The spans of the marks from the one at this place on.
    fn from(&self, place: u64) -> Spans<'_> {
        let place = place.max(self.gone);
        // Mostly one of the newest is asked for.
        if let Some(newest) = place.checked_sub(self.packed) {
            return Spans::new(Walk::plain(self, newest as usize));
        }
        let block = self.blocks.partition_point(|block| block.place <= place).saturating_sub(1);
        let first = self.blocks.get(block).map_or(place, |block| block.place);
        Spans::new(Walk::packed(self, block, (place - first) as usize))
    }

    /// The span that covers `t`; `None` in a gap.
    #[must_use]
    pub fn at(&self, t: Ns) -> Option<Span> {
        let place = self.count(|start| start <= t).checked_sub(1)?;
        self.from(place).next().flatten().filter(|span| span.start <= t)
    }

    /// The spans that have some time in `from..to`, in order.
    pub fn spans(&self, from: Ns, to: Ns) -> impl Iterator<Item = Span> + '_ {
        let first = self.count(|start| start <= from).saturating_sub(1);
        // A gap reaches no further than the next span.
        self.from(first).take_while(move |span| span.is_none_or(|span| span.start < to)).flatten().filter(move |span| span.end > from)
    }

    /// False if no span of a task begins in `from..to` for certain. Looks at no more than one number for each block.
    pub(crate) fn may_have(&self, task: TaskId, from: Ns, to: Ns) -> bool {
        let first = self.blocks.partition_point(|block| block.start <= from).saturating_sub(1);
        let mut packed = self.blocks.from(first).take_while(|block| block.start < to);
        let open = self.plain.first().is_some_and(|mark| mark.start() < to);
        packed.any(|block| block.may_have(task)) || (open && self.plain.iter().any(|mark| mark.task == task))
    }

    /// How many spans and gaps begin in `from..to`: to choose between drawing each and drawing mixtures.
    #[must_use]
    pub fn density(&self, from: Ns, to: Ns) -> usize {
        self.count(|start| start < to).saturating_sub(self.count(|start| start < from)) as usize
    }

    /// True if more than `most` spans and gaps begin in `from..to`. Mostly cheaper than to count them.
    #[must_use]
    pub fn is_denser(&self, from: Ns, to: Ns, most: usize) -> bool {
        // Blocks that lie between the two instants are enough, or all that may are too few.
        let before = |t: Ns| match self.blocks.partition_point(|block| block.start < t) {
            _ if self.plain.first().is_some_and(|mark| mark.start() < t) => [self.packed, self.packed + self.plain.len() as u64],
            0 => [0, 0],
            blocks => [self.blocks[blocks - 1].place, self.blocks.get(blocks).map_or(self.packed, |block| block.place)],
        };
        let bounds = |t: Ns| before(t).map(|bound| bound.max(self.gone));
        let (most, [from_least, from_most], [to_least, to_most]) = (most as u64, bounds(from), bounds(to));
        if to_least.saturating_sub(from_most) > most {
            true
        } else if to_most.saturating_sub(from_least) <= most {
            false
        } else {
            self.density(from, to) as u64 > most
        }
    }

    /// Time by state from the beginning of the track to `t`, what was let go included.
    #[must_use]
    pub fn until(&self, t: Ns) -> Mixture {
        // What was let go is not told apart.
        Sweep::new(self).to(t.max(self.start().unwrap_or_default()))
    }

    /// Time by state between each two of some instants in ascending order: a row of pixel columns, say. Cheaper than one
    /// [`mixture`](Self::mixture) after the other.
    pub fn mixtures(&self, instants: impl IntoIterator<Item = Ns>) -> impl Iterator<Item = Mixture> {
        let (mut sweep, mut before, start) = (Sweep::new(self), None, self.start().unwrap_or_default());
        instants.into_iter().filter_map(move |t| {
            let now = sweep.to(t.max(start));
            let before: Mixture = before.replace(now)?;
            Some(std::array::from_fn(|i| now[i].saturating_sub(before[i])))
        })
    }

    /// Time by state in `from..to`; what is left to `to − from` was a gap.
    #[must_use]
    pub fn mixture(&self, from: Ns, to: Ns) -> Mixture {
        self.mixtures([from, to]).next().unwrap_or_default()
    }

    /// The shares of states in the buckets of length `1 << length` ns whose numbers, counted from time 0, are in `from..to`; of the
    /// one that goes beyond `edge`, where what is known ends, up to there. They come in order, as how many are alike and their shares. A
    /// bucket costs about the same however much happened in it, and all that lie in one span together as much as one.
    pub fn shares(&self, length: u32, (from, to): (u64, u64), edge: Ns) -> impl Iterator<Item = (u64, Shares)> {
        let mut kept = self.pyramid.as_ref().map(|pyramid| pyramid.buckets(length, from));
        let (mut sweep, oldest) = (Sweep::new(self), self.start().unwrap_or_default());
        let mut told = move |number: u64| {
            let start = number << length;
            let end = start.saturating_add(1 << length).min(edge).max(start + 1);
            if start < oldest {
                // What was let go is not told apart.
                return (1, shares_of(&sweep.between(oldest, end.max(oldest)), end - start));
            }
            let (until, shares) = sweep.shares(start, end);
            (((until - start) >> length).clamp(1, to - number), shares)
        };
        let mut next = from;
        std::iter::from_fn(move || {
            let number = (next < to).then_some(next)?;
            let kept = kept.as_mut().and_then(|kept| kept.get(number));
            let alike = kept.map_or_else(|| told(number), |shares| (1, shares));
            next += alike.0;
            Some(alike)
        })
    }

    /// When the oldest span that is kept began, ns.
    #[must_use]
    pub fn start(&self) -> Option<Ns> {
        match self.blocks.first() {
            Some(block) if block.place >= self.gone => Some(block.start),
            _ => self.from(self.gone).begins(),
        }
    }

    /// How many spans and gaps are kept.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.packed + self.plain.len() as u64).saturating_sub(self.gone) as usize
    }
    /// True if nothing ever happened on it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.plain.is_empty()
    }

    /// Bytes that it takes up, itself not included.
    pub(crate) fn bytes(&self) -> usize {
        let lists = self.blocks.bytes() + self.plain.capacity() * size_of::<Mark>();
        lists + self.inside + self.above
    }
}

#[cfg(test)]
mod tests;
