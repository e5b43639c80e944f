//! [`Scene`]: the place of every task after an event: gate, ready, CPU, waiting rooms, done.
//!
//! Made from a `State` and the model's places; it knows no sizes. Each task in the system is in exactly one principal
//! spot, so that the counts on the stage add up.

pub(super) mod bar_scale;
pub(super) mod flow;
pub mod pace;
pub(super) mod rows;

use super::item::Tone;
use bar_scale::longest_latency;
use loopscope_event::id::TIMER;
use loopscope_event::{
    DeviceId, EventNo, Holder, ModelInfo, Names, Ns, QueueId, RequestId, Rows, RunEnd, Scenario, TaskId, ThreadId, Wait, What,
};
use loopscope_trace::{Frames, Phase, State, Target, Window};
use rows::{Row, held, rows};

/// The properties of a run that do not change with the playhead.
#[derive(Clone, PartialEq, Debug)]
pub struct Setting {
    /// The model.
    pub info: &'static ModelInfo,
    /// The total number of jobs, if known.
    pub total: Option<u64>,
    /// The length of the work behind the application's buttons, ns.
    pub work: Ns,
    /// The number of queues, each with a row.
    pub(super) queues: u16,
    /// The places where tasks wait for something other than the CPU.
    pub(super) rooms: Vec<RoomInfo>,
}

/// A waiting room.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct RoomInfo {
    pub kind: RoomKind,
    pub name: String,
    /// Requests served at once, if limited.
    pub depth: Option<u32>,
    /// The remaining time at which a bar is full, ns; 0 if the log does not say.
    pub full: Ns,
}

/// The kind of a room.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum RoomKind {
    Device(DeviceId),
    Lock(u16),
    /// For another task, or for something that the log does not name.
    Other,
}

impl Setting {
    /// The setting of a run of `info` over `scenario`, whose log has these `names`.
    #[must_use]
    pub fn new(info: &'static ModelInfo, scenario: &Scenario, names: &Names) -> Self {
        let id = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let device = |(n, name): (usize, &String)| RoomInfo {
            kind: RoomKind::Device(id(n)),
            name: name.clone(),
            depth: scenario.devices.get(name).and_then(|device| device.depth),
            full: longest_latency(scenario, name),
        };
        let lock = |(n, name): (usize, &String)| RoomInfo { kind: RoomKind::Lock(id(n)), name: name.clone(), depth: None, full: 0 };
        let rooms = names.devices.iter().enumerate().map(device).chain(names.locks.iter().enumerate().map(lock)).collect();
        Self { info, total: scenario.total_jobs(), work: 0, queues: info.places.rows.queues(&scenario.machine), rooms }
    }
}

/// The place of every task.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Scene {
    /// Tasks that have arrived and are in no queue yet.
    pub door: Vec<TaskId>,
    /// Tasks at the gate, the next one first.
    pub gate: Vec<TaskId>,
    /// Tasks waiting for the CPU, the next one first.
    pub ready: Vec<Ready>,
    /// The cores that the model uses.
    pub cores: Vec<CoreScene>,
    /// The number of other cores.
    pub unused: usize,
    /// Processes or workers, if there are several.
    pub rows: Vec<Row>,
    /// The number of threads, and how many of them have no job.
    pub threads: (u32, u32),
    /// The counts of the application's frames.
    pub painted: Frames,
    /// The application's content.
    pub window: Window,
    /// True if the loop waits in the kernel.
    pub parked: bool,
    /// One room for each of the setting, followed by others that the log mentions.
    pub rooms: Vec<Room>,
    /// Tasks whose request is complete, but which are not back yet.
    pub landed: Vec<TaskId>,
    /// Tasks whose frame or callback waits in memory.
    pub frames: Vec<TaskId>,
    pub arrived: u64,
    pub done: u64,
    /// The last jobs completed, the latest last.
    pub last_done: Vec<TaskId>,
}

/// A task that waits for the CPU.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Ready {
    pub task: TaskId,
    pub queue: QueueId,
    /// The event that queued it.
    pub event: EventNo,
    /// The kind of its message; `None`: a runnable thread.
    pub what: Option<What>,
    /// True if it has run before.
    pub begun: bool,
    /// The line it is at.
    pub line: Option<u32>,
}

/// A core's activity, and since when.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct CoreScene {
    pub core: u16,
    pub doing: OnCore,
    pub since: Ns,
}

/// The activity of a core.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum OnCore {
    Idle,
    Switching {
        /// [`TaskId::NONE`]: to a process.
        task: TaskId,
        thread: ThreadId,
        cost: Ns,
        first: bool,
    },
    Stealing {
        victim: QueueId,
        tasks: u32,
        cost: Ns,
    },
    Dispatching {
        task: TaskId,
        what: What,
        cost: Ns,
    },
    Running {
        task: TaskId,
        line: Option<u32>,
        burst: Ns,
    },
    /// The burst has ended; the next event says where the task goes.
    Paused {
        task: TaskId,
        line: Option<u32>,
        why: RunEnd,
    },
}

impl OnCore {
    /// The tone of the activity.
    pub const fn tone(&self) -> Tone {
        match self {
            Self::Idle => Tone::Idle,
            Self::Switching { .. } | Self::Stealing { .. } => Tone::Switching,
            Self::Dispatching { .. } => Tone::Looping,
            Self::Running { .. } | Self::Paused { .. } => Tone::Running,
        }
    }
    pub const fn task(&self) -> Option<TaskId> {
        match self {
            Self::Idle | Self::Stealing { .. } | Self::Switching { task: TaskId::NONE, .. } => None,
            Self::Switching { task, .. } | Self::Dispatching { task, .. } | Self::Running { task, .. } | Self::Paused { task, .. } => {
                Some(*task)
            }
        }
    }
}

/// A waiting room, and the tasks in it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Room {
    pub kind: RoomKind,
    /// Served requests, the one that completes first first; without a limit all in flight.
    pub served: Vec<Flight>,
    /// Queued requests, the next one first.
    pub queued: Vec<Flight>,
    /// The holder of the lock.
    pub holder: Option<TaskId>,
}

/// A task waiting in a room.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Flight {
    pub task: TaskId,
    pub room: RoomKind,
    /// The request; `None` if it waits for something other than a device.
    pub request: Option<RequestId>,
    /// The instant of completion, if known.
    pub due: Option<Ns>,
    pub latency: Ns,
    /// True if a thread is chained to it.
    pub held: bool,
}

impl Scene {
    pub fn new(state: &State, setting: &Setting) -> Self {
        let places = &setting.info.places;
        let gated: Vec<TaskId> = state.gate.iter().copied().collect();
        let (gate, door) = if places.gate.is_some() { (gated, Vec::new()) } else { (Vec::new(), gated) };
        let mut scene = Self {
            door,
            gate,
            ready: ready(state),
            cores: Vec::new(),
            parked: state.queues.iter().any(|(_, queue)| queue.parked.is_some()),
            rooms: setting.rooms.iter().map(|room| Room::empty(room.kind)).collect(),
            arrived: state.arrived,
            done: state.done,
            threads: (state.threads, state.idle_workers),
            painted: state.frames,
            window: state.window.clone(),
            last_done: state.last_done.iter().map(|done| done.task).collect(),
            ..Self::default()
        };
        scene.cores = cores(state);
        if places.rows == Rows::One {
            // One row is one core, however many there are; a log that differs is followed.
            let all = scene.cores.len();
            scene.cores.retain(|core| core.core == 0 || core.doing != OnCore::Idle);
            scene.unused = all - scene.cores.len();
        }
        for device in state.devices() {
            let depth = setting.room(RoomKind::Device(device.id)).and_then(|room| room.depth);
            scene.board(state, places.holder, RoomKind::Device(device.id), depth.is_some());
        }
        for (lock, held) in state.locks.iter() {
            let waiters = held.waiters.iter().map(|task| Flight::without_request(*task, RoomKind::Lock(lock), places.holder));
            let room = scene.room(RoomKind::Lock(lock));
            room.queued.extend(waiters);
            room.holder = held.holder;
        }
        scene.rest(state, setting);
        scene.rows = rows(state, setting, &scene.cores);
        if places.rows == Rows::Processes {
            scene.unused = scene.cores.len().saturating_sub(usize::from(setting.queues));
            scene.cores.retain(|core| core.core < setting.queues || core.doing != OnCore::Idle);
        }
        scene
    }

    fn room(&mut self, kind: RoomKind) -> &mut Room {
        let place = self.rooms.iter().position(|room| room.kind == kind).unwrap_or_else(|| {
            self.rooms.push(Room::empty(kind));
            self.rooms.len() - 1
        });
        &mut self.rooms[place]
    }

    /// Collects the requests at a device.
    fn board(&mut self, state: &State, holder: Holder, kind: RoomKind, limited: bool) {
        let RoomKind::Device(id) = kind else { return };
        let device = state.device(id);
        if device.serving_len() + device.queued_len() == 0 && id == TIMER {
            return;
        }
        let flight = |request: &loopscope_trace::Request| Flight {
            task: request.task,
            room: kind,
            request: Some(request.request),
            due: request.due(),
            latency: request.latency,
            held: holder == Holder::Thread
                && state.task(request.task).is_some_and(
                    |task| matches!(task.phase, Phase::Waiting { target: Target::Request(d, r), .. } if (d, r) == (id, request.request)),
                ),
        };
        let room = self.room(kind);
        room.served.extend(device.serving().map(flight));
        // Where there is no limit nothing queues: a submitted request counts as started.
        let waits = device.queued().map(flight);
        if limited {
            room.queued.extend(waits)
        } else {
            room.served.extend(waits)
        }
        room.served.sort_by_key(|flight| (flight.due.unwrap_or(Ns::MAX), flight.request));
    }

    /// Places the tasks that are in none of the state's own lists.
    fn rest(&mut self, state: &State, setting: &Setting) {
        let holder = setting.info.places.holder;
        // A waiting task without a thread waits in memory.
        let kept = holder != Holder::Thread;
        for task in state.tasks() {
            match task.phase {
                Phase::Paused { .. } if held(state, setting, task) => {}
                Phase::Paused { core, why } => {
                    let paused = OnCore::Paused { task: task.id, line: task.line, why };
                    match self.cores.iter_mut().find(|c| c.core == core) {
                        Some(found) if found.doing == OnCore::Idle => found.doing = paused,
                        // The core has moved on already, as in some logs from elsewhere.
                        _ => self.door.push(task.id),
                    }
                }
                Phase::Waiting { on, target } => {
                    let complete = match target {
                        Target::Request(device, request) => state.request(device, request).is_none(),
                        Target::Lock(_) => false,
                        Target::Unknown => matches!(on, Wait::Io | Wait::Timer) && state.requests_of(task.id).next().is_none(),
                    };
                    if complete {
                        self.landed.push(task.id);
                    }
                    if kept {
                        self.frames.push(task.id);
                    }
                    if target == Target::Unknown && !complete && state.requests_of(task.id).next().is_none() {
                        self.room(RoomKind::Other).queued.push(Flight::without_request(task.id, RoomKind::Other, holder));
                    }
                }
                Phase::Queued { what: Some(what), .. } if what != What::Start && kept && task.line.is_some() => {
                    self.frames.push(task.id);
                }
                _ => {}
            }
        }
    }

    /// The number of requests in flight or queued at a device, and of tasks waiting for a lock or another task.
    pub fn waiting(&self) -> usize {
        self.rooms.iter().map(|room| room.served.len() + room.queued.len()).sum()
    }
}

impl Setting {
    pub(super) fn room(&self, kind: RoomKind) -> Option<&RoomInfo> {
        self.rooms.iter().find(|room| room.kind == kind)
    }
}

impl Room {
    pub const fn empty(kind: RoomKind) -> Self {
        Self { kind, served: Vec::new(), queued: Vec::new(), holder: None }
    }
}

impl Flight {
    fn without_request(task: TaskId, room: RoomKind, holder: Holder) -> Self {
        Self { task, room, request: None, due: None, latency: 0, held: holder == Holder::Thread }
    }
}

fn ready(state: &State) -> Vec<Ready> {
    let queues = state.queues.iter().flat_map(|(queue, found)| found.waiting.iter().map(move |queued| (queue, queued)));
    queues
        .map(|(queue, queued)| Ready {
            task: queued.task,
            queue,
            event: queued.event,
            what: queued.what,
            begun: state.task(queued.task).is_some_and(|task| task.line.is_some()),
            line: state.task(queued.task).and_then(|task| task.line),
        })
        .collect()
}

fn cores(state: &State) -> Vec<CoreScene> {
    use loopscope_trace::Doing;
    let line = |task: TaskId| state.task(task).and_then(|task| task.line);
    let doing = |doing: Doing| match doing {
        Doing::Idle => OnCore::Idle,
        Doing::Switching { task, thread, switch, spawn } => {
            OnCore::Switching { task, thread, cost: Ns::from(switch) + Ns::from(spawn), first: line(task).is_none() }
        }
        Doing::Stealing { victim, tasks, steal } => OnCore::Stealing { victim, tasks, cost: steal.into() },
        Doing::Dispatching { task, what, dispatch } => OnCore::Dispatching { task, what, cost: dispatch.into() },
        Doing::Running { task, burst } => OnCore::Running { task, line: line(task), burst },
    };
    state.cores.iter().map(|(core, found)| CoreScene { core, doing: doing(found.doing), since: found.since }).collect()
}
