//! Why a task stands where it stands: the chain covers its whole life without a gap, and names those in its way.

use super::{scenarios, traced};
use crate::lab::{cpu, io, job, machine};
use loopscope::{
    event::{EventNo, Kind, Machine, Ns, Scenario, TaskId, time},
    sim,
    trace::{ReasonKind, Trace},
    ui::inspector::reason,
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

fn told(model: &str, task: TaskId) -> Vec<String> {
    let trace = traced(&three(), model, u64::MAX);
    trace.why(task, trace.len()).iter().map(|reason| reason::describe(reason, &trace)).collect()
}

#[test]
fn a_coroutines_story_in_words() {
    assert_eq!(
        told("coroutines", C),
        [
            "arrived at 0 ns",
            "waited 2.000 ms for the CPU, second in the queue, behind B",
            "ran for 1.000 ms",
            "asked disk at 3.000 ms",
            "disk took 10.000 ms",
            "ran for 1.000 ms",
            "done at 14.000 ms",
        ]
    );
}

#[test]
fn behind_whom_and_for_how_long() {
    let trace = traced(&three(), "threads", u64::MAX);
    let waited = trace.why(C, trace.len()).into_iter().find(|r| matches!(r.kind, ReasonKind::Queued { .. })).unwrap();
    let blockers: Vec<_> = waited.blockers.iter().map(|b| (b.task, b.held)).collect();
    assert_eq!(blockers, [(A, time::MS), (B, time::MS)]);
    assert_eq!((waited.lasted, waited.ahead), (2 * time::MS, vec![B]));
    assert_eq!(told("sync", B)[1], "waiting for the one thread, for 12.000 ms, which was with A (12.000 ms)");
    // Half way through the wait it is told so far.
    let n = trace.count_until(time::MS);
    let open = trace.why(C, n).pop().unwrap();
    assert!(open.open);
    assert_eq!(reason::describe(&open, &trace), "waiting for the CPU for 1.000 ms, second in the queue, behind B");
}

/// Jobs of one burst each that come at 0, on so many processes and cores. Job n belongs to process n mod `processes`.
fn bursts(cores: u16, processes: u32, bursts: &[Ns]) -> Trace {
    let scenario = Scenario {
        machine: Machine { processes, ..machine(cores, 0, 0, None) },
        job: bursts.iter().map(|burst| job(0, vec![cpu(*burst)])).collect(),
        ..Scenario::default()
    };
    traced(&scenario, "processes", u64::MAX)
}
fn queued(trace: &Trace, task: TaskId, n: EventNo) -> Vec<TaskId> {
    let link = trace.why(task, n).into_iter().find(|link| matches!(link.kind, ReasonKind::Queued { .. })).unwrap();
    link.blockers.iter().map(|blocker| blocker.task).collect()
}

#[test]
fn a_message_waits_for_its_own_process_and_not_for_the_others() {
    let trace = bursts(2, 2, &[5 * time::MS, time::MS, time::MS]);
    assert_eq!(queued(&trace, C, trace.len()), [A], "B has another process, on a core of its own");
}

#[test]
fn a_message_whose_process_has_no_core_waits_for_who_has_one() {
    let trace = bursts(1, 2, &[5 * time::MS, time::MS]);
    assert_eq!(queued(&trace, B, trace.count_until(time::MS)), [A], "while it waits");
    assert_eq!(queued(&trace, B, trace.len()), [A], "and afterwards");
}

#[test]
fn who_has_just_arrived_where_there_is_no_gate_is_held_up_by_nobody() {
    let trace = traced(&three(), "coroutines", u64::MAX);
    let n = trace.events(0, trace.len()).find(|(_, event)| event.kind == Kind::JobArrived { job: C }).unwrap().0 + 1;
    let now = trace.why(C, n).pop().unwrap();
    assert_eq!((now.kind, now.open), (ReasonKind::Gate, true));
    assert_eq!(reason::describe(&now, &trace), "has just arrived; nothing holds it up");
    assert!(now.blockers.is_empty() && now.blocked_by == 0, "{now:?}");
}

proptest! {
    #![proptest_config(crate::support::cases(30))]

    #[test]
    fn the_chain_has_no_gap(scenario in scenarios(), pick in any::<prop::sample::Index>(), place in any::<prop::sample::Index>()) {
        for model in sim::models() {
            let trace = traced(&scenario, model.name, u64::MAX);
            let jobs: Vec<(EventNo, TaskId)> = trace.events(0, trace.len())
                .filter_map(|(n, e)| if let Kind::JobDone { job } = e.kind { Some((n, job)) } else { None }).collect();
            let (done, task) = jobs[pick.index(jobs.len())];
            let arrived = trace.events(0, done).find(|(_, e)| e.kind == Kind::JobArrived { job: task }).unwrap().0;
            let n = arrived + 1 + place.index((done - arrived) as usize) as EventNo;
            for n in [n, done + 1, trace.len()] {
                let now = if n > done { trace.event(done).unwrap().at } else { trace.state_at(n).at };
                let chain = trace.why(task, n);
                let mut at = trace.event(arrived).unwrap().at;
                for link in chain.iter().filter(|link| link.lasted > 0 || link.open) {
                    prop_assert_eq!(link.at, at, "{:?} of {:?}", link, &chain);
                    at += link.lasted;
                    prop_assert!(trace.event(link.event).unwrap().at == link.at && !reason::describe(link, &trace).is_empty());
                    prop_assert!(link.blockers.iter().all(|b| b.held <= link.lasted), "{:?}", link);
                }
                prop_assert_eq!(at, now, "{:?}", &chain);
                prop_assert_eq!(chain[0].kind, ReasonKind::Arrived);
                prop_assert_eq!(chain.last().unwrap().kind == ReasonKind::Done, n > done);
                let own: Vec<EventNo> = trace.events(arrived, n.min(done + 1)).filter(|(_, e)| e.kind.task() == Some(task)).map(|(n, _)| n).collect();
                prop_assert_eq!(trace.history(task, n), own);
            }
        }
    }
}
