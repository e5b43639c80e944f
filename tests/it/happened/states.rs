//! The state at any place of a run is what its events make of it, however it is asked for.

use super::{cpu, read, scenarios, traced};
use loopscope::{
    event::{Arrivals, Closed, Dist, EventNo, Jobs, RunEnd, Scenario, Workload, time},
    sim,
    trace::{History, Phase, SpanState, State, Trace},
};
use proptest::prelude::*;

/// A closed network: endless work by so many clients.
fn network(clients: u32) -> Scenario {
    let arrivals = Arrivals::Closed(Closed { clients, think: Dist::Exp(4 * time::MS) });
    let steps = vec![cpu(100 * time::US), read(5 * time::MS), cpu(100 * time::US)];
    Scenario { workload: Some(Workload { jobs: Jobs::Endless, arrivals, steps }), ..Scenario::default() }
}

fn folded(trace: &Trace, n: EventNo) -> State {
    let mut state = State::new(trace.scenario_at(0).machine.cores);
    trace.events(0, n).for_each(|(number, event)| state.apply(&event, number));
    state
}

#[test]
fn at_random_places_of_long_runs() {
    for (model, clients) in [("coroutines", 30), ("threads", 30), ("coroutines", 20_000)] {
        let trace = traced(&network(clients), model, 300_000);
        let mut place: EventNo = 7;
        for _ in 0..12 {
            place = (place * 618_033 + 41) % trace.len();
            assert_eq!(*trace.state_at(place), folded(&trace, place), "{model}, {clients} clients, at {place}");
            assert_eq!(*trace.state_at(place + 1), folded(&trace, place + 1), "{model}, {clients} clients, after {place}");
        }
        assert_eq!(*trace.live(), folded(&trace, trace.len()));
    }
}

proptest! {
    #![proptest_config(crate::support::cases(40))]

    #[test]
    fn in_every_model_time_and_tracks_agree_with_the_state(scenario in scenarios(), places in prop::collection::vec(any::<prop::sample::Index>(), 8)) {
        for model in sim::models() {
            let trace = traced(&scenario, model.name, u64::MAX);
            for place in &places {
                let n = place.index(trace.len() as usize + 1) as EventNo;
                let state = trace.state_at(n);
                prop_assert_eq!(&*state, &folded(&trace, n));
                // Where time goes on, nobody is between two places, and the rows show what the tasks do.
                if trace.event(n).is_some_and(|next| next.at > state.at) {
                    for task in state.tasks() {
                        // The handler of a process that was preempted waits for a core with it.
                        let in_hand = task.home.and_then(|home| state.queues.get(home)).is_some_and(|queue| queue.handling == Some(task.id));
                        let preempted = matches!(task.phase, Phase::Paused { why: RunEnd::Quantum, .. });
                        prop_assert!(!preempted || in_hand, "{task:?}");
                        prop_assert!(!matches!(task.phase, Phase::Paused { why: RunEnd::Burst | RunEnd::Done, .. }), "{task:?}");
                        let span = trace.tracks().rows[task.row as usize].at(state.at).map(|span| (span.state, span.task));
                        let shown = span.map(|(state, _)| state);
                        let right = match task.phase {
                            Phase::Gate => shown == Some(SpanState::Gate),
                            Phase::Queued { .. } => shown == Some(SpanState::Queued),
                            Phase::Switching { .. } => shown == Some(SpanState::Switching),
                            Phase::Dispatching { .. } => shown == Some(SpanState::Dispatching),
                            Phase::Running { .. } => shown == Some(SpanState::Running),
                            Phase::Paused { why: RunEnd::Quantum, .. } => shown == Some(SpanState::Queued),
                            Phase::Paused { .. } | Phase::Waiting { .. } => {
                                matches!(shown, Some(SpanState::Io | SpanState::DeviceQueue | SpanState::Lock | SpanState::Waiting))
                            }
                        };
                        prop_assert!(right && span.is_some_and(|(_, who)| who == task.id), "{task:?} is shown as {span:?}");
                    }
                    prop_assert_eq!(trace.tracks().queued.at(state.at) as usize, state.queued());
                    prop_assert_eq!(trace.tracks().in_flight.at(state.at) as usize, state.in_flight());
                    prop_assert_eq!(u64::from(trace.tracks().in_system.at(state.at)), state.in_system());
                }
            }
            prop_assert_eq!(trace.drained().map(|(at, _)| at), trace.events(0, trace.len()).filter(|(_, e)| matches!(e.kind, loopscope::event::Kind::JobDone { .. })).last().map(|(_, e)| e.at));
        }
    }
}

#[test]
fn an_endless_run_stays_on_few_rows_and_within_its_memory() {
    let scenario = network(30);
    let mut traces = [traced(&scenario, "coroutines", 300_000), traced(&scenario, "threads", 300_000)];
    for trace in &traces {
        assert!(trace.tracks().rows.len() <= 30);
    }
    let bound = traces.iter().map(Trace::bytes).sum::<usize>() / 2;
    assert!(History { bound }.trim(&mut traces) > 0);
    assert!(traces.iter().map(Trace::bytes).sum::<usize>() <= bound);
    for trace in &traces {
        let (gone, until) = trace.let_go();
        assert!(gone > 0 && trace.first() == gone && until > 0);
        assert!(trace.tracks().cores.get(0).unwrap().start().unwrap() <= until, "the span that covers the cut is kept");
        assert!(trace.stats().done() > 0 && trace.state_at(gone).events == gone);
    }
}
