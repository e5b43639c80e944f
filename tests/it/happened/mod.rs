//! What is said of runs that really happened: states, numbers, reasons, and that every run keeps the invariants.

mod critical;
mod invariants;
mod memory;
mod numbers;
mod reasons;
mod states;

use crate::lab::info;
use loopscope::{
    event::{Arrivals, Closed, Cost, Device, Dist, Input, InputKind, Jobs, Limit, Machine, Op, Scenario, Step, Workload, time},
    sim::{self, Run},
    trace::Trace,
};
use proptest::prelude::*;
use std::sync::Arc;

fn step(op: Op) -> Step {
    Step { op, label: None }
}

fn cpu(mean: u64) -> Step {
    step(Op::Cpu(Dist::Exp(mean)))
}

fn read(mean: u64) -> Step {
    step(Op::Io { device: "disk".into(), latency: Some(Dist::Exp(mean)) })
}

prop_compose! {
    /// Scenarios with everything in them: devices with a depth, locks, variables, giving way, several things at once, input.
    fn scenarios()(
        seed in any::<u64>(), cores in 1_u16..4, quantum in prop::option::of(1_u64..40_000), switch in 0_u64..5_000, spawn in 0_u64..2_000,
        dispatch in 0_u64..500, depth in prop::option::of(1_u32..4), jobs in 1_u32..40, kind in 0..4, clients in 1_u32..8,
        parts in prop::collection::vec(0..7, 1..6),
        (pool, processes, steal, preempt) in (1_u32..6, 1_u32..5, 0_u64..3_000, prop::option::of(1_000_u64..40_000)),
    ) -> Scenario {
        let x = || "x".to_owned();
        let steps = parts.into_iter().flat_map(|part| match part {
            0 => vec![cpu(20_000), read(40_000)],
            1 => vec![read(10_000)],
            2 => vec![step(Op::Lock("m".into())), cpu(3_000), read(5_000), step(Op::Unlock("m".into())), cpu(100)],
            3 => vec![step(Op::Read(x())), read(2_000), step(Op::Write { var: x(), add: 1 })],
            4 => vec![cpu(1_000), step(Op::Yield), cpu(1_000)],
            5 => vec![step(Op::All(vec![vec![read(9_000), cpu(500)], vec![cpu(700), read(3_000)], vec![read(4_000)]]))],
            _ => vec![step(Op::Any(vec![vec![read(9_000), cpu(500)], vec![read(8_000)]]))],
        });
        let arrivals = match kind {
            0 => Arrivals::AtOnce,
            1 => Arrivals::Every(10_000),
            2 => Arrivals::Poisson(20_000.0),
            _ => Arrivals::Closed(Closed { clients, think: Dist::Exp(50_000) }),
        };
        let machine = Machine { cores, quantum: Limit(quantum), switch: Cost::flat(switch), dispatch: Cost::flat(dispatch), spawn, pool, processes, steal, preempt: Limit(preempt), };
        Scenario {
            seed,
            machine,
            devices: [("disk".to_owned(), Device { depth, latency: None })].into(),
            workload: Some(Workload { jobs: Jobs::Count(jobs), arrivals, steps: steps.collect() }),
            input: vec![Input { kind: InputKind::Mouse, at: None, every: Some(70_000), cpu: Dist::Exp(1_000) }],
            ..Scenario::default()
        }
    }
}

/// The trace of a run, in batches, to its end or to about so many events.
fn traced(scenario: &Scenario, model: &str, most: u64) -> Trace {
    let scenario = Arc::new(scenario.clone());
    let mut run = Run::new(&scenario, info(model));
    let mut trace = Trace::new(0, info(model), scenario.clone(), sim::names(&scenario));
    while run.ending().is_none() && trace.len() < most {
        run.advance(time::HORIZON, 5000);
        let piece = run.take();
        assert!(trace.apply(&piece));
    }
    trace.known_until(run.now());
    trace
}
