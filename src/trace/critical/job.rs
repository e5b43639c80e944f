//! [`JobWalk`]: a task's life from its arrival on, each stretch charged to itself or to whoever was in its way.
//!
//! Its own row of the timeline says what it did. Where it waited, the wait is divided:
//!
//! * for the CPU: by what the core did that took it in the end;
//! * for a device's turn, a lock or the gate: each stretch up to a release is charged to the one who released.

use super::super::playhead::Playhead;
use super::super::state::{Phase, State};
use super::super::trace::Trace;
use super::look::{core_of, device_of, ends, freed_by, lets_go, lock_of, makes_room, serves_no_more, somebody, waits_on};
use super::{Budget, JobPath, Piece, PieceKind, Resource, Sums};
use crate::tracks::track::{Span, SpanState, Track};
use loopscope_event::{EventNo, Kind, Ns, TaskId, Wait};
use std::sync::Arc;

/// Of a wait that goes on, so many turns of others are told one by one.
const TURNS: usize = 512;

/// A task's life as seen from a playhead.
#[derive(Clone, Copy)]
pub(super) struct Life {
    task: TaskId,
    row: usize,
    arrived: Ns,
    /// Its end, or the playhead.
    until: Ns,
    /// So many events may be known.
    events: EventNo,
    pub(super) done: bool,
}

impl Life {
    /// True if this is what the task's life is after `n` events too: it ended before, and it has not come again.
    pub(super) fn is_over(&self, trace: &Trace, task: TaskId, n: EventNo) -> bool {
        self.task == task && self.done && self.events <= n && trace.state_at(n).task(task).is_none()
    }
}

/// The life of a task that is in the system after so many events, or was not long ago.
pub(super) fn life(trace: &Trace, task: TaskId, head: Playhead) -> Option<Life> {
    let n = head.event.clamp(trace.first(), trace.len());
    let (_, end) = trace.life(task, n)?;
    let state = trace.state_at(n);
    if let Some(found) = state.task(task) {
        return Some(Life { task, row: found.row as usize, arrived: found.arrived, until: head.at.max(state.at), events: n, done: false });
    }
    let before = trace.state_at(end.checked_sub(1)?);
    let found = before.task(task)?;
    let until = trace.event(end - 1)?.at;
    Some(Life { task, row: found.row as usize, arrived: found.arrived, until, events: end, done: true })
}

/// How far a life is told.
pub(super) struct JobWalk {
    task: TaskId,
    row: usize,
    arrived: Ns,
    at: Ns,
    pieces: Arc<Vec<Piece>>,
    sums: Arc<Sums>,
    /// Where, in a wait for a release, the next event to look at is.
    scan: Option<EventNo>,
}

impl JobWalk {
    pub(super) fn new(life: &Life) -> Self {
        Self {
            task: life.task,
            row: life.row,
            arrived: life.arrived,
            at: life.arrived,
            pieces: Arc::default(),
            sums: Arc::default(),
            scan: None,
        }
    }

    /// True if it tells this life, and not more of it than may be known.
    pub(super) fn is_of(&self, life: &Life) -> bool {
        (self.task, self.row, self.arrived) == (life.task, life.row, life.arrived) && self.at <= life.until
    }

    pub(super) fn bytes(&self) -> usize {
        self.pieces.capacity() * size_of::<Piece>()
    }

    /// Tells on, as far as the budget goes.
    pub(super) fn told(&mut self, trace: &Trace, life: &Life, mut budget: Budget) -> JobPath {
        let Life { until, done, .. } = *life;
        let mut tail = Vec::new();
        let mut told = self.at;
        let empty = Track::default();
        let row = trace.tracks().rows.get(self.row).unwrap_or(&empty);
        while self.at < until {
            if budget.is_spent() {
                break;
            }
            budget.spend(1);
            let Some(span) = row.at(self.at).filter(|span| span.task == self.task) else {
                self.unknown(trace, row, until);
                told = self.at;
                continue;
            };
            // What comes after the span is known only if it began by the playhead.
            if span.end <= until {
                self.closed(trace, row, &span, &mut budget);
                told = self.at;
            } else {
                let whole = self.open(trace, &span, life, &mut budget, &mut tail);
                told = if whole { until } else { self.at };
                break;
            }
        }
        let mut sums = Arc::clone(&self.sums);
        tail.iter().for_each(|piece| Arc::make_mut(&mut sums).add(piece, piece.who));
        let Self { task, row, arrived, .. } = *self;
        JobPath { task, arrived, told, whole: told >= until, done, over: Arc::clone(&self.pieces), open: tail, sums, row }
    }

    fn push(&mut self, piece: Piece) {
        debug_assert_eq!(piece.from, self.at, "a path has no gap");
        if piece.from < piece.to {
            self.at = piece.to;
            Arc::make_mut(&mut self.sums).add(&piece, piece.who);
            Arc::make_mut(&mut self.pieces).push(piece);
        }
    }

    /// A stretch that the row does not tell: history let go of it, or a foreign log is silent.
    fn unknown(&mut self, trace: &Trace, row: &Track, until: Ns) {
        let (_, forgotten) = trace.let_go();
        let next = row.spans(self.at.saturating_add(1), until).find(|span| span.task == self.task);
        let to = next.map_or(until, |span| span.start.clamp(self.at + 1, until));
        let kind = if self.at < forgotten { PieceKind::Forgotten } else { PieceKind::Unknown };
        let event = trace.count_until(self.at).saturating_sub(1);
        self.push(Piece { kind, on: None, who: None, from: self.at, to, event });
    }

    /// A span that is over: it is told for good.
    fn closed(&mut self, trace: &Trace, row: &Track, span: &Span, budget: &mut Budget) {
        let next = row.at(span.end).map(|next| next.event);
        match span.state {
            SpanState::Queued => {
                let core = next.and_then(|next| trace.event(next)).and_then(|event| core_of(&event.kind));
                let core = core.or_else(|| lone_core(trace));
                self.turns(trace, span, core, span.end, budget);
            }
            SpanState::Gate => self.releases(trace, span, next, (PieceKind::Gate, None), budget, makes_room),
            SpanState::DeviceQueue => {
                let device = device_of(trace, span);
                self.releases(trace, span, next, (PieceKind::DeviceQueue, device.map(Resource::Device)), budget, serves_no_more(device));
            }
            SpanState::Lock => {
                let lock = lock_of(trace, span);
                self.releases(trace, span, next, (PieceKind::Lock, lock.map(Resource::Lock)), budget, lets_go(lock));
            }
            _ => {
                let mut piece = plain(trace, span);
                if piece.kind == PieceKind::Child {
                    piece.who = next.and_then(|next| freed_by(trace, next, ends)).map(|(_, child)| child);
                }
                self.push(Piece { from: self.at, to: span.end, ..piece });
            }
        }
    }

    /// A wait for the CPU up to `end`: what the core did meanwhile.
    fn turns(&mut self, trace: &Trace, span: &Span, core: Option<u16>, end: Ns, budget: &mut Budget) {
        let idle = |from, to| waiting(span, core, from, to);
        if let Some((core, track)) = core.and_then(|core| Some((core, trace.tracks().cores.get(core)?))) {
            for turn in track.spans(self.at, end) {
                if turn.start > self.at {
                    self.push(idle(self.at, turn.start.min(end)));
                }
                self.push(behind(core, &turn, self.at, turn.end.min(end)));
                budget.spend(1);
                if budget.is_spent() {
                    return;
                }
            }
        }
        if self.at < end {
            self.push(idle(self.at, end));
        }
    }

    /// A wait up to its end, which `next` is the event of: each stretch is charged to whoever released then.
    fn releases(
        &mut self,
        trace: &Trace,
        span: &Span,
        next: Option<EventNo>,
        (kind, on): (PieceKind, Option<Resource>),
        budget: &mut Budget,
        frees: impl Fn(&Kind) -> Option<TaskId>,
    ) {
        let end = next.unwrap_or_else(|| trace.count_until(span.end));
        if self.scan_to(trace, span, end, (kind, on), budget, frees) {
            self.push(Piece { kind, on, who: None, from: self.at, to: span.end, event: span.event });
            self.scan = None;
        }
    }

    /// Looks for releases among the events before `end`; true once it has got there.
    fn scan_to(
        &mut self,
        trace: &Trace,
        span: &Span,
        end: EventNo,
        (kind, on): (PieceKind, Option<Resource>),
        budget: &mut Budget,
        frees: impl Fn(&Kind) -> Option<TaskId>,
    ) -> bool {
        let from = self.scan.unwrap_or(span.event + 1).max(trace.first());
        let to = from.saturating_add(budget.0 as EventNo).min(end);
        for (_, event) in trace.events(from, to) {
            let (at, kind_of_event) = (event.at, event.kind);
            if let Some(who) = frees(&kind_of_event).filter(|who| *who != self.task) {
                let to = at.clamp(self.at, span.end);
                self.push(Piece { kind, on, who: somebody(who), from: self.at, to, event: span.event });
            }
        }
        budget.spend(to.saturating_sub(from) as usize);
        self.scan = Some(to.max(from));
        to >= end
    }

    /// A span that goes on at the playhead: what of it is certain is told for good, the rest goes to `tail`. False if the budget ran out.
    fn open(&mut self, trace: &Trace, span: &Span, life: &Life, budget: &mut Budget, tail: &mut Vec<Piece>) -> bool {
        let state = trace.state_at(life.events);
        let certain = match span.state {
            SpanState::Gate => self.scan_to(trace, span, life.events, (PieceKind::Gate, None), budget, makes_room),
            SpanState::DeviceQueue => {
                let device = device_of(trace, span);
                let what = (PieceKind::DeviceQueue, device.map(Resource::Device));
                self.scan_to(trace, span, life.events, what, budget, serves_no_more(device))
            }
            SpanState::Lock => {
                let lock = lock_of(trace, span);
                self.scan_to(trace, span, life.events, (PieceKind::Lock, lock.map(Resource::Lock)), budget, lets_go(lock))
            }
            _ => true,
        };
        if !certain {
            return false;
        }
        let rest = Piece { from: self.at, to: life.until, ..plain(trace, span) };
        match span.state {
            SpanState::Queued => open_turns(trace, &state, span, (self.at, life.until), tail),
            SpanState::Gate => tail.push(Piece { kind: PieceKind::Gate, who: inside(&state), ..rest }),
            SpanState::DeviceQueue => {
                let device = device_of(trace, span);
                let serving = device.and_then(|id| {
                    state
                        .device(id)
                        .serving()
                        .filter(|asked| asked.task != self.task)
                        .min_by_key(|asked| asked.due())
                        .map(|asked| asked.task)
                });
                tail.push(Piece { kind: PieceKind::DeviceQueue, on: device.map(Resource::Device), who: serving, ..rest });
            }
            SpanState::Lock => {
                let lock = lock_of(trace, span);
                let holder = lock.and_then(|id| state.locks.get(id)?.holder);
                tail.push(Piece { kind: PieceKind::Lock, on: lock.map(Resource::Lock), who: holder, ..rest });
            }
            _ => tail.push(rest),
        }
        tail.retain(|piece| piece.from < piece.to);
        true
    }
}

/// A span that needs no more than itself to be told.
fn plain(trace: &Trace, span: &Span) -> Piece {
    let (kind, on) = match span.state {
        SpanState::Running | SpanState::Switching | SpanState::Dispatching => {
            let kind = match span.state {
                SpanState::Running => PieceKind::Running,
                SpanState::Switching => PieceKind::Switching,
                _ => PieceKind::Dispatching,
            };
            (kind, trace.event(span.event).and_then(|event| core_of(&event.kind)).map(Resource::Core))
        }
        SpanState::Io => (PieceKind::Device, device_of(trace, span).map(Resource::Device)),
        _ => match waits_on(trace, span) {
            Some(Wait::Timer) => (PieceKind::Timer, None),
            Some(Wait::Task) => (PieceKind::Child, None),
            Some(Wait::Yield) => (PieceKind::Yield, None),
            Some(Wait::Io) => (PieceKind::Device, None),
            Some(Wait::Lock) => (PieceKind::Lock, None),
            None => (PieceKind::Unknown, None),
        },
    };
    Piece { kind, on, who: None, from: span.start, to: span.end, event: span.event }
}

/// Somebody else's turn on the core that is waited for.
fn behind(core: u16, turn: &Span, from: Ns, to: Ns) -> Piece {
    Piece { kind: PieceKind::Behind, on: Some(Resource::Core(core)), who: somebody(turn.task), from, to, event: turn.event }
}

/// A wait for a core that did nothing, or of which the log says nothing.
fn waiting(span: &Span, core: Option<u16>, from: Ns, to: Ns) -> Piece {
    let kind = if core.is_some() { PieceKind::CoreIdle } else { PieceKind::Behind };
    Piece { kind, on: core.map(Resource::Core), who: None, from, to, event: span.event }
}

/// The only core, if there is only one.
fn lone_core(trace: &Trace) -> Option<u16> {
    let mut cores = trace.tracks().cores.iter();
    let (core, _) = cores.next()?;
    cores.next().is_none().then_some(core)
}

/// The only one beyond the gate, if there is only one.
fn inside(state: &State) -> Option<TaskId> {
    let mut inside = state.tasks().filter(|task| task.phase != Phase::Gate);
    let first = inside.next()?;
    inside.next().is_none().then_some(first.id)
}

/// A wait for the CPU that goes on: what the core does that will most likely take it.
fn open_turns(trace: &Trace, state: &State, span: &Span, (from, until): (Ns, Ns), tail: &mut Vec<Piece>) {
    let own = state.task(span.task).and_then(|task| match task.phase {
        Phase::Queued { queue, what: Some(_) } => state.cores.get(queue).map(|_| queue),
        _ => None,
    });
    let longest = || state.cores.iter().filter(|(_, core)| core.doing.task().is_some()).min_by_key(|(id, core)| (core.since, *id));
    let core = own.or_else(|| lone_core(trace)).or_else(|| longest().map(|(id, _)| id));
    let Some((core, track)) = core.and_then(|core| Some((core, trace.tracks().cores.get(core)?))) else {
        return tail.push(waiting(span, core, from, until));
    };
    let mut at = from;
    // A long wait behind very many is told in full once it is over.
    let turns = track.density(from, until);
    if turns > TURNS {
        let since = track.spans(until - (until - from) / (turns / TURNS + 1) as Ns, until).next().map_or(until, |turn| turn.start);
        let to = since.clamp(from, until);
        tail.push(Piece { kind: PieceKind::Behind, on: Some(Resource::Core(core)), who: None, from, to, event: span.event });
        at = to;
    }
    for turn in track.spans(at, until) {
        if turn.start > at {
            tail.push(waiting(span, Some(core), at, turn.start.min(until)));
            at = turn.start.min(until);
        }
        let to = turn.end.min(until);
        tail.push(behind(core, &turn, at, to));
        at = to;
    }
    if at < until {
        tail.push(waiting(span, Some(core), at, until));
    }
}
