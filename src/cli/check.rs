//! `loopscope check`: a scenario or a session and the invariants of its runs, or the invariants of a recorded log.
//!
//! A log is judged by what stands in it alone, its header included. What is checked is `trace`'s business.

use super::{Fail, Found, Story, built_in, content, lesson, models_for, print};
use loopscope_engine::ReplayExt;
use loopscope_event::{Change, Ending, Event, EventNo, Kind, ModelInfo, Names, Ns, Scenario, time};
use loopscope_formats::content::Content;
use loopscope_formats::io::source::Source;
use loopscope_formats::traces::format::Of;
use loopscope_formats::traces::importers::{Importer, Request};
use loopscope_formats::traces::log::{Header, LogError, Origin, Reader};
use loopscope_sim as sim;
use loopscope_sim::task::job::{self, Op};
use loopscope_sim::workload::draws::Draws;
use loopscope_sim::{Piece, Progress, Run, Sink};
use loopscope_text::say;
use loopscope_trace::check::{Broken, Check, Checked, Facts};
use std::{path::Path, rc::Rc, sync::Arc};

/// How much of an endless story is checked.
const ENOUGH: Ns = 10 * time::S;
/// And no more events of it than this.
const ENOUGH_EVENTS: u64 = 5_000_000;
/// The most things that may be under way at once in a log: each takes memory until it ends.
const MOST_OPEN: i64 = 10_000_000;
/// How many events a run hands over at a time.
const PIECE: usize = 4096;

/// Checks a scenario, a session, a lesson, a log, or how much of another program's trace can be shown: which of them a file is shows in
/// its text.
pub(super) fn check(path: &Path) -> Result<(), Fail> {
    match content(path)? {
        Some(Content::Trace(importer, source)) => match importer.of {
            Of::Events => check_log(path, source),
            Of::Lanes => check_lanes(path, importer, source),
        },
        Some(Content::Lesson(text)) => lesson::check(path, lesson::parse(path, &text)?.as_ref()),
        Some(Content::Session(text)) => check_session(path, Story::of_session(path, &text)?),
        Some(Content::Scenario(text)) => check_scenario(path, Found::parse(path, &text)?),
        None if lesson::is_shipped(path) => lesson::check(path, lesson::find(path)?.as_ref()),
        None => check_scenario(path, built_in(path)?),
    }
}

/// Another program's trace keeps no invariants of ours: what is said is how much of it can be placed, and what had to be put up with.
fn check_lanes(path: &Path, importer: &Importer, mut source: Source) -> Result<(), Fail> {
    let name = path.display();
    let request = Request { file: &name.to_string(), run: 0, bytes: usize::MAX, find: sim::model };
    let trace = (importer.read)(&mut source, &request).map_err(|error| Fail::usage(format!("{name}: {error}")))?.trace;
    let (Some(recorded), Some(imported)) = (trace.recorded(), trace.imported()) else { return Ok(()) };
    let lanes = imported.lanes.len() + trace.tracks().cores.len();
    let mut says = format!("{name}: {}: {} spans on {lanes} lanes, {}\n", importer.title, imported.count, time::human(trace.end()));
    for (what, n) in &recorded.tolerated {
        says += &format!("  put up with: {n} {}\n", say!(what));
    }
    print(&says)?;
    recorded.broken.as_ref().map_or(Ok(()), |broken| Err(Fail::usage(format!("{name}: {broken}\nWhat stands before it was read."))))
}

fn check_scenario(path: &Path, Found { scenario, .. }: Found) -> Result<(), Fail> {
    let models = models_for(&scenario, &[])?;
    let cut = !scenario.ends();
    let scenario = Arc::new(Scenario { until: if cut { Some(ENOUGH) } else { scenario.until }, ..scenario });
    let says =
        if cut { format!("; it never ends, so that the first {} of its runs are checked", time::short(ENOUGH)) } else { String::new() };
    print(&format!("{}: the scenario is valid{says}\n", path.display()))?;
    let width = models.iter().map(|model| model.name.len()).max().unwrap_or(0);
    let mut bad = Vec::new();
    for model in models {
        match check_run(&scenario, model, if cut { ENOUGH_EVENTS } else { u64::MAX }) {
            Ok((checked, ending @ (Ending::Drained | Ending::Until))) => {
                let stopped = if ending == Ending::Until { ", and was stopped there" } else { "" };
                print(&format!("{:width$}   keeps every invariant: {}{stopped}\n", model.name, counted(&checked)))?;
            }
            Ok((_, ending)) => bad.push(format!("{}: {}", model.name, ending.message())),
            Err(broken) => bad.push(format!("{}: {broken}", model.name)),
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(Fail::result(bad.join("\n       "))) }
}

fn check_session(path: &Path, Story { replay, stop, .. }: Story) -> Result<(), Fail> {
    let models = models_for(&replay.scenario, &[])?;
    let stops = stop.map_or_else(String::new, |at| format!("; it never ends, and is checked as far as it had got, {}", time::short(at)));
    let (name, done) = (path.display(), replay.entries.len());
    print(&format!("{name}: the session is valid, with {done} changes and inputs{stops}\n"))?;
    let width = models.iter().map(|model| model.name.len()).max().unwrap_or(0);
    let mut bad = Vec::new();
    for model in models {
        let asked = Asked::new(&replay.scenario);
        let asked = |job| asked.cpu(job);
        let facts = Facts::new(model, &replay.scenario, &sim::names(&replay.scenario), stop.is_none() && runs_dry(&replay.scenario));
        let mut judge = Judge { check: Check::new(facts, Some(&asked)), broken: None };
        let ending = replay.run(model, stop.unwrap_or(time::HORIZON), &mut judge).unwrap_or(Ending::Until);
        let Judge { check, broken } = judge;
        match broken.map_or_else(|| check.finish(), Err) {
            Ok(checked) if matches!(ending, Ending::Drained | Ending::Until) => {
                print(&format!("{:width$}   keeps every invariant: {}\n", model.name, counted(&checked)))?;
            }
            Ok(_) => bad.push(format!("{}: {}", model.name, ending.message())),
            Err(broken) => bad.push(format!("{}: {broken}", model.name)),
        }
    }
    if bad.is_empty() { Ok(()) } else { Err(Fail::result(bad.join("\n       "))) }
}

/// Checks a run as it is executed.
struct Judge<'a> {
    check: Check<'a>,
    broken: Option<Broken>,
}

impl Sink for Judge<'_> {
    fn events(&mut self, _: EventNo, events: &[Event], changes: &[Change]) {
        self.check.note(changes);
        if self.broken.is_none() {
            self.broken = events.iter().try_for_each(|event| self.check.event(event)).err();
        }
    }
}

/// Runs until the end or so many events, which must not be a run that has to run dry.
fn check_run(scenario: &Arc<Scenario>, model: &'static ModelInfo, at_most: u64) -> Result<(Checked, Ending), Broken> {
    let asked = Asked::new(scenario);
    let asked = |job| asked.cpu(job);
    let facts = Facts::new(model, scenario, &sim::names(scenario), runs_dry(scenario));
    let mut check = Check::new(facts, Some(&asked));
    let mut run = Run::new(scenario, model);
    loop {
        let progress = run.advance(time::HORIZON, PIECE);
        let Piece { events, changes, .. } = run.take();
        check.note(&changes);
        events.iter().try_for_each(|event| check.event(event))?;
        run.recycle(events);
        if let (Progress::Ended, Some(ending)) = (progress, run.ending()) {
            return Ok((check.finish()?, ending.clone()));
        }
        if run.recorded() >= at_most {
            return Ok((check.finish()?, Ending::Until));
        }
    }
}

/// How much CPU time each job asks for. What is the same for all jobs is worked out once: there may be a hundred thousand.
struct Asked<'a> {
    scenario: &'a Scenario,
    names: Names,
    workload: Option<Rc<[Op]>>,
}

impl<'a> Asked<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let names = sim::names(scenario);
        let workload = scenario.workload.as_ref().map(|workload| job::compile(scenario, &names, &workload.steps));
        Self { scenario, names, workload }
    }

    /// As [`sim::cpu_asked`].
    fn cpu(&self, job: u32) -> Option<Ns> {
        let draws = Draws::new(self.scenario.seed, 0, job);
        match self.scenario.split_job(job)? {
            Ok(_) => job::cpu_asked(self.workload.as_ref()?, draws),
            Err(spelt) => job::cpu_asked(&job::compile(self.scenario, &self.names, &spelt.steps), draws),
        }
    }
}

/// True if a run of it can only end with its last job.
fn runs_dry(scenario: &Scenario) -> bool {
    scenario.until.is_none() && scenario.total_jobs().is_some()
}

/// A log is not read as a whole: what is checked of it takes no more memory than what is under way at once.
fn check_log(path: &Path, source: Source) -> Result<(), Fail> {
    let name = path.display();
    let mut reader = Reader::new(source, &name.to_string()).map_err(Fail::usage)?;
    let header = reader.header().clone();
    let own = match &header {
        Header { origin: Origin::Simulated, scenario: Some(scenario), .. } => {
            sim::model(&header.model).map(|model| (model, Arc::clone(scenario)))
        }
        _ => None,
    };
    if let (Some((_, scenario)), Some(found)) = (&own, &header.workload_hash) {
        let hash = sim::workload_hash(scenario);
        if *found != hash {
            return Err(Fail::result(format!("{name}: I9 does not hold: the workload is {hash}, the header says {found}")));
        }
    }
    let asked = own.as_ref().map(|(_, scenario)| Asked::new(scenario));
    let asked = |job| asked.as_ref().and_then(|asked| asked.cpu(job));
    let facts = match &own {
        Some((model, scenario)) => Facts::new(model, scenario, &header.names, header.until.is_none() && runs_dry(scenario)),
        None => Facts::foreign(header.cores.unwrap_or(1), &header.names),
    };
    let mut check = Check::new(facts, own.is_some().then_some(&asked));
    let broken = |broken: Broken| Fail::result(format!("{name}: {broken}"));
    let (mut noted, mut kept, mut open) = (0, 0_u64, 0_i64);
    while let Some(next) = reader.next() {
        let event = next.map_err(|fault| unreadable(&fault, kept))?;
        check.note(&reader.changes()[noted..]);
        noted = reader.changes().len();
        check.event(&event).map_err(broken)?;
        kept += 1;
        open += opens(&event.kind);
        if open > MOST_OPEN {
            return Err(Fail::usage(format!(
                "{name}: more than {MOST_OPEN} jobs, tasks, messages and requests at once; that is beyond this check"
            )));
        }
    }
    let checked = check.finish().map_err(broken)?;
    if checked.deadlocked > 0 {
        return Err(Fail::result(format!(
            "{name}: {}",
            Ending::Deadlock { waiting: u32::try_from(checked.deadlocked).unwrap_or(u32::MAX) }.message()
        )));
    }
    let what = match (&own, header.until) {
        (Some((model, _)), None) => format!("a log of {}; it keeps every invariant", model.name),
        (Some((model, _)), Some(until)) => format!("a log of {} up to {}; it keeps every invariant", model.name, time::human(until)),
        (None, _) => "a log that is not of a simulated run of ours; it keeps the invariants that such a log can be held to".to_owned(),
    };
    let unknown = match reader.unknown() {
        0 => String::new(),
        n => format!(", {n} of kinds that this version does not know"),
    };
    print(&format!("{name}: {what}: {}{unknown}\n", counted(&checked)))
}

/// Whether an event begins something that a later one ends (1), ends something (-1), or neither.
fn opens(kind: &Kind) -> i64 {
    match kind {
        Kind::JobArrived { .. }
        | Kind::ThreadSpawned { .. }
        | Kind::TaskSpawned { .. }
        | Kind::MessagePosted { .. }
        | Kind::IoSubmitted { .. }
        | Kind::InputPosted { .. } => 1,
        Kind::JobDone { .. }
        | Kind::ThreadExited { .. }
        | Kind::TaskDone { .. }
        | Kind::TaskCancelled { .. }
        | Kind::MessageTaken { .. }
        | Kind::IoCompleted { .. }
        | Kind::IoCancelled { .. }
        | Kind::InputHandled { .. } => -1,
        _ => 0,
    }
}

/// A line that cannot be read is wrong input, one that cannot be true a broken invariant.
fn unreadable(fault: &LogError, kept: u64) -> Fail {
    match fault.invariant {
        Some(invariant) => Fail::result(format!("{invariant} does not hold: {fault}")),
        None => Fail::usage(format!("{fault}\nThe {kept} events before it were read, and keep the invariants.")),
    }
}

fn counted(checked: &Checked) -> String {
    let Checked { events, arrived, done, deadlocked: _, lost_updates: _, makespan } = checked;
    let jobs = if arrived == done { format!("{done} jobs") } else { format!("{done} of {arrived} jobs") };
    format!("{jobs} done by {}, {events} events", time::human(*makespan))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_formats::documents::gallery::{self, ReadBuiltIn};

    #[test]
    fn what_a_job_asks_for_is_what_the_lab_says() {
        for built_in in gallery::BUILT_IN.iter() {
            let scenario = built_in.scenario(&super::super::model_names()).unwrap();
            let asked = Asked::new(&scenario);
            for job in 0..150 {
                assert_eq!(asked.cpu(job), sim::cpu_asked(&scenario, job), "{} job {job}", built_in.slug);
            }
        }
    }
}
