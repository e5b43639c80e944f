//! Every run keeps the invariants, and a run that was tampered with does not.

use super::{read, scenarios, step};
use crate::lab::Log;
use loopscope::{
    event::{Arrivals, Cost, Dist, EventNo, Input, InputKind, Jobs, Limit, Machine, Op, Scenario, Workload, time},
    sim::{self, Progress, Run},
    trace::{Checked, Facts, Stats, check},
};
use proptest::prelude::*;
use std::sync::Arc;

/// No run of these scenarios has so many events.
const ENOUGH: usize = 1_000_000;

fn checked(scenario: &Scenario, model: &'static loopscope::event::ModelInfo, log: &Log) -> Result<Checked, loopscope::trace::Broken> {
    let facts = Facts::new(model, scenario, &sim::names(scenario), true);
    let asked = |job| sim::cpu_asked(scenario, job);
    check(facts, Some(&asked), &[], &log.0)
}

proptest! {
    #![proptest_config(crate::support::cases(100))]

    #[test]
    fn every_run_keeps_them(scenario in scenarios()) {
        for model in sim::models() {
            let log = Log::of(&scenario, model.name);
            match checked(&scenario, model, &log) {
                Ok(checked) => prop_assert_eq!(checked.events, log.0.len() as u64),
                Err(broken) => prop_assert!(false, "{}: {}\n{:#?}", model.name, broken, &log.0[broken.event.saturating_sub(12) as usize..=broken.event as usize]),
            }
        }
    }

    #[test]
    fn a_run_whose_sliders_move_keeps_them_too(scenario in scenarios(), moves in prop::collection::vec((1_u64..200_000, 1_u16..5, prop::option::of(1_u32..5), 0_u64..3_000), 1..6)) {
        for model in sim::models() {
            let mut now = Arc::new(scenario.clone());
            let mut run = Run::new(&now, model);
            for (further, cores, depth, switch) in &moves {
                prop_assert!(run.advance(run.now() + further, ENOUGH) != Progress::Full, "{} goes on for ever", model.name);
                if run.ending().is_some() {
                    break;
                }
                let mut next = (*now).clone();
                next.machine.cores = *cores;
                next.machine.switch = Cost::flat(*switch);
                next.machine.quantum = Limit(Some(switch + 1_000));
                next.devices.get_mut("disk").unwrap().depth = *depth;
                now = Arc::new(next);
                run.change(run.now(), now.clone(), run.next_job());
            }
            prop_assert!(run.advance(time::HORIZON, ENOUGH) == Progress::Ended, "{} goes on for ever", model.name);
            let piece = run.take();
            let facts = Facts::new(model, &scenario, &sim::names(&scenario), true);
            if let Err(broken) = check(facts, None, &piece.changes, &piece.events) {
                prop_assert!(false, "{}: {}\n{:#?}", model.name, broken, &piece.events[broken.event.saturating_sub(12) as usize..=broken.event as usize]);
            }
            // The sums over the cores are exact although cores come and go.
            let mut stats = Stats::exact(scenario.machine.cores);
            stats.note(&piece.changes);
            piece.events.iter().enumerate().for_each(|(number, event)| stats.apply(event, number as EventNo));
            let report = stats.report(None);
            prop_assert_eq!(report.jobs, report.arrived);
            prop_assert!(report.utilisation <= 1.0);
        }
    }

    #[test]
    fn a_run_with_an_event_less_does_not(scenario in scenarios(), pick in any::<prop::sample::Index>()) {
        use loopscope::event::Kind;
        for model in sim::models() {
            let mut log = Log::of(&scenario, model.name);
            let essential: Vec<usize> = (0..log.0.len()).filter(|i| matches!(log.0[*i].kind,
                Kind::JobArrived { .. } | Kind::JobDone { .. } | Kind::RunStarted { .. } | Kind::RunEnded { .. }
                | Kind::MessagePosted { .. } | Kind::MessageTaken { .. } | Kind::SwitchStarted { .. } | Kind::IoSubmitted { .. })).collect();
            let gone = log.0.remove(essential[pick.index(essential.len())]);
            prop_assert!(checked(&scenario, model, &log).is_err(), "{}: nobody missed {:?}", model.name, gone);
        }
    }
}

/// A quantum that is used up by taking messages, and handlers that need the CPU for no time at all.
#[test]
fn a_burst_of_nothing_at_the_quantums_end_simply_ends() {
    let nothing = || vec![step(Op::Cpu(Dist::Fixed(0))), read(1_000), step(Op::Cpu(Dist::Fixed(0)))];
    let machine =
        Machine { processes: 2, quantum: Limit(Some(1_000)), switch: Cost::flat(0), dispatch: Cost::flat(1_000), ..Machine::default() };
    let workload = Workload { jobs: Jobs::Count(6), arrivals: Arrivals::AtOnce, steps: nothing() };
    let scenario = Scenario { machine, workload: Some(workload), ..Scenario::default() };
    for model in sim::models() {
        if let Err(broken) = checked(&scenario, model, &Log::of(&scenario, model.name)) {
            panic!("{}: {broken}", model.name);
        }
    }
}

/// The last message of a mouse is handled after the last job is done: the batch is not charged with it.
#[test]
fn input_may_outlast_the_batch() {
    let workload = Workload { jobs: Jobs::Count(3), arrivals: Arrivals::AtOnce, steps: vec![step(Op::Cpu(Dist::Fixed(1_000)))] };
    let mouse = Input { kind: InputKind::Mouse, at: Some(2_500), every: None, cpu: Dist::Fixed(5_000) };
    let scenario = Scenario { workload: Some(workload), input: vec![mouse], ..Scenario::default() };
    for model in sim::models() {
        if let Err(broken) = checked(&scenario, model, &Log::of(&scenario, model.name)) {
            panic!("{}: {broken}", model.name);
        }
    }
}
