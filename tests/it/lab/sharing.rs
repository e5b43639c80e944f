//! Shared variables and locks: who loses updates and when, and what two locks in opposite order lead to in each model.

use super::{Log, cpu, info, io, job, machine, step};
use loopscope::{
    event::{Ending, Limit, Machine, Op, Scenario, Step, time::MS},
    sim::{self, Sink},
    trace::Stats,
};
use std::sync::Arc;

fn read() -> Step {
    step(Op::Read("x".into()))
}
fn write() -> Step {
    step(Op::Write { var: "x".into(), add: 1 })
}
fn lock(name: &str) -> Step {
    step(Op::Lock(name.into()))
}
fn unlock(name: &str) -> Step {
    step(Op::Unlock(name.into()))
}

fn lost(steps: Vec<Step>, machine: Machine, model: &str) -> u64 {
    let scenario = Scenario { machine, job: (0..8).map(|_| job(0, steps.clone())).collect(), ..Scenario::default() };
    let mut stats = Stats::exact(scenario.machine.cores);
    (0..).zip(&Log::of(&scenario, model).0).for_each(|(number, event)| stats.apply(event, number));
    stats.report(None).lost_updates
}

#[test]
fn preempted_or_parallel_between_read_and_write_an_update_is_lost() {
    let steps = || vec![read(), cpu(MS), write()];
    let preempted = machine(1, 0, 0, Some(MS / 5));
    let parallel = Machine { processes: 4, ..machine(4, 0, 0, None) };
    assert!(lost(steps(), preempted.clone(), "threads") > 0);
    assert!(lost(steps(), preempted.clone(), "pool") > 0);
    assert!(lost(steps(), parallel.clone(), "threads") > 0);
    assert!(lost(steps(), parallel.clone(), "goroutines") > 0);
    let go = Machine { preempt: Limit(Some(MS / 5)), ..machine(1, 0, 0, None) };
    assert!(lost(steps(), go, "goroutines") > 0, "preempted, as in Go");
    // On one loop nothing comes between two awaits.
    for model in ["sync", "coroutines", "callbacks", "gui"] {
        assert_eq!(lost(steps(), preempted.clone(), model), 0, "{model}");
        assert_eq!(lost(steps(), parallel.clone(), model), 0, "{model}");
    }
    assert_eq!(lost(steps(), machine(1, 0, 0, None), "goroutines"), 0, "one worker, cooperative: a loop");
}

#[test]
fn across_an_await_coroutines_lose_updates_too_and_a_lock_mends_it() {
    let open = || vec![read(), io(MS), write()];
    let locked = || vec![lock("m"), read(), io(MS), write(), unlock("m")];
    for model in sim::models() {
        let machine = Machine { processes: 2, ..machine(2, 0, 0, None) };
        assert_eq!(lost(open(), machine.clone(), model.name) > 0, model.name != "sync", "{}", model.name);
        assert_eq!(lost(locked(), machine, model.name), 0, "{}", model.name);
    }
}

/// A sink for nothing.
struct Nothing;

impl Sink for Nothing {
    fn events(&mut self, _: u64, _: &[loopscope::event::Event], _: &[loopscope::event::Change]) {}
}

#[test]
fn processes_share_no_variable() {
    // Eight jobs, one in each process: nobody writes what another reads.
    let steps = vec![read(), io(MS), write()];
    let machine = |processes| Machine { processes, ..machine(2, 0, 0, None) };
    assert_eq!(lost(steps.clone(), machine(8), "processes"), 0);
    assert_eq!(lost(steps.clone(), machine(4), "processes"), 4, "two jobs in each, of which one is lost");
    assert_eq!(lost(steps, machine(1), "processes"), 7);
}

#[test]
fn two_locks_in_opposite_order_deadlock_in_every_model_that_overlaps() {
    let steps = |first, second| vec![lock(first), io(MS), lock(second), cpu(10), unlock(second), unlock(first)];
    for model in sim::models() {
        let jobs = vec![job(0, steps("a", "b")), job(0, steps("b", "a"))];
        let scenario = Arc::new(Scenario { job: jobs, ..Scenario::default() });
        let ending = sim::run(&scenario, info(model.name), &mut Nothing);
        let right = if model.name == "sync" { Ending::Drained } else { Ending::Deadlock { waiting: 2 } };
        assert_eq!(ending, right, "{}", model.name);
    }
}

#[test]
fn a_pool_whose_threads_all_wait_for_what_is_queued_is_stuck() {
    // Both threads hold their place while they wait for a lock that the third, which has no thread, would let go.
    let holder = vec![io(MS), lock("m"), io(5 * MS), unlock("m")];
    let jobs = vec![
        job(0, vec![lock("m"), io(2 * MS), lock("n"), unlock("n"), unlock("m")]),
        job(0, vec![lock("n"), lock("m"), unlock("m"), unlock("n")]),
        job(0, holder),
    ];
    let scenario = Arc::new(Scenario { machine: Machine { pool: 2, ..Machine::default() }, job: jobs, ..Scenario::default() });
    assert_eq!(sim::run(&scenario, info("pool"), &mut Nothing), Ending::Deadlock { waiting: 3 });
}
