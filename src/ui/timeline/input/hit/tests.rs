//! What is told about what is under the pointer.

use super::*;
use crate::timeline::lanes::What;
use crate::timeline::lanes::plan::Plan;
use crate::timeline::layout::over::Over;
use crate::timeline::tests::{a_plan, band, bursts, measure, trace};
use crate::timeline::view::View;
use loopscope_event::{Kind, PackedNs, RunEnd, Wait};

fn told(traces: &[Trace], view: &View, plan: &Plan, at: (i64, i32)) -> Option<Hit> {
    let axis = view.axis((plan.x1 - plan.x0) as usize);
    let scene = Scene {
        traces,
        on_stage: 0,
        ghost: None,
        now: 0,
        counts: (0, 0),
        axis,
        plan,
        scale: 1.0,
        pointer: None,
        marked: [None, None],
        outlined: false,
        purpose: crate::Purpose::Use,
        over: Over::default(),
        measure: &measure,
    };
    hit(&scene, at.0, at.1)
}

#[test]
fn a_span_says_who_what_when_and_how_long() {
    let traces = [bursts([(2, 10_000, 30_000)], 50_000), bursts([(0, 0, 40_000)], 50_000)];
    let (view, plan) = (View::new(100_000.0), a_plan());
    let found = told(&traces, &view, &plan, (200, band(&plan, 0, What::Core(0)).middle())).unwrap();
    assert_eq!((found.task, found.title.as_str()), (Some(TaskId(2)), "core 1: C runs"));
    assert_eq!(found.lines, ["for 20.000 µs", "from 10.000 µs to 30.000 µs"]);
    let other = told(&traces, &view, &plan, (200, band(&plan, 1, What::Cores).middle())).unwrap();
    assert_eq!(other.title, "Made: A runs");
}

#[test]
fn what_goes_on_says_so_and_the_rest_is_idle_or_not_known() {
    let task = TaskId(0);
    let burst = PackedNs::new(90_000);
    let kinds = [(10_000, Kind::JobArrived { job: task }), (20_000, Kind::RunStarted { core: 0, task, line: 0, burst })];
    let (traces, view, plan) = ([trace(kinds, 50_000)], View::new(100_000.0), a_plan());
    let at = |x: i64| told(&traces, &view, &plan, (x, band(&plan, 0, What::Core(0)).middle()));
    assert_eq!(at(400).unwrap().lines, ["for 30.000 µs so far", "since 20.000 µs"]);
    assert_eq!(at(100).unwrap().title, "core 1: idle");
    assert_eq!(at(600), None);
}

#[test]
fn a_wait_names_its_device() {
    let (task, request, device) = (TaskId(0), 5, 0);
    let kinds = [
        (0, Kind::JobArrived { job: task }),
        (0, Kind::RunStarted { core: 0, task, line: 0, burst: PackedNs::new(10_000) }),
        (10_000, Kind::RunEnded { core: 0, task, why: RunEnd::Await }),
        (10_000, Kind::IoSubmitted { device, request, task, latency: PackedNs::new(80_000) }),
        (10_000, Kind::IoStarted { device, request, task }),
        (10_000, Kind::Awaited { task, line: 1, on: Wait::Io }),
    ];
    let (traces, view, plan) = ([trace(kinds, 50_000)], View::new(100_000.0), a_plan());
    let found = told(&traces, &view, &plan, (300, band(&plan, 0, What::Row(0)).middle())).unwrap();
    assert_eq!(found.title, "A waits for disk");
}

#[test]
fn many_spans_in_one_pixel_are_told_by_their_shares() {
    let traces = [bursts((0..2000).map(|i| (i, u64::from(i) * 100, u64::from(i) * 100 + 75)), 200_000)];
    let (view, plan) = (View::new(1_000_000.0), a_plan());
    let found = told(&traces, &view, &plan, (60, band(&plan, 0, What::Core(0)).middle())).unwrap();
    assert_eq!((found.task, found.lines[0].as_str()), (None, "75 % runs"));
}

#[test]
fn nothing_is_hit_outside_the_lanes() {
    let (traces, view, plan) = ([bursts([(0, 0, 100)], 100)], View::new(100.0), a_plan());
    for (x, y) in [(-1, 40), (5000, 40), (10, 10_000), (10, -5)] {
        assert_eq!(told(&traces, &view, &plan, (x, y)), None);
    }
    assert_eq!(told(&[], &view, &plan, (10, 40)), None);
}
