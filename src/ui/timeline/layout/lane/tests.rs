//! Spans to pixels: exact where they are wide, honest where they are not.

use super::super::columns::Patch;
use super::super::layers;
use super::*;
use crate::timeline::tests::{bursts, measure, trace};
use crate::timeline::view::View;
use loopscope_event::{Kind, PackedNs, RunEnd};
use loopscope_trace::Trace;
use proptest::prelude::*;

const BAND: Band = Band { y0: 0, y1: 20 };

fn frame(view: &View, edge: Ns) -> Frame<'static> {
    Frame {
        axis: view.axis(1000),
        x0: 0,
        edge,
        now: i64::MAX,
        scale: 1.0,
        outlined: false,
        lanes: 1,
        marked: [None, None],
        measure: &measure,
        imported: None,
    }
}

fn drawn(trace: &Trace, view: &View, letters: Letters) -> (Vec<Quad>, Vec<Label>, Drawn) {
    let mut columns = Columns::default();
    columns.begin(1000);
    drawn_with(&mut columns, trace, view, letters)
}

fn drawn_with(columns: &mut Columns, trace: &Trace, view: &View, letters: Letters) -> (Vec<Quad>, Vec<Label>, Drawn) {
    let (mut ribbons, mut spans, mut front, mut labels) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let track = trace.tracks().cores.get(0).unwrap();
    let mut out = Out { ribbons: &mut ribbons, spans: &mut spans, front: &mut front, labels: &mut labels, columns };
    let drawn = lane(track, (0, true, 0), BAND, letters, &frame(view, trace.end()), &mut out);
    ribbons.iter().for_each(|ribbon| unrolled(ribbon, columns, &mut spans));
    (spans, labels, drawn)
}

/// A ribbon as rectangles a pixel wide, as a graphics card would lay it out.
fn unrolled(ribbon: &Ribbon, columns: &Columns, out: &mut Vec<Quad>) {
    let [width, _] = columns.size();
    let step = (ribbon.columns.1 - ribbon.columns.0) / f64::from(ribbon.x1 - ribbon.x0);
    for x0 in ribbon.x0..ribbon.x1 {
        let column = (ribbon.columns.0 + step * (f64::from(x0 - ribbon.x0) + 0.5)).floor() as usize % width;
        let codes = columns.rows(Patch { x: column, y: ribbon.row, width: 1, height: ribbon.height as usize }).flatten().copied();
        for (y0, code) in (ribbon.y0..).zip(codes).filter(|(_, code)| *code > 0) {
            let state = layers::state(code).unwrap();
            let ink = if is_hatched(state) { Ink::Far(state) } else { Ink::State(state) };
            match out.last_mut() {
                Some(above) if (above.x0, above.y1, above.ink) == (x0, y0, ink) => above.y1 += 1,
                _ => out.push(Quad { x0, x1: x0 + 1, y0, y1: y0 + 1, ink }),
            }
        }
    }
}

/// A core that runs and switches by turns and is never idle.
fn busy(pieces: u32, run: Ns, switch: Ns) -> Trace {
    let kinds = (0..pieces).flat_map(|i| {
        let (start, task) = (Ns::from(i) * (run + switch), TaskId(i % 7));
        let end = start + run;
        [
            (start, Kind::SwitchEnded { core: 0, thread: task.0, task }),
            (start, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(run) }),
            (end, Kind::RunEnded { core: 0, task, why: RunEnd::Quantum }),
            (end, Kind::SwitchStarted { core: 0, thread: task.0, task, switch: switch as u32, spawn: 0 }),
        ]
    });
    trace(kinds, Ns::from(pieces) * (run + switch))
}

#[test]
fn culling_draws_what_drawing_everything_and_cutting_would() {
    let all = (0..400_u32).map(|i| (i, Ns::from(i) * 1000, Ns::from(i) * 1000 + 300 + Ns::from(i * 37 % 600)));
    let trace = bursts(all.clone(), 400_000);
    let mut view = View::new(40_000.0);
    for _ in 0..60 {
        let axis = view.axis(1000);
        let naive: Vec<_> = all
            .clone()
            .map(|(_, start, end)| (axis.px(start).max(0), axis.px(end).min(1000)))
            .filter(|(x0, x1)| x0 < x1)
            .map(|(x0, x1)| (x0 as i32, x1 as i32))
            .collect();
        let found: Vec<_> = drawn(&trace, &view, Letters::None).0.iter().map(|quad| (quad.x0, quad.x1)).collect();
        assert_eq!(found, naive, "at {}", view.left());
        view.pan(0.137);
    }
}

#[test]
fn a_dense_lane_sums_to_its_whole_height_in_every_column() {
    let trace = busy(20_000, 900, 300);
    let mut view = View::new(24_000_000.0);
    for _ in 0..12 {
        let (quads, ..) = drawn(&trace, &view, Letters::None);
        let mut heights = vec![0; 1000];
        for quad in &quads {
            for x in quad.x0..quad.x1 {
                heights[x as usize] += quad.y1 - quad.y0;
            }
        }
        assert!(heights.iter().all(|height| *height == 20), "{heights:?}");
        let area = |state| -> i32 { quads.iter().filter(|q| q.ink == Ink::State(state)).map(|q| (q.x1 - q.x0) * (q.y1 - q.y0)).sum() };
        assert!((f64::from(area(SpanState::Running)) / 20_000.0 - 0.75).abs() < 0.02, "a mixture is not three quarters green");
        assert!(quads.len() < 3000);
        view.zoom(0.93, 0.3);
    }
}

#[test]
fn a_gliding_dense_lane_moves_as_one_piece() {
    let trace = busy(20_000, 900, 300);
    let mut view = View::new(12_000_000.0);
    let columns = |view: &View| -> Vec<(i64, Quad)> {
        let left = view.axis(1000).px(0);
        drawn(&trace, view, Letters::None).0.into_iter().filter(|q| q.x0 > 3 && q.x1 < 900).map(|q| (i64::from(q.x0) - left, q)).collect()
    };
    let before = columns(&view);
    view.pan(0.0217);
    let after = columns(&view);
    let same = after.iter().filter(|(x, quad)| before.iter().any(|(was, old)| was == x && (old.y0, old.y1) == (quad.y0, quad.y1))).count();
    assert!(same * 100 >= after.len() * 97, "{same} of {}", after.len());
}

#[test]
fn what_is_remembered_of_a_lane_never_shows() {
    let (mut columns, mut view) = (Columns::default(), View::new(3_000_000.0));
    // It grows while it is looked at, and the view goes back, forth, in and out.
    for step in 1..=160_u32 {
        let trace = busy(step * 100, 900, 300);
        columns.begin(1000);
        let found = drawn_with(&mut columns, &trace, &view, Letters::None).0;
        assert_eq!(found, drawn(&trace, &view, Letters::None).0, "step {step}");
        match step % 20 {
            7 => view.pan(-2.3),
            11 => view.zoom(2.1, 0.4),
            17 => view.zoom(0.45, 0.6),
            _ => view.pan(0.05),
        }
    }
}

#[test]
fn what_is_narrow_stays_in_sight_unless_it_is_a_trifle_beside_something_wide() {
    let view = View::new(1_000_000.0);
    let alone = bursts([(0, 500_000, 500_100)], 1_000_000);
    let quads = drawn(&alone, &view, Letters::None).0;
    assert_eq!(quads.iter().map(|quad| quad.x1 - quad.x0).collect::<Vec<_>>(), [1]);
    let beside = bursts([(0, 100_000, 500_000), (1, 500_000, 500_100)], 1_000_000);
    assert_eq!(drawn(&beside, &view, Letters::None).0.len(), 1);
}

#[test]
fn tasks_that_follow_upon_one_another_are_told_apart() {
    let trace = bursts([(0, 0, 50_000), (1, 50_000, 90_000), (1, 90_000, 95_000)], 100_000);
    let quads = drawn(&trace, &View::new(100_000.0), Letters::None).0;
    assert_eq!(quads[1].x0 - quads[0].x1, 1, "no notch");
}

#[test]
fn letters_are_written_where_there_is_room() {
    let trace = bursts([(0, 0, 50_000), (1, 50_000, 51_000), (2, 60_000, 90_000)], 100_000);
    let (_, labels, found) = drawn(&trace, &View::new(100_000.0), Letters::Each);
    assert_eq!(labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>(), ["A", "C"]);
    assert!(found.several);
    let lone = bursts([(3, 0, 50_000)], 100_000);
    let (_, labels, found) = drawn(&lone, &View::new(100_000.0), Letters::Once);
    assert_eq!((labels.len(), found.only), (0, Some(TaskId(3))));
}

#[test]
fn switching_is_lower_than_running() {
    let band = shape(SpanState::Switching, BAND);
    assert!(band.y1 == BAND.y1 && band.height() < BAND.height() && band.height() * 2 > BAND.height());
    assert_eq!(shape(SpanState::Running, BAND), BAND);
}

proptest! {
    #[test]
    fn no_zoom_draws_outside_or_without_end(start in 0..20_000_000_u64, power in 0.0..53.0_f64, share in -3.0..3.0_f64) {
        thread_local!(static TRACE: Trace = busy(5_000, 900, 300));
        let mut view = View::new(power.exp2());
        view.jump_to(start);
        view.pan(share);
        TRACE.with(|trace| {
            let (quads, ..) = drawn(trace, &view, Letters::Each);
            assert!(quads.len() <= 4000);
            assert!(quads.iter().all(|quad| 0 <= quad.x0 && quad.x0 < quad.x1 && quad.x1 <= 1000 && 0 <= quad.y0 && quad.y1 <= 20));
        });
    }
}

/// The outlines that are drawn of three bursts, the second of which is too narrow to be seen alone.
fn outlines(marked: [Option<Marked>; 2]) -> Vec<Quad> {
    let trace = bursts([(0, 10_000, 30_000), (1, 50_000, 50_010), (0, 70_000, 90_000)], 100_000);
    let (mut ribbons, mut spans, mut front, mut labels) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut columns = Columns::default();
    columns.begin(1000);
    let mut out = Out { ribbons: &mut ribbons, spans: &mut spans, front: &mut front, labels: &mut labels, columns: &mut columns };
    let frame = Frame { marked, ..frame(&View::new(100_000.0), trace.end()) };
    lane(trace.tracks().cores.get(0).unwrap(), (0, true, 0), BAND, Letters::None, &frame, &mut out);
    front
}

#[test]
fn a_task_is_outlined_wherever_it_runs_and_a_span_alone() {
    let trace = bursts([(0, 10_000, 30_000), (1, 50_000, 50_010), (0, 70_000, 90_000)], 100_000);
    let event = |at: Ns| trace.tracks().cores.get(0).unwrap().at(at).unwrap().event;
    let of_task = outlines([Some(Marked::Task(TaskId(0))), None]);
    assert_eq!(of_task.iter().map(|quad| quad.ink).collect::<Vec<_>>(), [Ink::Selected; 4], "above and below, twice");
    let around = |quads: &[Quad]| {
        let (x0, x1) = (quads.iter().map(|quad| quad.x0).min().unwrap(), quads.iter().map(|quad| quad.x1).max().unwrap());
        (quads.len(), x0, x1, quads[0].ink)
    };
    let (first, narrow) = (Marked::Span(0, event(20_000)), Marked::Span(0, event(50_005)));
    let axis = View::new(100_000.0).axis(1000);
    let px = |at: Ns| axis.px(at) as i32;
    assert_eq!(around(&outlines([Some(first), None])), (4, px(10_000) - 1, px(30_000) + 1, Ink::Selected));
    assert_eq!(around(&outlines([None, Some(narrow)])), (4, px(50_000) - 1, px(50_000) + 2, Ink::Hovered), "however narrow it is");
    assert_eq!(outlines([None, None]), []);
}
