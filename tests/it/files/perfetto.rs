//! A Perfetto trace says what the Chrome trace of the same run says, to the nanosecond, with its tracks by name and in our order.

mod viewer;

use super::chrome::BUSY;
use crate::support::runs;
use loopscope::event::{Mark, Ns, Scenario, time};
use loopscope::formats::traces::chrome::{self, Limits};
use loopscope::formats::traces::perfetto;
use loopscope::sim;
use loopscope::trace::Trace;
use proptest::prelude::*;
use serde_json::Value;
use std::{collections::HashMap, ops::Range, sync::Arc};
use viewer::{Slice, Viewer};

fn written(trace: &Trace, range: Range<Ns>) -> Viewer {
    let mut bytes = Vec::new();
    perfetto::write(trace, &[], range, &mut bytes).unwrap();
    Viewer::open(&bytes)
}

/// What there is in a trace, in whatever format: each list sorted.
#[derive(PartialEq, Debug, Default)]
struct Content {
    /// On lanes: (group, lane, category, name, from, to, task).
    lanes: Vec<(String, String, String, String, Ns, Ns, String)>,
    /// Of tasks and requests, their parts among them: (group, name, depth, from, to, goes on at the end).
    lives: Vec<(String, String, usize, Ns, Ns, bool)>,
    /// (lane from, lane to, begin of the burst that is led to).
    arrows: Vec<(String, String, Ns)>,
    /// (counter, at, value as text)
    values: Vec<(String, Ns, String)>,
    marks: Vec<(String, Ns)>,
}

impl Content {
    fn sorted(mut self) -> Self {
        self.lanes.sort();
        self.lives.sort();
        self.arrows.sort();
        self.values.sort();
        self.marks.sort();
        self
    }
}

fn of_perfetto(trace: &Viewer) -> Content {
    let mut content = Content::default();
    let lane = |slice: &Slice| trace.tracks[&slice.track].name.clone();
    let mut sources: HashMap<u64, &Slice> = HashMap::new();
    for slice in &trace.slices {
        let said = |key: &str| slice.said.get(key).cloned().unwrap_or_default();
        let (group, name) = (trace.group(slice.track).to_owned(), slice.name.clone());
        if group == "Tasks" || group == "I/O" {
            content.lives.push((group, name, slice.depth, slice.start, slice.end, said("open") == "1"));
        } else {
            content.lanes.push((group, lane(slice), slice.category.clone(), name, slice.start, slice.end, said("task")));
        }
        for arrow in &slice.to {
            let from = sources.get(arrow).expect("an arrow begins before it ends");
            content.arrows.push((lane(from), lane(slice), slice.start));
        }
        sources.extend(slice.from.iter().map(|arrow| (*arrow, slice)));
    }
    assert_eq!(sources.len(), content.arrows.len(), "every arrow ends, once");
    content.values = trace.values.iter().map(|(track, at, value)| (trace.tracks[track].name.clone(), *at, value.to_string())).collect();
    content.marks = trace.instants.iter().map(|(_, at, name)| (name.clone(), *at)).collect();
    content.sorted()
}

fn of_chrome(trace: &Trace, range: Range<Ns>) -> Content {
    let mut text = Vec::new();
    chrome::write(trace, &[], range, &mut text).unwrap();
    let all: Value = serde_json::from_slice(&text).unwrap();
    let ns = |value: &Value| (value.as_f64().unwrap() * 1000.0).round() as Ns;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut content = Content::default();
    let mut names: HashMap<(String, u64, u64), String> = HashMap::new();
    let mut open: HashMap<(u64, String), Vec<(String, Ns)>> = HashMap::new();
    let mut begun: HashMap<u64, (String, Ns)> = HashMap::new();
    for event in all["traceEvents"].as_array().unwrap() {
        let (pid, tid) = (event["pid"].as_u64().unwrap(), event["tid"].as_u64().unwrap());
        let group = || names[&("process_name".to_owned(), pid, 0)].clone();
        let lane = || names[&("thread_name".to_owned(), pid, tid)].clone();
        let key = || (pid, text(&event["id2"]["local"]));
        let (at, name) = (if event["ts"].is_null() { 0 } else { ns(&event["ts"]) }, text(&event["name"]));
        match event["ph"].as_str().unwrap() {
            "M" => drop(names.insert((name, pid, tid), event["args"]["name"].as_str().unwrap_or_default().to_owned())),
            "X" => {
                let task = event["args"]["task"].as_u64().map_or_else(String::new, |task| task.to_string());
                content.lanes.push((group(), lane(), text(&event["cat"]), name, at, at + ns(&event["dur"]), task));
            }
            "b" => open.entry(key()).or_default().push((name, at)),
            "e" => {
                let inside = open.get_mut(&key()).unwrap();
                let (name, from) = inside.pop().unwrap();
                content.lives.push((group(), name, inside.len(), from, at, event["args"]["open"] == true));
            }
            "s" => drop(begun.insert(event["id"].as_u64().unwrap(), (lane(), at))),
            "f" => content.arrows.push((begun[&event["id"].as_u64().unwrap()].0.clone(), lane(), at)),
            "C" => content.values.push((name, at, event["args"]["value"].as_f64().unwrap().to_string())),
            "i" => content.marks.push((name, at)),
            phase => panic!("the phase {phase}"),
        }
    }
    content.sorted()
}

fn busy(model: &str, edge: Ns) -> Trace {
    let scenario: Arc<Scenario> = Arc::new(toml::from_str(BUSY).unwrap());
    runs::trace(&scenario, 0, model, edge)
}

#[test]
fn it_says_what_the_chrome_trace_says_of_every_model() {
    for model in sim::models() {
        // Also while things still go on, and of a stretch.
        for (edge, range) in [(9 * time::MS, 0..Ns::MAX), (time::S, 0..Ns::MAX), (time::S, 12 * time::MS..17 * time::MS + 1)] {
            let trace = busy(model.name, edge);
            let (ours, theirs) = (of_perfetto(&written(&trace, range.clone())), of_chrome(&trace, range.clone()));
            let empty = ours.lanes.is_empty() || ours.lives.is_empty() || ours.values.is_empty();
            assert!(!empty || range.start > 0, "{} {edge}", model.name);
            assert_eq!(ours, theirs, "{} {range:?}", model.name);
        }
    }
    let arrows = of_perfetto(&written(&busy("coroutines", time::S), 0..Ns::MAX)).arrows;
    assert!(arrows.len() >= 50, "each request of a job lets one burst go on");
}

#[test]
fn tracks_are_named_and_in_our_order() {
    let trace = written(&busy("threads", time::S), 0..Ns::MAX);
    let [(run, about)] = trace.below(None)[..] else { panic!("all hangs below one track") };
    assert_eq!(about.name, "Threads (simulated)");
    assert_eq!(trace.names_below(Some(run))[..2], ["CPU", "Tasks"], "no loop, no turns of one");
    let trace = written(&busy("coroutines", time::S), 0..Ns::MAX);
    let run = trace.below(None)[0].0;
    assert_eq!(
        trace.names_below(Some(run)),
        ["CPU", "Event loop", "Tasks", "I/O", "waiting for the CPU", "requests in flight", "jobs in the system"]
    );
    let group = |name: &str| trace.below(Some(run)).into_iter().find(|(_, track)| track.name == name).unwrap().0;
    assert_eq!(trace.names_below(Some(group("CPU"))), ["core 1"]);
    assert_eq!(trace.names_below(Some(group("Event loop"))), ["loop 1"]);
    assert_eq!(trace.names_below(Some(group("I/O"))), ["disk", "net"], "requests that overlap are shown as one track of their device");
    assert!(trace.below(Some(group("I/O"))).len() > 2, "though they lie on several");
    let rows = trace.below(Some(group("Tasks")));
    assert_eq!(rows.len(), trace.names_below(Some(group("Tasks"))).len(), "a row each");
    // A row bears the names of the first and the last of its tasks.
    for (uuid, row) in rows {
        let lives: Vec<&str> =
            trace.slices.iter().filter(|slice| slice.track == uuid && slice.depth == 0).map(|slice| &slice.name[5..]).collect();
        let (first, last) = (lives[0], lives[lives.len() - 1]);
        assert_eq!(row.name, if first == last { format!("task {first}") } else { format!("tasks {first} … {last}") });
    }
}

#[test]
fn parts_lie_inside_of_what_they_are_parts_of() {
    let trace = written(&busy("coroutines", time::S), 0..Ns::MAX);
    let mut inside: HashMap<u64, Vec<&Slice>> = HashMap::new();
    for slice in &trace.slices {
        let stack = inside.entry(slice.track).or_default();
        stack.truncate(slice.depth);
        if let Some(outer) = stack.last() {
            assert!(outer.start <= slice.start && slice.end <= outer.end, "{slice:?} in {outer:?}");
        }
        stack.push(slice);
        let depth = match slice.category.as_str() {
            "handler" => 1,
            "task" => usize::from(!slice.name.starts_with("task ")),
            "io" if trace.group(slice.track) == "I/O" => usize::from(slice.name == "I/O" || slice.name == "queued at the device"),
            _ => 0,
        };
        assert_eq!(slice.depth, depth, "{slice:?}");
    }
}

#[test]
fn marks_have_a_track_above_all_others() {
    let text = r#"[{"ph":"X","pid":1,"tid":1,"name":"a","ts":1,"dur":2.5},{"ph":"i","pid":1,"ts":2,"name":"here \"it\" is"}]"#;
    let first = chrome::read(text.as_bytes(), "a", 1, Limits { bytes: 1 << 30 }).unwrap();
    assert_eq!(first.recorded().unwrap().marks, [Mark::Text("here \"it\" is".into())]);
    let trace = written(&first, 0..Ns::MAX);
    assert_eq!(trace.names_below(Some(trace.below(None)[0].0)), ["Marks", "process 1"]);
    assert_eq!(of_perfetto(&trace).marks, [("here \"it\" is".to_owned(), 1000)]);
}

#[test]
fn an_imported_trace_keeps_its_lanes_details_and_counters() {
    let text = r#"[{"ph":"M","pid":1,"name":"process_name","args":{"name":"py \"x\""}},{"ph":"M","pid":1,"tid":5,"name":"thread_name","args":{"name":"Main"}},
        {"ph":"M","pid":1,"tid":6,"name":"thread_name","args":{"name":"Main"}},{"ph":"X","pid":1,"tid":6,"name":"h","cat":"io","ts":1,"dur":1},
        {"ph":"X","pid":1,"tid":5,"name":"f","ts":0.5,"dur":2,"args":{"a":1}},{"ph":"X","pid":1,"tid":5,"name":"g","ts":1,"dur":1,"args":{"a":[}}},
        {"ph":"C","pid":1,"name":"memory","ts":1,"args":{"mib":3}}]"#;
    let first = chrome::read(text.as_bytes(), "a", 1, Limits { bytes: 1 << 30 }).unwrap();
    let trace = written(&first, 0..Ns::MAX);
    let run = trace.below(None)[0].0;
    assert_eq!(trace.names_below(Some(run)), ["py \"x\""]);
    let group = trace.below(Some(run))[0].0;
    // What lies inside is shown with what it lies in; another thread of the same name is another track.
    assert_eq!(trace.names_below(Some(group)), ["Main", "Main", "memory mib"]);
    assert_eq!(trace.below(Some(group)).len(), 4);
    let slice = |name: &str| trace.slices.iter().find(|slice| slice.name == name).unwrap();
    assert_eq!((slice("f").start, slice("f").end, slice("f").said["args"].as_str()), (0, 2000, "{\"a\":1}"));
    assert_eq!((slice("g").start, slice("g").end, slice("g").category.as_str()), (500, 1500, "slice"));
    assert!(slice("g").said.contains_key("text") && slice("h").category == "io");
    assert_eq!(trace.values.iter().map(|(_, at, value)| (*at, *value)).collect::<Vec<_>>(), [(0, 0.0), (500, 3.0)]);
}

#[test]
fn a_thread_without_a_name_does_not_get_that_of_another_process() {
    let text = r#"[{"ph":"M","pid":1,"tid":1,"name":"thread_name","args":{"name":"Main"}},{"ph":"X","pid":1,"tid":1,"name":"a","ts":0,"dur":9},
        {"ph":"M","pid":2,"tid":2,"name":"thread_name","args":{"name":""}},{"ph":"X","pid":2,"tid":2,"name":"b","ts":0,"dur":9},
        {"ph":"X","pid":2,"tid":2,"name":"c","ts":1,"dur":2}]"#;
    let first = chrome::read(text.as_bytes(), "a", 1, Limits { bytes: 1 << 30 }).unwrap();
    let trace = written(&first, 0..Ns::MAX);
    let names: Vec<_> = trace.below(Some(trace.below(None)[0].0)).into_iter().map(|(group, _)| trace.names_below(Some(group))).collect();
    assert_eq!(names, [["Main"], [""]]);
}

#[test]
fn counters_of_another_program_stay_with_their_processes_and_keep_their_decimals() {
    // One that counts only, one that has lanes too; of one name; with decimals, larger than 32 bits, and never anything but 0.
    let text = r#"[{"ph":"C","pid":9,"name":"load","ts":0,"args":{"value":0.5}},{"ph":"C","pid":9,"name":"load","ts":1,"args":{"value":1.25}},
        {"ph":"C","pid":9,"name":"load","ts":2,"args":{"value":3}},{"ph":"C","pid":1,"name":"heap","ts":1,"args":{"value":17179869180}},
        {"ph":"C","pid":2,"name":"heap","ts":1,"args":{"value":4}},{"ph":"C","pid":2,"name":"idle","ts":1,"args":{"value":0}},
        {"ph":"X","pid":1,"tid":1,"name":"a","ts":0,"dur":10},{"ph":"X","pid":2,"tid":1,"name":"b","ts":0,"dur":10},
        {"ph":"M","pid":1,"name":"process_name","args":{"name":"browser"}}]"#;
    let first = chrome::read(text.as_bytes(), "a", 1, Limits { bytes: 1 << 30 }).unwrap();
    let trace = written(&first, 0..Ns::MAX);
    let run = trace.below(None)[0].0;
    let tracks: Vec<_> = trace.below(Some(run)).into_iter().map(|(group, about)| (&*about.name, trace.names_below(Some(group)))).collect();
    assert_eq!(
        tracks,
        [("browser", vec!["thread 1", "heap"]), ("process 2", vec!["thread 1", "heap", "idle"]), ("process 9", vec!["load"])]
    );
    let mut values: Vec<_> =
        trace.values.iter().map(|(track, at, value)| (trace.group(*track), &*trace.tracks[track].name, *at, *value)).collect();
    values.sort_by_key(|(group, name, at, _)| (*group, *name, *at));
    // What was not counted yet is 0.
    assert_eq!(
        values,
        [
            ("browser", "heap", 0, 0.0),
            ("browser", "heap", 1000, 17_179_869_180.0),
            ("process 2", "heap", 0, 0.0),
            ("process 2", "heap", 1000, 4.0),
            ("process 2", "idle", 0, 0.0),
            ("process 9", "load", 0, 0.5),
            ("process 9", "load", 1000, 1.25),
            ("process 9", "load", 2000, 3.0),
        ]
    );
    // The Chrome trace says the same of them.
    assert_eq!(of_perfetto(&trace).values, of_chrome(&first, 0..Ns::MAX).values);
}

#[test]
fn our_own_chrome_trace_read_back_is_written_with_our_names() {
    let mut text = Vec::new();
    chrome::write(&busy("coroutines", time::S), &[], 0..Ns::MAX, &mut text).unwrap();
    let read = chrome::read(&text[..], "x.json", 1, Limits { bytes: 1 << 30 }).unwrap();
    let trace = written(&read, 0..Ns::MAX);
    let run = trace.below(None)[0].0;
    for (group, name) in [("CPU", "core 1"), ("Tasks", "tasks A"), ("Event loop", "loop 1"), ("I/O", "disk")] {
        let group = trace.below(Some(run)).into_iter().find(|(_, track)| track.name == group).unwrap().0;
        let names = trace.names_below(Some(group));
        assert!(names.iter().any(|known| known.starts_with(name)) && !names.contains(&""), "{names:?}");
    }
}

fn scenario() -> impl Strategy<Value = (Scenario, Ns, Range<Ns>)> {
    let step = prop_oneof![
        (1_u64..3000).prop_map(|ns| format!("{{ cpu = \"{ns}ns\" }}")),
        (0_u64..5000).prop_map(|ns| format!("{{ io = \"disk\", latency = \"{ns}ns\" }}")),
        Just("\"yield\"".to_owned()),
    ];
    let steps = prop::collection::vec(step, 1..6);
    let ranges = prop_oneof![Just(0..Ns::MAX), (0_u64..9000, 1_u64..9000).prop_map(|(from, long)| from..from + long)];
    (steps, 1..12_u32, 0_u64..100, 1..4_u16, 1_u64..40_000, 0_u64..3000, ranges).prop_map(
        |(steps, jobs, seed, cores, edge, every, range)| {
            let text = format!(
                "seed = {seed}\n[machine]\ncores = {cores}\nquantum = \"700ns\"\nspawn = \"33ns\"\nsteal = \"20ns\"\npreempt = \"900ns\"\n\
                 [devices.disk]\ndepth = 2\n[workload]\njobs = {jobs}\narrivals = {{ every = \"{every}ns\" }}\nsteps = [{}]",
                steps.join(", ")
            );
            (toml::from_str(&text).unwrap(), edge, range)
        },
    )
}

proptest! {
    #![proptest_config(crate::support::cases(48))]
    #[test]
    fn both_formats_say_the_same_of_any_run((scenario, edge, range) in scenario()) {
        let scenario = Arc::new(scenario);
        for model in sim::models() {
            let ran = runs::trace(&scenario, 0, model.name, edge);
            prop_assert_eq!(of_perfetto(&written(&ran, range.clone())), of_chrome(&ran, range.clone()));
        }
    }
}
