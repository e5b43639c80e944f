//! Logs for tests, of this room and (feature `test-util`) of others: written by hand, and utter nonsense.

use crate::Trace;
use loopscope_event::id::TIMER;
use loopscope_event::{
    Application, Discipline, Event, EventNo, Holder, Kind, ModelInfo, Names, Ns, PackedNs, Piece, Place, Places, Processor, Rows, RunEnd,
    Scenario, Sharding,
};
use loopscope_event::{Gesture, InputKind, TaskId, Wait, What};
use proptest::prelude::*;
use std::sync::Arc;

/// A model with one loop.
pub const LOOP: ModelInfo = model("coroutines", Processor::Loop, Rows::One, None);
/// A model with a thread for each job.
pub const THREADS: ModelInfo = model("threads", Processor::Core, Rows::Cores, None);
/// A model with one thread.
pub const SYNC: ModelInfo = model("sync", Processor::Core, Rows::One, Some(Place { title: "waiting for the one thread", empty: "" }));

const fn model(name: &'static str, processor: Processor, rows: Rows, gate: Option<Place>) -> ModelInfo {
    let place = Place { title: "queue", empty: "" };
    let waiting = Place { title: "waiting", empty: "" };
    let places = Places { gate, ready: place, processor, rows, waiting, holder: Holder::Frame, way_back: "" };
    ModelInfo {
        name,
        title: name,
        short: name,
        awaits: "",
        places,
        takes_input: false,
        frame_tenths: 4608,
        application: Application::None,
        discipline: Discipline::Fifo,
        sharding: Sharding::None,
    }
}

/// A log in the making.
#[derive(Default, Clone, Debug)]
pub struct Log(pub Vec<Event>);

impl Log {
    /// Adds what happened at `at`; answers its place.
    pub fn add(&mut self, at: Ns, kind: Kind) -> EventNo {
        let number = self.0.len() as EventNo;
        self.0.push(Event::new(at, number, None, kind));
        number
    }

    /// As a trace with short segments.
    pub fn trace(&self, model: &'static ModelInfo, segment: usize) -> Trace {
        let names = Names { devices: vec!["disk".into()], locks: vec!["m".into()], vars: vec!["x".into()] };
        let mut trace = Trace::with_segments(segment, 7, model, Arc::new(Scenario::default()), names);
        let half = self.0.len() / 2;
        for (first, events) in [(0, &self.0[..half]), (half, &self.0[half..])] {
            assert!(trace.apply(&Piece { first: first as EventNo, events: events.to_vec(), changes: vec![] }));
        }
        trace
    }
}

/// A job at time 0 of CPU `c1`, a request of `io`, CPU `c2` on a loop with a dispatch cost.
pub fn one_on_a_loop(c1: Ns, io: Ns, c2: Ns, dispatch: u32) -> Log {
    let (task, core, queue, device, request) = (TaskId(0), 0, 0, 0, 0);
    let d = Ns::from(dispatch);
    let mut log = Log::default();
    log.add(0, Kind::JobArrived { job: task });
    log.add(0, Kind::MessagePosted { queue, what: What::Start, task });
    log.add(0, Kind::MessageTaken { queue, core: queue, what: What::Start, task, dispatch });
    log.add(d, Kind::RunStarted { core, task, line: 0, burst: PackedNs::new(c1) });
    let t = d + c1;
    log.add(t, Kind::RunEnded { core, task, why: RunEnd::Await });
    log.add(t, Kind::IoSubmitted { device, request, task, latency: PackedNs::new(io) });
    log.add(t, Kind::IoStarted { device, request, task });
    log.add(t, Kind::Awaited { task, line: 1, on: Wait::Io });
    log.add(t, Kind::LoopParked { queue, in_flight: 1 });
    let t = t + io;
    log.add(t, Kind::IoCompleted { device, request, task });
    log.add(t, Kind::MessagePosted { queue, what: What::Io, task });
    log.add(t, Kind::LoopUnparked { queue, messages: 1 });
    log.add(t, Kind::MessageTaken { queue, core: queue, what: What::Io, task, dispatch });
    let t = t + d;
    log.add(t, Kind::Resumed { task, line: 1 });
    log.add(t, Kind::RunStarted { core, task, line: 2, burst: PackedNs::new(c2) });
    log.add(t + c2, Kind::RunEnded { core, task, why: RunEnd::Done });
    log.add(t + c2, Kind::JobDone { job: task });
    log
}

/// Any event at all, with few enough numbers that they meet.
pub fn kind() -> impl Strategy<Value = Kind> {
    let task = prop_oneof![8 => 0_u32..6, 1 => Just(TaskId::input(0).0), 1 => Just(TaskId::child(1).0), 1 => any::<u32>()].prop_map(TaskId);
    let small = prop_oneof![12 => 0_u16..3, 1 => Just(TIMER), 1 => any::<u16>()];
    let ns = prop_oneof![0_u64..1000, any::<u64>()];
    (0_u32..38, task, small, 0_u32..6, ns, any::<i32>(), 0_usize..8).prop_map(|(which, task, id, request, ns, value, pick)| {
        let (core, queue, device, lock, var, thread) = (id, id, id, id, id, request);
        let on = [Wait::Io, Wait::Timer, Wait::Lock, Wait::Task, Wait::Yield][pick % 5];
        let why = [RunEnd::Burst, RunEnd::Quantum, RunEnd::Await, RunEnd::Done][pick % 4];
        let what = [What::Start, What::Io, What::Timer, What::Lock, What::Task, What::Yield, What::Mouse, What::Key][pick];
        let cost = ns as u32;
        match which {
            0 | 34 => Kind::JobArrived { job: task },
            1 => Kind::JobDone { job: task },
            2 => Kind::ThreadSpawned { thread, task },
            3 => Kind::ThreadExited { thread, task },
            4 | 35 => Kind::ThreadRunnable { thread, task },
            5 => Kind::ThreadBlocked { thread, task, line: None, on },
            6 => Kind::Preempted { core, thread, task },
            7 => Kind::SwitchStarted { core, thread, task, switch: cost, spawn: cost / 2 },
            8 => Kind::SwitchEnded { core, thread, task },
            9 => Kind::TaskSpawned { task, parent: TaskId(request) },
            10 => Kind::TaskDone { task },
            11 => Kind::TaskWoken { task },
            12 => Kind::TaskCancelled { task },
            13 | 36 => Kind::RunStarted { core, task, line: request, burst: PackedNs::new(ns) },
            14 | 37 => Kind::RunEnded { core, task, why },
            15 => Kind::Awaited { task, line: request, on },
            16 => Kind::Resumed { task, line: request },
            17 => Kind::MessagePosted { queue, what, task },
            18 => Kind::MessageTaken { queue, core: queue, what, task, dispatch: cost },
            19 => Kind::LoopParked { queue, in_flight: request },
            20 => Kind::LoopUnparked { queue, messages: request },
            21 => Kind::IoSubmitted { device, request, task, latency: PackedNs::new(ns) },
            22 => Kind::IoQueued { device, request, task },
            23 => Kind::IoStarted { device, request, task },
            24 => Kind::IoCompleted { device, request, task },
            25 => Kind::IoCancelled { device, request, task },
            26 => Kind::LockWaited { lock, task },
            27 => Kind::LockAcquired { lock, task },
            28 => Kind::LockReleased { lock, task },
            29 => Kind::VarRead { var, task, value },
            30 => Kind::VarWritten { var, task, value, stale: pick % 2 == 0 },
            31 => Kind::InputPosted { input: task, what: InputKind::Mouse, gesture: Gesture::Click { x: 1, y: 2 } },
            32 => Kind::InputHandled { input: task },
            _ if pick % 2 == 0 => Kind::ScenarioChanged { change: request },
            _ => Kind::Mark { mark: request },
        }
    })
}

/// Any events at all, mostly in the order of time.
pub fn nonsense(most: usize) -> impl Strategy<Value = Log> {
    let gap = prop_oneof![4 => Just(0_u64), 4 => 1_u64..100, 1 => any::<u64>()];
    let back = prop_oneof![9 => Just(false), 1 => Just(true)];
    prop::collection::vec((gap, back, kind(), any::<Option<u8>>()), 0..most).prop_map(|rows| {
        let mut log = Log::default();
        let mut now: Ns = 0;
        for (number, (gap, back, kind, cause)) in rows.into_iter().enumerate() {
            let number = number as EventNo;
            now = now.saturating_add(gap);
            let at = if back { now / 2 } else { now };
            let cause = cause.map(|cause| number.saturating_sub(EventNo::from(cause)));
            log.0.push(Event::new(at, number, cause, kind));
        }
        log
    })
}
