//! What only some models have: rows of queues, a core that idles beside a full one, arcs of theft, a window that freezes.

use super::{at, items, says, trace, with_measure};
use egui::{Pos2, vec2};
use loopscope::event::{EventNo, Kind, Rows};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::sim;
use loopscope::trace::{Doing, Trace};
use loopscope::ui::stage::item::{Ink, Item, Shape, Tone};
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

/// For as long as a steal takes, and no longer, an arc leads from the victim's queue to the thief's: once for every steal of the run.
#[test]
fn a_steal_is_an_arc_from_the_victims_row_to_the_thiefs() {
    let trace = built_in("many-cores", "goroutines");
    let mut steals = 0;
    with_measure(|measure| {
        let shown = |n: EventNo| items(&trace, at(&trace, n, 1.0), vec2(1290.0, 540.0), measure);
        for (n, event) in trace.events(0, trace.len()) {
            let Kind::Stolen { thief, victim, .. } = event.kind else { continue };
            steals += 1;
            let items = shown(n + 1);
            let row = |worker: u16| {
                let name = format!("worker {worker}");
                items.iter().find(|item| says(item) == name).map(|item| item.rect.center().y).unwrap()
            };
            let ends: Vec<(f32, f32)> = arcs(&items).map(|points| (points[0].y, points[points.len() - 1].y)).collect();
            let wanted = (row(victim), row(thief));
            let near = |(from, to): &(f32, f32)| (from - wanted.0).abs() < 1.0 && (to - wanted.1).abs() < 1.0;
            assert_eq!(ends.iter().filter(|ends| near(ends)).count(), 1, "event {n}: {victim} to {thief}: {ends:?}, not {wanted:?}");
            let over = (n + 1..trace.len()).find(|later| shown_idle(&trace, *later, thief)).unwrap();
            assert!(!arcs(&shown(over + 1)).any(|points| near(&(points[0].y, points[points.len() - 1].y))), "event {over}: it is over");
        }
    });
    assert!(steals > 2, "only {steals} steals");
}

/// The lines of what is switched or stolen.
fn arcs(items: &[Item]) -> impl Iterator<Item = &Vec<Pos2>> {
    items.iter().filter_map(|item| match &item.shape {
        Shape::Line { points, ink: Ink::Edge(Tone::Switching), head, .. } if *head > 0.0 => Some(points),
        _ => None,
    })
}

/// True if after this event that worker steals no longer.
fn shown_idle(trace: &Trace, event: EventNo, thief: u16) -> bool {
    let state = trace.state_at(event + 1);
    !state.cores.iter().any(|(core, found)| core == thief && matches!(found.doing, Doing::Stealing { .. }))
}
