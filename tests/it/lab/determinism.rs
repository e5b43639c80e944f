//! The log is a function of the scenario, the seed and the changes: never of how far a run is advanced at a time.

use super::{info, io};
use loopscope::{
    event::{Arrivals, Closed, Cost, Device, Dist, Event, Input, InputKind, Jobs, Limit, Machine, Op, Scenario, Step, Workload, time},
    sim::{self, Progress, Run},
};
use proptest::prelude::*;
use std::sync::Arc;

prop_compose! {
    pub fn scenarios()(
        seed in any::<u64>(), cores in 1_u16..4, quantum in prop::option::of(1_u64..50_000), switch in 0_u64..5_000,
        dispatch in 0_u64..500, depth in prop::option::of(1_u32..4), jobs in 1_u32..40, kind in 0..4, clients in 1_u32..8,
        pairs in 1..4_usize, branch in any::<bool>(),
    ) -> Scenario {
        let cpu = |mean| Step { op: Op::Cpu(Dist::Exp(mean)), label: None };
        let read = Step { op: Op::Io { device: "disk".into(), latency: Some(Dist::Lognormal { mean: 40_000, cv: 1.5 }) }, label: None };
        let mut steps: Vec<Step> = (0..pairs).flat_map(|_| [cpu(20_000), read.clone()]).chain([cpu(5_000)]).collect();
        if branch {
            steps.push(Step { op: Op::Any(vec![vec![read.clone(), cpu(100)], vec![io(30_000)]]), label: None });
            steps.push(Step { op: Op::All(vec![vec![read, cpu(100)], vec![cpu(700), io(3_000)]]), label: None });
        }
        let arrivals = match kind {
            0 => Arrivals::AtOnce,
            1 => Arrivals::Every(10_000),
            2 => Arrivals::Poisson(20_000.0),
            _ => Arrivals::Closed(Closed { clients, think: Dist::Exp(50_000) }),
        };
        Scenario {
            seed,
            machine: Machine { cores, quantum: Limit(quantum), switch: Cost::flat(switch), dispatch: Cost::flat(dispatch), ..Machine::default() },
            devices: [("disk".to_owned(), Device { depth, latency: None })].into(),
            workload: Some(Workload { jobs: Jobs::Count(jobs), arrivals, steps }),
            input: vec![Input { kind: InputKind::Mouse, at: None, every: Some(70_000), cpu: Dist::Exp(1_000) }],
            ..Scenario::default()
        }
    }
}

fn whole(scenario: &Arc<Scenario>, model: &str) -> Vec<Event> {
    let mut run = Run::new(scenario, info(model));
    run.advance(time::HORIZON, usize::MAX);
    run.take().events
}

proptest! {
    #![proptest_config(crate::support::cases(60))]

    #[test]
    fn however_a_run_is_cut(scenario in scenarios(), cuts in prop::collection::vec((0_u64..200_000, 1_usize..50), 1..60)) {
        let scenario = Arc::new(scenario);
        for model in sim::models() {
            let expected = whole(&scenario, model.name);
            let mut run = Run::new(&scenario, model);
            let mut events = run.take().events;
            for (further, at_most) in cuts.iter().cycle() {
                let progress = run.advance(run.now() + further, *at_most);
                events.extend(run.take().events);
                if progress == Progress::Ended { break; }
            }
            prop_assert_eq!(&events, &expected, "{}", model.name);
        }
    }

    #[test]
    fn everything_arrives_and_ends(scenario in scenarios()) {
        scenario.validate(&["sync", "threads", "coroutines"]).unwrap();
        let scenario = Arc::new(scenario);
        for model in sim::models() {
            let mut run = Run::new(&scenario, model);
            run.advance(time::HORIZON, usize::MAX);
            prop_assert_eq!(Some(run.jobs_done()), scenario.total_jobs());
        }
    }
}
