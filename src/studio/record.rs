//! Runs in memory that are to be taken elsewhere: snapshots of a window's, computed from a scenario, read from a log, or computed again.

use super::{Headway, Undone};
use loopscope_engine::{Replay, ReplayExt};
use loopscope_event::{Change, Ending, Event, EventNo, ModelInfo, Ns, RunStatus, Scenario, time};
use loopscope_formats::io::source::Source;
use loopscope_formats::traces::format::header_of;
use loopscope_formats::traces::importers::{Imported, Importer, Request};
use loopscope_formats::traces::log::{Header, Mark};
use loopscope_sim as sim;
use loopscope_sim::Sink;
use loopscope_trace::Trace;
use std::sync::Arc;

/// The most events of all runs together that are kept in memory to be taken elsewhere.
pub const MOST_EVENTS: u64 = 50_000_000;
/// And the most memory that one read from a file may take up, bytes.
const MOST_BYTES: usize = 4 << 30;

/// Runs that are recorded.
#[derive(Default)]
pub struct Recorded {
    /// What happened in each.
    pub traces: Vec<Trace>,
    /// What stands above the log of each, and what the numbers of its marks stand for.
    pub logs: Vec<(Header, Vec<Mark>)>,
    /// How each ended, if it did.
    pub ends: Vec<RunStatus>,
}

impl Recorded {
    /// Runs a scenario under each of these models, up to the instant `until`.
    ///
    /// # Errors
    /// It was stopped, or there are more events than fit.
    pub fn run(scenario: &Arc<Scenario>, models: &[&'static ModelInfo], until: Ns, headway: &Headway) -> Result<Self, Undone> {
        let replay = Replay::new(scenario.clone());
        headway.begin(0);
        let mut recorded = Self::default();
        for model in models {
            recorded.again(&replay, model, until, headway)?;
        }
        Ok(recorded)
    }

    /// Runs what was done to a session again under one more model.
    ///
    /// # Errors
    /// It was stopped, or there are more events than fit.
    pub fn again(&mut self, replay: &Replay, model: &'static ModelInfo, until: Ns, headway: &Headway) -> Result<(), Undone> {
        let scenario = &replay.scenario;
        let run = u32::try_from(self.traces.len()).unwrap_or(u32::MAX);
        let room = MOST_EVENTS.saturating_sub(self.traces.iter().map(Trace::len).sum());
        let mut taken = Taken { trace: Trace::new(run, model, scenario.clone(), sim::names(scenario)), room, headway };
        let ending = replay.run(model, until.min(time::HORIZON), &mut taken);
        let Taken { mut trace, room, .. } = taken;
        headway.go_on()?;
        if trace.len() >= room {
            return Err(Undone::says(format!(
                "more than {MOST_EVENTS} events until {}, which is beyond what is kept in memory here; choose an earlier end \
                 (--to), or write the log as the run goes: loopscope run --events",
                time::plain(trace.end())
            )));
        }
        if ending.is_none() {
            trace.known_until(until);
        }
        let header = header_of(&trace, &sim::workload_hash(scenario), ending.as_ref());
        self.add(trace, header, ending);
        Ok(())
    }

    /// Runs of a window, as they are now. `ends`: how each of them ended, if it did.
    #[must_use]
    pub fn seen(traces: Vec<Trace>, workload_hash: &str, ends: &[RunStatus]) -> Self {
        let mut recorded = Self::default();
        for trace in traces {
            let ending = ends.iter().find(|status| status.run == trace.run()).and_then(|status| status.ending.clone());
            let header = header_of(&trace, workload_hash, ending.as_ref());
            recorded.add(trace, header, ending);
        }
        recorded
    }

    fn add(&mut self, trace: Trace, header: Header, ending: Option<Ending>) {
        self.ends.push(RunStatus { run: trace.run(), ending });
        let marks = trace.recorded().map(|known| known.marks.clone()).unwrap_or_default();
        self.logs.push((header, marks));
        self.traces.push(trace);
    }

    /// Reads a log, or a trace of another program, from a file that is open. What stands before a broken place is there; the second
    /// value is then what is wrong with it.
    ///
    /// # Errors
    /// It was stopped, cannot be read at all, or does not fit.
    pub fn read(name: &str, importer: &Importer, mut source: Source, headway: &Headway) -> Result<(Self, Option<String>), Undone> {
        let unreadable = |says: String| Undone::says(format!("{name}: {says}"));
        headway.begin(0);
        let request = Request { file: name, run: 0, bytes: MOST_BYTES, find: sim::model };
        let Imported { trace, header } = (importer.read)(&mut source, &request).map_err(|error| unreadable(error.to_string()))?;
        headway.go_on()?;
        let known = trace.recorded().cloned().unwrap_or_default();
        if let Some(part) = known.part {
            let says = format!(
                "only its first {} events, up to {}, fit into the {} GiB that are kept in memory here; cut the file, or write what you \
                 need of it with a program that streams",
                part.events,
                time::plain(part.until),
                MOST_BYTES >> 30
            );
            return Err(unreadable(says));
        }
        let header = header.map_or_else(|| header_of(&trace, "", None), |header| Header { names: trace.names().clone(), ..header });
        let broken = known.broken.map(|says| format!("{name}: {says}"));
        let recorded = Self { ends: vec![RunStatus { run: 0, ending: None }], logs: vec![(header, known.marks)], traces: vec![trace] };
        Ok((recorded, broken))
    }
}

/// Takes a run in, up to so many events.
struct Taken<'a> {
    trace: Trace,
    room: u64,
    headway: &'a Headway,
}

impl Sink for Taken<'_> {
    fn events(&mut self, first: EventNo, events: &[Event], changes: &[Change]) {
        if self.trace.len() < self.room {
            Sink::events(&mut self.trace, first, events, changes);
            self.headway.add(events.len() as u64);
        }
    }
    fn wants_more(&self) -> bool {
        self.trace.len() < self.room && self.headway.go_on().is_ok()
    }
}
