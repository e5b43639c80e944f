//! Which lanes there are, folded, filtered, pinned and put elsewhere.

use super::*;
use proptest::prelude::*;

fn run(model: &'static str, cores: usize, rows: usize) -> Run {
    Run { name: Name { model, nth: 0 }, cores, rows, strips: 2, counters: 0 }
}

fn three() -> [Run; 3] {
    [run("coroutines", 1, 5), run("threads", 2, 4), run("sync", 1, 3)]
}

fn flat(lanes: &Lanes) -> Vec<(usize, What)> {
    let of = |group: &Group| -> Vec<(usize, What)> {
        let whats = group.sections.iter().flat_map(|section| (0..section.numbers.len()).filter_map(|place| section.what(place)));
        whats.map(|what| (group.run, what)).collect()
    };
    lanes.pinned.iter().map(|lane| (lane.run, lane.what)).chain(lanes.groups.iter().flat_map(of)).collect()
}

fn shown(arranged: &Arrangement, filter: &str) -> Vec<(usize, What)> {
    let mut filter = Filter::parse(filter, &|name| three().iter().position(|run| run.name.model == name).into_iter().collect()).unwrap();
    filter.found(vec![vec![2], vec![1], vec![]]);
    flat(&lanes(&three(), 1, arranged, &filter))
}

const STAGE: [(usize, What); 8] = [
    (1, What::Core(0)),
    (1, What::Core(1)),
    (1, What::Row(0)),
    (1, What::Row(1)),
    (1, What::Row(2)),
    (1, What::Row(3)),
    (1, What::Queue),
    (1, What::Flight),
];
const NAME: Name = Name { model: "threads", nth: 0 };

#[test]
fn at_first_the_run_on_the_stage_is_open_and_above_the_others() {
    let found = shown(&Arrangement::default(), "");
    assert_eq!(found, [&STAGE[..], &[(0, What::Cores), (2, What::Cores)]].concat());
}

#[test]
fn groups_and_parts_fold_and_open_again() {
    let mut arranged = Arrangement::default();
    arranged.toggle(NAME, true);
    assert_eq!(shown(&arranged, ""), [(1, What::Cores), (0, What::Cores), (2, What::Cores)]);
    arranged.toggle(NAME, true);
    assert!(arranged.is_first());
    arranged.toggle_part(NAME, Part::Tasks);
    arranged.toggle_part(NAME, Part::Cores);
    assert_eq!(shown(&arranged, "")[..4], [(1, What::Cores), (1, What::Tasks), (1, What::Queue), (1, What::Flight)]);
    arranged.toggle(Name { model: "sync", nth: 0 }, false);
    assert!(shown(&arranged, "").contains(&(2, What::Row(2))));
}

#[test]
fn a_pinned_lane_stands_at_the_top_and_only_there() {
    let mut arranged = Arrangement::default();
    for what in [What::Row(2), What::Queue, What::Core(1)] {
        arranged.toggle_pin(NAME, what);
    }
    arranged.toggle_pin(Name { model: "sync", nth: 0 }, What::Cores);
    let found = shown(&arranged, "");
    assert_eq!(found[..4], [(1, What::Row(2)), (1, What::Queue), (1, What::Core(1)), (2, What::Cores)]);
    assert_eq!(found.len(), STAGE.len() + 2);
    assert_eq!(shown(&arranged, "coroutines")[4..], [(0, What::Cores)], "the filter leaves what is pinned");
    arranged.toggle_pin(NAME, What::Row(2));
    assert_eq!(shown(&arranged, "")[4], (1, What::Row(0)), "after the one core that is left");
}

#[test]
fn filters_show_what_they_name_in_every_run() {
    let first = Arrangement::default();
    assert_eq!(shown(&first, "C"), [(1, What::Row(1)), (0, What::Row(2))]);
    assert_eq!(shown(&first, "queue"), [(1, What::Queue), (0, What::Queue), (2, What::Queue)]);
    assert_eq!(shown(&first, "threads"), STAGE);
    assert_eq!(shown(&first, "sync cores"), [(2, What::Core(0))]);
}

#[test]
fn rows_parts_and_runs_are_put_elsewhere() {
    let lane = |run, what| Lane { run, what };
    let mut arranged = Arrangement::default();
    arranged.put(&three(), 1, (lane(1, What::Row(3)), lane(1, What::Row(0))));
    arranged.put(&three(), 1, (lane(1, What::Flight), lane(1, What::Core(0))));
    arranged.put(&three(), 1, (lane(2, What::Cores), lane(1, What::Row(2))));
    let found = shown(&arranged, "");
    assert_eq!(found[0], (2, What::Cores));
    assert_eq!(found[1..5], [(1, What::Flight), (1, What::Core(0)), (1, What::Core(1)), (1, What::Row(3))]);
    assert_eq!(shown(&arranged, "threads").len(), STAGE.len());
    // Which run is on the stage no longer decides where they stand.
    let others = lanes(&three(), 0, &arranged, &Filter::default());
    assert_eq!(others.groups.iter().map(|group| group.run).collect::<Vec<_>>(), [2, 1, 0]);
}

#[test]
fn rows_that_come_later_follow_those_that_were_put() {
    let mut arranged = Arrangement::default();
    let put = (Lane { run: 0, what: What::Row(1) }, Lane { run: 0, what: What::Row(0) });
    arranged.put(&[run("sync", 1, 2)], 0, put);
    let later = flat(&lanes(&[run("sync", 1, 4)], 0, &arranged, &Filter::default()));
    assert_eq!(later[1..5], [(0, What::Row(1)), (0, What::Row(0)), (0, What::Row(2)), (0, What::Row(3))]);
    let fewer = flat(&lanes(&[run("sync", 1, 1)], 0, &arranged, &Filter::default()));
    assert_eq!(fewer[1], (0, What::Row(0)));
}

fn with_counters(counters: usize) -> [Run; 1] {
    [Run { strips: 0, counters, ..run("threads", 0, 1) }]
}

fn counters_of(runs: &[Run], arranged: &Arrangement, filter: &str) -> Vec<What> {
    let filter = Filter::parse(filter, &|_| Vec::new()).unwrap();
    let all = flat(&lanes(runs, 0, arranged, &filter)).into_iter().map(|(_, what)| what);
    all.filter(|what| what.part() == Part::Counters).collect()
}

#[test]
fn a_handful_of_counters_is_shown_and_a_line_says_how_many_more_there_are() {
    let mut arranged = Arrangement::default();
    let few: Vec<What> = (0..HANDFUL).map(What::Counter).collect();
    assert_eq!(counters_of(&with_counters(HANDFUL), &arranged, ""), few, "no line for none");
    let runs = with_counters(50);
    let handful = [&few[..], &[What::Counters(50 - HANDFUL)]].concat();
    assert_eq!(counters_of(&runs, &arranged, ""), handful);
    arranged.more_counters(NAME);
    let all: Vec<What> = (0..50).map(What::Counter).collect();
    assert_eq!(counters_of(&runs, &arranged, ""), all);
    arranged.toggle_part(NAME, Part::Counters);
    assert_eq!(counters_of(&runs, &arranged, ""), [What::Counters(50)]);
    assert_eq!(counters_of(&runs, &arranged, "counters"), all, "whoever asks for them sees all");
    assert_eq!(counters_of(&runs, &arranged, "tasks"), []);
    arranged.more_counters(NAME);
    assert_eq!(counters_of(&runs, &arranged, ""), handful, "as at first");
}

#[test]
fn counters_are_pinned_and_put_elsewhere_like_rows() {
    let (mut arranged, runs) = (Arrangement::default(), with_counters(4));
    let lane = |what| Lane { run: 0, what };
    arranged.put(&runs, 0, (lane(What::Counter(3)), lane(What::Counter(1))));
    assert_eq!(counters_of(&runs, &arranged, ""), [0, 3, 1, 2].map(What::Counter));
    arranged.toggle_pin(NAME, What::Counter(0));
    arranged.toggle_pin(NAME, What::Counters(7));
    let found = lanes(&runs, 0, &arranged, &Filter::default());
    assert_eq!(found.pinned, [lane(What::Counter(0))]);
    assert_eq!(counters_of(&runs, &arranged, "")[1..], [3, 1, 2].map(What::Counter));
    arranged.put(&runs, 0, (lane(What::Counter(2)), lane(What::Row(0))));
    assert_eq!(found.groups[0].sections.len(), 2);
    assert_eq!(flat(&lanes(&runs, 0, &arranged, &Filter::default()))[1].1, What::Counter(3), "all of them stand where one is put");
}

fn any_what() -> impl Strategy<Value = What> {
    prop_oneof![
        Just(What::Cores),
        Just(What::Queue),
        Just(What::Flight),
        Just(What::Tasks),
        (0..3_u16).prop_map(What::Core),
        (0..6_usize).prop_map(What::Row)
    ]
}

proptest! {
    #[test]
    fn nothing_is_lost_or_doubled_however_it_is_arranged(
        steps in prop::collection::vec((0..4_u8, 0..3_usize, any_what(), 0..4_usize, any_what()), 0..30), on_stage in 0..4_usize,
    ) {
        let runs = three();
        let mut arranged = Arrangement::default();
        for (which, run, what, other, target) in steps {
            let name = runs[run].name;
            match which {
                0 => arranged.toggle(name, run == on_stage),
                1 => arranged.toggle_pin(name, what),
                2 => arranged.put(&runs, on_stage, (Lane { run, what }, Lane { run: other, what: target })),
                _ => arranged.toggle_part(name, what.part()),
            }
        }
        let found = flat(&lanes(&runs, on_stage, &arranged, &Filter::default()));
        for (i, lane) in found.iter().enumerate() {
            let doubled = found[i + 1..].contains(lane);
            // All cores in one lane may be pinned and stand in an open group that has its cores folded.
            prop_assert!(!doubled || lane.1 == What::Cores, "{lane:?} twice in {found:?}");
        }
        for (run, shape) in runs.iter().enumerate() {
            let has = |what: What| found.contains(&(run, what));
            prop_assert!(has(What::Cores) || (0..shape.cores).all(|core| has(What::Core(core as u16))), "{run} in {found:?}");
            if arranged.is_open(shape.name, run == on_stage) && !arranged.is_folded(shape.name, Part::Tasks) {
                prop_assert!((0..shape.rows).all(|row| has(What::Row(row))), "{run} in {found:?}");
            }
        }
    }
}
