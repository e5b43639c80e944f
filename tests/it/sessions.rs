//! A session is a file: it runs again as it ran, to the last event, on the command line and in the window.

use crate::window::{models, until, window_on};
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;
use loopscope::app::{App, Opening, Options, sessions};
use loopscope::engine::ReplayExt;
use loopscope::event::{Change, Entry, Event, EventNo, Ns, Replay, Scenario, Speed};
use loopscope::formats::documents::languages::Own;
use loopscope::formats::documents::{
    gallery::{self, ReadBuiltIn},
    paste, session,
};
use loopscope::sim::{self, Sink};
use loopscope::trace::Trace;
use loopscope::ui::controls::knob::Knob;
use proptest::prelude::*;
use std::{fs, path::PathBuf, process::Command, sync::Arc};

#[derive(Default)]
struct Log(Vec<Event>);

impl Sink for Log {
    fn events(&mut self, _: EventNo, events: &[Event], _: &[Change]) {
        self.0.extend_from_slice(events);
    }
}

fn events(trace: &Trace, until: Ns) -> Vec<Event> {
    trace.events(0, trace.count_until(until)).map(|(_, event)| event).collect()
}

/// A window on an endless story in which sliders were moved and inputs posted while it played, held.
fn lived() -> crate::window::Window {
    let mut scenario: Scenario = gallery::find("default").unwrap().scenario(&models()).unwrap();
    scenario.models = vec!["threads".into(), "coroutines".into(), "goroutines".into()];
    let mut window = window_on(Arc::new(scenario), None);
    window.state_mut().set_speed(Speed::Time(1e8));
    let after = |window: &mut crate::window::Window| {
        let now = window.state().playhead().at;
        until(window, "some time", |window| window.state().playhead().at > now + 5_000_000);
    };
    for (knob, value) in [("Cores", 2.0), ("Clients", 13.0), ("Thread switch", 7_000.0), ("Clients", 5.0), ("I/O latency", 1_230_000.0)] {
        after(&mut window);
        window.get_by_role_and_label(Role::Slider, knob).set_value_accesskit(value);
        until(&mut window, "the engine's word", |window| window.state().is_settled());
        after(&mut window);
        window.key_press(Key::M);
    }
    after(&mut window);
    window.get_by_label("Pause").click();
    window.run_steps(30);
    until(&mut window, "rest", |window| window.state().is_settled());
    window
}

#[test]
fn what_was_lived_through_is_kept_and_runs_again_byte_for_byte() {
    let window = lived();
    let kept = window.state().kept().unwrap();
    assert!(kept.replay.entries.len() >= 10, "{} entries", kept.replay.entries.len());
    let text = session::write(&kept);
    assert_eq!(paste::unpack(&paste::pack(&text)).as_ref(), Ok(&text), "as a short text too");
    let read = sessions::parse(&text, "lived").unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(read, kept);
    for trace in window.state().runs() {
        let mut log = Log::default();
        read.replay.run(trace.model(), trace.end(), &mut log);
        assert!(log.0.len() > 100);
        assert_eq!(log.0, events(trace, trace.end()), "{}", trace.model().name);
    }

    // In another window the playhead returns to where it was, over the same log.
    let (scenario, head) = (read.replay.scenario.clone(), window.state().playhead());
    let lesson = Opening::Session(Arc::new(read));
    let mut other = egui_kittest::Harness::builder()
        .with_size(egui::vec2(1600.0, 960.0))
        .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson, own: Own::default() }));
    until(&mut other, "the session", |other| other.state().playhead().at == head.at && other.state().is_settled());
    assert_eq!(other.state().playhead().event, head.event);
    assert_eq!(other.state().scenario(), window.state().scenario());
    for (live, again) in window.state().runs().iter().zip(other.state().runs()) {
        assert_eq!(events(live, head.at), events(again, head.at));
    }
    // And it goes on.
    other.key_press(Key::Space);
    until(&mut other, "a story that goes on", |other| other.state().playhead().at > head.at + 1_000_000);
}

#[test]
fn a_pasted_session_is_opened_and_a_broken_one_says_why() {
    let window = lived();
    let kept = window.state().kept().unwrap();
    let mut other = window_on(Arc::new(gallery::find("race-twenty").unwrap().scenario(&models()).unwrap()), None);
    until(&mut other, "a first event", |other| other.state().known() > 1);
    other.event(egui::Event::Paste(paste::pack(&session::write(&kept))));
    until(&mut other, "the session", |other| other.state().playhead().at == kept.playhead && other.state().is_settled());
    let broken = session::write(&kept).replacen("set = {", "set = { machnie = 3,", 1);
    other.event(egui::Event::Paste(broken));
    until(&mut other, "why not", |other| other.query_by_label_contains("machnie").is_some());
}

/// A folder of its own, with files in it.
fn desk(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("loopscope-session-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn loopscope(args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loopscope"));
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    let output = command.args(args).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

const KEPT: &str = "session = 1\nstage = \"threads\"\nplayhead = \"4ms\"\n\n[scenario]\nseed = 7\nmodels = [\"threads\", \"coroutines\"]\n\n[scenario.workload]\njobs = 40\n\
    arrivals = { every = \"400us\" }\nsteps = [{ cpu = { exp = \"200us\" } }, { io = \"disk\", latency = \"3ms\" }, { cpu = \"100us\" }]\n\n\
    [[entry]]\nat = \"2ms\"\nset = { machine = { cores = 2 } }\n\n[[entry]]\nat = \"3ms\"\npost = { kind = \"mouse\" }\n";

#[test]
fn the_command_line_runs_and_checks_a_session_with_its_changes() {
    let desk = desk("run");
    let path = desk.join("kept.session.toml");
    fs::write(&path, KEPT).unwrap();
    let (path, log) = (path.to_str().unwrap().to_owned(), desk.join("log.ndjson"));
    let (status, out, err) = loopscope(&["run", &path, "--model", "threads", "--json", "--events", log.to_str().unwrap()]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    let written = fs::read_to_string(&log).unwrap();
    let changed: Vec<&str> = written.lines().filter(|line| line.contains("scenario-changed")).collect();
    assert!(matches!(changed[..], [line] if line.contains("\"t\":2000000")), "{changed:?}");
    let read = sessions::parse(KEPT, "kept").unwrap();
    let mut expected = Log::default();
    read.replay.run(sim::model("threads").unwrap(), loopscope::event::time::HORIZON, &mut expected);
    assert_eq!(written.lines().count(), expected.0.len() + 1);
    assert_eq!(loopscope(&["check", log.to_str().unwrap()]).0, 0, "and its log keeps the invariants");

    let (status, out, err) = loopscope(&["check", &path]);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("the session is valid, with 2 changes and inputs") && out.matches("keeps every invariant").count() == 2, "{out}");

    // An endless one stops where it stood.
    let endless = desk.join("endless.toml");
    fs::write(&endless, KEPT.replace("jobs = 40", "jobs = \"endless\"")).unwrap();
    let (status, out, err) = loopscope(&["run", endless.to_str().unwrap(), "--json"]);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("\"jobs\":"), "{out}");
    assert_eq!(loopscope(&["check", endless.to_str().unwrap()]).0, 0);
    fs::remove_dir_all(desk).unwrap();
}

#[test]
fn a_session_that_cannot_be_says_where_and_ends_with_two() {
    let desk = desk("bad");
    let path = desk.join("bad.toml");
    for (text, says) in [
        (KEPT.replace("at = \"3ms\"", "at = \"1ms\""), ":19:6: entry[1].at: 1ms is before the entry above it, 2ms"),
        (KEPT.replace("{ machine = { cores = 2 } }", "{ seed = 8 }"), ":16:7: entry[0].set: no run can go on with this change"),
        (KEPT.replace("session = 1", "session = 9"), ":1:11: session: found 9"),
        (KEPT.replace("4ms", "1000000000s"), ":3:12: playhead"),
    ] {
        fs::write(&path, text).unwrap();
        for command in ["run", "check"] {
            let (status, out, err) = loopscope(&[command, path.to_str().unwrap()]);
            assert_eq!((status, out.as_str()), (2, ""), "{err}");
            assert!(err.contains(says), "{command}: expected {says:?} in {err}");
        }
    }
    fs::write(&path, KEPT).unwrap();
    let (status, _, err) = loopscope(&["sweep", path.to_str().unwrap(), "--over", "machine.cores=1..2:lin:2"]);
    assert_eq!(status, 2);
    assert!(err.contains("this is a session"), "{err}");
    fs::remove_dir_all(desk).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_slider_reads_back_where_it_stood(knobs in prop::collection::vec((0_usize..20, 0.0..1.0_f64, 0_u64..1_000_000), 1..8)) {
        let models = models();
        let known = session::Known { models: &models, restarts: sim::needs_restart };
        let first = gallery::find("default").unwrap().scenario(&models).unwrap();
        let (mut holds, mut at, mut entries) = (first.clone(), 0, Vec::new());
        for (which, share, later) in knobs {
            let all = Knob::of(&holds);
            let knob = all[which % all.len()];
            let scale = knob.scale();
            knob.set(&mut holds, &first, scale.least + share * (scale.most - scale.least));
            prop_assume!(holds.validate(&models).is_ok() && !sim::needs_restart(&first, &holds));
            at += later;
            entries.push((at, Entry::Change { scenario: Arc::new(holds.clone()), first_job: 0 }));
        }
        let kept = session::Session { replay: Replay { scenario: Arc::new(first), entries }, stage: "sync".into(), playhead: at, event: None, notes: Vec::new() };
        prop_assert_eq!(session::parse(&session::write(&kept), "s", known).map_err(|fault| fault.to_string()), Ok(kept));
    }
}
