//! Loopscope's side of `benches/peers/run`, which compares the simulator with SimPy and NeXosim.
//!
//! `rate CLIENTS SECONDS SEED THINK` prints cycles a second of wall clock, jobs a second of virtual time and ns per event
//! of the closed network: from TOML, through real wakers, every event recorded and handed over.
//!
//! `memory CLIENTS` prints the process's peak memory in MiB, how many requests were under way at once, how many events
//! there were and how many of them are still there, if all clients wait for I/O at once and a trace keeps what the
//! history's bound allows. `memory-sim CLIENTS` prints the peak without a trace.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on stops")]

use loopscope::{
    event::{Scenario, time},
    sim::{self, Progress, Run},
    trace::{History, Trace},
};
use std::{hint::black_box, sync::Arc, time::Instant};

/// How many events are handed over at a time.
const PIECE: usize = 4096;

/// How far to go between two looks at the wall clock.
const SLICE: u64 = 1000;

fn cycles(run: &mut Run, until: u64) {
    while run.jobs_done() < until && run.advance(time::HORIZON, PIECE) != Progress::Ended {
        let piece = run.take();
        run.recycle(black_box(piece).events);
    }
}

fn rate(clients: u64, seconds: f64, seed: u64, think: &str) {
    let text = format!(
        r#"
        seed = {seed}
        machine = {{ cores = 1, dispatch = "0ns" }}
        [workload]
        jobs = "endless"
        arrivals = {{ closed = {{ clients = {clients}, think = {{ exp = "{think}" }} }} }}
        steps = [{{ cpu = {{ exp = "1ms" }} }}]
        "#
    );
    let scenario: Arc<Scenario> = Arc::new(toml::from_str(&text).unwrap());
    let mut run = Run::new(&scenario, sim::model("coroutines").unwrap());
    // Warm: every client was served once on average, and then some.
    cycles(&mut run, clients + 20_000);
    let (jobs, events, story, start) = (run.jobs_done(), run.recorded(), run.now(), Instant::now());
    while start.elapsed().as_secs_f64() < seconds {
        let until = run.jobs_done() + SLICE;
        cycles(&mut run, until);
    }
    let wall = start.elapsed().as_secs_f64();
    let jobs = (run.jobs_done() - jobs) as f64;
    let story = (run.now() - story) as f64 / 1e9;
    let events = (run.recorded() - events) as f64;
    println!("{:.0} {:.2} {:.1}", jobs / wall, jobs / story, wall * 1e9 / events);
}

fn at_once(clients: u64) -> Arc<Scenario> {
    let text = format!(
        r#"
        machine = {{ cores = 1 }}
        [workload]
        jobs = {clients}
        arrivals = "at-once"
        steps = [{{ cpu = "1us" }}, {{ io = "network", latency = "100s" }}, {{ cpu = "1us" }}]
        "#
    );
    Arc::new(toml::from_str(&text).unwrap())
}

fn memory(clients: u64) {
    let scenario = at_once(clients);
    let model = sim::model("coroutines").unwrap();
    let mut run = Run::new(&scenario, model);
    let mut traces = [Trace::new(0, model, scenario.clone(), sim::names(&scenario))];
    let history = History::default();
    loop {
        let progress = run.advance(time::HORIZON, PIECE);
        let piece = run.take();
        traces[0].apply(&piece);
        history.trim(&mut traces);
        run.recycle(piece.events);
        if progress == Progress::Ended {
            break;
        }
    }
    let [trace] = traces;
    let (recorded, in_flight) = (run.recorded(), trace.stats().report(None).peak.in_flight);
    println!("{} {in_flight} {recorded} {}", peak_mib(), recorded - trace.first());
}

fn memory_of_simulator(clients: u64) {
    let mut run = Run::new(&at_once(clients), sim::model("coroutines").unwrap());
    cycles(&mut run, u64::MAX);
    println!("{}", peak_mib());
}

/// The most memory that this process ever held, as Linux counts it.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["rate", clients, seconds, seed, think] => {
            rate(clients.parse().unwrap(), seconds.parse().unwrap(), seed.parse().unwrap(), think);
        }
        ["memory", clients] => memory(clients.parse().unwrap()),
        ["memory-sim", clients] => memory_of_simulator(clients.parse().unwrap()),
        // `cargo bench` and `cargo test` run every bench.
        _ => println!("run benches/peers/run"),
    }
}
