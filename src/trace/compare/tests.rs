//! Two runs of the laboratory, side by side.

use super::*;
use loopscope_event::{Event, Scenario};
use loopscope_sim as sim;
use loopscope_sim::{Progress, Run};
use std::sync::Arc;

const RACE: &str = "seed = 7\n[machine]\nswitch = \"5us\"\n[workload]\njobs = 12\nsteps = [{ cpu = { exp = \"400us\" } }, { io = \"disk\", latency = { exp = \"3ms\" } }, { cpu = \"200us\" }]\n";

fn scenario() -> Scenario {
    toml::from_str(RACE).unwrap()
}

/// A run, with a change at an instant, known until another.
fn run(number: u32, model: &str, change: Option<(Ns, Scenario)>, until: Ns) -> Trace {
    let (scenario, model) = (Arc::new(scenario()), sim::model(model).unwrap());
    let mut run = Run::new(&scenario, model);
    let mut trace = Trace::with_segments(64, number, model, scenario.clone(), sim::names(&scenario));
    let mut reach = |run: &mut Run, to: Ns| {
        while run.advance(to, 512) == Progress::Full {}
        assert!(trace.apply(&run.take()));
    };
    if let Some((at, changed)) = change {
        reach(&mut run, at);
        run.change(at, Arc::new(changed), 0);
    }
    reach(&mut run, until);
    trace.known_until(until);
    trace
}

fn dearer() -> Scenario {
    let mut scenario = scenario();
    scenario.machine.switch.base = 9_000;
    scenario
}

fn compared(a: &Trace, b: &Trace, common: Option<Ns>) -> Comparison {
    let mut comparison = Comparison::new([a, b], common);
    while comparison.advance([a, b], 7) {}
    comparison
}

/// The first place at which two logs differ, found by looking at all of both.
fn naive(a: &Trace, b: &Trace) -> Option<(Event, Event)> {
    let happens = |trace: &Trace| -> Vec<Event> {
        let all = trace.events(0, trace.len()).map(|(_, event)| event);
        all.filter(|event| !matches!(event.kind, Kind::ScenarioChanged { .. })).collect()
    };
    happens(a).into_iter().zip(happens(b)).find(|(a, b)| (a.at, a.kind) != (b.at, b.kind))
}

#[test]
fn two_futures_differ_first_where_a_walk_over_both_says() {
    let end = 60_000_000;
    let a = run(0, "threads", None, end);
    for at in [0, 500_000, 2_000_000, 3_100_000] {
        let b = run(1, "threads", Some((at, dearer())), end);
        let (x, y) = naive(&a, &b).unwrap();
        for common in [None, Some(at)] {
            let found = compared(&a, &b, common);
            let Some(First::Event { at: first, events: [Some((_, one)), Some((_, other))] }) = found.first() else { panic!("{at}") };
            assert_eq!((*one, *other, *first), (x, y, x.at.min(y.at)));
            assert!(*first >= at, "nothing differs before the fork");
            let mut sought = Comparison::new([&a, &b], common);
            while sought.seek([&a, &b], 5) {}
            assert_eq!(sought.jobs(true).both(), 0, "no job is remembered");
            assert_eq!(sought.first(), found.first());
        }
    }
}

#[test]
fn what_is_the_same_has_no_first_difference() {
    let (a, b) = (run(0, "coroutines", None, 60_000_000), run(1, "coroutines", Some((1_000_000, dearer())), 60_000_000));
    // A loop pays nothing for switches.
    let mut found = compared(&a, &b, Some(1_000_000));
    assert_eq!(found.first(), None);
    let jobs = found.jobs(true);
    assert_eq!((jobs.both(), jobs.sooner, jobs.later, jobs.only), (12, 0, 0, [0, 0]));
}

#[test]
fn a_run_that_is_not_known_so_far_is_waited_for() {
    let (a, b) = (run(0, "threads", None, 60_000_000), run(1, "threads", None, 2_000_000));
    assert_eq!(compared(&a, &b, None).first(), None, "the second may well go on as the first did");
    let mut ended = run(1, "threads", None, 2_000_000);
    ended.known_until(60_000_000);
    let Some(First::Event { events: [Some(_), None], .. }) = compared(&a, &ended, None).first().copied() else { panic!() };
}

#[test]
fn runs_of_two_models_are_compared_by_their_jobs() {
    let (a, b) = (run(0, "sync", None, 200_000_000), run(1, "coroutines", None, 200_000_000));
    let done = |trace: &Trace| -> Vec<(TaskId, Ns)> {
        let all = trace.events(0, trace.len());
        all.filter_map(|(_, event)| if let Kind::JobDone { job } = event.kind { Some((job, event.at)) } else { None }).collect()
    };
    let (of_a, of_b) = (done(&a), done(&b));
    let at = |list: &[(TaskId, Ns)], job| list.iter().find(|(other, _)| *other == job).map(|(_, at)| *at);
    let both = of_a.iter().chain(&of_b);
    let first = both.filter(|(job, _)| at(&of_a, *job) != at(&of_b, *job)).min_by_key(|(job, at)| (*at, *job)).unwrap();
    let mut found = compared(&a, &b, None);
    let Some(First::Job { job, done }) = found.first() else { panic!() };
    assert_eq!((*job, done.map(|done| done.map(|(at, _)| at))), (first.0, [at(&of_a, first.0), at(&of_b, first.0)]));
    assert_eq!(found.first().map(First::at), Some(first.1));

    let jobs = found.jobs(true).clone();
    assert_eq!(jobs.both(), 12);
    assert!(jobs.differences.is_sorted_by_key(|(_, by)| *by));
    for (job, by) in &jobs.differences {
        assert_eq!(at(&of_b, *job).unwrap() as i64 - at(&of_a, *job).unwrap() as i64, *by);
    }
    assert_eq!(jobs.sooner + jobs.later + jobs.differences.iter().filter(|(_, by)| *by == 0).count(), 12);
    assert_eq!(jobs.spread(5).len(), 5);
    assert_eq!((jobs.spread(5)[0], jobs.spread(5)[4]), (jobs.differences[0], jobs.differences[11]));
    assert_eq!(jobs.spread(100), jobs.differences);
}

#[test]
fn a_job_that_one_run_is_not_done_with_differs_once_time_has_passed() {
    let (a, b) = (run(0, "coroutines", None, 200_000_000), run(1, "sync", None, 1_000_000));
    let mut found = compared(&a, &b, None);
    assert_eq!(found.first(), None, "nothing is known of the second where the first is done with a job");
    let b = run(1, "sync", None, 200_000_000);
    while found.advance([&a, &b], 100) {}
    assert!(found.first().is_some());
    assert_eq!(found.jobs(true).both(), 12);
}

#[test]
fn numbers_are_those_of_the_scoreboard() {
    let trace = run(0, "threads", None, 200_000_000);
    let end = report_at(&trace, 200_000_000);
    assert_eq!(Figure::Makespan.of(&end), trace.drained().map(|(at, _)| at as f64));
    assert_eq!(Figure::Done.of(&end), Some(12.0));
    let shares: f64 = [Figure::Running, Figure::Switching, Figure::Dispatching, Figure::Idle].iter().filter_map(|f| f.of(&end)).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    let early = report_at(&trace, 100_000);
    assert_eq!((Figure::Makespan.of(&early), Figure::P50.of(&early), Figure::Done.of(&early)), (None, None, Some(0.0)));
}
