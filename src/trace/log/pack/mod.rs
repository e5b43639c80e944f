//! Events in few bytes: [`Block`], a stretch of a log in columns, and [`Packer`], which makes them.
//!
//! Most of an event is said by its *form*: what happened, on which core, in which queue, at which line, how far back its cause is if that is
//! near. A stretch of a log has a few dozen forms, which its blocks share; an event is the number of its form, and in other columns the
//! numbers that differ from one event to the next, each as its difference from the last of its sort. What is as it was is said by the form too.
//!
//! It keeps any event exactly, and does not look at what one means. Forms and where they stand: [`form`](super::form).

use super::bits::{Reader, put, unzigzag, zigzag};
use super::form::{Form, LATER, NEAR, Places};
use loopscope_event::{Event, Kind, Ns, PackedNs, TaskId};

/// So many events are a block; the last one of a segment may be shorter.
pub(crate) const BLOCK: usize = 1024;
/// The sorts of numbers: each differs little from the last of its sort.
#[derive(Clone, Copy)]
enum Sort {
    Task,
    Thread,
    Request,
    Cost,
    Spawn,
    Count,
}
const SORTS: usize = 6;

/// The columns.
#[derive(Clone, Copy)]
enum Column {
    Form,
    Time,
    Cause,
    Task,
    Id,
    Cost,
    Count,
    Length,
}
const COLUMNS: usize = 8;

const fn column_of(sort: Sort) -> usize {
    let column = match sort {
        Sort::Task => Column::Task,
        Sort::Thread | Sort::Request => Column::Id,
        Sort::Cost | Sort::Spawn => Column::Cost,
        Sort::Count => Column::Count,
    };
    column as usize
}

/// What is done with the numbers of an event that have a column.
trait Numbers {
    fn number(&mut self, sort: Sort, n: &mut u32);
    fn length(&mut self, ns: &mut PackedNs);

    fn task(&mut self, task: &mut TaskId) {
        self.number(Sort::Task, &mut task.0);
    }

    /// Visits the numbers of an event, at most seven of them, always in the same order.
    fn all(&mut self, kind: &mut Kind) {
        match kind {
            Kind::JobArrived { job: task }
            | Kind::JobDone { job: task }
            | Kind::JobQueued { job: task }
            | Kind::InputPosted { input: task, what: _, gesture: _ }
            | Kind::InputHandled { input: task }
            | Kind::TaskDone { task }
            | Kind::TaskWoken { task }
            | Kind::TaskCancelled { task }
            | Kind::RunEnded { core: _, task, why: _ }
            | Kind::Awaited { task, line: _, on: _ }
            | Kind::Resumed { task, line: _ }
            | Kind::CallbackBegan { task, line: _ }
            | Kind::CallbackEnded { task, line: _, on: _ }
            | Kind::MessagePosted { queue: _, what: _, task }
            | Kind::LockWaited { lock: _, task }
            | Kind::LockAcquired { lock: _, task }
            | Kind::LockReleased { lock: _, task } => self.task(task),
            Kind::ThreadSpawned { thread, task }
            | Kind::ThreadExited { thread, task }
            | Kind::ThreadRunnable { thread, task }
            | Kind::ThreadBlocked { thread, task, line: _, on: _ }
            | Kind::Preempted { core: _, thread, task }
            | Kind::SwitchEnded { core: _, thread, task }
            | Kind::WorkerWoken { thread, task } => {
                self.task(task);
                self.number(Sort::Thread, thread);
            }
            Kind::SwitchStarted { core: _, thread, task, switch, spawn } => {
                self.task(task);
                self.number(Sort::Thread, thread);
                self.number(Sort::Cost, switch);
                self.number(Sort::Spawn, spawn);
            }
            Kind::TaskSpawned { task, parent } => {
                self.task(task);
                self.task(parent);
            }
            Kind::RunStarted { core: _, task, line: _, burst } => {
                self.task(task);
                self.length(burst);
            }
            Kind::MessageTaken { queue: _, core: _, what: _, task, dispatch } => {
                self.task(task);
                self.number(Sort::Cost, dispatch);
            }
            Kind::LoopParked { queue: _, in_flight: count }
            | Kind::LoopUnparked { queue: _, messages: count }
            | Kind::FramePainted { frame: count }
            | Kind::FrameMissed { frame: count }
            | Kind::ScenarioChanged { change: count }
            | Kind::Mark { mark: count } => self.number(Sort::Count, count),
            Kind::IoSubmitted { device: _, request, task, latency } => {
                self.task(task);
                self.number(Sort::Request, request);
                self.length(latency);
            }
            Kind::IoQueued { device: _, request, task }
            | Kind::IoStarted { device: _, request, task }
            | Kind::IoCompleted { device: _, request, task }
            | Kind::IoCancelled { device: _, request, task } => {
                self.task(task);
                self.number(Sort::Request, request);
            }
            Kind::VarRead { var: _, task, value } | Kind::VarWritten { var: _, task, value, stale: _ } => {
                self.task(task);
                let mut n = value.cast_unsigned();
                self.number(Sort::Count, &mut n);
                *value = n.cast_signed();
            }
            Kind::Assigned { task, to } => {
                self.task(task);
                self.number(Sort::Thread, to);
            }
            Kind::WorkerIdle { thread } => self.number(Sort::Thread, thread),
            Kind::Stolen { thief: _, victim: _, tasks, steal } => {
                self.number(Sort::Count, tasks);
                self.number(Sort::Cost, steal);
            }
        }
    }
}

/// The last of each sort.
#[derive(Default)]
struct Last {
    numbers: [u32; SORTS],
    length: u64,
}

/// Writes an event's numbers to their columns and puts 0 in their places.
struct Writer<'a> {
    columns: &'a mut [Vec<u8>; COLUMNS],
    last: &'a mut Last,
    same: u8,
    bit: u8,
}

impl Numbers for Writer<'_> {
    fn number(&mut self, sort: Sort, n: &mut u32) {
        let last = std::mem::replace(&mut self.last.numbers[sort as usize], *n);
        if last == *n {
            self.same |= self.bit;
        } else {
            put(&mut self.columns[column_of(sort)], zigzag(n.wrapping_sub(last)).into());
        }
        self.bit <<= 1;
        *n = 0;
    }

    fn length(&mut self, ns: &mut PackedNs) {
        let n = ns.get();
        if std::mem::replace(&mut self.last.length, n) == n {
            self.same |= self.bit;
        } else {
            put(&mut self.columns[Column::Length as usize], n);
        }
        self.bit <<= 1;
        *ns = PackedNs::new(0);
    }
}

/// Puts an event's numbers back in their places.
struct Restorer<'a> {
    columns: [Reader<'a>; COLUMNS],
    last: Last,
    same: u8,
}

impl Numbers for Restorer<'_> {
    fn number(&mut self, sort: Sort, n: &mut u32) {
        let last = &mut self.last.numbers[sort as usize];
        if self.same & 1 == 0 {
            *last = last.wrapping_add(unzigzag(self.columns[column_of(sort)].get() as u32));
        }
        self.same >>= 1;
        *n = *last;
    }

    fn length(&mut self, ns: &mut PackedNs) {
        if self.same & 1 == 0 {
            self.last.length = self.columns[Column::Length as usize].get();
        }
        self.same >>= 1;
        *ns = PackedNs::new(self.last.length);
    }
}

/// Puts only tasks back in their places.
struct Tasks<'a> {
    column: Reader<'a>,
    last: u32,
    same: u8,
}

impl Numbers for Tasks<'_> {
    fn number(&mut self, sort: Sort, n: &mut u32) {
        if matches!(sort, Sort::Task) {
            if self.same & 1 == 0 {
                self.last = self.last.wrapping_add(unzigzag(self.column.get() as u32));
            }
            *n = self.last;
        }
        self.same >>= 1;
    }

    fn length(&mut self, _: &mut PackedNs) {
        self.same >>= 1;
    }
}

/// Consecutive events. Their forms are those of their segment.
#[derive(Clone)]
pub(crate) struct Block {
    /// When the first of them happened, ns.
    pub(crate) at: Ns,
    len: u16,
    /// Where each column ends.
    ends: [u16; COLUMNS],
    bytes: Box<[u8]>,
}

impl Block {
    /// Bytes beside those of the block itself.
    pub(crate) fn inside(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) const fn len(&self) -> usize {
        self.len as usize
    }

    fn columns(&self) -> [Reader<'_>; COLUMNS] {
        let mut from = 0;
        self.ends.map(|end| {
            let end = usize::from(end);
            Reader(self.bytes.get(std::mem::replace(&mut from, end)..end).unwrap_or_default())
        })
    }

    /// True if what happened `fits` for one of the events, which is asked of kinds that have 0 for each number.
    pub(crate) fn has_form(&self, forms: &[Form], fits: impl Fn(&Kind) -> bool) -> bool {
        let [mut column, ..] = self.columns();
        (0..self.len).any(|_| forms.get(column.get() as usize).is_some_and(|form| fits(&form.kind)))
    }

    /// The same of kinds that have their tasks, but 0 for each other number: at about half of what it costs to unpack them.
    pub(crate) fn has_task(&self, forms: &[Form], fits: impl Fn(&Kind) -> bool) -> bool {
        let [mut column, _, _, tasks, ..] = self.columns();
        let mut tasks = Tasks { column: tasks, last: 0, same: 0 };
        (0..self.len).any(|_| {
            let Some(&Form { mut kind, same, .. }) = forms.get(column.get() as usize) else { return false };
            tasks.same = same;
            tasks.all(&mut kind);
            fits(&kind)
        })
    }

    /// The events, in place of what `out` held.
    pub(crate) fn unpack(&self, forms: &[Form], out: &mut Vec<Event>) {
        out.clear();
        let mut numbers = Restorer { columns: self.columns(), last: Last::default(), same: 0 };
        let mut at = self.at;
        for _ in 0..self.len {
            let Some(&Form { kind, back, same }) = forms.get(numbers.columns[Column::Form as usize].get() as usize) else { return };
            if same & LATER != 0 {
                at = at.saturating_add(numbers.columns[Column::Time as usize].get());
            }
            let back = if u32::from(back) > NEAR { numbers.columns[Column::Cause as usize].get() as u32 } else { back.into() };
            // Where it stays: what was written in pieces is slow to be copied as one.
            out.push(Event::kept(at, back, kind));
            numbers.same = same;
            if let Some(event) = out.last_mut() {
                numbers.all(&mut event.kind);
            }
        }
    }
}

/// Makes the blocks of one segment.
#[derive(Default)]
pub(crate) struct Packer {
    columns: [Vec<u8>; COLUMNS],
    places: Places,
}

impl Packer {
    /// A new segment begins, with forms of its own.
    pub(crate) fn begin(&mut self) {
        self.places = Places::default();
    }

    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(Vec::capacity).sum::<usize>() + self.places.bytes()
    }

    /// At most [`BLOCK`] events, whose times do not go back, as a block; new forms are added to those of the segment.
    pub(crate) fn pack(&mut self, events: &[Event], forms: &mut Vec<Form>) -> Block {
        let Self { columns, places } = self;
        columns.iter_mut().for_each(Vec::clear);
        let first = events.first().map_or(0, |event| event.at);
        let (mut last, mut at) = (Last::default(), first);
        for event in events {
            let back = event.back();
            let mut form = Form { kind: event.kind, back: back.min(NEAR + 1) as u8, same: 0 };
            let mut writer = Writer { columns, last: &mut last, same: 0, bit: 1 };
            writer.all(&mut form.kind);
            form.same = writer.same;
            if event.at > at {
                form.same |= LATER;
                put(&mut columns[Column::Time as usize], event.at - at);
                at = event.at;
            }
            if back > NEAR {
                put(&mut columns[Column::Cause as usize], back.into());
            }
            let form = places.of(&form, forms);
            put(&mut columns[Column::Form as usize], form.into());
        }
        let mut ends = [0; COLUMNS];
        let mut bytes = Vec::with_capacity(columns.iter().map(Vec::len).sum());
        for (column, end) in columns.iter().zip(&mut ends) {
            bytes.extend_from_slice(column);
            *end = bytes.len() as u16;
        }
        Block { at: first, len: events.len() as u16, ends, bytes: bytes.into_boxed_slice() }
    }
}

#[cfg(test)]
mod tests;
