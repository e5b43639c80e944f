//! What happened: events folded a second, and the state at a place among a million events.
//!
//! `cargo bench --bench trace`. The logs are a closed network's (clients think, compute and read from a disk), recorded before the clock starts.

#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros make items without docs; a bench that cannot go on stops")]

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use loopscope::{
    event::{Event, EventNo, Piece, Scenario, time},
    sim::{self, Run},
    trace::{State, Stats, Trace},
};
use std::{hint::black_box, sync::Arc};

#[path = "support/cpu.rs"]
mod cpu;

const EVENTS: usize = 1_000_000;

fn network(clients: u32) -> Arc<Scenario> {
    let text = format!(
        r#"
        machine = {{ cores = 1 }}
        devices.disk = {{ latency = {{ exp = "5ms" }} }}
        [workload]
        jobs = "endless"
        arrivals = {{ closed = {{ clients = {clients}, think = {{ exp = "4ms" }} }} }}
        steps = [{{ cpu = {{ exp = "500us" }} }}, {{ io = "disk" }}, {{ cpu = {{ exp = "500us" }} }}]
        "#
    );
    Arc::new(toml::from_str(&text).unwrap())
}

/// The first million events of a run.
fn log(scenario: &Arc<Scenario>, model: &str) -> Vec<Event> {
    let mut run = Run::new(scenario, sim::model(model).unwrap());
    let mut log = Vec::new();
    while log.len() < EVENTS {
        run.advance(time::HORIZON, 100_000);
        log.extend(run.take().events);
    }
    log.truncate(EVENTS);
    log
}

/// A long run, a batch at a time, that is not kept beside the trace.
fn long(scenario: &Arc<Scenario>, model: &str, events: EventNo) -> Trace {
    let model = sim::model(model).unwrap();
    let mut trace = Trace::new(0, model, scenario.clone(), sim::names(scenario));
    let mut run = Run::new(scenario, model);
    while trace.len() < events {
        run.advance(time::HORIZON, 4096);
        assert!(trace.apply(&run.take()));
    }
    trace
}

fn traced(scenario: &Arc<Scenario>, model: &str, log: &[Event]) -> Trace {
    let mut trace = Trace::new(0, sim::model(model).unwrap(), scenario.clone(), sim::names(scenario));
    for (i, events) in log.chunks(4096).enumerate() {
        assert!(trace.apply(&Piece { first: (i * 4096) as EventNo, events: events.to_vec(), changes: vec![] }));
    }
    trace
}

fn folds(c: &mut Criterion) {
    let mut group = c.benchmark_group("fold");
    group.throughput(Throughput::Elements(EVENTS as u64)).sample_size(10);
    for model in ["coroutines", "threads"] {
        for clients in [20, 10_000, 200_000] {
            let scenario = network(clients);
            let log = log(&scenario, model);
            group.bench_with_input(BenchmarkId::new(format!("state, {model}"), clients), &log, |b, log| {
                b.iter(|| {
                    let mut state = State::new(1);
                    for (number, event) in log.iter().enumerate() {
                        state.apply(event, number as EventNo);
                    }
                    state
                });
            });
            group.bench_with_input(BenchmarkId::new(format!("stats, {model}"), clients), &log, |b, log| {
                b.iter(|| {
                    let mut stats = Stats::exact(1);
                    for (number, event) in log.iter().enumerate() {
                        stats.apply(event, number as EventNo);
                    }
                    stats
                });
            });
            group.bench_with_input(BenchmarkId::new(format!("trace, {model}"), clients), &log, |b, log| {
                b.iter(|| traced(&scenario, model, log));
            });
        }
    }
    group.finish();
}

fn places(c: &mut Criterion) {
    let mut group = c.benchmark_group("a million events");
    for clients in [20, 10_000] {
        let scenario = network(clients);
        let trace = traced(&scenario, "coroutines", &log(&scenario, "coroutines"));
        println!("{clients} clients: {} MB, {} task rows", trace.bytes() >> 20, trace.tracks().rows.len());
        let mut n: EventNo = 0;
        group.bench_function(BenchmarkId::new("state at any place", clients), |b| {
            b.iter(|| {
                n = (n + 618_033) % trace.len();
                trace.state_at(n)
            });
        });
        group.bench_function(BenchmarkId::new("a step back", clients), |b| {
            b.iter(|| {
                n = n.checked_sub(1).unwrap_or(trace.len());
                trace.state_at(n)
            });
        });
        group.bench_function(BenchmarkId::new("a step forwards", clients), |b| {
            b.iter(|| {
                n = (n + 1) % trace.len();
                trace.state_at(n)
            });
        });
        group.bench_function(BenchmarkId::new("2000 columns of a busy core", clients), |b| {
            let core = trace.tracks().cores.get(0).unwrap();
            b.iter(|| (0..2000).map(|i| black_box(core.mixture(trace.end() / 2000 * i, trace.end() / 2000 * (i + 1)))[4]).sum::<u64>());
        });
        group.bench_function(BenchmarkId::new("2000 columns of a queue", clients), |b| {
            let queue = &trace.tracks().queued;
            b.iter(|| (0..2000).map(|i| queue.range(trace.end() / 2000 * i, trace.end() / 2000 * (i + 1)).1).max());
        });
    }
    group.finish();
}

/// The state at places that were not looked at before, among ten million events; and what an event takes up there.
fn random_places(_: &mut Criterion) {
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let few = [("coroutines", 20), ("threads", 20), ("goroutines", 20)];
    let many = [("coroutines", 200), ("threads", 200), ("coroutines", 10_000), ("threads", 10_000)];
    for (model, clients) in few.into_iter().chain(many) {
        let trace = long(&network(clients), model, 10_000_000);
        let mut took: Vec<u128> = (1..=200)
            .map(|i| {
                let n = (i * 6_180_339) % trace.len();
                let start = cpu::on_cpu();
                black_box(trace.state_at(n));
                (cpu::on_cpu() - start).as_micros()
            })
            .collect();
        took.sort_unstable();
        let bytes = |bytes: usize| bytes as f64 / trace.len() as f64;
        println!(
            "10 M events, {model}, {clients} clients: state at a random place: median {} µs, 95 % {} µs, worst {} µs; {:.2} bytes an event",
            took[100],
            took[190],
            took[199],
            bytes(trace.bytes()),
        );
        for (what, part) in trace.parts() {
            println!("    {what}: {:.2}", bytes(part));
        }
    }
}

criterion_group!(benches, random_places, folds, places);
criterion_main!(benches);
