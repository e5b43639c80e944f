//! The session file: TOML text to [`Session`] and back. It is a scenario with everything that was done to it and when, so
//! that it runs again as it ran, to the last event; and what somebody noted, and where they stood.
//!
//! ```toml
//! session  = 1                       # the version of this format
//! stage    = "threads"               # the model on the stage
//! playhead = "25.62ms"               # where somebody looks
//! event    = 120                     # … after so many events of the run on the stage; may be missing
//!
//! [scenario]                         # the scenario that it began with, and its tables below it
//! seed = 7
//!
//! [[entry]]                          # what was done, in order: a slider was moved
//! at  = "1.8ms"
//! set = { machine = { cores = 2 } }  # what holds from then on, on top of what held; or all of it: [entry.scenario]
//!
//! [[entry]]                          # an input was posted
//! at   = "2ms"
//! post = { kind = "mouse", click = [500, 250] }
//!
//! [[note]]                           # what somebody noted
//! at   = "2.5ms"
//! text = "here B waits"
//! ```
//!
//! Whatever the text, the answer is a session that can be run or an error that names the file, the line, the column and the
//! key. It does *not* decide which models exist and which changes a run can go on with: the caller says ([`Known`]).

mod raw;
#[cfg(test)]
mod tests;
mod write;

pub use write::{save, write};

use self::raw::{Raw, RawEntry};
use super::lesson::patch;
use super::scenario::{ScenarioError, Source, text_of};
use loopscope_event::{Entry, EventNo, Note, Ns, Replay, Scenario, TaskId, time};
use std::{path::Path, sync::Arc};

/// The version of the format.
pub const VERSION: u32 = 1;

/// A session, and how somebody left it.
#[derive(Clone, PartialEq, Debug)]
pub struct Session {
    /// What it began with and what was done to it.
    pub replay: Replay,
    /// The model on the stage, by its name.
    pub stage: String,
    /// Where the playhead stands, ns.
    pub playhead: Ns,
    /// Among several events of that instant: after so many events of the run on the stage.
    pub event: Option<EventNo>,
    /// What was noted, in the order of time.
    pub notes: Vec<Note>,
}

/// What the caller knows of the laboratory.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The names of the models that exist.
    pub models: &'a [&'a str],
    /// Whether going from the first scenario to the second takes a new run.
    pub restarts: fn(&Scenario, &Scenario) -> bool,
}

/// Reads a session file.
///
/// # Errors
/// When the file cannot be read or does not say a legal session.
pub fn read(path: &Path, known: Known<'_>) -> Result<Session, ScenarioError> {
    parse(&text_of(path)?, &path.display().to_string(), known)
}

/// True for a text that means to be a session: before its first table it says which version of the format it has.
#[must_use]
pub fn is_session(text: &str) -> bool {
    let says = |line: &str| line.trim_start().strip_prefix("session").is_some_and(|rest| rest.trim_start().starts_with('='));
    text.trim_start_matches('\u{feff}').lines().take_while(|line| !line.trim_start().starts_with('[')).any(says)
}

/// Reads a session from text; `name` is what errors call it.
///
/// # Errors
/// When the text does not say a legal session.
pub fn parse(text: &str, name: &str, known: Known<'_>) -> Result<Session, ScenarioError> {
    let source = Source::new(text, name)?;
    let version: raw::Version = source.read(|_| "")?;
    if version.session != VERSION {
        let says =
            format!("found {}; this Loopscope reads sessions of version {VERSION}: the file was made by another one", version.session);
        return Err(source.fault("session", says));
    }
    let raw: Raw = source.read(of_scenario)?;
    Reader { source, known }.session(raw)
}

/// Which key of a scenario a key of the file is.
fn of_scenario(key: &str) -> &str {
    let inner = key.strip_prefix("scenario.").or_else(|| key.strip_prefix("entry[")?.split_once("].scenario.").map(|(_, rest)| rest));
    inner.unwrap_or("")
}

type Read<T> = Result<T, ScenarioError>;

struct Reader<'a> {
    source: Source<'a>,
    known: Known<'a>,
}

impl Reader<'_> {
    fn fault<T>(&self, key: &str, says: impl Into<String>) -> Read<T> {
        Err(self.source.fault(key, says))
    }

    fn session(&self, raw: Raw) -> Read<Session> {
        let Raw { stage, playhead, event, scenario, entry, note, .. } = raw;
        self.legal("scenario", &scenario)?;
        if !self.known.models.contains(&stage.as_str()) {
            return self.fault("stage", format!("there is no model {stage:?}; there are {}", self.known.models.join(", ")));
        }
        if !scenario.models.is_empty() && !scenario.models.contains(&stage) {
            return self.fault("stage", format!("{stage:?} is not among the scenario's models, {}", scenario.models.join(", ")));
        }
        let playhead = self.instant("playhead", playhead)?;
        let scenario = Arc::new(scenario);
        let mut replay = Replay::new(scenario.clone());
        let mut holds = scenario;
        for (i, raw) in entry.into_iter().enumerate() {
            let key = format!("entry[{i}]");
            let at = self.instant(&format!("{key}.at"), raw.at)?;
            let last = replay.last();
            if at < last {
                let says = format!(
                    "{} is before the entry above it, {}; entries stand in the order of their times",
                    time::exact(at),
                    time::exact(last)
                );
                return self.fault(&format!("{key}.at"), says);
            }
            let entry = self.entry(&key, raw, &holds)?;
            if let Entry::Change { scenario, .. } = &entry {
                holds = scenario.clone();
            }
            replay.entries.push((at, entry));
        }
        let mut notes = Vec::new();
        for (i, raw::RawNote { at, text }) in note.into_iter().enumerate() {
            notes.push(Note { at: self.instant(&format!("note[{i}].at"), at)?, text });
        }
        notes.sort_by_key(|note: &Note| note.at);
        Ok(Session { replay, stage, playhead, event, notes })
    }

    /// What was done, where that scenario held.
    fn entry(&self, key: &str, raw: RawEntry, holds: &Scenario) -> Read<Entry> {
        let RawEntry { at: _, set, scenario, first_job, post } = raw;
        if let (Some(post), None, None) = (&post, &set, &scenario) {
            if first_job.is_some() {
                return self.fault(&format!("{key}.first_job"), "only a change of clients numbers their jobs anew");
            }
            return post.posted().map(Entry::Post).map_err(|says| self.source.fault(&format!("{key}.post"), says));
        }
        let (changed, part) = match (set, scenario, post) {
            (Some(set), None, None) => {
                let patched = patch::patched(holds, &set);
                (patched.map_err(|(place, says)| self.source.fault(&dotted(key, "set", &place), says))?, "set")
            }
            (None, Some(scenario), None) => (*scenario, "scenario"),
            _ => return self.fault(key, "expected one of set = { … }, [entry.scenario] and post = { … }"),
        };
        self.legal(&format!("{key}.{part}"), &changed)?;
        if (self.known.restarts)(holds, &changed) {
            let says = "no run can go on with this change: the seed, the end, the number of jobs, how they come, the jobs and inputs spelt out, and the \
                        number of processes are fixed when a session begins";
            return self.fault(&format!("{key}.{part}"), says);
        }
        let first_job = first_job.unwrap_or(0);
        if first_job >= TaskId::JOBS {
            return self.fault(&format!("{key}.first_job"), format!("found {first_job}; expected less than {}", TaskId::JOBS));
        }
        Ok(Entry::Change { scenario: Arc::new(changed), first_job })
    }

    fn legal(&self, key: &str, scenario: &Scenario) -> Read<()> {
        scenario.validate(self.known.models).map_err(|problem| self.source.fault(&dotted(key, "", &problem.key), problem.message))
    }

    fn instant(&self, key: &str, at: Ns) -> Read<Ns> {
        if at <= time::HORIZON {
            return Ok(at);
        }
        self.fault(key, format!("{} is beyond the end of all stories, {}", time::exact(at), time::exact(time::HORIZON)))
    }
}

/// The parts of a key that are there, with dots between them.
fn dotted(key: &str, part: &str, inner: &str) -> String {
    [key, part, inner].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".")
}
