//! What is written reads back as the same; what cannot be run says where and why.

use super::*;
use crate::documents::MODELS;
use crate::documents::gallery::{self, ReadBuiltIn};
use loopscope_event::{Arrivals, Dist, Gesture, InputKind, Limit, Posted};
use proptest::prelude::*;

fn known() -> Known<'static> {
    Known { models: &MODELS, restarts: loopscope_sim::needs_restart }
}

fn scenario(slug: &str) -> Scenario {
    gallery::find(slug).unwrap().scenario(&MODELS).unwrap()
}

fn change(scenario: &Scenario) -> Entry {
    Entry::Change { scenario: Arc::new(scenario.clone()), first_job: 0 }
}

fn session() -> Session {
    let first = scenario("default");
    let mut second = first.clone();
    second.machine.cores = 2;
    second.machine.quantum = Limit(None);
    let mut third = second.clone();
    if let Some(Arrivals::Closed(closed)) = third.workload.as_mut().map(|workload| &mut workload.arrivals) {
        closed.clients = 40;
        closed.think = Dist::Lognormal { mean: 1_234_567, cv: 0.3 };
    }
    let posts = [
        Posted::from(InputKind::Timer),
        Posted::new(Gesture::Click { x: 500, y: 1000 }, 0),
        Posted::new(Gesture::Type('"'), 0),
        Posted::new(Gesture::Await, 6_000_000),
    ];
    let mut entries = vec![(0, change(&second)), (1_800_001, Entry::Change { scenario: Arc::new(third.clone()), first_job: 17 })];
    entries.extend(posts.into_iter().map(|posted| (2_000_000, Entry::Post(posted))));
    // Back to where a table has fewer keys.
    entries.push((3_000_000, change(&Scenario { name: None, ..first.clone() })));
    let notes = vec![Note { at: 5, text: "“B” waits\nfor G".into() }, Note { at: 9_000_000, text: String::new() }];
    Session {
        replay: Replay { scenario: Arc::new(first), entries },
        stage: "coroutines".into(),
        playhead: 25_620_001,
        event: Some(120),
        notes,
    }
}

#[test]
fn what_is_written_reads_back_as_the_same() {
    let session = session();
    let text = write(&session);
    assert!(is_session(&text));
    assert_eq!(parse(&text, "s", known()).as_ref().map_err(ToString::to_string), Ok(&session), "{text}");
    assert!(text.contains("set = { machine = { cores = 2"), "{text}");
    for built_in in gallery::BUILT_IN.iter() {
        let replay = Replay::new(Arc::new(scenario(built_in.slug)));
        let stage = replay.scenario.models.first().cloned().unwrap_or_else(|| "sync".into());
        let bare = Session { replay, stage, event: None, ..session.clone() };
        assert_eq!(parse(&write(&bare), "s", known()).as_ref().map_err(ToString::to_string), Ok(&bare));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}", cut in 0_usize..4000) {
        let whole = write(&session());
        let cut = whole.floor_char_boundary(cut.min(whole.len()));
        let _ = parse(&format!("{}{text}", &whole[..cut]), "s", known());
    }
}

#[test]
fn what_cannot_be_run_says_where_and_why() {
    const HEAD: &str = "session = 1\nstage = \"threads\"\nplayhead = \"2ms\"\n[scenario]\nmodels = [\"threads\", \"sync\"]\n[scenario.workload]\njobs = 3\nsteps = [{ cpu = \"1ms\" }]\n";
    let with = |rest: &str| format!("{HEAD}{rest}");
    let of =
        |rest: &str| parse(&with(rest), "s.toml", known()).map(|session| session.replay.entries.len()).map_err(|fault| fault.to_string());
    assert_eq!(of("[[entry]]\nat = \"1ms\"\nset = { machine = { cores = 2 } }\n"), Ok(1));
    for (text, says) in [
        (HEAD.replace("session = 1", "session = 2"), "s.toml:1:11: session: found 2; this Loopscope reads sessions of version 1"),
        (HEAD.replace("threads\"\np", "thread\"\np"), "s.toml:2:9: stage: there is no model \"thread\""),
        (HEAD.replace("stage = \"threads\"", "stage = \"coroutines\""), "is not among the scenario's models, threads, sync"),
        (HEAD.replace("2ms", "9000h"), "playhead"),
        (HEAD.replace("jobs = 3", "jbos = 3"), "scenario.workload"),
        (HEAD.replace("[scenario]", "colour = 1\n[scenario]"), "s.toml:4:1: colour"),
        (
            with("[[entry]]\nat = \"2ms\"\npost = { kind = \"key\" }\n[[entry]]\nat = \"1ms\"\npost = { kind = \"key\" }\n"),
            "s.toml:13:6: entry[1].at: 1ms is before the entry above it, 2ms",
        ),
        (with("[[entry]]\nat = \"200000000s\"\npost = { kind = \"key\" }\n"), "entry[0].at"),
        (with("[[entry]]\nat = \"1ms\"\nset = { seed = 8 }\n"), "s.toml:11:7: entry[0].set: no run can go on with this change"),
        (with("[[entry]]\nat = \"1ms\"\nset = { machine = { cores = 0 } }\n"), "entry[0].set.machine.cores"),
        (with("[[entry]]\nat = \"1ms\"\nset = { machine = { coers = 2 } }\n"), "coers"),
        (with("[[entry]]\nat = \"1ms\"\n"), "expected one of set = { … }, [entry.scenario] and post = { … }"),
        (with("[[entry]]\nat = \"1ms\"\nset = {}\npost = { kind = \"key\" }\n"), "expected one of"),
        (
            with("[[entry]]\nat = \"1ms\"\npost = { kind = \"key\", click = [1, 2], type = \"x\" }\n"),
            "at most one of move, click, type and press",
        ),
        (with("[[entry]]\nat = \"1ms\"\npost = { kind = \"mouse\", click = [1, 2000] }\n"), "at most 1000"),
        (with("[[entry]]\nat = \"1ms\"\nset = { machine = { cores = 2 } }\nfirst_job = 4000000000\n"), "first_job"),
        (with("[[note]]\ntext = \"x\"\n"), "at"),
    ] {
        let fault = parse(&text, "s.toml", known()).map(drop).map_err(|fault| fault.to_string()).unwrap_err();
        assert!(fault.contains(says), "expected {says:?} in\n{fault}\nfor\n{text}");
    }
}

#[test]
fn a_session_is_told_from_a_scenario_by_its_text() {
    assert!(is_session("# mine\n session = 1\n[scenario]\n"));
    assert!(!is_session("seed = 7\n[devices.session]\nsession = 1\n") && !is_session("sessions = 1\n"));
    for built_in in gallery::BUILT_IN.iter() {
        assert!(!is_session(built_in.text));
    }
}
