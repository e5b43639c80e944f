//! `loopscope run`: every model over the scenario, or over a session with what was done to it, headless, then a table or JSON; rows of jobs and logs on the way.

use super::{Fail, RunArgs, Story, find_story, json, models_for, print, table};
use loopscope_engine::ReplayExt;
use loopscope_event::{Change, Ending, Event, EventNo, ModelInfo, Replay, Scenario, time};
use loopscope_formats::io::output::Output;
use loopscope_formats::io::replace;
use loopscope_formats::traces::jobs_csv;
use loopscope_formats::traces::log::{self, Header};
use loopscope_sim as sim;
use loopscope_sim::Sink;
use loopscope_trace::{Report, Stats};
use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
    process,
    sync::Arc,
};

/// As a shell says it of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// One model's result.
pub(super) struct Outcome {
    pub model: &'static ModelInfo,
    pub ending: Ending,
    pub report: Report,
}

/// Where a model's events go.
type EventLog = Option<log::Writer<Output>>;

pub(super) fn run(args: &RunArgs) -> Result<(), Fail> {
    let RunArgs { scenario: path, models, json: as_json, jobs_csv, events } = args;
    let Story { replay, stop, file } = find_story(path)?;
    let models = models_for(&replay.scenario, models)?;
    if stop.is_none() && !replay.newest().ends() {
        return Err(Fail::usage(format!(
            "{}: this scenario never ends; add a line such as until = \"10s\" above the tables, or give jobs a number instead of \"endless\"",
            path.display()
        )));
    }
    // As run: what was left to choose is filled in.
    let names = models.iter().map(|model| model.name.to_owned()).collect();
    let scenario = Arc::new(Scenario { models: names, ..Scenario::clone(&replay.scenario) });
    let replay = Replay { scenario: scenario.clone(), ..replay };
    let workload_hash = sim::workload_hash(&scenario);

    if jobs_csv.is_some() || events.is_some() {
        // Without a handler Ctrl-C ends the program as ever; a half-written file would then stay beside the whole one.
        let _ = ctrlc::set_handler(|| {
            replace::abandon();
            process::exit(INTERRUPTED);
        });
    }
    let outputs = Outputs::open(jobs_csv.as_deref(), events.as_deref(), file.as_deref(), &models, &scenario, &workload_hash)?;
    let Outputs { mut rows, logs } = outputs;
    let mut outcomes = Vec::new();
    for (model, (log_path, log)) in models.iter().copied().zip(logs) {
        let mut stats = Stats::exact(scenario.machine.cores).of(model);
        if rows.is_some() {
            stats = stats.with_jobs();
        }
        let mut tally = Tally { stats, log, failed: None };
        let ending = replay.run(model, stop.unwrap_or(time::HORIZON), &mut tally).unwrap_or(Ending::Until);
        let Tally { mut stats, log, failed } = tally;
        let written = failed.map_or_else(|| log.map_or(Ok(()), |log| log.finish()?.keep()), Err);
        written.map_err(|fault| unwritable(&log_path, &fault))?;
        if let Some((path, rows)) = &mut rows {
            rows.rows(model.name, &stats.take_jobs()).map_err(|fault| unwritable(path, &fault))?;
        }
        let now = stop.or(scenario.until).filter(|_| ending == Ending::Until);
        outcomes.push(Outcome { model, ending, report: stats.report(now) });
    }

    if let Some((path, rows)) = rows {
        rows.finish().and_then(Output::keep).map_err(|fault| unwritable(&path, &fault))?;
    }

    let name = scenario.name.clone().unwrap_or_else(|| path.display().to_string());
    print(&if *as_json {
        json::object(&scenario, &workload_hash, &outcomes)
    } else {
        table::table(&name, &scenario, &workload_hash, &outcomes)
    })?;
    let bad: Vec<String> =
        outcomes.iter().filter(|o| !good(&o.ending)).map(|o| format!("{}: {}", o.model.name, o.ending.message())).collect();
    if bad.is_empty() { Ok(()) } else { Err(Fail::result(bad.join("\n       "))) }
}

fn good(ending: &Ending) -> bool {
    matches!(ending, Ending::Drained | Ending::Until)
}

fn unwritable(path: &Path, fault: &io::Error) -> Fail {
    Fail::usage(format!("{}: cannot write this file: {fault}", path.display()))
}

/// The files that a run writes, made before any work is done.
struct Outputs {
    rows: Option<(PathBuf, jobs_csv::Writer<Output>)>,
    logs: Vec<(PathBuf, EventLog)>,
}

impl Outputs {
    fn open(
        jobs_csv: Option<&Path>,
        events: Option<&Path>,
        scenario_file: Option<&Path>,
        models: &[&'static ModelInfo],
        scenario: &Arc<Scenario>,
        workload_hash: &str,
    ) -> Result<Self, Fail> {
        let log_path =
            |model: &ModelInfo| events.map(|path| if models.len() == 1 { path.to_owned() } else { named_after(path, model.name) });
        let mut taken: Vec<PathBuf> = scenario_file.iter().filter_map(|path| path.canonicalize().ok()).collect();
        for path in jobs_csv.map(Path::to_owned).into_iter().chain(models.iter().filter_map(|model| log_path(model))) {
            // Neither the scenario nor another output may be written over; what is not there yet is known by its folder.
            let known = path.canonicalize().ok().or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)));
            if known.as_ref().is_some_and(|known| taken.contains(known) && !known.starts_with("/dev")) {
                return Err(Fail::usage(format!("{}: this file is already used by this very run; give another", path.display())));
            }
            taken.extend(known);
        }
        let rows = match jobs_csv {
            Some(path) => {
                let rows = Output::new(path).and_then(jobs_csv::Writer::new).map_err(|fault| unwritable(path, &fault))?;
                Some((path.to_owned(), rows))
            }
            None => None,
        };
        let mut logs = Vec::new();
        for model in models {
            let Some(path) = log_path(model) else {
                logs.push((PathBuf::new(), None));
                continue;
            };
            let header = Header {
                model: model.name.to_owned(),
                workload_hash: Some(workload_hash.to_owned()),
                scenario: Some(Arc::clone(scenario)),
                names: sim::names(scenario),
                cores: Some(scenario.machine.cores),
                ..Header::default()
            };
            let log = log::create(&path, &header).map_err(|fault| unwritable(&path, &fault))?;
            logs.push((path, Some(log)));
        }
        Ok(Self { rows, logs })
    }
}

/// The same name with the model's before its endings: `log.ndjson.gz`, `log.threads.ndjson.gz`.
fn named_after(path: &Path, model: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default();
    let Some(text) = name.to_str() else {
        let mut longer = OsString::from(name);
        longer.push(format!(".{model}"));
        return path.with_file_name(longer);
    };
    let gz = if text.to_ascii_lowercase().ends_with(".gz") { text.len() - 3 } else { text.len() };
    let stem = text[..gz].rfind('.').filter(|dot| *dot > 0).unwrap_or(gz);
    path.with_file_name(format!("{}.{model}{}", &text[..stem], &text[stem..]))
}

/// Counts a run's events and writes them down.
struct Tally {
    stats: Stats,
    log: EventLog,
    failed: Option<io::Error>,
}

impl Sink for Tally {
    fn events(&mut self, first: EventNo, events: &[Event], changes: &[Change]) {
        self.stats.note(changes);
        for (number, event) in (first..).zip(events) {
            self.stats.apply(event, number);
        }
        if let (Some(log), None) = (&mut self.log, &self.failed) {
            self.failed = log.events(events, changes).err();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_named_after_its_model_before_its_endings() {
        for (given, named) in [
            ("log.ndjson", "log.threads.ndjson"),
            ("a.b/log.ndjson.gz", "a.b/log.threads.ndjson.gz"),
            ("log", "log.threads"),
            ("log.gz", "log.threads.gz"),
            (".log", ".log.threads"),
        ] {
            assert_eq!(named_after(Path::new(given), "threads"), Path::new(named));
        }
    }
}
