//! Paths over lanes, without a window.

use super::super::lanes::{Arrangement, Name, Run, lanes};
use super::super::tests::{a_plan, measure, trace};
use super::super::view::View;
use super::*;
use crate::timeline::lanes::filter::Filter;
use crate::timeline::lanes::plan::{Wanted, plan};
use crate::timeline::layout::over::Over;
use loopscope_event::{Kind, PackedNs, RunEnd};
use loopscope_trace::Playhead;
use proptest::prelude::*;

/// So many tasks come at once and share a core, each for 100 ns.
fn queue(tasks: u32) -> Trace {
    let all = || (0..tasks).map(TaskId);
    let come = all().flat_map(|task| [(0, Kind::JobArrived { job: task }), (0, Kind::ThreadRunnable { thread: task.0, task })]);
    let run = all().flat_map(|task| {
        let at = Ns::from(task.0) * 100;
        [
            (at, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(100) }),
            (at + 100, Kind::RunEnded { core: 0, task, why: RunEnd::Done }),
            (at + 100, Kind::JobDone { job: task }),
        ]
    });
    trace(come.chain(run), Ns::from(tasks) * 100)
}

fn drawn(trace: &Trace, view: &View, whose: impl Fn(&Trace) -> (Vec<Piece>, Whose)) -> Drawn {
    let plan = a_plan();
    let scene = Scene {
        traces: std::slice::from_ref(trace),
        on_stage: 0,
        now: trace.end(),
        counts: (0, 0),
        axis: view.axis((plan.x1 - plan.x0) as usize),
        plan: &plan,
        scale: 1.0,
        pointer: None,
        marked: [None, None],
        outlined: false,
        purpose: crate::Purpose::Use,
        ghost: None,
        over: Over::default(),
        measure: &measure,
    };
    let (pieces, whose) = whose(trace);
    layout(&scene, trace, &in_sight(&pieces, &[], &scene), whose, &mut HashMap::new())
}

fn is_arrow(line: &Line) -> bool {
    matches!(line.kind, LineKind::Arrow(_))
}

fn job(task: u32) -> impl Fn(&Trace) -> (Vec<Piece>, Whose) {
    move |trace| {
        let path = trace.job_path(TaskId(task), Playhead::after(trace.len(), trace.end()), Budget::ALL).unwrap();
        (path.pieces().copied().collect(), Whose::Job(path.row))
    }
}

fn run(trace: &Trace) -> (Vec<Piece>, Whose) {
    (trace.run_path(Playhead::after(trace.len(), trace.end()), Budget::ALL).unwrap().pieces.to_vec(), Whose::Run)
}

fn all_of(trace: &Trace) -> View {
    let mut view = View::new(1000.0);
    view.fit(0, trace.end());
    view
}

#[test]
fn who_waits_follows_the_core_and_comes_back() {
    let trace = queue(3);
    let drawn = drawn(&trace, &all_of(&trace), job(2));
    let (core, row) = (band(&a_plan(), 0, Lane::Core(0)).unwrap(), band(&a_plan(), 0, Lane::Row(2)).unwrap());
    let height = |y: i32| {
        if core.holds(y) {
            "core"
        } else if row.holds(y) {
            "row"
        } else {
            "elsewhere"
        }
    };
    let told: Vec<_> = drawn.lines.iter().map(|line| (height(line.from.1), height(line.to.1), is_arrow(line))).collect();
    // Behind A and behind B along the core's lane, an arrow to C's own row, and along it.
    assert_eq!(told, [("core", "core", false), ("core", "core", false), ("core", "row", true), ("row", "row", false)]);
    let arrow = drawn.lines.iter().find(|line| is_arrow(line)).unwrap();
    assert_eq!((arrow.piece.kind, arrow.piece.from, arrow.kind), (PieceKind::Running, 200, LineKind::Arrow(Some(TaskId(1)))));
    assert_eq!(trace.event(draw::cause(&trace, arrow)).map(|event| event.kind), Some(Kind::JobDone { job: TaskId(1) }));
    assert_eq!(near(&drawn, arrow.from.0, i32::midpoint(arrow.from.1, arrow.to.1), 3).map(|line| line.piece), Some(arrow.piece));
    assert!(near(&drawn, 5, 5, 3).is_none());
    let words: Vec<&str> = drawn.words.iter().map(|words| words.text.as_str()).collect();
    assert_eq!(words, ["behind A", "behind B", "computing"], "the most that there is room for");
    assert_eq!(drawn.veils.len(), 2, "the rows of A and B are quiet");
}

#[test]
fn a_row_out_of_sight_is_pointed_at_from_the_edge() {
    let run = Run { name: Name { model: "made", nth: 0 }, cores: 1, rows: 1000, strips: 2, counters: 0 };
    let lanes = lanes(&[run], 0, &Arrangement::default(), &Filter::default());
    let plan = plan(&Wanted { size: (1110, 400), scale: 1.0, gutter: 100, first: 500 }, &lanes);
    let seen: Vec<Band> = rows(&plan, 0).map(|(_, band)| band).collect();
    assert_eq!(band(&plan, 0, Lane::Row(2)).map(Band::height), Some(0));
    assert_eq!(band(&plan, 0, Lane::Row(2)).unwrap().y0, seen[0].y0);
    assert_eq!(band(&plan, 0, Lane::Row(999)).unwrap().y1, seen[seen.len() - 1].y1);
    assert_eq!(band(&plan, 0, Lane::Row(500)), Some(seen[0]));
    assert_eq!(band(&plan, 0, Lane::Core(7)), None);
}

proptest! {
    #[test]
    fn however_much_there_is_the_eye_can_follow(tasks in 1_u32..600, zoom in 0.001_f64..2.0, pan in -1.0_f64..1.0, whole in any::<bool>()) {
        let trace = queue(tasks);
        let mut view = all_of(&trace);
        view.zoom(zoom, 0.3);
        view.pan(pan);
        let drawn = if whole { drawn(&trace, &view, run) } else { drawn(&trace, &view, job(tasks - 1)) };
        let plan = a_plan();
        let mut heads: Vec<i32> = Vec::new();
        for line in &drawn.lines {
            prop_assert!(line.from.0 == line.to.0 || line.from.1 == line.to.1, "{:?}", line);
            prop_assert!((plan.x0..=plan.x1).contains(&line.from.0) && (plan.x0..=plan.x1).contains(&line.to.0), "{:?}", line);
            prop_assert!(plan.lanes().y0 <= line.from.1 && line.to.1 <= plan.lanes().y1);
            heads.extend(is_arrow(line).then_some(line.from.0));
        }
        // As many as there are pixels, whatever the log holds.
        prop_assert!(drawn.lines.len() <= 2 * (plan.x1 - plan.x0) as usize + 4, "{}", drawn.lines.len());
        prop_assert!(heads.len() <= (plan.x1 - plan.x0) as usize / APART as usize + 2, "{}", heads.len());
    }
}
