//! [`Mark`]: where a span, or a gap, begins; [`Block`]: marks side by side in few bytes; a part of [`track`](super::track).
//!
//! Each sort of number in a block has its own row, as wide as its greatest needs: the times and the events as differences from the mark
//! before, the tasks only where they change. A block also says how much time was spent in each state before it.

use super::track::{Mixture, STATES, SpanState};
use crate::log::bits::{Row, row_len, rows, unzigzag, unzigzag64, zigzag, zigzag64};
use loopscope_event::{EventNo, Ns, PackedNs, TaskId};

/// Where a span, or a gap, begins: 20 bytes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Mark {
    start: PackedNs,
    pub(crate) task: TaskId,
    /// The lower half of the event's number.
    event: u32,
    /// The upper half, shifted, and the state, of which [`GAP`] is none.
    rest: u32,
}

/// A block has so many marks at most.
pub(crate) const MOST: usize = 256;
/// Many blocks have no more.
const FEW: usize = 32;
/// Bits of a state.
const STATE: u32 = 4;
/// No state.
pub(crate) const GAP: u8 = (1 << STATE) - 1;
/// In a row of states: the task is another than before.
const OTHER: u8 = 1 << STATE;

impl Mark {
    pub(crate) fn new(start: Ns, state: Option<SpanState>, task: TaskId, event: EventNo) -> Self {
        Self::of(start, state.map_or(GAP, |state| state as u8), task, event)
    }
    fn of(start: Ns, code: u8, task: TaskId, event: EventNo) -> Self {
        Self { start: PackedNs::new(start), task, event: event as u32, rest: ((event >> 32) as u32) << STATE | u32::from(code) }
    }
    pub(crate) fn start(&self) -> Ns {
        self.start.get()
    }
    pub(crate) fn event(&self) -> EventNo {
        EventNo::from(self.rest >> STATE) << 32 | EventNo::from(self.event)
    }
    /// The state as an index into a [`Mixture`], or [`GAP`].
    pub(crate) fn code(&self) -> u8 {
        self.rest as u8 & GAP
    }
    pub(crate) fn state(&self) -> Option<SpanState> {
        SpanState::ALL.get(usize::from(self.code())).copied()
    }
}

/// How wide the rows of a block are, bits.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Widths {
    time: u8,
    state: u8,
    event: u8,
    task: u8,
    sum: u8,
}

/// Marks side by side, packed.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Block {
    /// When the first of them begins, ns.
    pub(crate) start: Ns,
    /// The place of the first among all marks of its track.
    pub(crate) place: u64,
    event: EventNo,
    task: TaskId,
    /// The least and the greatest task.
    tasks: (TaskId, TaskId),
    pub(crate) len: u16,
    widths: Widths,
    bytes: Box<[u8]>,
}

impl Block {
    /// Packs marks, at least one and at most [`MOST`]; `before` is the time by state before the first of them.
    pub(crate) fn new(place: u64, marks: &[Mark], before: &Mixture) -> Self {
        // Mostly they are few, where tracks are many.
        if marks.len() <= FEW { Self::packed::<FEW>(place, marks, before) } else { Self::packed::<MOST>(place, marks, before) }
    }

    /// Packs at most `N` marks.
    fn packed<const N: usize>(place: u64, marks: &[Mark], before: &Mixture) -> Self {
        let first = marks.first().copied().unwrap_or(Mark::of(0, GAP, TaskId(0), 0));
        let mut all = [[0; N]; 4];
        let (mut before_it, mut others) = (first, 0);
        for (place, mark) in marks.iter().enumerate().take(N) {
            all[0][place] = mark.start() - before_it.start();
            all[1][place] = mark.code().into();
            all[2][place] = zigzag64(mark.event().wrapping_sub(before_it.event()));
            if mark.task != before_it.task {
                all[1][place] |= u64::from(OTHER);
                all[3][others] = zigzag(mark.task.0.wrapping_sub(before_it.task.0)).into();
                others += 1;
            }
            before_it = *mark;
        }
        let len = marks.len().min(N);
        let (bytes, bits) = rows([&all[0][..len], &all[1][..len], &all[2][..len], &all[3][..others], before]);
        let [time, state, event, task, sum] = bits;
        let widths = Widths { time, state, event, task, sum };
        let tasks = marks.iter().fold((first.task, first.task), |(least, most), mark| (least.min(mark.task), most.max(mark.task)));
        Self { start: first.start(), place, event: first.event(), task: first.task, tasks, len: len as u16, widths, bytes }
    }

    /// False if none of its marks is a task's for certain.
    pub(crate) fn may_have(&self, task: TaskId) -> bool {
        self.tasks.0 <= task && task <= self.tasks.1
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    fn row(&self, from: usize, bits: u8) -> Row<'_> {
        Row::new(self.bytes.get(from..).unwrap_or_default(), bits)
    }

    /// From where on its rows of events and tasks lie.
    fn events_at(&self) -> usize {
        let len = self.len.into();
        row_len(self.widths.time, len) + row_len(self.widths.state, len)
    }

    /// When and with which state each mark begins.
    pub(crate) fn times(&self) -> Times<'_> {
        let states = row_len(self.widths.time, self.len.into());
        Times { times: self.row(0, self.widths.time), states: self.row(states, self.widths.state) }
    }

    /// Time by state before the first mark, ns.
    pub(crate) fn before(&self) -> Mixture {
        let bytes = self.bytes.len().saturating_sub(8 + row_len(self.widths.sum, STATES));
        let sums = self.row(bytes, self.widths.sum);
        std::array::from_fn(|i| sums.get(i))
    }

    /// How many of its marks begin at an instant that is `early`.
    pub(crate) fn count(&self, early: impl Fn(Ns) -> bool) -> usize {
        let (times, mut at) = (self.times(), self.start);
        let late = (0..usize::from(self.len)).find(|i| {
            at += times.step(*i);
            !early(at)
        });
        late.unwrap_or(self.len.into())
    }

    /// All of its marks in order.
    pub(crate) fn marks(&self) -> Marks<'_> {
        let events = self.events_at();
        let tasks = events + row_len(self.widths.event, self.len.into());
        Marks {
            times: self.times(),
            events: self.row(events, self.widths.event),
            tasks: self.row(tasks, self.widths.task),
            next: 0,
            len: self.len.into(),
            others: 0,
            at: self.start,
            event: self.event,
            task: self.task,
        }
    }
}

/// When and with which state each mark of a block begins.
#[derive(Clone, Copy)]
pub(crate) struct Times<'a> {
    times: Row<'a>,
    states: Row<'a>,
}

impl Times<'_> {
    /// How long after the mark before it this one begins, ns.
    pub(crate) fn step(&self, place: usize) -> Ns {
        self.times.get(place)
    }
    /// Its state as an index into a [`Mixture`], or [`GAP`].
    pub(crate) fn code(&self, place: usize) -> u8 {
        self.states.get(place) as u8 & GAP
    }
}

/// The marks of a block.
pub(crate) struct Marks<'a> {
    times: Times<'a>,
    events: Row<'a>,
    tasks: Row<'a>,
    next: usize,
    len: usize,
    /// How many tasks were other than before.
    others: usize,
    at: Ns,
    event: EventNo,
    task: TaskId,
}

impl Marks<'_> {
    /// Without the first so many of those that are left.
    pub(crate) fn without(mut self, first: usize) -> Self {
        self.by_ref().take(first).for_each(drop);
        self
    }
}

impl Iterator for Marks<'_> {
    type Item = Mark;

    #[inline(always)]
    fn next(&mut self) -> Option<Mark> {
        if self.next >= self.len {
            return None;
        }
        let place = self.next;
        self.next += 1;
        self.at += self.times.step(place);
        let state = self.times.states.get(place) as u8;
        self.event = self.event.wrapping_add(unzigzag64(self.events.get(place)));
        if state & OTHER != 0 {
            self.task = TaskId(self.task.0.wrapping_add(unzigzag(self.tasks.get(self.others) as u32)));
            self.others += 1;
        }
        Some(Mark::of(self.at, state & GAP, self.task, self.event))
    }
}
