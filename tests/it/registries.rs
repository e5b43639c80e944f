//! What is registered is a file and a line: one of each is added here from a fixture, and goes the way of those that come with the program.

#[path = "registries/lifo.rs"]
mod lifo;
#[path = "registries/ticks.rs"]
mod ticks;

use crate::files::Folder;
use crate::lab::Log;
use loopscope::app::loading::{Loaded, Loading, Order, Wanted};
use loopscope::app::rehearse::rehearse;
use loopscope::event::{Discipline, Ending, Scenario};
use loopscope::formats::content::Content;
use loopscope::formats::documents::gallery::{Gallery, ReadBuiltIn, SHIPPED};
use loopscope::formats::documents::{lesson, scenario};
use loopscope::formats::traces::importers::{IMPORTERS, Importer};
use loopscope::formats::traces::{chrome, log};
use loopscope::sim::{self, Run};
use loopscope::studio::{Headway, Recorded};
use loopscope::trace::{Facts, check};
use std::{sync::Arc, time::Duration};

static WITH_TICKS: &[&Importer] = &[&log::IMPORTER, &chrome::IMPORTER, &ticks::IMPORTER];

#[test]
fn a_format_is_told_apart_and_read_by_the_window_and_the_command_line() {
    let folder = Folder::new("registry-importer");
    let file = folder.file("x.txt", "ticks\n0 10\n10 25\n");
    let open = |importers: &[&'static Importer]| Content::open(&file, importers, |_| true).unwrap();
    assert!(matches!(open(IMPORTERS), Content::Scenario(_)), "without it, the file is nothing that is known");

    let Content::Trace(importer, source) = open(WITH_TICKS) else { panic!("with it, it is told apart") };
    let (recorded, broken) = Recorded::read("x.txt", importer, source, &Headway::default()).unwrap();
    assert_eq!((importer.name, recorded.traces[0].len(), broken), ("ticks", 8, None));

    let order = Order { files: vec![file.clone()], wanted: Wanted::All, bytes: 1 << 20, first: 5, importers: WITH_TICKS };
    let loading = Loading::start(order, Arc::new(|| ())).unwrap();
    let loaded = std::iter::repeat_with(|| loading.answer()).take(6000).find_map(|answer| {
        std::thread::sleep(Duration::from_millis(10));
        answer
    });
    let Some(Loaded::Ready(traces)) = loaded else { panic!("the window's thread reads it") };
    assert_eq!((traces[0].run(), traces[0].len(), traces[0].end()), (5, 8, 25));
    assert_eq!(traces[0].recorded().unwrap().file, "x.txt");

    let broken = folder.file("y.txt", "ticks\nsoon\n");
    let Content::Trace(importer, source) = Content::open(&broken, WITH_TICKS, |_| true).unwrap() else { panic!("it is of this format") };
    let error = Recorded::read("y.txt", importer, source, &Headway::default()).err().unwrap();
    assert_eq!(error.to_string(), "y.txt: line 2: found \"soon\"; expected two times");
}

#[test]
fn a_model_runs_and_is_checked_by_its_own_discipline() {
    let text = "[workload]\njobs = 6\narrivals = \"at-once\"\nsteps = [{ cpu = \"1ms\" }, { io = \"disk\", latency = \"2500us\" }, { cpu = \"1ms\" }]";
    let scenario = Arc::new(scenario::parse(&format!("models = [\"lifo\"]\n{text}"), "x", &["lifo"]).unwrap());
    assert!(scenario.runs(&lifo::INFO));
    let run = || {
        let mut log = Log::default();
        assert_eq!(Run::of(&scenario, lifo::MODEL).to_end(&mut log), Ending::Drained);
        log.0
    };
    let events = run();
    assert_eq!(events, run(), "the same scenario gives the same log");

    let facts = Facts::new(&lifo::INFO, &scenario, &sim::names(&scenario), true);
    let asked = |job| sim::cpu_asked(&scenario, job);
    let checked = check(facts.clone(), Some(&asked), &[], &events).unwrap();
    assert_eq!((checked.arrived, checked.done), (6, 6));
    let mut in_order = facts;
    in_order.discipline = Discipline::Fifo;
    let broken = check(in_order, Some(&asked), &[], &events).unwrap_err();
    assert_eq!(broken.invariant, "I5", "{broken}");
}

#[test]
fn a_scenario_is_listed_and_read_from_its_file_alone() {
    let fixture = ("two-readers", include_str!("../fixtures/scenarios/two-readers.toml"));
    let Gallery { scenarios, faults } = Gallery::new(SHIPPED.iter().copied().chain([fixture]));
    assert_eq!(faults, [""; 0]);
    let place = scenarios.iter().position(|built_in| built_in.slug == "two-readers").unwrap();
    assert_eq!(place, 1, "the first line says where");
    let built_in = &scenarios[place];
    assert_eq!(built_in.title, "Two readers");
    assert!(built_in.says.starts_with("Two readers ask one disk"));
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let read: Scenario = built_in.scenario(&models).unwrap();
    assert_eq!((read.models.len(), read.total_jobs()), (2, Some(2)));
}

#[test]
fn a_lesson_is_listed_and_rehearsed_from_its_file_alone() {
    let fixture = ("01-two-readers", include_str!("../fixtures/lessons/01-two-readers.toml"));
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    let course = lesson::course(lesson::SHIPPED.iter().copied().chain([fixture]), &models);
    assert_eq!(course.faults, [""; 0]);
    let lesson = course.lessons.last().unwrap();
    assert_eq!(lesson.slug, "01-two-readers");
    let rehearsal = rehearse(lesson).unwrap();
    assert!(rehearsal.untrue(lesson).is_empty(), "{:?}", rehearsal.untrue(lesson).iter().map(|untrue| &untrue.message).collect::<Vec<_>>());
}
