//! The background on its own thread, in real time. Nothing here is strict about how long anything takes.

use loopscope::{
    engine::{Busy, Engine, Handle, ReplayExt},
    event::{Batch, Change, Command, Event, EventNo, FromEngine, InputKind, Kind, ModelInfo, RunId, Scenario, Speed, Status},
    sim::{self, Sink},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

const ENDLESS: &str = r#"
[workload]
jobs = "endless"
arrivals = { closed = { clients = 20, think = { exp = "90us" } } }
steps = [{ cpu = { exp = "5us" } }, { io = "disk", latency = { exp = "30us" } }, { cpu = "2us" }]
"#;

/// The longest that anything may take on a busy machine before a test calls it a hang.
const PATIENCE: Duration = Duration::from_secs(60);

fn scenario(text: &str) -> Arc<Scenario> {
    Arc::new(toml::from_str(text).unwrap())
}

fn finite() -> Arc<Scenario> {
    scenario(&ENDLESS.replace("\"endless\"", "20000"))
}

#[derive(Default)]
struct Log {
    events: Vec<Event>,
    changes: Vec<Change>,
}

impl Sink for Log {
    fn events(&mut self, first: EventNo, events: &[Event], changes: &[Change]) {
        assert_eq!(first, self.events.len() as u64, "events were lost or came twice");
        self.events.extend_from_slice(events);
        self.changes.extend_from_slice(changes);
    }
}

/// What a window has received.
#[derive(Default)]
struct Received {
    runs: Vec<(RunId, &'static ModelInfo)>,
    logs: BTreeMap<RunId, Log>,
    status: Option<Status>,
    failed: Option<String>,
}

impl Received {
    fn take(&mut self, message: FromEngine) {
        match message {
            FromEngine::Runs(session) => self.runs = session.runs,
            FromEngine::Batch(Batch { run, first, events, changes }) => self.logs.entry(run).or_default().events(first, &events, &changes),
            FromEngine::Status(status) => self.status = Some(status),
            FromEngine::Failed(says) => self.failed = Some(says),
        }
    }

    /// Receives until it is so.
    fn until(&mut self, handle: &Handle, so: impl Fn(&Self) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !so(self) {
            assert!(Instant::now() < end, "it never came to it: {:?}", self.status);
            if let Ok(message) = handle.recv_timeout(Duration::from_millis(100)) {
                self.take(message);
            }
        }
    }

    fn events(&self) -> usize {
        self.logs.values().map(|log| log.events.len()).sum()
    }
    fn all_ended(&self) -> bool {
        self.status.as_ref().is_some_and(|status| !status.runs.is_empty() && status.runs.iter().all(|run| run.ending.is_some()))
    }

    /// Each log is that of a headless replay of what was done.
    fn assert_replays(&self, handle: &Handle) {
        let replay = handle.replay();
        for (run, model) in &self.runs {
            let mut log = Log::default();
            replay.run(model, self.status.as_ref().unwrap().edge, &mut log);
            let live = &self.logs[run];
            assert!(live.events == log.events && live.changes == log.changes, "{} is another on replay", model.name);
        }
    }
}

fn send(handle: &Handle, command: &Command) {
    let end = Instant::now() + PATIENCE;
    while let Err(Busy(_)) = handle.send(command.clone()) {
        assert!(Instant::now() < end, "{command:?} was never taken");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn at_full_speed(scenario: Arc<Scenario>) -> Handle {
    let handle = Engine::start(scenario, || {}).unwrap();
    send(&handle, &Command::Speed(Speed::Max));
    send(&handle, &Command::Play);
    handle
}

/// Waits until the engine can send no more.
fn until_full(handle: &Handle) -> usize {
    let (mut waiting, mut since) = (0, Instant::now());
    while since.elapsed() < Duration::from_secs(1) {
        if handle.waiting() != waiting {
            (waiting, since) = (handle.waiting(), Instant::now());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    waiting
}

#[test]
fn a_window_that_sleeps_at_full_speed_loses_no_event() {
    let scenario = finite();
    let handle = at_full_speed(scenario.clone());
    let waiting = until_full(&handle);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(handle.waiting(), waiting, "the engine waits");
    let mut received = Received::default();
    received.until(&handle, Received::all_ended);
    for (run, model) in &received.runs {
        let mut whole = Log::default();
        sim::run(&scenario, model, &mut whole);
        assert!(received.logs[run].events == whole.events, "{} is not what it is headless", model.name);
    }
}

#[test]
fn a_slow_window_gets_everything_in_small_drains() {
    let handle = at_full_speed(finite());
    let mut received = Received::default();
    let end = Instant::now() + PATIENCE;
    while !received.all_ended() {
        assert!(Instant::now() < end, "it never ended");
        handle.drain(Duration::from_micros(200), |message| received.take(message));
        std::thread::sleep(Duration::from_micros(500));
    }
    received.assert_replays(&handle);
}

#[test]
fn dropping_the_handle_ends_the_thread_soon_even_if_the_channel_is_full() {
    for round in 0..5 {
        let handle = at_full_speed(scenario(ENDLESS));
        if round > 0 {
            until_full(&handle);
        }
        if round > 1 {
            // A change that cannot be made before there is room.
            let dearer = {
                let mut dearer = (*scenario(ENDLESS)).clone();
                dearer.machine.spawn += 1;
                Arc::new(dearer)
            };
            send(&handle, &Command::SetScenario(dearer));
        }
        let start = Instant::now();
        drop(handle);
        let took = start.elapsed();
        eprintln!("shutdown took {took:?}");
        // It is meant to take 0.1 s at most; a busy machine may need more.
        assert!(took < Duration::from_secs(2), "it took {took:?}");
    }
}

#[test]
fn a_panic_in_the_background_reaches_the_window_as_words() {
    let broken = Arc::new(AtomicBool::new(false));
    let breaks = broken.clone();
    let handle = Engine::start(scenario(ENDLESS), move || {
        assert!(!breaks.load(Ordering::Relaxed), "the lamp went out");
    })
    .unwrap();
    let mut received = Received::default();
    received.until(&handle, |received| received.status.is_some());
    broken.store(true, Ordering::Relaxed);
    send(&handle, &Command::Play);
    received.until(&handle, |received| received.failed.is_some());
    assert_eq!(received.failed.as_deref(), Some("the lamp went out"));
    assert!(handle.send(Command::Play).is_err(), "nobody is there to obey");
    drop(handle);

    let handle = at_full_speed(finite());
    Received::default().until(&handle, Received::all_ended);
}

#[test]
fn played_paused_stepped_and_changed_in_real_time_the_log_replays() {
    let first = scenario(ENDLESS);
    let handle = Engine::start(first.clone(), || {}).unwrap();
    let mut received = Received::default();
    let mut scenario = (*first).clone();
    let mut sent = 0;
    for round in 0..60_u32 {
        let speed = [Speed::Time(1e7), Speed::Max, Speed::Events(5e4), Speed::Time(1e18)][round as usize % 4];
        scenario.machine.switch.base = u64::from(round);
        scenario.models = if round % 3 == 0 { Vec::new() } else { vec!["threads".into(), "coroutines".into()] };
        let commands = [
            Command::Play,
            Command::Speed(speed),
            Command::SetScenario(Arc::new(scenario.clone())),
            Command::Post(InputKind::Mouse.into()),
            if round % 5 == 0 { Command::Pause } else { Command::Focus("threads") },
        ];
        for command in &commands {
            send(&handle, command);
            sent += 1;
            handle.drain(Duration::from_millis(1), |message| received.take(message));
        }
    }
    send(&handle, &Command::Pause);
    received.until(&handle, |received| received.status.as_ref().is_some_and(|status| status.obeyed == sent + 1));
    let (replay, edge) = (handle.replay(), received.status.as_ref().unwrap().edge);
    let whole: Vec<_> = received
        .runs
        .iter()
        .map(|(run, model)| {
            let mut log = Log::default();
            replay.run(model, edge, &mut log);
            (*run, log.events.len())
        })
        .collect();
    received.until(&handle, |received| whole.iter().all(|(run, len)| received.logs.get(run).is_some_and(|log| log.events.len() >= *len)));
    received.assert_replays(&handle);
    assert!(received.events() > 0);
    let coroutines = received.runs.iter().find(|(_, model)| model.takes_input).unwrap().0;
    let posted = received.logs[&coroutines].events.iter().filter(|event| matches!(event.kind, Kind::InputPosted { .. })).count();
    assert_eq!(posted, 60);
}
