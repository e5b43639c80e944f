//! Searches against what a look at every span finds, in one go, in slices, and while the log grows.

use super::*;
use crate::fake::{self, LOOP, Log};
use loopscope_event::PackedNs;
use loopscope_event::id::TaskId;
use loopscope_event::{Kind, Names, Piece, RunEnd, Scenario};
use proptest::prelude::*;
use std::sync::Arc;

fn queries() -> impl Strategy<Value = Query> {
    let text = prop::sample::select(vec![
        "task A",
        "task B",
        "io",
        "queued",
        "running over 30ns",
        "wait under 50ns",
        "switches",
        "switches over 10ns",
        "io > 100ns",
        "queued task C",
        "preempted",
        "stale",
        "done",
        "arrived task A",
        "done task B",
        "woken",
        "spawned task C",
        "cancelled task A",
        "stale task B",
        "stolen",
        "input",
        "input task i1",
        "changed",
        "missed",
        "longest wait",
        "longest running",
        "longest io under 90ns",
        "lock or io over 5ns",
        "switch or io",
    ]);
    text.prop_map(|text| Query::parse(text).unwrap())
}

/// What a look at every span and event finds.
fn naive(trace: &Trace, query: &Query) -> Vec<Found> {
    let What::Spans(states) = query.what else {
        let events = trace.events(trace.first(), trace.len()).filter(|(_, event)| query.fits_event(&event.kind));
        return events
            .map(|(event, found)| Found { start: found.at, end: found.at, lane: Lane::Log, task: found.kind.task(), state: None, event })
            .collect();
    };
    let lanes = lanes(trace, &states);
    let mut all = Vec::new();
    for lane in (0..lanes.len()).filter_map(|i| lanes.get(i)) {
        for span in lane.track(trace).unwrap().spans(0, trace.end()) {
            let end = span.end.min(trace.end());
            let long = end - span.start;
            let length = match (query.length, query.order) {
                (None, _) => true,
                (Some(Length::Over(bound)), _) => long > bound,
                // Of what goes on it is not yet known.
                (Some(Length::Under(bound)), Order::Time) => long < bound && !span.is_open(),
                (Some(Length::Under(bound)), Order::Longest) => long < bound,
            };
            if length && states[span.state.index()] && query.task.is_none_or(|task| task == span.task) {
                all.push(Found { start: span.start, end, lane, task: Some(span.task), state: Some(span.state), event: span.event });
            }
        }
    }
    all.sort_by_key(|found| (found.start, found.lane));
    if query.order == Order::Longest {
        all.sort_by_key(|found| std::cmp::Reverse(found.end - found.start));
        all.truncate(LONGEST);
    }
    all
}

fn found(search: &Search, trace: &Trace) -> Vec<Found> {
    search.found().iter().map(|found| by_now(found, trace)).collect()
}

proptest! {
    #[test]
    fn slices_find_what_a_look_at_everything_finds(log in fake::nonsense(300), query in queries(), budget in 1_u64..400) {
        let trace = log.trace(&LOOP, 64);
        let mut search = Search::new(query);
        while search.step(&trace, budget) == Progress::Working {}
        prop_assert_eq!(found(&search, &trace), naive(&trace, &query));
    }

    #[test]
    fn what_was_let_go_in_the_middle_of_a_search_is_not_found_any_more(
        log in fake::nonsense(300), query in queries(), (steps, budget, goes) in (0_usize..60, 1_u64..100, 1_usize..8),
    ) {
        let mut trace = log.trace(&LOOP, 20);
        let mut search = Search::new(query);
        for _ in 0..steps {
            search.step(&trace, budget);
        }
        (0..goes).for_each(|_| trace.let_go_oldest());
        while search.step(&trace, budget) == Progress::Working {}
        let gone = trace.let_go().1;
        let is_over = |found: &Found| if found.lane == Lane::Log { found.start < gone } else { found.end <= gone && found.end < Span::OPEN };
        let over = search.found().iter().copied().find(is_over);
        prop_assert_eq!(over, None, "before {}", gone);
    }

    #[test]
    fn a_growing_log_only_adds(log in fake::nonsense(300), query in queries(), pieces in 2_usize..9) {
        let mut trace = Trace::new(7, &LOOP, Arc::new(Scenario::default()), Names::default());
        let mut search = Search::new(query);
        let mut before: Vec<EventNo> = Vec::new();
        let mut first = 0;
        for events in log.0.chunks((log.0.len() / pieces).max(1)) {
            let applied = trace.apply(&Piece { first, events: events.to_vec(), changes: vec![] });
            prop_assert!(applied);
            first += events.len() as EventNo;
            while search.step(&trace, 50) == Progress::Working {}
            let now: Vec<EventNo> = search.found().iter().map(|found| found.event).collect();
            if query.order == Order::Time {
                prop_assert!(before.iter().all(|event| now.contains(event)), "{before:?} became {now:?}");
            }
            before = now;
        }
        prop_assert_eq!(found(&search, &trace), naive(&trace, &query));
    }
}

/// Bursts of 10 ns, each after 10 ns of nothing; the one at `long` takes 15.
fn bursts(n: u64, long: u64) -> Log {
    let mut log = Log::default();
    for i in 0..n {
        let task = TaskId((i % 20) as u32);
        let start = i * 20;
        log.add(start, Kind::JobArrived { job: task });
        log.add(start, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(10) });
        log.add(start + if i == long { 15 } else { 10 }, Kind::RunEnded { core: 0, task, why: RunEnd::Done });
        log.add(start + if i == long { 15 } else { 10 }, Kind::JobDone { job: task });
    }
    log
}

#[test]
fn one_slice_costs_about_its_budget_and_the_search_goes_on_from_there() {
    let trace = bursts(50_000, 49_000).trace(&LOOP, 1 << 16);
    let mut search = Search::new(Query::parse("running over 12ns").unwrap());
    let mut slices = 0;
    while search.found().is_empty() {
        search.step(&trace, 1000);
        slices += 1;
    }
    assert!(slices > 4, "{slices} slices for 49 000 spans");
    assert_eq!((search.found()[0].start, search.count()), (980_000, 1));
}

#[test]
fn what_is_rare_or_never_happens_costs_few_slices() {
    let mut log = bursts(50_000, 0);
    let (at, task) = (log.0.last().unwrap().at, TaskId(20));
    log.add(at, Kind::TaskDone { task });
    let trace = log.trace(&LOOP, 1 << 16);
    for (text, count, most) in [("stale", 0, 30), ("done task U", 1, 150), ("done", 50_001, 230)] {
        let mut search = Search::new(Query::parse(text).unwrap());
        let mut slices = 1;
        while search.step(&trace, 1000) == Progress::Working {
            slices += 1;
        }
        assert_eq!(search.count(), count, "{text}");
        assert!(slices <= most, "{slices} slices for {text} among 200 000 events");
    }
}

#[test]
fn a_rush_after_a_long_rest_is_found_bit_by_bit() {
    let mut log = bursts(50_000, 0);
    log.0.iter_mut().for_each(|event| event.at += 1_000_000_000);
    let trace = log.trace(&LOOP, 1 << 16);
    let query = Query::parse("running").unwrap();
    let (mut search, mut before) = (Search::new(query), 0);
    while search.step(&trace, 1000) == Progress::Working {
        let now = search.count();
        assert!(now - before < 5000, "{} of 50 000 finds in one slice", now - before);
        before = now;
    }
    assert_eq!(found(&search, &trace), naive(&trace, &query));
}

#[test]
fn the_best_so_far_is_shown_while_the_longest_is_looked_for() {
    let trace = bursts(50_000, 49_000).trace(&LOOP, 1 << 16);
    let mut search = Search::new(Query::parse("longest running").unwrap());
    assert_eq!(search.step(&trace, 5_000), Progress::Working);
    let first = search.found()[0];
    assert_eq!(first.end - first.start, 10);
    while search.step(&trace, 20_000) == Progress::Working {}
    let best = search.found()[0];
    assert_eq!((best.start, best.end - best.start), (980_000, 15));
    assert_eq!(search.found().len(), LONGEST);
}

#[test]
fn what_waits_for_ever_is_the_longest_wait() {
    let mut log = fake::one_on_a_loop(100, 2_000, 50, 5);
    let at = log.0.last().unwrap().at;
    let task = TaskId(1);
    log.add(at, Kind::JobArrived { job: task });
    let mut trace = log.trace(&LOOP, 64);
    trace.known_until(at + 5_000);
    let mut search = Search::new(Query::parse("longest wait").unwrap());
    while search.step(&trace, 10) == Progress::Working {}
    let best = search.found()[0];
    assert_eq!((best.task, best.end - best.start), (Some(task), 5_000));
}
