//! What must hold for any log whatever.

use super::fake::{LOOP, THREADS, nonsense, one_on_a_loop};
use super::*;
use loopscope_event::{Event, EventNo, Ns, Piece, TaskId, What};
use proptest::prelude::*;
use std::sync::Arc;

/// The state after the first `n` events, folded from the beginning.
fn naive(events: &[Event], n: usize) -> State {
    let mut state = State::new(1);
    let mut at = 0;
    for (number, event) in events[..n].iter().enumerate() {
        let mut event = *event;
        at = event.at.max(at);
        event.at = at;
        state.apply(&event, number as EventNo);
    }
    state
}

/// That two logs of the same events tell the same, at every `step`th place and of every track.
fn same(one: &Trace, other: &Trace, step: usize) {
    assert_eq!((one.first(), one.len(), one.end(), one.let_go()), (other.first(), other.len(), other.end(), other.let_go()));
    assert_eq!((one.live(), one.stats(), one.changes()), (other.live(), other.stats(), other.changes()));
    assert!(one.events(0, one.len()).eq(other.events(0, other.len())));
    for n in (one.first()..=one.len()).step_by(step) {
        assert_eq!((one.state_at(n), one.stats_at(n)), (other.state_at(n), other.stats_at(n)));
    }
    let (from, to) = (one.let_go().1, one.end());
    let (one, other) = (one.tracks(), other.tracks());
    assert_eq!((one.rows.len(), one.cores.len()), (other.rows.len(), other.cores.len()));
    let tracks = |tracks: &Tracks| tracks.rows.iter().chain(tracks.cores.iter().map(|(_, core)| core)).cloned().collect::<Vec<_>>();
    for (one, other) in tracks(one).iter().zip(tracks(other)) {
        assert!(one.spans(from, Ns::MAX).eq(other.spans(from, Ns::MAX)));
        assert_eq!(one.mixture(from, to), other.mixture(from, to));
        for length in 4..20 {
            // Of what was let go it depends on when that was how it is told.
            let first = if from == 0 { 0 } else { (from >> length) + 1 };
            let all = (first, (to >> length).min(first + 200) + 1);
            assert!(one.shares(length, all, to).eq(other.shares(length, all, to)));
        }
    }
    for (one, other) in [(&one.queued, &other.queued), (&one.in_flight, &other.in_flight), (&one.in_system, &other.in_system)] {
        assert!(one.steps(from, Ns::MAX).eq(other.steps(from, Ns::MAX)));
        assert_eq!((one.range(from, to), one.peak()), (other.range(from, to), other.peak()));
    }
}

/// That everything in a state fits together.
fn coherent(state: &State) {
    for task in state.tasks() {
        assert_eq!(state.task(task.id), Some(task));
        assert_eq!(state.gate.contains(&task.id), task.phase == Phase::Gate, "{task:?}");
        if let Phase::Queued { queue, .. } = task.phase {
            assert!(state.queues.get(queue).unwrap().waiting.iter().any(|q| q.task == task.id), "{task:?}");
        }
    }
    let in_devices: usize = state.devices().map(|d| d.serving().count() + d.queued().count()).sum();
    assert_eq!(in_devices, state.in_flight());
    for device in state.devices() {
        assert_eq!((device.serving().count(), device.queued().count()), (device.serving_len(), device.queued_len()));
        assert!(device.serving().all(|r| r.started.is_some()) && device.queued().all(|r| r.started.is_none()));
    }
    let of_tasks: usize = state.tasks().map(|task| state.requests_of(task.id).count()).sum();
    assert!(of_tasks <= state.in_flight());
    let queued: usize = state.queues.iter().map(|(_, q)| q.waiting.len()).sum();
    assert_eq!(queued, state.tasks().map(|task| task.messages as usize).sum::<usize>());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn nonsense_breaks_nothing_and_the_state_stays_coherent(log in nonsense(300)) {
        let mut state = State::new(1);
        let mut stats = Stats::exact(2).of(&LOOP).with_jobs();
        for (number, event) in log.0.iter().enumerate() {
            state.apply(event, number as EventNo);
            stats.apply(event, number as EventNo);
            coherent(&state);
        }
        let report = stats.report(None);
        prop_assert_eq!(report.events, log.0.len() as u64);
        let _ = stats.report(Some(u64::MAX));
        stats.take_jobs();
        prop_assert!(state.live() <= log.0.len() && state.bytes() < 200_000);
    }

    #[test]
    fn the_state_at_any_place_is_the_fold_from_the_beginning(log in nonsense(400), asked in prop::collection::vec(any::<prop::sample::Index>(), 1..30)) {
        let trace = log.trace(&LOOP, 37);
        prop_assert_eq!(trace.len(), log.0.len() as u64);
        for index in asked {
            let n = index.index(log.0.len() + 1);
            prop_assert_eq!(&*trace.state_at(n as EventNo), &naive(&log.0, n));
            let mut stats = Stats::live(1).of(&LOOP);
            for (number, event) in trace.events(0, n as EventNo) {
                stats.apply(&event, number);
            }
            prop_assert_eq!(&*trace.stats_at(n as EventNo), &stats);
        }
    }

    #[test]
    fn playing_forwards_and_backwards_sees_the_same_states(log in nonsense(200), segment in 10_usize..80) {
        let trace = log.trace(&THREADS, segment);
        let forwards: Vec<_> = (0..=trace.len()).map(|n| trace.state_at(n)).collect();
        for n in (0..=trace.len()).rev() {
            prop_assert_eq!(&forwards[n as usize], &trace.state_at(n));
        }
        // Two places by turns, as a stage does that shows the way from one to the next.
        for n in 1..=trace.len() {
            prop_assert_eq!(&forwards[n as usize - 1], &trace.state_at(n - 1));
            prop_assert_eq!(&forwards[n as usize], &trace.state_at(n));
        }
    }

    #[test]
    fn times_and_places_are_found(log in nonsense(300), at in any::<u64>()) {
        let trace = log.trace(&LOOP, 50);
        let n = trace.count_until(at);
        prop_assert!(trace.events(0, n).all(|(_, event)| event.at <= at));
        prop_assert!(trace.events(n, trace.len()).all(|(_, event)| event.at > at));
        let walk = |step: &dyn Fn(EventNo) -> Option<EventNo>, from| std::iter::successors(step(from), |n| step(*n)).collect::<Vec<_>>();
        for (next, previous) in [
            (walk(&|n| trace.next_tick(n), 0), walk(&|n| trace.previous_tick(n), trace.len() + 1)),
            (walk(&|n| trace.next_job(n), 0), walk(&|n| trace.previous_job(n), trace.len() + 1)),
        ] {
            prop_assert_eq!(next, previous.into_iter().rev().collect::<Vec<_>>());
        }
    }

    #[test]
    fn any_task_of_any_log_has_a_story(log in nonsense(300), asked in prop::collection::vec((0_u32..6, any::<prop::sample::Index>()), 1..20)) {
        let mut trace = log.trace(&LOOP, 40);
        for round in 0..2 {
            for (task, index) in &asked {
                let n = index.index(log.0.len() + 1) as EventNo;
                let (task, n) = (TaskId(*task), n.max(trace.first()));
                let (again, chain) = (trace.why(task, n), trace.why(task, n));
                prop_assert_eq!(&again, &chain);
                let own = trace.history(task, n);
                prop_assert!(own.iter().all(|n| trace.event(*n).and_then(|event| event.kind.task()) == Some(task)));
                if round == 0 {
                    // Told on from an earlier place, it is the same story as told anew.
                    prop_assert_eq!(log.trace(&LOOP, 40).why(task, n), chain);
                }
            }
            trace.let_go_oldest();
        }
    }

    #[test]
    fn a_snapshot_stays_as_the_log_was(log in nonsense(400), segment in 10_usize..90, cut in any::<prop::sample::Index>()) {
        let cut = cut.index(log.0.len() + 1);
        let (before, after) = log.0.split_at(cut);
        let mut trace = fake::Log(before.to_vec()).trace(&LOOP, segment);
        let then = fake::Log(before.to_vec()).trace(&LOOP, segment);
        let mut snapshot = trace.snapshot();
        same(&snapshot, &then, 1);
        add(&mut trace, after);
        same(&snapshot, &then, 7);
        let whole = log.trace(&LOOP, segment);
        same(&trace, &whole, 1);
        while trace.oldest().is_some() {
            trace.let_go_oldest();
        }
        same(&snapshot, &then, 7);
        // It is a log of its own.
        add(&mut snapshot, after);
        same(&snapshot, &whole, 7);
    }

    #[test]
    fn what_is_let_go_changes_nothing_that_is_kept(log in nonsense(300)) {
        let mut trace = log.trace(&LOOP, 20);
        let whole = log.trace(&LOOP, 20);
        while trace.oldest().is_some() {
            let before = trace.bytes();
            trace.let_go_oldest();
            prop_assert!(trace.bytes() <= before);
            prop_assert_eq!(trace.let_go().0, trace.first());
            for n in trace.first()..=trace.len() {
                prop_assert_eq!(trace.state_at(n), whole.state_at(n));
            }
            prop_assert_eq!(trace.state_at(0), whole.state_at(trace.first()));
            let (from, to) = (trace.let_go().1, trace.end());
            for (kept, all) in trace.tracks().rows.iter().zip(whole.tracks().rows.iter()) {
                prop_assert!(kept.spans(from, to).eq(all.spans(from, to)));
                for split in [from, from / 2 + to / 2, to] {
                    prop_assert_eq!(kept.mixture(from, split), all.mixture(from, split));
                }
            }
            let (kept, all) = (&trace.tracks().in_flight, &whole.tracks().in_flight);
            prop_assert!(kept.steps(from, to).eq(all.steps(from, to)));
            prop_assert_eq!(kept.range(from, to), all.range(from, to));
            prop_assert_eq!(trace.stats(), whole.stats());
        }
    }
}

/// Adds further events.
fn add(trace: &mut Trace, events: &[Event]) {
    assert!(trace.apply(&Piece { first: trace.len(), events: events.to_vec(), changes: vec![] }));
}

/// The same jobs on a loop, one after another, some of which overlap.
fn long(jobs: u32) -> fake::Log {
    let mut log = fake::Log::default();
    for job in 0..jobs {
        let (begun, wait) = (u64::from(job) * 50, 20 + u64::from(job * job % 13));
        for event in one_on_a_loop(5 + u64::from(job % 7), wait, 5, 1).0 {
            log.add(begun + event.at, event.kind);
        }
    }
    log
}

#[test]
fn snapshots_of_a_long_log_taken_one_after_another_all_stay() {
    let log = long(9000);
    let mut trace = fake::Log::default().trace(&LOOP, 20_000);
    let mut snapshots = Vec::new();
    for (round, events) in log.0.chunks(17_777).enumerate() {
        add(&mut trace, events);
        snapshots.push(trace.snapshot());
        if round % 3 == 2 {
            trace.let_go_oldest();
            snapshots.remove(0);
        }
    }
    assert!(trace.len() > 150_000 && trace.first() > 0 && snapshots.len() > 1);
    for snapshot in &snapshots {
        let mut then = fake::Log(log.0[..snapshot.len() as usize].to_vec()).trace(&LOOP, 20_000);
        while then.first() < snapshot.first() {
            then.let_go_oldest();
        }
        same(snapshot, &then, 4999);
    }
}

#[test]
fn a_snapshot_copies_next_to_nothing() {
    let mut trace = fake::Log(long(9000).0).trace(&LOOP, 20_000);
    let snapshot = trace.snapshot();
    let kept = |trace: &Trace| trace.segments.iter().map(Arc::as_ptr).collect::<Vec<_>>();
    assert_eq!(kept(&trace), kept(&snapshot));
    let row = |trace: &Trace| std::ptr::from_ref(trace.tracks().rows.get(0).unwrap());
    assert_eq!(row(&trace), row(&snapshot));
    let mut more = long(1).0;
    more.iter_mut().for_each(|event| event.at += 1_000_000);
    add(&mut trace, &more);
    assert_eq!(kept(&trace), kept(&snapshot), "what lies open of the log is not in a segment");
    assert_ne!(row(&trace), row(&snapshot), "it goes on");
}

#[test]
fn a_job_on_a_loop_goes_through_its_phases() {
    let log = one_on_a_loop(10, 30, 5, 1);
    let trace = log.trace(&LOOP, 1 << 16);
    let phase = |n| trace.state_at(n).task(TaskId(0)).map(|task| task.phase);
    assert_eq!(phase(0), None);
    assert_eq!(phase(1), Some(Phase::Gate));
    assert_eq!(phase(2), Some(Phase::Queued { queue: 0, what: Some(What::Start) }));
    assert_eq!(phase(3), Some(Phase::Dispatching { queue: 0, core: 0, what: What::Start, dispatch: 1 }));
    assert_eq!(phase(4), Some(Phase::Running { core: 0, burst: 10 }));
    assert!(matches!(phase(6), Some(Phase::Paused { .. })));
    assert_eq!(phase(8), Some(Phase::Waiting { on: loopscope_event::Wait::Io, target: Target::Request(0, 0) }));
    assert!(trace.state_at(9).queues.get(0).unwrap().parked.is_some());
    assert_eq!(trace.state_at(9).device(0).serving().next().and_then(Request::due), Some(41));
    let end = trace.live();
    assert_eq!((end.done, end.live(), end.in_flight(), end.last_done.len()), (1, 0, 0, 1));

    let spans: Vec<_> = trace.tracks().rows[0].spans(0, 100).map(|s| (s.start, s.end, s.state, s.event)).collect();
    assert_eq!(
        spans,
        [
            (0, 1, SpanState::Dispatching, 2),
            (1, 11, SpanState::Running, 3),
            (11, 41, SpanState::Io, 7),
            (41, 42, SpanState::Dispatching, 12),
            (42, 47, SpanState::Running, 14),
        ]
    );
    let core: Vec<_> = trace.tracks().cores.get(0).unwrap().spans(0, 100).map(|s| (s.start, s.end, s.state)).collect();
    assert_eq!(core.len(), 4);
    assert_eq!(trace.tracks().cores.get(0).unwrap().mixture(5, 43)[SpanState::Running.index()], 7);
    assert_eq!(trace.tracks().in_flight.range(0, 100), (0, 1));
    assert_eq!((trace.next_tick(0), trace.next_tick(3), trace.next_tick(13)), (Some(3), Some(13), None));
    assert_eq!(trace.next_job(0), Some(17));
}

#[test]
fn a_run_in_numbers() {
    let log = one_on_a_loop(10, 30, 5, 1);
    let mut stats = Stats::exact(2).of(&LOOP).with_jobs();
    for (number, event) in log.0.iter().enumerate() {
        stats.apply(event, number as EventNo);
    }
    let report = stats.report(None);
    assert_eq!(report.elapsed, 47);
    assert_eq!(report.cpu, CpuNs { run: 15, dispatch: 2, idle: 2 * 47 - 17, ..CpuNs::default() });
    assert_eq!((report.jobs, report.peak.tasks, report.peak.queue, report.peak.threads), (1, 1, 0, 0));
    assert_eq!((report.latency.p50, report.latency.max, report.memory_bytes), (47, 47, 460));
    assert_eq!(stats.report(Some(94)).mean_in_system, 0.5);
    assert_eq!(stats.take_jobs(), [JobRow { job: TaskId(0), arrival: 0, start: 0, completion: 47, cpu: 15, io: 30 }]);
}

#[test]
fn a_piece_that_does_not_follow_is_refused() {
    let log = one_on_a_loop(10, 30, 5, 1);
    let mut trace = log.trace(&LOOP, 100);
    let piece = |first| Piece { first, events: log.0.clone(), changes: vec![] };
    assert!(!trace.apply(&piece(0)) && !trace.apply(&piece(99)));
    assert_eq!(trace.len(), log.0.len() as u64);
}

#[test]
fn one_bound_holds_for_all_traces_and_the_oldest_goes_first() {
    let long = (0..60).flat_map(|i| {
        let mut log = one_on_a_loop(10, 30, 5, 1);
        log.0.iter_mut().for_each(|event| event.at += i * 50);
        log.0
    });
    let log = fake::Log(long.collect());
    let mut traces = [log.trace(&LOOP, 40), log.trace(&THREADS, 400)];
    let all: usize = traces.iter().map(Trace::bytes).sum();
    assert_eq!(History { bound: all }.trim(&mut traces), 0);
    assert!(History { bound: all * 3 / 4 }.trim(&mut traces) > 0);
    assert!(traces.iter().map(Trace::bytes).sum::<usize>() <= all * 3 / 4);
    let (gone, until) = traces[0].let_go();
    assert!(gone > 0 && until > 0 && traces[0].event(gone - 1).is_none() && traces[0].event(gone).is_some());
    History { bound: 0 }.trim(&mut traces);
    assert!(traces.iter().all(|trace| trace.oldest().is_none() && trace.first() < trace.len()));
}
