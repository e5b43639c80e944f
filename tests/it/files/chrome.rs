//! A run that is written as a Chrome trace and read again has the same spans: states, times, tasks and lanes.

use crate::support::runs;
use loopscope::event::{EventNo, Ns, Scenario, TaskId, time};
use loopscope::formats::traces::chrome::{self, Limits};
use loopscope::sim;
use loopscope::trace::{Span, SpanState, Trace, Track};
use proptest::prelude::*;
use std::sync::Arc;

const ALL: Limits = Limits { bytes: 1 << 30 };

fn there_and_back(trace: &Trace) -> Trace {
    let mut text = Vec::new();
    chrome::write(trace, &[], 0..Ns::MAX, &mut text).unwrap();
    let valid: serde_json::Value = serde_json::from_slice(&text).expect("it is JSON");
    assert!(valid["traceEvents"].is_array());
    chrome::read(&text[..], "x.json", 1, ALL).unwrap()
}

/// Spans but for the numbers of their events, which count the log's lines in one and the file's in the other. What begins at the very end
/// has lasted no time yet: a trace of slices has nothing to say it with.
fn spans(track: &Track, end: Ns) -> Vec<Span> {
    track.spans(0, Ns::MAX).filter(|span| span.start < end).map(|span| Span { event: 0, ..span }).collect()
}

fn assert_same(ran: &Trace, read: &Trace) {
    let (ours, theirs) = (ran.tracks(), read.tracks());
    let all = |track: &Track| spans(track, ran.end());
    for (core, track) in ours.cores.iter() {
        assert_eq!(all(track), theirs.cores.get(core).map(all).unwrap_or_default(), "core {core}");
    }
    // A task that came at the very end has a row with nothing on it yet; such rows are the last.
    for (row, track) in ours.rows.iter().enumerate().filter(|(_, track)| !all(track).is_empty()) {
        assert_eq!(all(track), theirs.rows.get(row).map(all).unwrap_or_default(), "row {row}");
    }
    for (ours, theirs) in [(&ours.queued, &theirs.queued), (&ours.in_flight, &theirs.in_flight), (&ours.in_system, &theirs.in_system)] {
        // A step to the value that it had is none.
        let [ours, theirs] = [ours, theirs].map(|series| {
            let mut steps: Vec<_> = series.steps(0, Ns::MAX).collect();
            steps.dedup_by_key(|(_, value)| *value);
            steps
        });
        assert_eq!(ours, theirs);
    }
    assert_eq!(ran.end(), read.end());
    assert_eq!(read.recorded().unwrap().tolerated, [], "nothing had to be put up with");
}

pub(super) const BUSY: &str = r#"
seed = 3
[machine]
cores = 2
quantum = "1ms"
pool = 3
[devices.disk]
depth = 2
[workload]
jobs = 25
arrivals = { poisson = 900.0 }
steps = [ { cpu = { exp = "900us" } }, { io = "disk", latency = { exp = "4ms" } }, { lock = "m" }, { cpu = "300us" }, "yield", { unlock = "m" }, { all = [[{ io = "net", latency = "2ms" }], [{ cpu = "100us" }]] } ]
[[input]]
kind = "mouse"
every = "8ms"
cpu = "200us"
"#;

#[test]
fn every_model_comes_back_as_it_was() {
    let scenario: Arc<Scenario> = Arc::new(toml::from_str(BUSY).unwrap());
    for model in sim::models() {
        // Also while things still go on.
        for edge in [9 * time::MS, time::S] {
            let ran = runs::trace(&scenario, 0, model.name, edge);
            let read = there_and_back(&ran);
            assert_same(&ran, &read);
            assert_eq!(read.recorded().unwrap().model, model.name);
        }
    }
}

#[test]
fn requests_and_turns_have_lanes_and_arrows_lead_from_burst_to_burst() {
    let scenario: Arc<Scenario> = Arc::new(toml::from_str(BUSY).unwrap());
    let read = there_and_back(&runs::trace(&scenario, 0, "coroutines", time::S));
    let about = read.imported().unwrap();
    let lane = |name: &str| about.lanes.iter().position(|lane| lane.name.as_ref() == name).unwrap_or_else(|| panic!("no lane {name}"));
    let disk = &read.tracks().rows[lane("disk")];
    assert!(disk.spans(0, Ns::MAX).any(|span| span.state == SpanState::Io && span.task == TaskId(0)));
    let turns = &read.tracks().rows[lane("loop 1")];
    assert!(turns.spans(0, Ns::MAX).any(|span| span.state == SpanState::Dispatching));
    assert!(turns.spans(0, Ns::MAX).any(|span| span.state == SpanState::Waiting && span.task == TaskId::NONE));
    let core = read.tracks().cores.get(0).unwrap();
    let led = core.spans(0, Ns::MAX).filter(|span| span.state == SpanState::Running && !about.links_to(span.event).is_empty());
    // Each request of a job lets one burst go on.
    assert!(led.count() >= 50, "arrows end where bursts begin");
}

#[test]
fn an_imported_trace_is_written_again_with_its_lanes() {
    let text = r#"[{"ph":"M","pid":1,"name":"process_name","args":{"name":"py \"x\""}},{"ph":"M","pid":1,"tid":5,"name":"thread_name","args":{"name":"Main"}},
        {"ph":"X","pid":1,"tid":5,"name":"f","ts":0.5,"dur":2,"args":{"a":1}},{"ph":"X","pid":1,"tid":5,"name":"g","ts":1,"dur":1}]"#;
    let first = chrome::read(text.as_bytes(), "a", 1, ALL).unwrap();
    let again = there_and_back(&first);
    assert_eq!(
        again.tracks().rows.iter().map(|track| spans(track, Ns::MAX)).collect::<Vec<_>>(),
        first.tracks().rows.iter().map(|track| spans(track, Ns::MAX)).collect::<Vec<_>>()
    );
    let names = |trace: &Trace| trace.imported().unwrap().lanes[0].clone();
    assert_eq!(names(&again), names(&first));
    let span = again.tracks().rows[0].at(0).unwrap();
    assert_eq!(again.imported().unwrap().details(span.event), Some("{\"a\":1}"));
}

fn scenario() -> impl Strategy<Value = (Scenario, Ns)> {
    let step = prop_oneof![
        (1_u64..3000).prop_map(|ns| format!("{{ cpu = \"{ns}ns\" }}")),
        (0_u64..5000).prop_map(|ns| format!("{{ io = \"disk\", latency = \"{ns}ns\" }}")),
        Just("\"yield\"".to_owned()),
    ];
    let steps = prop::collection::vec(step, 1..6);
    (steps, 1..12_u32, 0_u64..100, 1..4_u16, 1_u64..40_000, 0_u64..3000).prop_map(|(steps, jobs, seed, cores, edge, every)| {
        let text = format!(
            "seed = {seed}\n[machine]\ncores = {cores}\nquantum = \"700ns\"\nspawn = \"33ns\"\nsteal = \"20ns\"\npreempt = \"900ns\"\n\
             [devices.disk]\ndepth = 2\n[workload]\njobs = {jobs}\narrivals = {{ every = \"{every}ns\" }}\nsteps = [{}]",
            steps.join(", ")
        );
        (toml::from_str(&text).unwrap(), edge)
    })
}

proptest! {
    #![proptest_config(crate::support::cases(48))]
    #[test]
    fn export_and_import_give_back_the_same_spans((scenario, edge) in scenario()) {
        let scenario = Arc::new(scenario);
        for model in sim::models() {
            let ran = runs::trace(&scenario, 0, model.name, edge);
            prop_assert!(ran.len() > EventNo::default());
            assert_same(&ran, &there_and_back(&ran));
        }
    }
}
