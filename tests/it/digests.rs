//! What users have stays byte for byte as it was: logs, sessions, scenarios, lessons and exports of every built-in scenario
//! under every model, against digests kept in `tests/digests.txt`.
//!
//! A scenario, lesson or model that is new has no digests until they are written: `LOOPSCOPE_DIGESTS=write cargo test digests`
//! writes the file anew. Otherwise do that only where a format changes on purpose, and say so
//! in the changelog.

use flate2::Crc;
use loopscope::event::{Entry, Note, Replay, Scenario};
use loopscope::formats::documents::session::{self, Session};
use loopscope::formats::documents::{
    gallery::{BUILT_IN, ReadBuiltIn},
    lesson::SHIPPED,
    paste, scenario,
};
use loopscope::formats::traces::format::{FORMATS, Make, Recording};
use loopscope::sim;
use loopscope::studio::{Headway, Recorded};
use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::Path, sync::Arc};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/digests.txt");
/// Each run is recorded up to this instant, ns.
const UNTIL: u64 = 12_000_000;

/// One line of the file: what it is, its length and its CRC-32.
fn digest(lines: &mut String, what: &str, bytes: &[u8]) {
    let mut crc = Crc::new();
    crc.update(bytes);
    writeln!(lines, "{what} {} {:08x}", bytes.len(), crc.sum()).unwrap();
}

fn models() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}

/// The models that there are digests of, in their order.
fn kept_models() -> Vec<String> {
    let kept = fs::read_to_string(KEPT).unwrap_or_default();
    let logs = kept.lines().filter_map(|line| line.strip_prefix("default ")?.split_once(" log ")).map(|(model, _)| model.to_owned());
    logs.collect()
}

/// Everything that is written of one scenario.
fn of_scenario(lines: &mut String, slug: &str, scenario: &Scenario) {
    digest(lines, &format!("{slug} scenario"), scenario::write(scenario).as_bytes());
    digest(lines, &format!("{slug} session"), session::write(&a_session(scenario)).as_bytes());
    // They stand in every log's header: a model that is new changes nothing of what is kept.
    let models = if kept_models().is_empty() { models().into_iter().map(str::to_owned).collect() } else { kept_models() };
    let scenario = Arc::new(Scenario { models, ..scenario.clone() });
    for model in sim::models() {
        let recorded = Recorded::run(&scenario, &[*model], UNTIL, &Headway::default()).unwrap();
        let recording = Recording::whole(&recorded.traces[0], &recorded.logs[0].0);
        for format in FORMATS {
            if let Make::Text(write) | Make::Binary(write) = format.make {
                let mut bytes = Vec::new();
                write(&recording, &mut bytes).unwrap();
                digest(lines, &format!("{slug} {} {}", model.name, format.name), &bytes);
            }
        }
    }
}

/// A session in which a slider was moved and something was noted.
fn a_session(scenario: &Scenario) -> Session {
    let mut moved = scenario.clone();
    moved.machine.switch.base += 500;
    let entries = vec![(1_500_000, Entry::Change { scenario: Arc::new(moved), first_job: 3 })];
    Session {
        replay: Replay { scenario: Arc::new(scenario.clone()), entries },
        stage: "threads".into(),
        playhead: 2_000_000,
        event: Some(40),
        notes: vec![Note { at: 1_000_000, text: "here B waits".into() }],
    }
}

fn digests() -> String {
    let mut lines = String::new();
    for built_in in BUILT_IN.iter() {
        of_scenario(&mut lines, built_in.slug, &built_in.scenario(&models()).unwrap());
    }
    for (slug, text) in SHIPPED {
        let pasted = paste::unpack(&paste::pack(text)).unwrap();
        digest(&mut lines, &format!("{slug} lesson"), pasted.as_bytes());
    }
    lines
}

#[test]
fn what_users_have_is_written_byte_for_byte_as_it_was() {
    let found = digests();
    if env::var("LOOPSCOPE_DIGESTS").is_ok_and(|word| word == "write") {
        fs::write(KEPT, &found).unwrap();
    }
    let kept = fs::read_to_string(Path::new(KEPT)).unwrap();
    let found: BTreeSet<&str> = found.lines().collect();
    let changed: Vec<_> = kept.lines().filter(|kept| !found.contains(kept)).collect();
    assert_eq!(changed, [""; 0], "these are not written any more");
}
