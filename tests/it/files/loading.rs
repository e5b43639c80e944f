//! Logs and traces are read in the background: told by content, with what would fit said before, and an end on demand.

use super::{Folder, log_of, packed};
use crate::window::race;
use loopscope::app::loading::{Loaded, Loading, Opened, Order, Wanted, estimate::Estimate};
use loopscope::event::{Kind, Origin};
use loopscope::formats::content::Content;
use loopscope::formats::traces::importers::IMPORTERS;
use loopscope::sim;
use loopscope::trace::Trace;
use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

const ROOM: usize = 512 << 20;

fn answer(loading: &Loading) -> Loaded {
    let end = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = loading.answer() {
            return answer;
        }
        assert!(Instant::now() < end, "no answer");
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn loaded(files: Vec<PathBuf>, wanted: Wanted, room: usize) -> Loaded {
    let order = Order { files, wanted, bytes: room, first: 70, importers: IMPORTERS };
    answer(&Loading::start(order, Arc::new(|| ())).unwrap())
}

/// What a file will take up, where there is room for `bound` bytes.
fn estimated(file: PathBuf, bound: usize) -> Estimate {
    let Ok(Content::Trace(importer, source)) = Content::open(&file, IMPORTERS, |_| true) else { panic!("it is a trace") };
    Estimate::of(&mut [Opened { path: file, importer, source }], bound, sim::model)
}

fn traces(loaded: Loaded) -> Vec<Trace> {
    match loaded {
        Loaded::Ready(traces) => traces,
        Loaded::TooBig(..) => panic!("it fits"),
        Loaded::Document(path, _) => panic!("{} is a document", path.display()),
        Loaded::Failed(says) | Loaded::NotOpened(_, says) => panic!("{says}"),
    }
}

#[test]
fn a_log_comes_back_with_its_model_its_names_and_every_event() {
    let folder = Folder::new("loading-log");
    let log = log_of(&race(), "threads");
    let plain = folder.file("a.txt", &log);
    let gzipped = folder.file("b", packed(log.as_bytes()));
    let traces = traces(loaded(vec![plain, gzipped], Wanted::All, ROOM));
    for (trace, (run, file)) in traces.iter().zip([(70, "a.txt"), (71, "b")]) {
        let recorded = trace.recorded().unwrap();
        assert_eq!((trace.run(), recorded.file.as_str(), recorded.origin), (run, file, Origin::Simulated));
        assert_eq!((trace.model().name, recorded.scenario, trace.len()), ("threads", true, log.lines().count() as u64 - 1));
        assert_eq!((trace.names().devices.as_slice(), recorded.tolerated.len()), (&["disk".to_owned()][..], 0));
        assert!(recorded.workload_hash.is_some() && trace.live().done == 20);
    }
}

#[test]
fn a_log_of_a_model_that_is_not_here_is_drawn_all_the_same() {
    let folder = Folder::new("loading-unknown");
    let log = "{\"loopscope\":1,\"model\":\"fibers\",\"origin\":\"measured\",\"clock\":\"monotonic\",\"cores\":2}\n\
        {\"t\":5,\"k\":\"job-arrived\",\"job\":0}\n{\"t\":6,\"k\":\"run-started\",\"core\":0,\"task\":0,\"burst\":9}\n\
        {\"t\":9,\"k\":\"hiccup\",\"of\":1}\n{\"t\":7,\"k\":\"mark\",\"text\":\"here\"}\n{\"t\":15,\"k\":\"run-ended\",\"core\":0,\"task\":0,\"why\":\"done\"}\n";
    let traces = traces(loaded(vec![folder.file("fibers.log", log)], Wanted::All, ROOM));
    let (trace, recorded) = (&traces[0], traces[0].recorded().unwrap());
    assert_eq!(
        (trace.model().name, recorded.model.as_str(), recorded.origin, recorded.scenario),
        ("unknown", "fibers", Origin::Measured, false)
    );
    assert_eq!(trace.tracks().cores.get(0).unwrap().spans(0, 99).count(), 1);
    let odd = ["odd.unknown", "odd.earlier"];
    assert_eq!(recorded.tolerated, odd.map(|odd| (odd, 1)));
    assert!(matches!(trace.event(3).unwrap().kind, Kind::Mark { mark: 1 }) && recorded.marks.len() == 2);
}

#[test]
fn a_file_that_takes_up_too_much_is_said_so_before_and_read_in_part_if_wanted() {
    let folder = Folder::new("loading-big");
    let log = log_of(&race(), "coroutines");
    let (header, events) = log.split_once('\n').unwrap();
    let long = format!("{header}\n{}", events.repeat(400));
    let lines = long.lines().count() as u64 - 1;
    for file in [folder.file("long.ndjson", &long), folder.file("long.gz", packed(long.as_bytes()))] {
        // A third of what it takes up.
        let room = (estimated(file.clone(), usize::MAX).bytes / 3) as usize;
        let Loaded::TooBig(files, estimate) = loaded(vec![file.clone()], Wanted::All, room) else { panic!("{file:?} does not fit") };
        assert_eq!(files, [file]);
        assert!((lines * 9 / 10..lines * 11 / 10).contains(&estimate.events), "{estimate:?} for {lines}");
        assert!(estimate.part() < estimate.events && estimate.part() > 0 && !estimate.fits());
        let traces = traces(loaded(files, Wanted::Part, room));
        let part = traces[0].recorded().unwrap().part.unwrap();
        assert!(part.events == traces[0].len() && part.events < lines && traces[0].bytes() < 4 * room, "{part:?}");
        assert_eq!(traces[0].first(), 0, "the part begins with the first event");
    }
    assert!(estimated(folder.path().join("long.ndjson"), ROOM).fits());
}

#[test]
fn reading_can_be_stopped_and_what_is_no_recording_is_told_apart() {
    let folder = Folder::new("loading-stop");
    let long = format!("[{}]", "{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"a\",\"ts\":2,\"dur\":4},".repeat(400_000));
    let file = folder.file("long.json", long);
    let order = Order { files: vec![file], wanted: Wanted::All, bytes: ROOM, first: 0, importers: IMPORTERS };
    drop(Loading::start(order, Arc::new(|| ())).unwrap());
    let scenario = folder.file("s.toml", "name = \"x\"");
    assert!(matches!(loaded(vec![scenario], Wanted::All, ROOM), Loaded::Document(_, Content::Scenario(text)) if text == "name = \"x\""));
    let other = folder.file("o.json", "{\"a\":1}");
    assert!(matches!(loaded(vec![other], Wanted::All, ROOM), Loaded::NotOpened(_, says) if says.contains("neither a log")));
    let gone = folder.path().join("gone.json");
    assert!(matches!(loaded(vec![gone], Wanted::All, ROOM), Loaded::NotOpened(_, says) if says.contains("there is no such file")));
}

#[test]
fn of_several_files_that_are_not_all_traces_the_first_is_opened() {
    let folder = Folder::new("loading-mixed");
    let (log, scenario) = (folder.file("a.ndjson", log_of(&race(), "threads")), folder.file("s.toml", "name = \"x\""));
    assert_eq!(traces(loaded(vec![log.clone(), scenario.clone()], Wanted::All, ROOM)).len(), 1);
    assert!(matches!(loaded(vec![scenario, log], Wanted::All, ROOM), Loaded::Document(..)));
}
