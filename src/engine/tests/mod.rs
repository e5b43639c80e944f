//! The engine without its thread, on tokio's paused clock: wall time passes only where a test says so.

mod commands;
mod fork;
mod lockstep;
mod pacing;
mod storm;

use super::{Engine, Handle, Replay, ReplayExt, handle::link};
use loopscope_event::{Change, Command, Event, EventNo, FromEngine, Kind, Ns, RunId, RunsAnnounced, Scenario, Status};
use loopscope_sim as sim;
use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    task::yield_now,
    time::{Instant, sleep_until},
};

/// A window's frame.
const FRAME: Duration = Duration::from_millis(16);

/// Three clients for ever.
const ENDLESS: &str = r#"
seed = 7
[machine]
cores = 1
[workload]
jobs = "endless"
arrivals = { closed = { clients = 3, think = { exp = "20us" } } }
steps = [{ cpu = { exp = "5us" } }, { io = "disk", latency = { exp = "30us" } }, { cpu = "2us" }]
"#;

/// A hundred jobs, then nothing.
const FINITE: &str = r#"
seed = 7
[workload]
jobs = 100
arrivals = { every = "3us" }
steps = [{ cpu = { exp = "5us" } }, { io = "disk", latency = { exp = "30us" } }, { cpu = "2us" }]
"#;

fn scenario(text: &str) -> Arc<Scenario> {
    Arc::new(toml::from_str(text).unwrap())
}

/// A copy of the scenario with a knob turned.
fn with(scenario: &Scenario, turn: impl FnOnce(&mut Scenario)) -> Arc<Scenario> {
    let mut scenario = scenario.clone();
    turn(&mut scenario);
    Arc::new(scenario)
}

/// A run's log.
#[derive(Clone, Default, PartialEq, Debug)]
struct Log {
    events: Vec<Event>,
    changes: Vec<Change>,
}

impl sim::Sink for Log {
    fn events(&mut self, first: EventNo, events: &[Event], changes: &[Change]) {
        assert_eq!(first, self.events.len() as u64, "events were lost or came twice");
        self.events.extend_from_slice(events);
        self.changes.extend_from_slice(changes);
    }
}

/// A window that takes and keeps every message.
struct Window {
    handle: Handle,
    wakes: Arc<AtomicUsize>,
    session: RunsAnnounced,
    logs: BTreeMap<RunId, Log>,
    statuses: Vec<Status>,
    sent: u64,
}

impl Window {
    fn drain(&mut self) {
        use sim::Sink;
        let Self { handle, wakes: _, session, logs, statuses, sent: _ } = self;
        handle.drain(Duration::from_secs(60), |message| match message {
            FromEngine::Runs(new) => *session = new,
            FromEngine::Batch(batch) => logs.entry(batch.run).or_default().events(batch.first, &batch.events, &batch.changes),
            FromEngine::Status(status) => statuses.push(status),
            FromEngine::Failed(says) => panic!("{says}"),
        });
    }

    fn status(&self) -> &Status {
        self.statuses.last().unwrap()
    }
    fn edge(&self) -> Ns {
        self.status().edge
    }
    fn run(&self, model: &str) -> RunId {
        self.session.runs.iter().find(|(_, info)| info.name == model).unwrap().0
    }
    fn log(&self, model: &str) -> Log {
        self.logs.get(&self.run(model)).cloned().unwrap_or_default()
    }
    fn len(&self, model: &str) -> usize {
        self.logs.get(&self.run(model)).map_or(0, |log| log.events.len())
    }

    /// Sends a command; no wall time passes.
    async fn send(&mut self, command: Command) {
        while self.handle.send(command.clone()).is_err() {
            yield_now().await;
            self.drain();
        }
        self.sent += 1;
    }

    /// Sends commands and waits until they are obeyed; no wall time passes.
    async fn obey(&mut self, commands: impl IntoIterator<Item = Command>) {
        for command in commands {
            self.send(command).await;
        }
        self.until(|window| window.status().obeyed == window.sent).await;
    }

    /// Lets the engine work until the condition holds; no wall time passes.
    async fn until(&mut self, so: impl Fn(&Self) -> bool) {
        for _ in 0..1_000_000 {
            yield_now().await;
            self.drain();
            if !self.statuses.is_empty() && so(self) {
                return;
            }
        }
        panic!("it never came to it: {:?}", self.statuses.last());
    }

    /// Lets wall time pass, and drains as a window would.
    async fn pass(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            sleep_until(end.min(Instant::now() + FRAME)).await;
            self.drain();
        }
        self.until(|_| true).await;
    }

    /// Asserts that each run's log equals that of a headless replay of the session.
    fn assert_replays(&mut self) {
        self.drain();
        let (replay, edge) = (self.handle.replay(), self.edge());
        for (run, model) in self.session.runs.clone() {
            let replayed = replayed(&replay, model.name, edge);
            let live = self.logs.remove(&run).unwrap_or_default();
            assert_same(&live, &replayed, model.name);
            self.logs.insert(run, live);
        }
    }
}

fn replayed(replay: &Replay, model: &str, to: Ns) -> Log {
    let mut log = Log::default();
    replay.run(sim::model(model).unwrap(), to, &mut log);
    log
}

/// As `assert_eq`, but names the first difference.
fn assert_same(a: &Log, b: &Log, what: &str) {
    if let Some(at) = a.events.iter().zip(&b.events).position(|(a, b)| a != b) {
        panic!("{what}: event {at} is {:?} in one and {:?} in the other", a.events[at], b.events[at]);
    }
    assert_eq!(a.events.len(), b.events.len(), "{what}: lengths differ");
    assert_eq!(a.changes, b.changes, "{what}");
}

/// Plays a script against an engine that shares its (paused) clock.
async fn with_engine(scenario: Arc<Scenario>, script: impl AsyncFnOnce(&mut Window)) {
    let (handle, link) = link(&scenario);
    let wakes = Arc::new(AtomicUsize::new(0));
    let woken = wakes.clone();
    let wake = Arc::new(move || {
        woken.fetch_add(1, Ordering::Relaxed);
    });
    let session = RunsAnnounced { scenario: scenario.clone(), workload_hash: String::new(), runs: Vec::new(), replayed_until: None };
    let mut window = Window { handle, wakes, session, logs: BTreeMap::new(), statuses: Vec::new(), sent: 0 };
    let engine = Engine::new(scenario, link, wake);
    tokio::join!(engine.live(), async {
        window.until(|_| true).await;
        script(&mut window).await;
        drop(window);
    });
}

fn count(log: &Log, is: impl Fn(&Kind) -> bool) -> usize {
    log.events.iter().filter(|event| is(&event.kind)).count()
}
