//! [`Tracks`]: everything of a run that is drawn over time, kept up to date as events arrive.
//!
//! It reads what changed off the [`State`] after an event, so that a span and the stage can never disagree.

pub(super) mod marks;
pub mod pyramid;
pub(super) mod ranges;
pub mod rows;
pub mod series;
pub(super) mod sweep;
pub mod track;
pub(super) mod walk;

use super::imported::foreign::Place;
use super::log::cursor::FEW;
use super::state::places::Doing;
use super::state::slab::ById;
use super::state::{Phase, State, Target};
use loopscope_event::{Event, EventNo, Kind, Ns, RunEnd, TaskId, Wait};
use rows::Rows;
use series::Series;
use track::{Span, SpanState, Track};

/// So many steps of rows are looked at ahead.
const AHEAD: usize = 64;

/// Everything of a run that is drawn over time.
#[derive(PartialEq, Debug, Default)]
pub struct Tracks {
    /// The cores: running, switching, dispatching; idle is a gap.
    pub cores: ById<Track>,
    /// The tasks: each has the lowest row that was free when it came, until it is done.
    pub rows: Rows,
    /// How many wait for the CPU, over all queues.
    pub queued: Series,
    /// How many requests are under way, those that wait their turn at a device included.
    pub in_flight: Series,
    /// How many jobs are in the system.
    pub in_system: Series,
    /// What the rows have yet to hear.
    moved: Vec<Moved>,
    /// Bytes that cores and rows take up, beside the lists of them.
    inside: usize,
}

/// What an event has done to a row.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Moved {
    row: u32,
    at: Ns,
    /// `None`: a gap.
    now: Option<SpanState>,
    /// A new burst is a new span even though the state is the same.
    anew: bool,
    task: TaskId,
    event: EventNo,
}

impl Tracks {
    /// `event`, at place `number`, has led to `state`; `row` is that of its task. The rows follow with [`settle`](Self::settle).
    pub(super) fn after(&mut self, row: Option<u32>, state: &State, event: &Event, number: EventNo) {
        let at = state.at;
        if let (Some(row), Some(task)) = (row, event.kind.task()) {
            let found = state.row(row);
            let now = found.and_then(|found| span_state(state, found.phase));
            let anew = now.is_none() || found.is_some_and(|found| found.since_event == number);
            self.moved.push(Moved { row, at, now, anew, task, event: number });
        }
        match event.kind {
            Kind::JobArrived { .. } | Kind::JobDone { .. } => {
                self.in_system.push(at, count(state.in_system() as usize));
            }
            Kind::IoSubmitted { .. } | Kind::IoCompleted { .. } | Kind::IoCancelled { .. } => {
                self.in_flight.push(at, count(state.in_flight()));
            }
            Kind::SwitchStarted { core, .. } | Kind::RunStarted { core, .. } | Kind::MessageTaken { core, .. } => {
                self.core(core, state, number);
                self.queued.push(at, count(state.queued()));
            }
            Kind::RunEnded { core, .. } | Kind::Stolen { thief: core, .. } => self.core(core, state, number),
            Kind::MessagePosted { .. } | Kind::ThreadRunnable { .. } | Kind::ThreadBlocked { .. } => {
                self.queued.push(at, count(state.queued()));
            }
            _ => {}
        }
    }

    /// Brings the rows up to date. They are far apart in memory: some are read ahead, and waited for together.
    pub(super) fn settle(&mut self) {
        let Self { moved, rows, inside, .. } = self;
        for moved in moved.chunks(AHEAD) {
            if rows.len() > FEW {
                let found = moved.iter().filter_map(|moved| rows.get(moved.row as usize)?.open());
                std::hint::black_box(found.fold(0, |sum, (_, task)| sum ^ task.0));
            }
            for &Moved { row, at, now, anew, task, event } in moved {
                let row = row as usize;
                rows.make(row);
                let goes_on = || rows.get(row).and_then(Track::open) == now.map(|state| (state, task));
                if (anew || !goes_on())
                    && let Some((track, copied)) = rows.change(row)
                {
                    *inside = inside.saturating_add_signed(copied) + track.push(at, now, task, event);
                }
            }
        }
        moved.clear();
    }

    fn core(&mut self, core: u16, state: &State, number: EventNo) {
        let Some(now) = state.cores.get(core) else { return };
        let (span, task) = match now.doing {
            Doing::Idle => (None, TaskId(0)),
            Doing::Switching { task, .. } => (Some(SpanState::Switching), task),
            Doing::Stealing { .. } => (Some(SpanState::Dispatching), TaskId::NONE),
            Doing::Dispatching { task, .. } => (Some(SpanState::Dispatching), task),
            Doing::Running { task, .. } => (Some(SpanState::Running), task),
        };
        self.inside += self.cores.at(core).push(state.at, span, task, number);
    }

    /// Adds a span that follows from no event of ours.
    pub(super) fn put(&mut self, place: Place, span: &Span) {
        let track = match place {
            Place::Core(core) => self.cores.at(core),
            Place::Row(row) => {
                self.rows.make(row);
                let Some((track, copied)) = self.rows.change(row) else { return };
                self.inside = self.inside.saturating_add_signed(copied);
                track
            }
        };
        self.inside += track.push(span.start, Some(span.state), span.task, span.event);
        if !span.is_open() {
            self.inside += track.push(span.end, None, span.task, span.event);
        }
    }

    /// The same tracks for a snapshot. What is sealed is shared; what is open is copied here for the cores and the numbers, and for a row
    /// when it is first changed.
    pub(super) fn snapshot(&mut self) -> Self {
        let Self { cores, rows, queued, in_flight, in_system, moved, inside } = self;
        Self {
            cores: cores.clone(),
            rows: rows.share(),
            queued: queued.clone(),
            in_flight: in_flight.clone(),
            in_system: in_system.clone(),
            moved: moved.clone(),
            inside: *inside,
        }
    }

    /// Forgets what was over before `t`.
    pub(super) fn let_go(&mut self, t: Ns) {
        let Self { cores, rows, queued, in_flight, in_system, moved: _, inside } = self;
        *inside = 0;
        for track in cores.values_mut().chain(rows.change_all()) {
            track.let_go(t);
            *inside += track.bytes();
        }
        [queued, in_flight, in_system].into_iter().for_each(|series| series.let_go(t));
    }

    /// Bytes of the spans, and of the numbers.
    pub(super) fn bytes(&self) -> (usize, usize) {
        let Self { cores, rows, queued, in_flight, in_system, moved, inside } = self;
        let series: usize = [queued, in_flight, in_system].into_iter().map(Series::bytes).sum();
        let lists = cores.bytes() + rows.bytes() + moved.capacity() * size_of::<Moved>();
        (lists + inside, series)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn span_state(state: &State, phase: Phase) -> Option<SpanState> {
    Some(match phase {
        Phase::Gate => SpanState::Gate,
        Phase::Queued { .. } => SpanState::Queued,
        Phase::Switching { .. } => SpanState::Switching,
        Phase::Dispatching { .. } => SpanState::Dispatching,
        Phase::Running { .. } => SpanState::Running,
        Phase::Paused { why: RunEnd::Done, .. } => return None,
        // The handler of a process that was preempted waits for the CPU with it.
        Phase::Paused { why: RunEnd::Quantum, .. } => SpanState::Queued,
        Phase::Paused { .. } => SpanState::Waiting,
        Phase::Waiting { on: Wait::Io, target: Target::Request(device, request) } => match state.request(device, request) {
            Some(request) if request.started.is_none() => SpanState::DeviceQueue,
            _ => SpanState::Io,
        },
        Phase::Waiting { on: Wait::Io, .. } => SpanState::Io,
        Phase::Waiting { on: Wait::Lock, .. } => SpanState::Lock,
        Phase::Waiting { .. } => SpanState::Waiting,
    })
}
