//! What a search and the numbers of a stretch cost among ten million events.
//!
//! `cargo bench --bench search`. The log is a closed network's, recorded before the clock starts. A search is driven as the window drives it, in
//! slices; the worst first find is that of a span which only the end of the log has. What is counted is the time that the thread was on a CPU,
//! however busy the machine is.

#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros make items without docs; a bench that cannot go on stops")]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use loopscope::event::{Event, Kind, Ns, PackedNs, Piece, RunEnd, Scenario, TaskId, time};
use loopscope::sim::{self, Run};
use loopscope::trace::search::{Progress, Search, query::Query};
use loopscope::trace::{Range, RangeFold, Trace};
use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

const EVENTS: u64 = 10_000_000;
/// As the window's slices.
const SLICE: u64 = 20_000;

/// Time that this thread was on a CPU; wall time where that is not told.
fn on_cpu() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    // The time is brought up to date when the thread is about to give way.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    told.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// What so many turns of something take.
fn turns<T>(n: u64, mut turn: impl FnMut() -> T) -> Duration {
    let start = on_cpu();
    for _ in 0..n {
        black_box(turn());
    }
    on_cpu() - start
}

/// A run of ten million events, and at its end one task that computes for longer than any.
fn trace(clients: u32) -> Trace {
    let text = format!(
        r#"
        machine = {{ cores = 1, switch = "5us" }}
        devices.disk = {{ latency = {{ exp = "5ms" }} }}
        [workload]
        jobs = "endless"
        arrivals = {{ closed = {{ clients = {clients}, think = {{ exp = "4ms" }} }} }}
        steps = [{{ cpu = {{ exp = "500us" }} }}, {{ io = "disk" }}, {{ cpu = {{ exp = "500us" }} }}]
        "#
    );
    let scenario: Arc<Scenario> = Arc::new(toml::from_str(&text).unwrap());
    let model = sim::model("threads").unwrap();
    let mut run = Run::new(&scenario, model);
    let mut trace = Trace::new(0, model, scenario.clone(), sim::names(&scenario));
    while trace.len() < EVENTS {
        run.advance(time::HORIZON, 1 << 16);
        let piece = run.take();
        assert!(trace.apply(&piece));
    }
    let (at, task) = (trace.end() + 1, TaskId(TaskId::JOBS - 1));
    let long: Ns = 3600 * time::S;
    let kinds = [
        (at, Kind::JobArrived { job: task }),
        (at, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(long) }),
        (at + long, Kind::RunEnded { core: 0, task, why: RunEnd::Done }),
        (at + long, Kind::JobDone { job: task }),
    ];
    let first = trace.len();
    let events = (first..).zip(kinds).map(|(number, (at, kind))| Event::new(at, number, None, kind)).collect();
    assert!(trace.apply(&Piece { first, events, changes: vec![] }));
    trace
}

fn search(c: &mut Criterion) {
    let mut group = c.benchmark_group("ten million events");
    group.sample_size(10);
    for clients in [20, 10_000] {
        let trace = trace(clients);
        println!("{clients} clients: {} task rows, {} MB", trace.tracks().rows.len(), trace.bytes() >> 20);
        for text in ["io", "switches over 4us", "running over 3000s", "task 1073741824", "stale", "done task 1073741824", "longest wait"] {
            let query = Query::parse(text).unwrap();
            let mut slowest = Duration::ZERO;
            group.bench_function(BenchmarkId::new(format!("first find, {text}"), clients), |b| {
                b.iter_custom(|n| {
                    turns(n, || {
                        let mut search = Search::new(query);
                        loop {
                            let start = on_cpu();
                            let progress = search.step(&trace, SLICE);
                            slowest = slowest.max(on_cpu() - start);
                            if !search.found().is_empty() || progress == Progress::UpToDate {
                                break search.count();
                            }
                        }
                    })
                });
            });
            println!("the slowest slice: {slowest:?}");
        }
        for text in ["longest wait", "longest running"] {
            let query = Query::parse(text).unwrap();
            group.bench_function(BenchmarkId::new(format!("all of it, {text}"), clients), |b| {
                b.iter_custom(|n| {
                    turns(n, || {
                        let mut search = Search::new(query);
                        while search.step(&trace, SLICE) == Progress::Working {}
                        search.count()
                    })
                });
            });
        }
        group.bench_function(BenchmarkId::new("numbers of nine tenths", clients), |b| {
            let end = trace.event(EVENTS - 1).map_or(0, |event| event.at);
            b.iter_custom(|n| {
                turns(n, || {
                    let mut fold = RangeFold::new(&trace, Range { from: end / 20, to: end / 20 * 19 });
                    while !fold.step(&trace, 400_000) {}
                    fold.report(&trace).jobs
                })
            });
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
