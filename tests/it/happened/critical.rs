//! Critical paths: every nanosecond of a job's life, and of a run, is charged to exactly one thing.

use super::{scenarios, traced};
use crate::lab::{cpu, io, job, machine, step};
use loopscope::{
    event::{Arrivals, Closed, Device, Dist, EventNo, Jobs, Kind, Limit, Ns, Op, Scenario, TaskId, Workload, time},
    sim,
    trace::{Budget, JobPath, Piece, PieceKind, Playhead, Resource, RunPath, Trace},
};
use proptest::prelude::*;

const A: TaskId = TaskId(0);
const B: TaskId = TaskId(1);
const C: TaskId = TaskId(2);

fn three() -> Scenario {
    let steps = vec![cpu(time::MS), io(10 * time::MS), cpu(time::MS)];
    Scenario {
        machine: machine(1, 0, 0, None),
        job: vec![job(0, steps.clone()), job(0, steps.clone()), job(0, steps)],
        ..Scenario::default()
    }
}

fn at_end(trace: &Trace) -> Playhead {
    Playhead::after(trace.len(), trace.end())
}

fn path_of(trace: &Trace, task: TaskId) -> JobPath {
    trace.job_path(task, at_end(trace), Budget::ALL).unwrap()
}

fn run_of(trace: &Trace) -> RunPath {
    trace.run_path(at_end(trace), Budget::ALL).unwrap()
}

fn told<'a>(pieces: impl Iterator<Item = &'a Piece>) -> Vec<(PieceKind, Option<TaskId>, Ns)> {
    pieces.map(|piece| (piece.kind, piece.who, piece.lasted() / time::MS)).collect()
}

/// Contiguous from `from` to `to`.
fn seamless<'a>(pieces: impl Iterator<Item = &'a Piece>, from: Ns, to: Ns) -> Result<(), TestCaseError> {
    let mut at = from;
    for piece in pieces {
        prop_assert_eq!(piece.from, at, "{:?}", piece);
        prop_assert!(piece.from < piece.to, "{:?}", piece);
        at = piece.to;
    }
    prop_assert_eq!(at, to);
    Ok(())
}

#[test]
fn a_coroutine_behind_two_others() {
    let path = path_of(&traced(&three(), "coroutines", u64::MAX), C);
    let expected = [
        (PieceKind::Behind, Some(A), 1),
        (PieceKind::Behind, Some(B), 1),
        (PieceKind::Running, None, 1),
        (PieceKind::Device, None, 10),
        (PieceKind::Running, None, 1),
    ];
    assert_eq!(told(path.pieces()), expected);
    assert!(path.done && path.whole && path.sums.total() == 14 * time::MS);
}

#[test]
fn a_run_is_as_long_as_its_chain() {
    let path = run_of(&traced(&three(), "coroutines", u64::MAX));
    let expected = [
        (PieceKind::Running, Some(A), 1),
        (PieceKind::Device, Some(A), 10),
        (PieceKind::Running, Some(A), 1),
        (PieceKind::Running, Some(B), 1),
        (PieceKind::Running, Some(C), 1),
    ];
    assert_eq!((told(path.pieces.iter()), path.end, path.last), (expected.to_vec(), 14 * time::MS, C));
    // With one thread nothing overlaps: all there is, one after the other.
    let path = run_of(&traced(&three(), "sync", u64::MAX));
    assert_eq!((path.sums.spent(PieceKind::Running), path.sums.spent(PieceKind::Device)), (6 * time::MS, 30 * time::MS));
}

#[test]
fn at_a_gate_the_one_inside_is_in_the_way() {
    let path = path_of(&traced(&three(), "sync", u64::MAX), C);
    assert_eq!(told(path.pieces())[..2], [(PieceKind::Gate, Some(A), 12), (PieceKind::Gate, Some(B), 12)]);
    // While it still waits, the same is told so far.
    let trace = traced(&three(), "sync", u64::MAX);
    let head = Playhead::after(trace.count_until(15 * time::MS), 15 * time::MS);
    let path = trace.job_path(C, head, Budget::ALL).unwrap();
    assert_eq!(told(path.pieces()), [(PieceKind::Gate, Some(A), 12), (PieceKind::Gate, Some(B), 3)]);
    assert!(path.whole && !path.done);
}

#[test]
fn the_turn_at_a_device_is_charged_to_who_is_served() {
    let steps = vec![cpu(time::MS), io(10 * time::MS)];
    let devices = [("disk".to_owned(), Device { depth: Some(1), latency: None })].into();
    let scenario = Scenario { devices, job: vec![job(0, steps.clone()), job(0, steps.clone()), job(0, steps)], ..three() };
    let trace = traced(&scenario, "coroutines", u64::MAX);
    // C asks at 3 ms, is third, and waits for A until 11 ms and for B until 21 ms.
    let path = path_of(&trace, C);
    let turns: Vec<_> = path.pieces().filter(|piece| piece.kind == PieceKind::DeviceQueue).copied().collect();
    assert_eq!(told(turns.iter()), [(PieceKind::DeviceQueue, Some(A), 8), (PieceKind::DeviceQueue, Some(B), 10)]);
    assert!(turns.iter().all(|piece| piece.on == Some(Resource::Device(0))));
    // The run is the disk, three times in a row, and what led there.
    let path = run_of(&trace);
    assert_eq!((path.sums.spent(PieceKind::Device), path.sums.spent(PieceKind::Running)), (30 * time::MS, time::MS));
}

#[test]
fn a_lock_is_charged_to_who_held_it() {
    let steps = vec![step(Op::Lock("m".into())), cpu(time::MS), io(10 * time::MS), step(Op::Unlock("m".into()))];
    let scenario = Scenario { job: vec![job(0, steps.clone()), job(0, steps)], ..three() };
    for model in ["threads", "coroutines"] {
        let trace = traced(&scenario, model, u64::MAX);
        let path = path_of(&trace, B);
        let lock: Vec<_> = path.pieces().filter(|piece| piece.kind == PieceKind::Lock).copied().collect();
        assert!(lock.iter().all(|piece| (piece.who, piece.on) == (Some(A), Some(Resource::Lock(0)))), "{model}: {lock:?}");
        assert_eq!(lock.iter().map(Piece::lasted).sum::<Ns>() / time::MS, 10, "{model}: {:?}", told(path.pieces()));
        let run = run_of(&trace);
        assert_eq!((run.sums.spent(PieceKind::Device), run.sums.spent(PieceKind::Lock)), (20 * time::MS, 0), "{model}");
    }
}

#[test]
fn clients_that_think_are_part_of_a_run() {
    let arrivals = Arrivals::Closed(Closed { clients: 1, think: Dist::Fixed(5 * time::MS) });
    let workload = Workload { jobs: Jobs::Count(3), arrivals, steps: vec![cpu(time::MS)] };
    let scenario = Scenario { workload: Some(workload), job: Vec::new(), ..three() };
    let path = run_of(&traced(&scenario, "threads", u64::MAX));
    // The first time there was nobody whose job it followed.
    let (think, first) = (path.sums.spent(PieceKind::Think), path.sums.spent(PieceKind::Arrival));
    assert_eq!((think / time::MS, first / time::MS, path.end / time::MS), (10, 5, 18));
}

/// The same as with any budget.
fn by_spoonfuls(trace: &Trace, head: Playhead, task: TaskId) -> (JobPath, Option<RunPath>) {
    let mut job = trace.job_path(task, head, Budget(40)).unwrap();
    while !job.whole {
        job = trace.job_path(task, head, Budget(40)).unwrap();
    }
    let mut run = trace.run_path(head, Budget(40));
    while run.as_ref().is_some_and(|run| !run.whole) {
        run = trace.run_path(head, Budget(40));
    }
    (job, run)
}

proptest! {
    #![proptest_config(crate::support::cases(12))]

    #[test]
    fn every_nanosecond_is_charged_once(scenario in scenarios(), pick in any::<prop::sample::Index>(), place in any::<prop::sample::Index>()) {
        for model in sim::models() {
            let trace = traced(&scenario, model.name, u64::MAX);
            let jobs: Vec<(EventNo, TaskId)> = trace.events(0, trace.len())
                .filter_map(|(n, e)| if let Kind::JobDone { job } = e.kind { Some((n, job)) } else { None }).collect();
            let (done, task) = jobs[pick.index(jobs.len())];
            let arrived = trace.events(0, done).find(|(_, e)| e.kind == Kind::JobArrived { job: task }).unwrap().0;
            let (came, gone) = (trace.event(arrived).unwrap().at, trace.event(done).unwrap().at);
            let middle = arrived + 1 + place.index((done - arrived) as usize) as EventNo;
            let now = trace.state_at(middle).at;

            // A job at some instant of its life, and when it is over.
            for (n, until) in [(middle, now), (trace.len(), gone)] {
                let path = trace.job_path(task, Playhead::after(n, until), Budget::ALL).unwrap();
                prop_assert!(path.whole);
                seamless(path.pieces(), came, until)?;
                prop_assert_eq!(path.sums.total(), until - came, "{}", model.name);
                prop_assert_eq!(path.done, n == trace.len());
                prop_assert!(path.pieces().all(|piece| piece.who != Some(task) && !matches!(piece.kind, PieceKind::Unknown | PieceKind::Forgotten)), "{}: {:?}", model.name, path);
                // What it computed is what the log says that it computed.
                let (mut ran, mut since) = (0, None);
                for (_, event) in trace.events(arrived, n.min(done + 1)) {
                    match event.kind {
                        Kind::RunStarted { task: who, .. } if who == task => since = Some(event.at),
                        Kind::RunEnded { task: who, .. } if who == task => ran += event.at - since.take().unwrap(),
                        _ => {}
                    }
                }
                ran += since.map_or(0, |since| until - since);
                prop_assert_eq!(path.sums.spent(PieceKind::Running), ran, "{}", model.name);
            }

            // The run, from each of two playheads, whichever is asked for first.
            let ends = [Playhead::after(trace.len(), trace.end()), Playhead::after(done + 1, gone)];
            let mut seen = Vec::new();
            for head in ends.into_iter().chain(ends) {
                let path = trace.run_path(head, Budget::ALL).unwrap();
                prop_assert!(path.whole);
                seamless(path.pieces.iter(), 0, path.end)?;
                prop_assert_eq!(path.sums.total(), path.end, "{}", model.name);
                prop_assert_eq!(path.end, jobs.iter().filter(|(n, _)| *n < head.event).map(|(n, _)| trace.event(*n).unwrap().at).max().unwrap());
                prop_assert!(path.sums.iter().all(|share| share.kind != PieceKind::Unknown), "{}: {:?}", model.name, path.sums);
                seen.push(path);
            }
            // The same from scratch and by spoonfuls.
            let fresh = traced(&scenario, model.name, u64::MAX);
            let (job, run) = by_spoonfuls(&fresh, ends[0], task);
            prop_assert_eq!(&job, &trace.job_path(task, ends[0], Budget::ALL).unwrap());
            prop_assert!(run.as_ref() == Some(&seen[0]) && seen[0] == seen[2] && seen[1] == seen[3], "{}", model.name);
        }
    }
}

#[test]
fn a_quantum_puts_others_in_the_way() {
    let mut scenario = Scenario { job: vec![job(0, vec![cpu(6 * time::MS)]), job(0, vec![cpu(6 * time::MS)])], ..three() };
    scenario.machine.quantum = Limit(Some(4 * time::MS));
    let path = path_of(&traced(&scenario, "threads", u64::MAX), A);
    assert_eq!(told(path.pieces()), [(PieceKind::Running, None, 4), (PieceKind::Behind, Some(B), 4), (PieceKind::Running, None, 2)]);
}
