//! What only some models have: rows of queues, a core that idles beside a full one, arcs of theft, a window that freezes.

use super::{at, items, says, trace, with_measure};
use egui::vec2;
use loopscope::event::{EventNo, Rows};
use loopscope::files::gallery;
use loopscope::sim;
use loopscope::trace::Trace;
use std::sync::Arc;

fn built_in(slug: &str, model: &str) -> Trace {
    let names: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let scenario = Arc::new(gallery::find(slug).unwrap().scenario(&names).unwrap());
    trace(&scenario, sim::models().iter().find(|info| info.name == model).unwrap(), 1 << 20, EventNo::MAX)
}

/// Whether the stage says this after some event of the run.
fn ever(trace: &Trace, words: &str) -> bool {
    with_measure(|measure| {
        let mut said = |n| items(trace, at(trace, n, 1.0), vec2(1290.0, 540.0), measure).iter().any(|item| says(item).contains(words));
        (0..=trace.len()).any(&mut said)
    })
}

#[test]
fn a_core_idles_beside_a_full_queue_under_processes_alone() {
    assert!(ever(&built_in("many-cores", "processes"), "wait elsewhere"));
    assert!(ever(&built_in("many-cores", "goroutines"), "steals"));
    assert!(!ever(&built_in("many-cores", "threads"), "wait elsewhere"));
}

#[test]
fn each_queue_has_a_row_with_its_name() {
    for model in ["processes", "goroutines"] {
        let trace = built_in("many-cores", model);
        let word = if trace.model().places.rows == Rows::Processes { "process" } else { "worker" };
        for n in 0..4 {
            assert!(ever(&trace, &format!("{word} {n}")), "{model} {n}");
        }
    }
}

#[test]
fn a_window_freezes_while_a_handler_runs_and_then_does_not_respond() {
    let trace = built_in("frozen-window", "gui");
    assert!(ever(&trace, "frozen"));
    assert!(ever(&trace, "(not responding)"));
    assert!(!ever(&built_in("frozen-window", "threads"), "frozen"));
}
