//! A session as text again: the scenario as a scenario file says it, and of each change only what is another.

use super::{Session, VERSION, raw::RawPost};
use crate::documents::lesson::patch;
use crate::documents::scenario::{LONGEST, inline, write_under};
use crate::io::replace::replace;
use loopscope_event::time::exact;
use loopscope_event::{Entry, Note, Replay, Scenario};
use serde_json::{Map, Value};
use std::{fmt::Write as _, io, path::Path};

/// The session as TOML that reads back as the same session.
#[must_use]
pub fn write(session: &Session) -> String {
    let Session { replay: Replay { scenario, entries }, stage, playhead, event, notes } = session;
    let mut out = format!("session = {VERSION}\nstage = {}\nplayhead = {}\n", inline(stage), inline(&exact(*playhead)));
    if let Some(event) = event {
        let _ = writeln!(out, "event = {event}");
    }
    out.push_str("\n[scenario]\n");
    out.push_str(&write_under(scenario, "scenario"));
    let mut holds: &Scenario = scenario;
    for (at, entry) in entries {
        let _ = writeln!(out, "\n[[entry]]\nat = {}", inline(&exact(*at)));
        match entry {
            Entry::Change { scenario, first_job } => {
                if *first_job > 0 {
                    let _ = writeln!(out, "first_job = {first_job}");
                }
                change(&mut out, holds, scenario);
                holds = scenario;
            }
            Entry::Post(posted) => {
                let _ = writeln!(out, "post = {}", inline(&RawPost::from(posted)));
            }
        }
    }
    for Note { at, text } in notes {
        let _ = writeln!(out, "\n[[note]]\nat = {}\ntext = {}", inline(&exact(*at)), inline(text));
    }
    out
}

/// What of the scenario is another; all of it where that cannot be told so.
fn change(out: &mut String, old: &Scenario, new: &Scenario) {
    let tree = |scenario: &Scenario| serde_json::to_value(scenario).unwrap_or_default();
    let set = Value::Object(differences(&tree(old), &tree(new)));
    let text = inline(&set);
    // It is worth saying only if it reads back as the same, to the last digit.
    let read: Option<Value> = toml::from_str(&format!("set = {text}")).ok().and_then(|mut table: Map<String, Value>| table.remove("set"));
    if read.is_some_and(|read| patch::patched(old, &read).as_ref() == Ok(new)) {
        let _ = writeln!(out, "set = {text}");
    } else {
        let _ = write!(out, "\n[entry.scenario]\n{}", write_under(new, "entry.scenario"));
    }
}

/// The values of `new` that `old` has otherwise or not at all, in their tables.
fn differences(old: &Value, new: &Value) -> Map<String, Value> {
    let numbered = |list: &[Value]| -> Map<String, Value> { (0_usize..).map(|i| i.to_string()).zip(list.iter().cloned()).collect() };
    let (old, new) = match (old, new) {
        (Value::Object(old), Value::Object(new)) => (old.clone(), new.clone()),
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => (numbered(old), numbered(new)),
        _ => return Map::new(),
    };
    let mut out = Map::new();
    for (key, value) in new {
        let Some(before) = old.get(&key).filter(|before| **before != value) else {
            if !old.contains_key(&key) {
                out.insert(key, value);
            }
            continue;
        };
        let inner = differences(before, &value);
        // Keys that are gone cannot be said by a patch.
        let same_kind = matches!((before, &value), (Value::Object(_), Value::Object(_)) | (Value::Array(_), Value::Array(_)));
        out.insert(key, if same_kind && !inner.is_empty() { Value::Object(inner) } else { value });
    }
    out
}

/// Writes the session to a file, all of it or nothing.
///
/// # Errors
/// When the new file cannot be written, or would be longer than can be read again; the old one is then as it was.
pub fn save(path: &Path, session: &Session) -> io::Result<()> {
    let text = write(session);
    if text.len() as u64 > LONGEST {
        let says = format!("so much was done in this session that its file would be longer than {} MiB", LONGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, says));
    }
    replace(path, text.as_bytes())
}
