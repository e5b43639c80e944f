//! A sentence for every kind of event, word for word.

use super::*;
use loopscope_event::Dist;
use loopscope_event::time::MS;
use loopscope_event::{Application, Discipline, Gesture, InputKind, Kind, RunEnd, Sharding};
use loopscope_event::{Cost, Device, Jobs, Op, PackedNs, Place, Places, Rows, Step, Workload};
use loopscope_text::{Language, speak};

const fn info(gate: Option<Place>, ready: &'static str, processor: Processor, holder: Holder) -> ModelInfo {
    ModelInfo {
        name: "m",
        title: "M",
        short: "M",
        awaits: "",
        places: Places {
            gate,
            ready: Place { title: ready, empty: "" },
            processor,
            rows: Rows::One,
            waiting: Place { title: "", empty: "" },
            holder,
            way_back: "",
        },
        takes_input: true,
        frame_tenths: 4608,
        application: Application::None,
        discipline: Discipline::Fifo,
        sharding: Sharding::None,
    }
}
static LOOP: ModelInfo = info(None, "message queue", Processor::Loop, Holder::Frame);
static THREADS: ModelInfo = info(None, "OS run queue", Processor::Core, Holder::Thread);
static SYNC: ModelInfo = info(Some(Place { title: "waiting for the one thread", empty: "" }), "run queue", Processor::Core, Holder::Thread);

const fn rows(rows: Rows, gate: Option<Place>, processor: Processor, holder: Holder) -> ModelInfo {
    let info = info(gate, "queues", processor, holder);
    ModelInfo { places: Places { rows, ..info.places }, ..info }
}
static POOL: ModelInfo = rows(Rows::Cores, Some(Place { title: "waiting for a thread", empty: "" }), Processor::Core, Holder::Thread);
static PROCESSES: ModelInfo = rows(Rows::Processes, None, Processor::Loop, Holder::Frame);
static WORKERS: ModelInfo = rows(Rows::Workers, None, Processor::Loop, Holder::Frame);
static CALLBACKS: ModelInfo = info(None, "message queue", Processor::Loop, Holder::Callback);

const A: TaskId = TaskId(0);
const B: TaskId = TaskId(1);
const C: TaskId = TaskId(2);

fn scenario() -> Scenario {
    let step = |op, label: Option<&str>| Step { op, label: label.map(Into::into) };
    let steps = vec![
        step(Op::Cpu(Dist::Fixed(MS)), Some("parse the request")),
        step(Op::Io { device: "network".into(), latency: Some(Dist::Fixed(20 * MS)) }, None),
        step(Op::Cpu(Dist::Fixed(MS)), None),
    ];
    let mut scenario =
        Scenario { workload: Some(Workload { jobs: Jobs::Count(20), arrivals: Default::default(), steps }), ..Scenario::default() };
    scenario.devices.insert("network".into(), Device { depth: Some(1), latency: None });
    scenario.machine.switch = Cost::flat(0);
    scenario
}

/// All sentences after these events of a run, the last of which is an effect of the one before it.
fn after(info: &'static ModelInfo, cores: u16, events: &[(Ns, Kind)], at: Option<Ns>) -> Vec<String> {
    told(info, cores, events, at, Level::Expert)
}

fn told(info: &'static ModelInfo, cores: u16, events: &[(Ns, Kind)], at: Option<Ns>, level: Level) -> Vec<String> {
    let names = Names { devices: vec!["network".into()], locks: vec!["m".into()], vars: vec!["x".into()] };
    let mut state = State::new(cores);
    let mut log = Vec::new();
    for (number, (at, kind)) in events.iter().enumerate() {
        let event = Event::new(*at, number as EventNo, None, *kind);
        state.apply(&event, number as EventNo);
        log.push(event);
    }
    let event = log.last().map(|event| (log.len() as EventNo - 1, *event));
    let cause = log.len().checked_sub(2).map(|n| log[n]);
    let at = at.unwrap_or(state.at);
    caption(&About { info, scenario: &scenario(), names: &names, state: &state, event, cause, at, level })
}

const fn posted(task: TaskId, what: What) -> Kind {
    Kind::MessagePosted { queue: 0, what, task }
}
const fn submitted(task: TaskId, request: u32) -> Kind {
    Kind::IoSubmitted { device: 0, request, task, latency: PackedNs::new(20 * MS) }
}
const fn started(task: TaskId, request: u32) -> Kind {
    Kind::IoStarted { device: 0, request, task }
}
const fn runs(task: TaskId, line: u32) -> Kind {
    Kind::RunStarted { core: 0, task, line, burst: PackedNs::new(MS) }
}
const fn ends(task: TaskId, why: RunEnd) -> Kind {
    Kind::RunEnded { core: 0, task, why }
}
const fn arrives(job: TaskId) -> Kind {
    Kind::JobArrived { job }
}

/// The first sentence about `kind` after `before`. The list below has one of each kind, which this match checks.
fn first(info: &'static ModelInfo, before: &[Kind], kind: Kind) -> String {
    let events: Vec<(Ns, Kind)> = before.iter().chain([&kind]).map(|kind| (MS, *kind)).collect();
    after(info, 1, &events, None).remove(0)
}

/// The sentences at the beginners' level.
fn plainly(info: &'static ModelInfo, before: &[Kind], kind: Kind) -> Vec<String> {
    let events: Vec<(Ns, Kind)> = before.iter().chain([&kind]).map(|kind| (MS, *kind)).collect();
    told(info, 1, &events, None, Level::Novice)
}

#[test]
fn there_is_a_sentence_for_every_kind_of_event() {
    let running =
        [arrives(A), posted(A, What::Start), Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task: A, dispatch: 0 }, runs(A, 0)];
    let asking = [&running[..], &[ends(A, RunEnd::Await), submitted(A, 0)]].concat();
    let waiting = [&asking[..], &[started(A, 0), Kind::Awaited { task: A, line: 1, on: Wait::Io }]].concat();
    let table: Vec<(&'static ModelInfo, &[Kind], Kind, &str)> = vec![
        (&LOOP, &[], arrives(A), "A arrives."),
        (&SYNC, &[], arrives(A), "A arrives, waiting for the one thread."),
        (&LOOP, &running, Kind::JobDone { job: A }, "A is done after 0 ns: number 1 of 20."),
        (&THREADS, const { &[arrives(A)] }, Kind::ThreadSpawned { thread: 0, task: A }, "A thread is made for A."),
        (&THREADS, &[], Kind::ThreadExited { thread: 0, task: A }, "A’s thread ends with it."),
        (
            &THREADS,
            const { &[arrives(A)] },
            Kind::ThreadRunnable { thread: 0, task: A },
            "A can run: its thread joins the OS run queue, next in line.",
        ),
        (
            &THREADS,
            &[Kind::ThreadRunnable { thread: 1, task: B }, Kind::IoCompleted { device: 0, request: 0, task: A }],
            Kind::ThreadRunnable { thread: 0, task: A },
            "The network has answered A: its thread joins the OS run queue, second in line, behind B.",
        ),
        (
            &SYNC,
            &[Kind::IoCompleted { device: 0, request: 0, task: A }],
            Kind::ThreadRunnable { thread: 0, task: A },
            "The network has answered A: its thread goes on.",
        ),
        (
            &THREADS,
            &asking,
            Kind::ThreadBlocked { thread: 0, task: A, line: None, on: Wait::Io },
            "A’s thread waits for the network and gives up its core.",
        ),
        (
            &SYNC,
            &asking,
            Kind::ThreadBlocked { thread: 0, task: A, line: None, on: Wait::Io },
            "A’s thread waits for the network and nothing else can begin.",
        ),
        (
            &THREADS,
            &running,
            Kind::Preempted { core: 0, thread: 0, task: A },
            "A’s quantum is over while others wait: it has to give up its core.",
        ),
        (
            &THREADS,
            &[],
            Kind::SwitchStarted { core: 0, thread: 0, task: A, switch: 100_000, spawn: 0 },
            "The core switches to A: 100 µs in which no job runs on it.",
        ),
        (
            &THREADS,
            &[],
            Kind::SwitchStarted { core: 0, thread: 0, task: A, switch: 2_000, spawn: 8_000 },
            "The core makes A’s thread and switches to it: 10 µs in which no job runs on it.",
        ),
        (&THREADS, &[], Kind::SwitchStarted { core: 0, thread: 0, task: A, switch: 0, spawn: 0 }, "The core goes over to A, at no cost."),
        (&THREADS, &[], Kind::SwitchEnded { core: 0, thread: 0, task: A }, "The switch to A is over."),
        (&LOOP, &running, Kind::TaskSpawned { task: TaskId::child(0), parent: A }, "A starts c1."),
        (&LOOP, &[], Kind::TaskDone { task: TaskId::child(0) }, "c1 ends."),
        (&LOOP, &waiting, Kind::TaskWoken { task: A }, "A is woken: it can go on."),
        (&LOOP, &waiting, Kind::TaskCancelled { task: A }, "A is dropped before its end."),
        (&LOOP, &running[..3], runs(A, 0), "A runs “parse the request” for 1 ms; until that ends nothing else runs."),
        (&LOOP, &running[..3], runs(A, 2), "A runs for 1 ms; until that ends nothing else runs."),
        (&LOOP, &running, ends(A, RunEnd::Burst), "A has used its CPU time and goes on at once."),
        (&LOOP, &running, ends(A, RunEnd::Quantum), "A’s quantum is over."),
        (&LOOP, &running, ends(A, RunEnd::Await), "A cannot go on without an answer."),
        (&LOOP, &running, ends(A, RunEnd::Done), "A has done its last step."),
        (
            &LOOP,
            &asking,
            Kind::Awaited { task: A, line: 1, on: Wait::Io },
            "A is suspended until the answer is there: its frame stays in memory, no thread is held.",
        ),
        (&LOOP, &running, Kind::Awaited { task: A, line: 1, on: Wait::Yield }, "A gives way to whoever else can run."),
        (&LOOP, &waiting, Kind::Resumed { task: A, line: 1 }, "A goes on where it was suspended."),
        (&LOOP, const { &[arrives(A)] }, posted(A, What::Start), "“start” for A goes to the back of the message queue: next in line."),
        (
            &LOOP,
            &[&waiting[..], &[posted(B, What::Start), posted(C, What::Start)]].concat().leak()[..],
            posted(A, What::Io),
            "“network reply” for A goes to the back of the message queue: third in line, behind B and C.",
        ),
        (
            &LOOP,
            const { &[posted(A, What::Start)] },
            Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task: A, dispatch: 50 },
            "The loop takes “start” for A from the head of the message queue, which costs 50 ns.",
        ),
        (
            &LOOP,
            &[],
            Kind::LoopParked { queue: 0, in_flight: 1 },
            "The message queue is empty: the loop waits in the kernel for 1 request.",
        ),
        (
            &LOOP,
            &[],
            Kind::LoopParked { queue: 0, in_flight: 0 },
            "The message queue is empty: the loop waits in the kernel until something comes.",
        ),
        (&LOOP, &[], Kind::LoopUnparked { queue: 0, messages: 2 }, "The kernel wakes the loop with 2 messages."),
        (&LOOP, &running, submitted(A, 0), "A asks the network, which will take 20 ms; no thread waits for it."),
        (&THREADS, &running, submitted(A, 0), "A asks the network, which will take 20 ms."),
        (
            &LOOP,
            &[&waiting[..], &[submitted(B, 1)]].concat().leak()[..],
            Kind::IoQueued { device: 0, request: 1, task: B },
            "The network serves 1 already: B’s request is first in line there.",
        ),
        (&LOOP, &asking, started(A, 0), "The network begins to serve A, for 20 ms."),
        (&LOOP, &waiting, Kind::IoCompleted { device: 0, request: 0, task: A }, "The network has answered A."),
        (
            &LOOP,
            &waiting,
            Kind::IoCancelled { device: 0, request: 0, task: A },
            "A’s request to the network is dropped: nobody wants it any more.",
        ),
        (&LOOP, &[Kind::LockAcquired { lock: 0, task: B }], Kind::LockWaited { lock: 0, task: A }, "A waits for lock m, which B holds."),
        (&LOOP, &[], Kind::LockAcquired { lock: 0, task: A }, "A holds lock m."),
        (&LOOP, &[], Kind::LockReleased { lock: 0, task: A }, "A lets lock m go."),
        (&LOOP, &[], Kind::VarRead { var: 0, task: A, value: 5 }, "A reads x: 5."),
        (&LOOP, &[], Kind::VarWritten { var: 0, task: A, value: 6, stale: false }, "A writes 6 to x."),
        (
            &LOOP,
            &[],
            Kind::VarWritten { var: 0, task: A, value: 6, stale: true },
            "A writes 6 to x, over a change that it has not seen: an update is lost.",
        ),
        (
            &LOOP,
            &[],
            Kind::InputPosted { input: TaskId::input(0), what: InputKind::Mouse, gesture: Gesture::Unsaid },
            "The mouse is moved: i1 comes in.",
        ),
        (
            &LOOP,
            &[],
            Kind::InputPosted { input: TaskId::input(0), what: InputKind::Mouse, gesture: Gesture::Click { x: 1, y: 2 } },
            "The mouse is clicked: i1 comes in.",
        ),
        (
            &LOOP,
            &[],
            Kind::InputPosted { input: TaskId::input(0), what: InputKind::Mouse, gesture: Gesture::Compute },
            "The button is pressed whose handler computes: i1 comes in.",
        ),
        (
            &LOOP,
            &[],
            Kind::InputPosted { input: TaskId::input(0), what: InputKind::Mouse, gesture: Gesture::Await },
            "The button is pressed whose handler awaits: i1 comes in.",
        ),
        (
            &LOOP,
            &[],
            Kind::InputPosted { input: TaskId::input(1), what: InputKind::Key, gesture: Gesture::Unsaid },
            "A key is pressed: i2 comes in.",
        ),
        (
            &LOOP,
            &[],
            Kind::InputPosted { input: TaskId::input(2), what: InputKind::Timer, gesture: Gesture::Unsaid },
            "A timer goes off: i3 comes in.",
        ),
        (&LOOP, &[], Kind::InputHandled { input: TaskId::input(0) }, "i1 is handled."),
        (&POOL, const { &[arrives(A)] }, Kind::JobQueued { job: A }, "All threads of the pool are taken: A joins the job queue."),
        (&POOL, const { &[arrives(A)] }, Kind::Assigned { task: A, to: 3 }, "Thread 3 of the pool takes A."),
        (&POOL, const { &[arrives(A)] }, Kind::WorkerWoken { thread: 3, task: A }, "Thread 3 of the pool is idle; it is woken for A."),
        (&POOL, &[], Kind::WorkerIdle { thread: 3 }, "No job waits for a thread: thread 3 of the pool goes idle."),
        (&PROCESSES, const { &[arrives(A)] }, Kind::Assigned { task: A, to: 2 }, "A belongs to process 2, by its number, and stays there."),
        (
            &PROCESSES,
            const { &[arrives(A)] },
            Kind::MessagePosted { queue: 2, what: What::Start, task: A },
            "“start” for A goes to the back of the queue of process 2: next in line.",
        ),
        (&PROCESSES, &[], Kind::ThreadRunnable { thread: 2, task: TaskId::NONE }, "A message has come: process 2 joins the OS run queue."),
        (
            &PROCESSES,
            &[],
            Kind::SwitchStarted { core: 0, thread: 2, task: TaskId::NONE, switch: 2_000, spawn: 0 },
            "The core switches to process 2: 2 µs in which no job runs on it.",
        ),
        (
            &PROCESSES,
            &[],
            Kind::Preempted { core: 0, thread: 2, task: TaskId::NONE },
            "The quantum of process 2 is over while others wait: it has to give up its core.",
        ),
        (
            &WORKERS,
            &[],
            Kind::Stolen { thief: 1, victim: 0, tasks: 2, steal: 500 },
            "Worker 1 has nothing to do and steals half of worker 0’s queue: 2 tasks.",
        ),
        (&LOOP, &[], Kind::FramePainted { frame: 7 }, "Frame 7 is painted in time."),
        (&LOOP, &[Kind::FrameMissed { frame: 6 }], Kind::FramePainted { frame: 7 }, "Frame 7 is painted; 1 frame missed so far."),
        (&LOOP, &running, Kind::FrameMissed { frame: 7 }, "Frame 7 is due, but a handler runs: it is missed, and the window stands still."),
        (&CALLBACKS, &running, Kind::CallbackBegan { task: A, line: 0 }, "The callback of A is called."),
        (
            &CALLBACKS,
            &asking,
            Kind::CallbackEnded { task: A, line: 1, on: Wait::Io },
            "A’s callback returns; the next one is registered, to be called when the answer is there.",
        ),
        (&LOOP, &[], Kind::ScenarioChanged { change: 1 }, "A slider was moved: it holds for what comes from here on."),
        (&LOOP, &[], Kind::Mark { mark: 0 }, "Here is a mark."),
    ];
    for (info, before, kind, expected) in table {
        assert_eq!(first(info, before, kind), expected, "{kind:?}");
        for language in Language::ALL {
            speak(language, None);
            let [plain] = &plainly(info, before, kind)[..] else { panic!("{kind:?}: one sentence for those who are new to it") };
            let expert = first(info, before, kind);
            speak(Language::English, None);
            assert!(plain.ends_with(['.', '。']) && *plain != expert, "{kind:?}: {plain}");
            for text in [plain, &expert] {
                assert!(!text.contains("%{") && !text.contains("novice.") && !text.contains("  "), "{kind:?}: {text}");
            }
        }
    }
}

#[test]
fn those_who_are_new_to_it_are_told_what_happens_and_why() {
    let asks = [arrives(A), ends(A, RunEnd::Await)];
    assert_eq!(
        plainly(&LOOP, &asks, submitted(A, 0)),
        ["Task A asked the network for data; the loop does not wait, it takes the next message."]
    );
    assert_eq!(
        plainly(&THREADS, &asks, submitted(A, 0)),
        ["Task A asked the network for data; its thread stands still until the answer comes."]
    );
}

#[test]
fn a_first_callback_was_left_behind_by_nobody() {
    let taken = |what| Kind::MessageTaken { queue: 0, core: 0, what, task: A, dispatch: 0 };
    let says = |what| plainly(&CALLBACKS, &[posted(A, what), taken(what)], Kind::CallbackBegan { task: A, line: 0 }).remove(0);
    assert_eq!(says(What::Start), "Task A begins: the loop calls its first function.");
    assert_eq!(says(What::Io), "The function that task A left behind for this moment (its callback) is called.");
}

#[test]
fn while_story_time_flows_the_caption_tells_what_lasts() {
    let on = |info, events: &[Kind]| {
        let events: Vec<(Ns, Kind)> = events.iter().map(|kind| (MS, *kind)).collect();
        after(info, 1, &events, Some(MS + 1)).join(" ")
    };
    assert_eq!(on(&LOOP, &[]), "Nothing has happened yet.");
    let waits = |task, n| [arrives(task), runs(task, 0), ends(task, RunEnd::Await), submitted(task, n), started(task, n)];
    let taken = Kind::MessageTaken { queue: 0, core: 0, what: What::Start, task: C, dispatch: 0 };
    let busy = [&waits(A, 0)[..], &waits(B, 1), &[posted(C, What::Start), taken, runs(C, 0), posted(TaskId(3), What::Start)]].concat();
    assert_eq!(
        on(&LOOP, &busy),
        "C runs “parse the request”; until that ends nothing else runs. Next: D. 2 requests are under way and hold no thread."
    );
    assert_eq!(
        on(&LOOP, &[&waits(A, 0)[..], &[Kind::LoopParked { queue: 0, in_flight: 1 }]].concat()),
        "The loop waits in the kernel for 1 request; there is nothing else to do."
    );
    let blocked = |task, thread| Kind::ThreadBlocked { thread, task, line: None, on: Wait::Io };
    assert_eq!(
        on(&THREADS, &[&waits(A, 0)[..], &[blocked(A, 0)], &waits(B, 1), &[blocked(B, 1)]].concat()),
        "All 2 threads wait: the core idles."
    );
    assert_eq!(
        on(&SYNC, &[&waits(A, 0)[..], &[blocked(A, 0), arrives(B), arrives(C)]].concat()),
        "The one thread waits for the network, for A: the core idles, and 2 jobs cannot begin. Not begun: B, C."
    );
    let switch = Kind::SwitchStarted { core: 0, thread: 2, task: C, switch: 5, spawn: 0 };
    let runnable = |n| Kind::ThreadRunnable { thread: n, task: TaskId(n) };
    assert_eq!(
        on(&THREADS, &[switch, runnable(3), runnable(4), runnable(5), runnable(6), runnable(7)]),
        "The core switches to C; meanwhile no job runs on it. Next: D, E, F and 2 more."
    );
}

#[test]
fn numbers_are_ordered_as_people_say() {
    let said: Vec<String> = [1, 2, 3, 6, 7, 11, 12, 13, 21, 22, 23, 101, 111].map(ordinal).to_vec();
    assert_eq!(said, ["first", "second", "third", "sixth", "seventh", "11th", "12th", "13th", "21st", "22nd", "23rd", "101st", "111th"]);
}
