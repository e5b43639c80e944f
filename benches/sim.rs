//! The simulator alone: cpu–I/O cycles a second of a closed network, from TOML, through real wakers, every event recorded.
//!
//! `cargo bench --bench sim`. One cycle is one job: a client thinks (exponential, 9 ms), its job computes (exponential,
//! 1 ms) and is done. Criterion's "elements" are cycles.

#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros make items without docs; a bench that cannot go on stops")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use loopscope::{
    event::{Scenario, time},
    sim::{self, Progress, Run},
};
use std::{hint::black_box, sync::Arc};

const CYCLES: u64 = 200_000;

fn network(clients: u32) -> Arc<Scenario> {
    let text = format!(
        r#"
        machine = {{ cores = 1, dispatch = "0ns" }}
        [workload]
        jobs = "endless"
        arrivals = {{ closed = {{ clients = {clients}, think = {{ exp = "9ms" }} }} }}
        steps = [{{ cpu = {{ exp = "1ms" }} }}]
        "#
    );
    Arc::new(toml::from_str(&text).unwrap())
}

fn cycles(run: &mut Run, until: u64) {
    while run.jobs_done() < until {
        if run.advance(time::HORIZON, 4096) == Progress::Ended {
            break;
        }
        let piece = run.take();
        run.recycle(black_box(piece).events);
    }
}

fn closed_network(c: &mut Criterion) {
    let mut group = c.benchmark_group("closed network");
    group.throughput(Throughput::Elements(CYCLES)).sample_size(10);
    for clients in [20, 10_000, 100_000] {
        let scenario = network(clients);
        let start = || {
            let mut run = Run::new(&scenario, sim::model("coroutines").unwrap());
            cycles(&mut run, u64::from(clients));
            run
        };
        group.bench_function(format!("{clients} clients, coroutines"), |b| {
            b.iter_batched_ref(
                start,
                |run| {
                    let until = run.jobs_done() + CYCLES;
                    cycles(run, until);
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, closed_network);
criterion_main!(benches);
