//! Traces made by hand for the tests of this folder, and the layout of whole scenes.

use super::lanes::filter::Filter;
use super::lanes::plan::{Band, Plan, Wanted, plan};
use super::lanes::{Arrangement, Name, Run, What, lanes};
use super::layout::columns::Columns;
use super::layout::items::{Font, Ink, Items, Quad};
use super::layout::over::Over;
use super::layout::{Scene, layout};
use super::view::{Mode, View};
use loopscope_event::{
    Application, Discipline, Event, Holder, Kind, ModelInfo, Names, Ns, PackedNs, Piece, Place, Places, Processor, Rows, RunEnd, Scenario,
    Sharding, TaskId,
};
use loopscope_trace::Trace;
use std::sync::Arc;

const PLACE: Place = Place { title: "queue", empty: "nothing" };
static MODEL: ModelInfo = ModelInfo {
    name: "made",
    title: "Made by hand",
    short: "Made",
    awaits: "",
    places: Places {
        gate: None,
        ready: PLACE,
        processor: Processor::Core,
        rows: Rows::One,
        waiting: PLACE,
        holder: Holder::Frame,
        way_back: "",
    },
    takes_input: false,
    frame_tenths: 4608,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// A trace of these events, known until `edge`.
pub(super) fn trace(kinds: impl IntoIterator<Item = (Ns, Kind)>, edge: Ns) -> Trace {
    let mut trace = Trace::new(0, &MODEL, Arc::new(Scenario::default()), Names { devices: vec!["disk".into()], ..Names::default() });
    let events = (0..).zip(kinds).map(|(number, (at, kind))| Event::new(at, number, None, kind)).collect();
    assert!(trace.apply(&Piece { first: 0, events, changes: Vec::new() }));
    trace.known_until(edge);
    trace
}

/// One core that runs tasks one after another: (task, begin, end).
pub(crate) fn bursts(bursts: impl IntoIterator<Item = (u32, Ns, Ns)>, edge: Ns) -> Trace {
    let kinds = bursts.into_iter().flat_map(|(task, start, end)| {
        let task = TaskId(task);
        [
            (start, Kind::JobArrived { job: task }),
            (start, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(end - start) }),
            (end, Kind::RunEnded { core: 0, task, why: RunEnd::Done }),
            (end, Kind::JobDone { job: task }),
        ]
    });
    trace(kinds, edge)
}

pub(super) fn measure(text: &str, _: Font) -> f32 {
    text.chars().count() as f32 * 9.0
}

pub(super) fn a_plan() -> Plan {
    let run = |nth, rows| Run { name: Name { model: "made", nth }, cores: 1, rows, strips: 2, counters: 0 };
    let lanes = lanes(&[run(0, 3), run(1, 3)], 0, &Arrangement::default(), &Filter::default());
    plan(&Wanted { size: (1110, 400), scale: 1.0, gutter: 100, first: 0 }, &lanes)
}

pub(super) fn band(plan: &Plan, run: usize, what: What) -> Band {
    plan.band(run, what).unwrap()
}

fn shown(traces: &[Trace], view: &View, now: Ns) -> Items {
    let plan = a_plan();
    let axis = view.axis((plan.x1 - plan.x0) as usize);
    let scene = Scene {
        traces,
        on_stage: 0,
        ghost: None,
        now,
        counts: (0, 0),
        axis,
        plan: &plan,
        scale: 1.0,
        pointer: Some(500),
        marked: [None, None],
        outlined: false,
        purpose: crate::Purpose::Use,
        over: Over::default(),
        measure: &measure,
    };
    let mut items = Items::default();
    layout(&scene, &mut Columns::default(), &mut items);
    items
}

#[test]
fn nothing_is_drawn_right_of_the_live_edge() {
    let runs_on = |task: u32, start: Ns| {
        let task = TaskId(task);
        let burst = PackedNs::new(1_000_000);
        [(start, Kind::JobArrived { job: task }), (start, Kind::RunStarted { core: 0, task, line: 0, burst })]
    };
    let traces = [trace(runs_on(0, 10), 50_000), trace(runs_on(1, 40), 50_000)];
    let view = View::new(100_000.0);
    let items = shown(&traces, &view, 50_000);
    let edge = a_plan().x0 + view.axis(1000).px(50_000) as i32;
    assert!(!items.spans.is_empty());
    for quad in items.spans.iter().chain(items.back.iter().filter(|quad| quad.ink == Ink::Idle)) {
        assert!(quad.x1 <= edge, "{quad:?} goes beyond {edge}");
    }
    let text = items.labels.iter().filter(|label| label.x > edge && label.y > a_plan().ruler.y1 && label.y < a_plan().footer.y0);
    assert!(text.clone().all(|label| label.text.parse::<u32>().is_ok() || label.text == "A" || label.text == "B"), "{text:?}");
}

#[test]
fn what_comes_after_the_playhead_is_veiled_and_a_flag_waits_for_it() {
    let traces = [bursts([(0, 0, 30_000)], 50_000), bursts([(0, 0, 40_000)], 50_000)];
    let view = View::new(100_000.0);
    let veils = |items: &Items| items.front.iter().filter(|quad| quad.ink == Ink::Veil).count();
    assert_eq!(veils(&shown(&traces, &view, 50_000)), 0);
    assert_eq!(veils(&shown(&traces, &view, 20_000)), 1);
}

#[test]
fn tick_labels_make_way_for_the_playhead() {
    let traces = [bursts([(0, 0, 30_000)], 50_000)];
    let items = shown(&traces, &View::new(100_000.0), 50_000);
    let ruler = a_plan().ruler;
    let cursor = items.cursor.clone().unwrap();
    assert_eq!(cursor.text, "now 50.0 µs");
    for label in items.labels.iter().filter(|label| ruler.holds(label.y)) {
        let half = measure(&label.text, label.font) as i32 / 2;
        assert!(label.x + half < cursor.x - cursor.width / 2 || label.x - half > cursor.x + cursor.width / 2, "{label:?}");
    }
}

#[test]
fn a_playhead_out_of_sight_is_pointed_to() {
    let traces = [bursts([(0, 0, 30_000)], 5_000_000)];
    let mut view = View::new(100_000.0);
    view.mode = Mode::Free;
    assert_eq!(shown(&traces, &view, 4_000_000).cursor.unwrap().beyond, Some(super::layout::items::Beyond::Right));
    view.jump_to(4_000_000);
    assert_eq!(shown(&traces, &view, 0).cursor.unwrap().beyond, Some(super::layout::items::Beyond::Left));
}

#[test]
fn everything_lies_within_the_panel() {
    let traces = [bursts((0..300).map(|i| (i, u64::from(i) * 100, u64::from(i) * 100 + 70)), 50_000), bursts([(0, 0, 40_000)], 50_000)];
    let mut view = View::new(20_000.0);
    for _ in 0..30 {
        let items = shown(&traces, &view, 25_000);
        for Quad { x0, x1, y0, y1, ink } in items.back.iter().chain(&items.spans).chain(&items.front).copied() {
            assert!(0 <= x0 && x0 <= x1 && x1 <= 1110 && y0 <= y1 && y1 <= 400, "{x0} {x1} {y0} {y1} {ink:?}");
        }
        view.zoom(0.7, 0.4);
    }
}
