//! Who arrives when, and what a slider that moves while it runs changes: only what comes later.

use super::{Log, cpu, info, io, job, machine};
use loopscope::{
    event::{Arrivals, Closed, Device, Dist, Ending, Event, Input, InputKind, Jobs, Kind, Ns, Scenario, TaskId, Workload},
    sim::{self, Run},
};
use std::{collections::BTreeMap, sync::Arc};

fn workload(jobs: Jobs, arrivals: Arrivals, steps: Vec<loopscope::event::Step>) -> Scenario {
    let workload = Some(Workload { jobs, arrivals, steps });
    Scenario { machine: machine(1, 0, 0, None), workload, ..Scenario::default() }
}

fn arrivals(events: &[Event]) -> Vec<(u32, Ns)> {
    events.iter().filter_map(|e| if let Kind::JobArrived { job } = e.kind { Some((job.0, e.at)) } else { None }).collect()
}

fn closed(clients: u32, think: Ns) -> Arrivals {
    Arrivals::Closed(Closed { clients, think: Dist::Fixed(think) })
}

#[test]
fn every_so_often_from_time_zero() {
    let log = Log::of(&workload(Jobs::Count(3), Arrivals::Every(10), vec![cpu(1)]), "threads");
    assert_eq!(arrivals(&log.0), [(0, 0), (1, 10), (2, 20)]);
}

#[test]
fn a_client_thinks_before_every_job_and_keeps_its_numbers() {
    let log = Log::of(&workload(Jobs::Count(5), closed(2, 10), vec![cpu(1)]), "coroutines");
    // Client 0 sends jobs 0, 2 and 4, client 1 sends 1 and 3; both think 10 and wait for each other on the CPU.
    assert_eq!(arrivals(&log.0), [(0, 10), (1, 10), (2, 21), (3, 22), (4, 32)]);
}

#[test]
fn every_model_runs_the_same_jobs() {
    let exp = Dist::Exp(1000);
    let steps = vec![loopscope::event::Step { op: loopscope::event::Op::Cpu(exp.clone()), label: None }, io(500)];
    let arrivals = Arrivals::Closed(Closed { clients: 3, think: exp });
    let scenario = workload(Jobs::Count(30), arrivals, steps);
    let bursts = |model: &str| {
        let log = Log::of(&scenario, model);
        let mut bursts: BTreeMap<TaskId, Ns> = BTreeMap::new();
        for event in &log.0 {
            if let Kind::RunStarted { task, burst, .. } = event.kind {
                *bursts.entry(task).or_default() += burst.get();
            }
        }
        assert_eq!(bursts.len(), 30);
        bursts
    };
    let expected = bursts("sync");
    for (task, ns) in &expected {
        assert_eq!(sim::cpu_asked(&scenario, task.0), Some(*ns));
    }
    for model in sim::models() {
        assert_eq!(bursts(model.name), expected, "{}", model.name);
    }
}

#[test]
fn a_device_serves_so_many_at_once_first_come_first_served() {
    let mut scenario = workload(Jobs::Count(10), Arrivals::AtOnce, vec![io(100)]);
    scenario.devices.insert("disk".into(), Device { depth: Some(4), latency: None });
    let log = Log::of(&scenario, "coroutines");
    assert_eq!(log.makespan(), 300);
    let served: Vec<u32> =
        log.0.iter().filter_map(|e| if let Kind::IoStarted { request, .. } = e.kind { Some(request) } else { None }).collect();
    assert_eq!(served, (0..10).collect::<Vec<_>>());
}

#[test]
fn endless_work_stops_at_until() {
    let mut scenario = workload(Jobs::Endless, Arrivals::Poisson(1e6), vec![cpu(100)]);
    scenario.until = Some(1_000_000);
    let log = Log::of(&scenario, "threads");
    let last = log.0.last().unwrap().at;
    assert!((990_000..=1_000_000).contains(&last), "{last}");
    let came = arrivals(&log.0).len() as f64;
    assert!((came - 1000.0).abs() < 3.0 * 1000_f64.sqrt(), "{came} arrivals are not a Poisson stream's 1000 ± 3σ");
}

#[test]
fn a_slider_moved_while_it_runs_touches_later_arrivals_only() {
    let before = workload(Jobs::Endless, Arrivals::Every(100), vec![cpu(10)]);
    let after = workload(Jobs::Endless, Arrivals::Every(50), vec![cpu(20)]);
    assert!(!sim::needs_restart(&before, &after));
    let mut run = Run::new(&Arc::new(before), info("coroutines"));
    run.advance(205, usize::MAX);
    run.change(205, Arc::new(after), run.next_job());
    run.advance(400, usize::MAX);
    let piece = run.take();
    assert_eq!(arrivals(&piece.events), [(0, 0), (1, 100), (2, 200), (3, 255), (4, 305), (5, 355)]);
    let bursts: Vec<Ns> =
        piece.events.iter().filter_map(|e| if let Kind::RunStarted { burst, .. } = e.kind { Some(burst.get()) } else { None }).collect();
    assert_eq!(bursts, [10, 10, 10, 20, 20, 20], "job 2 had begun, and keeps its 10");
    assert_eq!(piece.changes.len(), 1);
    assert_eq!((piece.changes[0].number, piece.changes[0].at), (1, 205));
}

#[test]
fn clients_come_and_go_while_it_runs() {
    let few = workload(Jobs::Endless, closed(2, 100), vec![cpu(1)]);
    let many = workload(Jobs::Endless, closed(4, 100), vec![cpu(1)]);
    let mut run = Run::new(&Arc::new(few.clone()), info("threads"));
    run.advance(150, usize::MAX);
    let first = run.next_job();
    run.change(150, Arc::new(many), first);
    run.advance(350, usize::MAX);
    let jobs: Vec<u32> = arrivals(&run.take().events).into_iter().map(|(job, _)| job).collect();
    assert_eq!(jobs.iter().collect::<std::collections::BTreeSet<_>>().len(), jobs.len(), "no number twice: {jobs:?}");
    assert_eq!(jobs.len(), 2 + 2 + 2 + 2, "two rounds of two, and one round of the two that are new, then all: {jobs:?}");
    run.change(350, Arc::new(few), run.next_job());
    run.advance(1350, usize::MAX);
    let later = arrivals(&run.take().events).len();
    assert!((18..=20).contains(&later), "two clients in ten rounds: {later}");
}

#[test]
fn cores_retire_at_their_next_dispatch() {
    let long = workload(Jobs::Count(4), Arrivals::AtOnce, vec![cpu(100)]);
    let two = Scenario { machine: machine(2, 0, 0, None), ..long.clone() };
    let mut run = Run::new(&Arc::new(two), info("threads"));
    run.advance(50, usize::MAX);
    run.change(50, Arc::new(long), 4);
    run.advance(1000, usize::MAX);
    let done: Vec<Ns> = run.take().events.iter().filter(|e| matches!(e.kind, Kind::JobDone { .. })).map(|e| e.at).collect();
    assert_eq!(done, [100, 100, 200, 300], "the second core ends what it runs and takes no more");
}

#[test]
fn posted_input_goes_through_the_loops_queue() {
    let mut scenario = workload(Jobs::Count(1), Arrivals::AtOnce, vec![cpu(1000)]);
    scenario.input.push(Input { kind: InputKind::Mouse, at: Some(100), every: None, cpu: Dist::Fixed(7) });
    let mut run = Run::new(&Arc::new(scenario.clone()), info("coroutines"));
    run.advance(500, usize::MAX);
    run.post(500, InputKind::Key.into());
    run.advance(u64::MAX >> 2, usize::MAX);
    assert_eq!(run.ending(), Some(&Ending::Drained));
    let events = run.take().events;
    let handled: Vec<Ns> = events.iter().filter(|e| matches!(e.kind, Kind::InputHandled { .. })).map(|e| e.at).collect();
    assert_eq!(handled, [1007, 1007 + sim::HANDLER], "the mouse waits for the handler that runs, the key for the mouse");
    assert_eq!(
        Log::of(&scenario, "threads").0.iter().filter(|e| matches!(e.kind, Kind::InputPosted { .. })).count(),
        0,
        "threads have no queue to post to"
    );
}

#[test]
fn a_deadlock_is_a_verdict_and_not_a_hang() {
    let step = |op| loopscope::event::Step { op, label: None };
    let lock = |name: &str| step(loopscope::event::Op::Lock(name.into()));
    let unlock = |name: &str| step(loopscope::event::Op::Unlock(name.into()));
    let one = vec![lock("a"), io(10), lock("b"), unlock("b"), unlock("a")];
    let other = vec![lock("b"), io(10), lock("a"), unlock("a"), unlock("b")];
    let mut scenario = Scenario { machine: machine(1, 0, 0, None), job: vec![job(0, one), job(0, other)], ..Scenario::default() };
    for model in ["threads", "coroutines"] {
        let mut log = Log::default();
        assert_eq!(sim::run(&Arc::new(scenario.clone()), info(model), &mut log), Ending::Deadlock { waiting: 2 }, "{model}");
    }
    assert_eq!(
        sim::run(&Arc::new(scenario.clone()), info("sync"), &mut Log::default()),
        Ending::Drained,
        "one after the other cannot deadlock"
    );
    scenario.input.push(Input { kind: InputKind::Mouse, at: None, every: Some(5), cpu: Dist::Fixed(1) });
    let mut run = Run::new(&Arc::new(scenario), info("coroutines"));
    run.advance(1_000, usize::MAX);
    assert_eq!(run.ending(), Some(&Ending::Deadlock { waiting: 2 }), "input that keeps coming does not hide it");
}

#[test]
fn an_update_across_an_await_is_lost_on_one_thread_too() {
    let step = |op| loopscope::event::Step { op, label: None };
    let read = step(loopscope::event::Op::Read("x".into()));
    let write = step(loopscope::event::Op::Write { var: "x".into(), add: 1 });
    let across = workload(Jobs::Count(10), Arrivals::AtOnce, vec![read.clone(), io(10), write.clone()]);
    let within = workload(Jobs::Count(10), Arrivals::AtOnce, vec![read, cpu(5), write, io(10)]);
    let last = |scenario: &Scenario, model: &str| {
        let log = Log::of(scenario, model);
        let writes =
            log.0.iter().filter_map(|e| if let Kind::VarWritten { value, stale, .. } = e.kind { Some((value, stale)) } else { None });
        let writes: Vec<_> = writes.collect();
        let lost = writes.iter().filter(|(_, stale)| *stale).count();
        assert_eq!(writes.last().unwrap().0 as usize + lost, 10, "what is not there was lost");
        lost
    };
    assert_eq!(last(&across, "coroutines"), 9);
    assert_eq!(last(&within, "coroutines"), 0);
    assert_eq!(last(&across, "sync"), 0);
    let preempted = Scenario { machine: machine(1, 0, 0, Some(2)), ..within };
    assert!(last(&preempted, "threads") > 0, "a thread can be preempted between read and write");
}
