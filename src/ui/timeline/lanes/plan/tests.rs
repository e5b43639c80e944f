//! Where lanes are placed, at every size and in every arrangement.

use super::super::filter::Filter;
use super::*;
use crate::timeline::lanes::{Arrangement, Name, Run, lanes};
use proptest::prelude::*;

const MODELS: [&str; 9] = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
const HALL: Wanted = Wanted { size: (1292, 440), scale: 1.0, gutter: 110, first: 0 };

fn runs(cores: usize, rows: usize, others: usize) -> Vec<Run> {
    MODELS[..=others].iter().map(|model| Run { name: Name { model, nth: 0 }, cores, rows, strips: 2, counters: 0 }).collect()
}

fn at_first(cores: usize, rows: usize, others: usize) -> Lanes {
    lanes(&runs(cores, rows, others), 0, &Arrangement::default(), &Filter::default())
}

fn count(plan: &Plan, is: impl Fn(What) -> bool) -> usize {
    plan.placed.iter().filter(|placed| is(placed.lane.what)).count()
}

fn rows(plan: &Plan) -> usize {
    count(plan, |what| matches!(what, What::Row(_)))
}

#[test]
fn twenty_tasks_and_two_strips_fit_at_1080p() {
    let plan = plan(&HALL, &at_first(1, 20, 2));
    assert_eq!((rows(&plan), plan.more()), (20, 0));
    assert!(plan.band(0, What::Queue).is_some() && plan.band(0, What::Flight).is_some());
    assert_eq!(count(&plan, |what| what == What::Cores), 2);
}

#[test]
fn a_low_panel_keeps_the_lanes_and_gives_up_strips() {
    let plan = plan(&Wanted { size: (700, 200), ..HALL }, &at_first(1, 20, 2));
    assert!(plan.band(0, What::Flight).is_none());
    assert_eq!((count(&plan, |what| what == What::Core(0)), count(&plan, |what| what == What::Cores)), (1, 2));
    assert!(rows(&plan) >= 4 && plan.more() == 20 - rows(&plan));
}

#[test]
fn scrolling_ends_at_the_last_row() {
    let found = plan(&Wanted { first: 9_999_999, ..HALL }, &at_first(1, 10_000, 2));
    assert_eq!(found.first + found.shown, 10_000);
    assert_eq!(
        found.placed.iter().filter_map(|placed| if let What::Row(row) = placed.lane.what { Some(row) } else { None }).max(),
        Some(9_999)
    );
}

#[test]
fn two_open_runs_share_the_rows_that_scroll() {
    let runs = runs(1, 100, 1);
    let mut arranged = Arrangement::default();
    arranged.toggle(runs[1].name, false);
    let both = lanes(&runs, 0, &arranged, &Filter::default());
    let tall = Wanted { size: (1292, 900), ..HALL };
    let seen = |first: usize| {
        let plan = plan(&Wanted { first, ..tall }, &both);
        let rows =
            |run: usize| plan.placed.iter().filter(|placed| placed.lane.run == run && matches!(placed.lane.what, What::Row(_))).count();
        (rows(0), rows(1), plan.band(1, What::Queue).is_some())
    };
    let (above, below, queue) = seen(0);
    assert!(above > 20 && below == 0 && queue);
    let (above, below, queue) = seen(150);
    assert!(above == 0 && below > 20 && queue);
}

#[test]
fn what_does_not_fit_scrolls_as_a_whole_and_every_lane_can_be_reached() {
    let runs = runs(8, 50, 5);
    let mut arranged = Arrangement::default();
    runs[1..].iter().for_each(|run| arranged.toggle(run.name, false));
    arranged.toggle_pin(runs[0].name, What::Row(7));
    let all = lanes(&runs, 0, &arranged, &Filter::default());
    let mut seen = Vec::new();
    let mut first = 0;
    loop {
        let plan = plan(&Wanted { first, ..HALL }, &all);
        assert_eq!(plan.placed[0].lane.what, What::Row(7), "it is pinned");
        seen.extend(plan.placed.iter().map(|placed| placed.lane).filter(|lane| !(lane.run == 0 && lane.what == What::Row(7))));
        if plan.first + plan.shown >= plan.total {
            break;
        }
        first = plan.first + plan.shown;
    }
    let each = 8 + 50 + 2;
    let mut unique: Vec<Lane> = Vec::new();
    for lane in seen {
        if !unique.contains(&lane) {
            unique.push(lane);
        }
    }
    assert_eq!(unique.len(), 6 * each - 1);
}

#[test]
fn counters_leave_room_for_rows_that_can_be_read_and_all_are_reached() {
    let run = Run { name: Name { model: "a", nth: 0 }, cores: 0, rows: 30, strips: 0, counters: 50 };
    let mut arranged = Arrangement::default();
    let few = lanes(&[run], 0, &arranged, &Filter::default());
    let plan_of = |lanes: &Lanes, first: usize| plan(&Wanted { first, ..HALL }, lanes);
    let found = plan_of(&few, 0);
    assert!(!found.all_scroll && rows(&found) >= 8, "{found:?}");
    assert_eq!(count(&found, |what| matches!(what, What::Counter(_))), 4);
    arranged.more_counters(run.name);
    let all = lanes(&[run], 0, &arranged, &Filter::default());
    assert!(rows(&plan_of(&all, 0)) > 15, "the rows come first");
    let last = plan_of(&all, usize::MAX);
    assert!(last.band(0, What::Counter(49)).is_some() && last.band(0, What::Row(29)).is_none());
}

proptest! {
    #[test]
    fn bands_never_overlap_and_stay_inside(
        (width, height) in (1..4000_i32, 0..2400_i32), cores in 0..64_usize, rows in 0..12_000_usize, others in 0..9_usize, first in 0..20_000_usize,
        scale in prop_oneof![Just(1.0_f32), Just(1.25), Just(2.0)], (open, pins, counters) in (0..9_usize, 0..9_usize, 0..60_usize),
    ) {
        let mut runs = runs(cores, rows, others);
        runs[0].counters = counters;
        let mut arranged = Arrangement::default();
        arranged.more_counters(runs[0].name);
        runs.iter().take(open).skip(1).for_each(|run| arranged.toggle(run.name, false));
        (0..pins).for_each(|row| arranged.toggle_pin(runs[0].name, What::Row(row)));
        let all = lanes(&runs, 0, &arranged, &Filter::default());
        let plan = plan(&Wanted { size: (width, height), scale, gutter: 110, first }, &all);
        let mut bands = vec![plan.ruler];
        bands.extend(plan.placed.iter().map(|placed| placed.band));
        bands.extend([plan.map, plan.footer]);
        for pair in bands.windows(2) {
            prop_assert!(pair[0].y1 <= pair[1].y0, "{pair:?}");
        }
        prop_assert!(bands.iter().all(|band| band.y0 >= 0 && band.y1 <= height.max(0) && band.y0 <= band.y1));
        prop_assert!(plan.shown <= plan.total && plan.first + plan.shown <= plan.total && plan.x0 < plan.x1);
        prop_assert!(plan.first <= plan.total);
    }
}
