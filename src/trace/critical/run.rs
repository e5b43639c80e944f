//! [`RunWalk`]: a run's critical path, walked backward from its last completion.
//!
//! At each place the question is what let the thing before happen *then* and not earlier: if the core was busy until that instant, it was the
//! core; else it was what the task itself waited for. Whoever released a lock, a place at a device or the gate in that instant is followed.
//! Each step is charged and the walk goes on from where it began, so that the stretches sum to the makespan.

use super::super::state::Done;
use super::super::trace::Trace;
use super::behind::Behind;
use super::look::{
    came, core_of, device_of, ends, freed_by, is_of, lets_go, lock_of, makes_room, row_of, serves_no_more, somebody, waits_on,
};
use super::{Budget, KEPT, Piece, PieceKind, Resource, RunPath, Sums};
use crate::state::slab::IdMap;
use crate::tracks::track::{Span, SpanState};
use loopscope_event::{Arrivals, EventNo, Kind, Ns, TaskId, Wait};
use std::sync::Arc;

/// Within an instant, so many others are followed before a wait is charged to the one who waits.
const HOPS: u32 = 32;
/// A step costs as much as so many events that are looked at.
const STEP: usize = 8;
/// A client's job before this one is looked for among so many events.
const FAR: EventNo = 1 << 20;

/// Where the walk is; everything after its instant is told.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Place {
    /// At what a core did before then.
    Core(u16),
    /// At what a task did before then; the core that it then had, if it was one.
    Task(TaskId, Option<u16>),
    /// At a client that thought: when did its job before this one end? Events before this number are still to be looked at.
    Client(TaskId, EventNo),
}

/// A walk that is under way, the latest stretch first.
struct Walk {
    last: Done,
    place: Place,
    t: Ns,
    hops: u32,
    /// For whom the core worked later, where it does not say for whom it works.
    later: TaskId,
    pieces: Vec<Piece>,
    sums: Sums,
    behind: Behind,
}

/// The last path, and the one that is being walked.
#[derive(Default)]
pub(super) struct RunWalk {
    walk: Option<Walk>,
    done: Option<RunPath>,
    rows: IdMap<u32, u32>,
}

impl RunWalk {
    pub(super) fn bytes(&self) -> usize {
        let pieces =
            self.walk.as_ref().map_or(0, |walk| walk.pieces.capacity()) + self.done.as_ref().map_or(0, |path| path.pieces.capacity());
        pieces * size_of::<Piece>() + self.rows.capacity() * 12
    }

    /// The path back from this completion, as far as the budget goes.
    pub(super) fn told(&mut self, trace: &Trace, last: Done, mut budget: Budget) -> RunPath {
        if let Some(done) = self.done.as_ref().filter(|path| path.event == last.event) {
            return done.clone();
        }
        if self.walk.as_ref().is_none_or(|walk| walk.last.event != last.event) {
            self.walk = Some(Walk {
                last,
                place: Place::Task(last.task, None),
                t: last.at,
                hops: 0,
                later: last.task,
                pieces: Vec::new(),
                sums: Sums::default(),
                behind: Behind::default(),
            });
        }
        let Self { walk: Some(walk), done, rows } = self else { return untold(last) };
        let old = done.as_ref();
        let mut joined = None;
        while walk.t > 0 && joined.is_none() && !budget.is_spent() {
            let before = walk.pieces.len();
            walk.step(trace, rows, &mut budget);
            if walk.pieces.len() > before {
                joined = walk.pieces.last().and_then(|piece| meets(old?, piece));
            }
        }
        if walk.t > 0 && joined.is_none() {
            let (sums, told) = (walk.sums.clone(), walk.t);
            return RunPath { sums, told, ..untold(last) };
        }
        let Some(mut walk) = self.walk.take() else { return untold(last) };
        let mut fresh = std::mem::take(&mut walk.pieces);
        fresh.reverse();
        let path = match (joined, self.done.take()) {
            (Some(at), Some(old)) => join(old, at, fresh, last),
            _ => RunPath { sums: walk.sums, pieces: Arc::new(fresh), whole: true, told: 0, ..untold(last) },
        };
        self.done.insert(path).clone()
    }
}

fn untold(last: Done) -> RunPath {
    let Done { task, at, event, .. } = last;
    RunPath { last: task, end: at, event, sums: Sums::default(), pieces: Arc::default(), whole: at == 0, told: at }
}

/// The place in an old path from which on, going back, it is the same as one that has come to `piece`.
fn meets(old: &RunPath, piece: &Piece) -> Option<usize> {
    let at = old.pieces.partition_point(|other| other.from < piece.from);
    let same = |other: &&Piece| (other.from, other.kind, other.on, other.who) == (piece.from, piece.kind, piece.on, piece.who);
    // Where nobody is named, what comes before may differ; and of what was only summed up, nothing can be taken away.
    old.pieces.get(at).filter(same).filter(|other| other.who.is_some() && at > 0).map(|_| at)
}

/// The old path up to `at`, and then the fresh stretches, of which the first goes on from that one's beginning.
fn join(old: RunPath, at: usize, fresh: Vec<Piece>, last: Done) -> RunPath {
    let RunPath { mut sums, mut pieces, .. } = old;
    let kept = Arc::make_mut(&mut pieces);
    let gone: Vec<Piece> = kept.drain(at..).collect();
    gone.iter().for_each(|piece| sums.take(piece));
    fresh.iter().for_each(|piece| sums.add(piece, None));
    kept.extend(fresh);
    if kept.len() > KEPT {
        kept.drain(..kept.len() - KEPT);
    }
    sums.settle(kept);
    RunPath { sums, pieces, whole: true, told: 0, ..untold(last) }
}

impl Walk {
    /// Charges the stretch from `from` to where the walk is.
    fn push(&mut self, kind: PieceKind, on: Option<Resource>, who: TaskId, from: Ns, event: EventNo) {
        if from < self.t {
            let piece = Piece { kind, on, who: somebody(who), from, to: self.t, event };
            self.sums.add(&piece, None);
            if self.pieces.len() < KEPT {
                self.pieces.push(piece);
            }
            (self.t, self.hops) = (from, 0);
        }
    }

    fn step(&mut self, trace: &Trace, rows: &mut IdMap<u32, u32>, budget: &mut Budget) {
        budget.spend(STEP);
        let (_, forgotten) = trace.let_go();
        if self.t <= forgotten {
            return self.push(PieceKind::Forgotten, None, TaskId::NONE, 0, trace.first());
        }
        match self.place {
            Place::Core(core) => self.core(trace, core, forgotten),
            Place::Task(task, core) => match self.row(trace, rows, task, budget) {
                Some((row, span)) => self.task(trace, (row, &span), core, forgotten),
                None => self.arrival(trace, task, rows.get(&task.0).copied()),
            },
            Place::Client(task, upto) => self.client(trace, task, upto, budget),
        }
    }

    /// What the task did just before the walk's instant, and on which row.
    fn row(&self, trace: &Trace, rows: &mut IdMap<u32, u32>, task: TaskId, budget: &mut Budget) -> Option<(usize, Span)> {
        let before = self.t.checked_sub(1)?;
        let all = &trace.tracks().rows;
        let on = |row: usize| Some((row, all.get(row)?.at(before).filter(|span| span.task == task)?));
        if let Some(known) = rows.get(&task.0).and_then(|row| on(*row as usize)) {
            return Some(known);
        }
        budget.spend(all.len() / 4 + 1);
        let row = row_of(trace, task, self.t)?;
        rows.insert(task.0, row as u32);
        on(row)
    }

    /// The event with which the task went on at the walk's instant.
    fn next(&self, trace: &Trace, row: usize) -> Option<EventNo> {
        Some(trace.tracks().rows.get(row)?.at(self.t)?.event)
    }

    fn core(&mut self, trace: &Trace, core: u16, forgotten: Ns) {
        let Some(span) = self.t.checked_sub(1).and_then(|before| self.behind.at(trace, core, before)) else {
            self.place = Place::Task(self.later, Some(core));
            return;
        };
        let kind = match span.state {
            SpanState::Switching => PieceKind::Switching,
            SpanState::Dispatching => PieceKind::Dispatching,
            _ => PieceKind::Running,
        };
        if span.task != TaskId::NONE {
            self.later = span.task;
        }
        self.push(kind, Some(Resource::Core(core)), span.task, span.start.max(forgotten), span.event);
        // Idle until then: what it waited for is told by the task that came.
        let busy = self.t.checked_sub(1).and_then(|before| self.behind.at(trace, core, before)).is_some();
        self.place = if busy { Place::Core(core) } else { Place::Task(self.later, Some(core)) };
    }

    fn task(&mut self, trace: &Trace, (row, span): (usize, &Span), core: Option<u16>, forgotten: Ns) {
        let start = span.start.max(forgotten);
        let on_core = || trace.event(span.event).and_then(|event| core_of(&event.kind));
        let charge = |walk: &mut Self, kind, on| {
            walk.push(kind, on, span.task, start, span.event);
            walk.place = Place::Task(span.task, None);
        };
        match span.state {
            SpanState::Running | SpanState::Switching | SpanState::Dispatching => {
                let covered = on_core().filter(|core| {
                    let track = trace.tracks().cores.get(*core);
                    track.and_then(|track| track.at(self.t - 1)).is_some_and(|on| on.task == span.task)
                });
                match covered {
                    Some(core) => {
                        self.later = span.task;
                        self.place = Place::Core(core);
                    }
                    None => {
                        let kind = match span.state {
                            SpanState::Running => PieceKind::Running,
                            SpanState::Switching => PieceKind::Switching,
                            _ => PieceKind::Dispatching,
                        };
                        charge(self, kind, on_core().map(Resource::Core));
                    }
                }
            }
            SpanState::Queued => self.queued(trace, (row, span), core, start),
            SpanState::Io => charge(self, PieceKind::Device, device_of(trace, span).map(Resource::Device)),
            SpanState::DeviceQueue => {
                let device = device_of(trace, span);
                if !self.follow(trace, (row, span.task), serves_no_more(device)) {
                    charge(self, PieceKind::DeviceQueue, device.map(Resource::Device));
                }
            }
            SpanState::Lock => {
                let lock = lock_of(trace, span);
                if !self.follow(trace, (row, span.task), lets_go(lock)) {
                    charge(self, PieceKind::Lock, lock.map(Resource::Lock));
                }
            }
            SpanState::Gate => {
                if !self.follow(trace, (row, span.task), makes_room) {
                    charge(self, PieceKind::Gate, None);
                }
            }
            SpanState::Waiting => match waits_on(trace, span) {
                Some(Wait::Task) if self.follow(trace, (row, span.task), ends) => {}
                Some(Wait::Task) => charge(self, PieceKind::Child, None),
                Some(Wait::Timer) => charge(self, PieceKind::Timer, None),
                Some(Wait::Yield) => charge(self, PieceKind::Yield, None),
                Some(Wait::Io) => charge(self, PieceKind::Device, None),
                Some(Wait::Lock) => charge(self, PieceKind::Lock, None),
                None => charge(self, PieceKind::Unknown, None),
            },
        }
    }

    /// The task waited for the CPU, and the core that it then had was idle just before, or is not known.
    fn queued(&mut self, trace: &Trace, (row, span): (usize, &Span), core: Option<u16>, start: Ns) {
        let taken = || core_of(&trace.event(self.next(trace, row)?)?.kind);
        let core = core.or_else(taken);
        let track = core.and_then(|core| trace.tracks().cores.get(core));
        let Some((core, track)) = core.zip(track) else {
            self.push(PieceKind::Behind, None, span.task, start, span.event);
            self.place = Place::Task(span.task, None);
            return;
        };
        if self.hops < HOPS && track.at(self.t - 1).is_some() {
            self.hops += 1;
            self.place = Place::Core(core);
            return;
        }
        let busy_until = track.spans(start, self.t).last().map_or(start, |turn| turn.end.clamp(start, self.t));
        let from = if busy_until < self.t { busy_until } else { start };
        self.push(PieceKind::CoreIdle, Some(Resource::Core(core)), span.task, from, span.event);
        self.place = if from > start { Place::Core(core) } else { Place::Task(span.task, None) };
        if from > start {
            self.later = span.task;
        }
    }

    /// Goes over to whoever, in this instant, let go of what the task waited for. False if the log does not say who.
    fn follow(&mut self, trace: &Trace, (row, task): (usize, TaskId), frees: impl Fn(&Kind) -> Option<TaskId>) -> bool {
        let number = self.next(trace, row).unwrap_or_else(|| trace.count_until(self.t).saturating_sub(1));
        let other = freed_by(trace, number, |kind| frees(kind).filter(|other| *other != task));
        let other = other.filter(|(place, _)| trace.event(*place).is_some_and(|event| event.at == self.t));
        match other {
            Some((_, other)) if self.hops < HOPS && row_of(trace, other, self.t).is_some() => {
                self.hops += 1;
                self.place = Place::Task(other, None);
                true
            }
            _ => false,
        }
    }

    /// The task came at the walk's instant; it may live on this row.
    fn arrival(&mut self, trace: &Trace, task: TaskId, row: Option<u32>) {
        let last = trace.count_until(self.t).saturating_sub(1);
        let own = row.and_then(|row| trace.tracks().rows.get(row as usize)?.at(self.t)).filter(|span| span.task == task);
        let came = own.and_then(|span| came(trace, task, span.event)).or_else(|| came(trace, task, last));
        let came = came.filter(|(_, event)| event.at == self.t);
        match came {
            Some((_, event))
                if let Kind::TaskSpawned { parent, .. } = event.kind
                    && self.hops < HOPS
                    && row_of(trace, parent, self.t).is_some() =>
            {
                self.hops += 1;
                self.place = Place::Task(parent, None);
            }
            Some((number, _)) => match before(trace, task, number) {
                Some(other) => self.place = Place::Client(other, number),
                None => self.push(PieceKind::Arrival, None, task, 0, number),
            },
            None => self.push(PieceKind::Unknown, None, TaskId::NONE, 0, last),
        }
    }

    /// Looks on for the end of the client's job `before`: since then it thought.
    fn client(&mut self, trace: &Trace, before: TaskId, upto: EventNo, budget: &mut Budget) {
        let step = (budget.0.min(4096) as EventNo).max(1);
        let from = upto.saturating_sub(step).max(trace.first());
        let mut found = None;
        for (number, event) in trace.events(from, upto) {
            let (at, kind) = (event.at, event.kind);
            if matches!(kind, Kind::JobDone { .. }) && is_of(&kind, before) {
                found = Some((number, at));
            }
        }
        budget.spend((upto - from) as usize);
        let started = trace.count_until(self.t);
        match found {
            Some((number, at)) => {
                self.push(PieceKind::Think, None, before, at, number);
                self.place = Place::Task(before, None);
            }
            None if from > trace.first() && started.saturating_sub(from) < FAR => self.place = Place::Client(before, from),
            None => self.push(PieceKind::Arrival, None, before, 0, from),
        }
    }
}

/// The job that the client of this one sent before it, as the scenario numbers them; `None`: there is none, or clients were added or taken away.
fn before(trace: &Trace, task: TaskId, number: EventNo) -> Option<TaskId> {
    let scenario = trace.scenario_at(number);
    let closed = |arrivals: &Arrivals| if let Arrivals::Closed(closed) = arrivals { Some(closed.clients) } else { None };
    let clients = closed(&scenario.workload.as_ref()?.arrivals)?;
    let same = trace.changes().iter().all(|change| change.scenario.workload.as_ref().and_then(|w| closed(&w.arrivals)) == Some(clients));
    let before = task.0.checked_sub(clients)?;
    let workload = task.is_job() && matches!(scenario.split_job(task.0), Some(Ok(_)));
    (same && workload && before >= scenario.first_of_workload()).then_some(TaskId(before))
}
