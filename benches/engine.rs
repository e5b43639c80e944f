//! The whole road of an event: simulator, engine thread, bounded channel, `Trace::apply`, history let go.
//!
//! `cargo bench --bench engine`. The closed network of docs/model.md section 5: a client thinks (exponential, 9 ms), its job
//! computes (exponential, 1 ms) and is done; one cycle is one job. A window takes what comes for 8 ms of every 16 at
//! most, or all the time. Since others may use the machine too, the best of several rounds counts, and on Linux the CPU
//! time of both threads is counted as well: with two free cores the slower of the two sets the pace.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use loopscope::{
    engine::{Engine, Handle},
    event::{Command, FromEngine, Kind, Scenario, Speed},
    sim,
    trace::{History, Trace},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const ROUNDS: usize = 5;
const ROUND: Duration = Duration::from_secs(2);

fn network(clients: u32, models: &[&str]) -> Arc<Scenario> {
    let text = format!(
        r#"
        models = {models:?}
        machine = {{ cores = 1, dispatch = "0ns" }}
        [workload]
        jobs = "endless"
        arrivals = {{ closed = {{ clients = {clients}, think = {{ exp = "9ms" }} }} }}
        steps = [{{ cpu = {{ exp = "1ms" }} }}]
        "#
    );
    Arc::new(toml::from_str(&text).unwrap())
}

/// What the window does with a batch.
#[derive(Clone, Copy, Debug)]
enum Window {
    /// Counts it.
    Counts,
    /// Applies it to a trace.
    Applies,
    /// Applies it, and draws half of the time.
    Draws,
}

#[derive(Default)]
struct Seen {
    traces: Vec<Trace>,
    jobs: u64,
    events: u64,
}

impl Seen {
    fn take(&mut self, message: FromEngine, window: Window) {
        match message {
            FromEngine::Runs(session) if !matches!(window, Window::Counts) => {
                let names = sim::names(&session.scenario);
                self.traces =
                    session.runs.iter().map(|(run, model)| Trace::new(*run, model, session.scenario.clone(), names.clone())).collect();
            }
            FromEngine::Batch(batch) => {
                self.events += batch.piece.events.len() as u64;
                self.jobs += batch.piece.events.iter().filter(|event| matches!(event.kind, Kind::JobDone { .. })).count() as u64;
                if let Some(trace) = self.traces.iter_mut().find(|trace| trace.run() == batch.run) {
                    trace.apply(&batch.piece);
                }
            }
            _ => {}
        }
    }
}

fn start(clients: u32, models: &[&str]) -> Handle {
    let handle = Engine::start(network(clients, models), || {}).unwrap();
    handle.send(Command::Speed(Speed::Max)).unwrap();
    handle.send(Command::Play).unwrap();
    handle
}

fn measure(clients: u32, models: &[&str], window: Window) {
    let handle = start(clients, models);
    let mut seen = Seen::default();
    let history = History::default();
    let mut best = 0.0_f64;
    let window_before = cpu_seconds("engine-");
    for _ in 0..ROUNDS {
        let (jobs, start) = (seen.jobs, Instant::now());
        while start.elapsed() < ROUND {
            let budget = Duration::from_millis(8);
            if !handle.drain(budget, |message| seen.take(message, window))
                && let Ok(message) = handle.recv_timeout(budget)
            {
                seen.take(message, window);
            }
            history.trim(&mut seen.traces);
            if matches!(window, Window::Draws) {
                std::thread::sleep(Duration::from_millis(8));
            }
        }
        best = best.max((seen.jobs - jobs) as f64 / start.elapsed().as_secs_f64() / 1e6);
    }
    let cycles = seen.jobs as f64 / 1e6;
    let (engine, window_thread) = (cpu_seconds("loopscope-engin"), cpu_seconds("engine-") - window_before);
    let start = Instant::now();
    drop(handle);
    println!(
        "{clients:>7} clients, {models:?}, the window {window:?}: {best:.2} M cycles/s ({:.1} events each); \
         in a CPU second: engine {:.2} M, window {:.2} M; shutdown {:?}, memory {} MiB",
        seen.events as f64 / 1e6 / cycles,
        cycles / engine,
        cycles / window_thread,
        start.elapsed(),
        resident_mib()
    );
}

/// CPU time of the thread whose name begins so.
fn cpu_seconds(name: &str) -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let read = |task: &std::fs::DirEntry, file| std::fs::read_to_string(task.path().join(file)).unwrap_or_default();
    let task = tasks.into_iter().find(|task| read(task, "comm").starts_with(name));
    task.and_then(|task| read(&task, "schedstat").split(' ').next()?.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1e9
}

/// A window that sleeps: how much memory does it cost, and how long does the shutdown take?
fn sleep() {
    let handle = start(10_000, &["sync", "threads", "coroutines"]);
    std::thread::sleep(Duration::from_secs(1));
    let after_one = resident_mib();
    std::thread::sleep(Duration::from_secs(5));
    let (after_six, waiting) = (resident_mib(), handle.waiting());
    let start = Instant::now();
    drop(handle);
    println!("asleep for 1 s: {after_one} MiB, for 6 s: {after_six} MiB, {waiting} messages wait; shutdown {:?}", start.elapsed());
}

/// What the engine's thread costs while it rests, and while it plays at an everyday speed.
fn rest() {
    let handle = Engine::start(network(20, &["sync", "threads", "coroutines"]), || {}).unwrap();
    let cost = |what| {
        handle.drain(Duration::from_secs(1), |_| {});
        let before = cpu_seconds("loopscope-engin");
        for _ in 0..120 {
            std::thread::sleep(Duration::from_millis(16));
            handle.drain(Duration::from_secs(1), |_| {});
        }
        println!("{what}: {:.2} ms of CPU in 2 s", (cpu_seconds("loopscope-engin") - before) * 1e3);
    };
    std::thread::sleep(Duration::from_millis(100));
    cost("at rest");
    handle.send(Command::Speed(Speed::Time(1e8))).unwrap();
    handle.send(Command::Play).unwrap();
    cost("playing 0.1 s of story a second");
    handle.send(Command::Pause).unwrap();
    cost("paused");
}

fn resident_mib() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").ok().and_then(|text| text.split(' ').nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096 / (1 << 20)
}

fn main() {
    // `cargo test` runs benches too, to see that they start.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    rest();
    sleep();
    for window in [Window::Counts, Window::Applies, Window::Draws] {
        for clients in [20, 10_000, 100_000] {
            measure(clients, &["coroutines"], window);
        }
    }
    measure(10_000, &["sync", "threads", "coroutines"], Window::Applies);
    measure(1_000_000, &["coroutines"], Window::Counts);
}
