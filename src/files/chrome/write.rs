//! Writing a run as a Chrome trace: its tracks as slices and lives, its numbers as counters, and its events' causes as arrows.
//!
//! Of every run: "CPU" has a lane for each core, "Tasks" a life for each task, with its states inside. Only where a log has them:
//! "Event loop" has the turns of each loop, "I/O" the requests. A trace that was imported has its lanes by their own names instead.

use super::{IN_FLIGHT, IN_SYSTEM, QUEUED, STATES, json::Json, pid, story::Story};
use crate::event::{Kind, Mark, Ns, Origin, TaskId};
use crate::files::format::Recording;
use crate::trace::foreign::{Counter, Imported, decimal};
use crate::trace::{Series, Span, SpanState, Trace, Track};
use std::{
    collections::HashMap,
    io::{self, Write},
    ops::Range,
};

/// Writes a stretch of a recorded run.
///
/// # Errors
/// When the output does not take it.
pub fn export(recording: &Recording<'_>, to: &mut dyn Write) -> io::Result<()> {
    write(recording.trace, recording.marks, recording.from..recording.to.saturating_add(1), to)
}

/// Writes what happened in `range` (ns of story time; spans that reach beyond it are written whole). `marks` is what the numbers of
/// marks stand for, if the trace does not know it itself.
///
/// # Errors
/// When the output does not take it.
pub fn write(trace: &Trace, marks: &[Mark], range: Range<Ns>, to: &mut dyn Write) -> io::Result<()> {
    let marks = trace.recorded().map_or(marks, |recorded| &recorded.marks);
    let mut out = Out { json: Json::new(to), trace, marks, end: trace.end(), range };
    out.begin();
    match trace.imported() {
        Some(imported) => out.lanes(imported)?,
        None => out.run()?,
    }
    out.numbers()?;
    out.instants()?;
    out.json.raw("\n]}\n");
    out.json.finish()
}

/// The file that is being written.
pub(super) struct Out<'a> {
    pub(super) json: Json<'a>,
    pub(super) trace: &'a Trace,
    marks: &'a [Mark],
    /// Where what still goes on is cut off, ns.
    pub(super) end: Ns,
    pub(super) range: Range<Ns>,
}

/// The word for a state as a category.
pub(in crate::files) fn category(state: SpanState) -> &'static str {
    STATES[state.index()].1
}

impl Out<'_> {
    fn begin(&mut self) {
        let Self { json, trace, end, .. } = self;
        let origin = match trace.recorded().map_or(Origin::Simulated, |recorded| recorded.origin) {
            Origin::Simulated => "simulated",
            Origin::Measured => "measured",
            Origin::Imported => "imported",
        };
        json.raw("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"made_by\":\"loopscope\"");
        // An imported trace has no cores and tasks of ours to tell by these.
        if trace.imported().is_none() {
            json.num("loopscope", 1).num("cores", trace.tracks().cores.len() as u64).num("end_ns", *end);
        }
        json.text("model", trace.model().name).word("origin", origin).raw("},\"traceEvents\":[");
    }

    /// The name of a process (`tid` 0 of no meaning) or of a thread, and its place among its like.
    pub(super) fn named(&mut self, (what, pid, tid): (&str, u32, u32), name: &str) -> io::Result<()> {
        self.json.event('M', pid, tid)?.raw(",\"name\":\"").raw(what).raw("_name\",\"args\":{\"name\":").quoted(name).raw("}").end();
        let order = if what == "process" { pid } else { tid };
        let json = self.json.event('M', pid, tid)?.raw(",\"name\":\"").raw(what).raw("_sort_index\",\"args\":{\"sort_index\":");
        json.digits(order.into()).raw("}").end();
        Ok(())
    }

    fn cores(&mut self) -> io::Result<()> {
        self.named(("process", pid::CPU, 0), "CPU")?;
        for (core, track) in self.trace.tracks().cores.iter() {
            let tid = u32::from(core) + 1;
            self.named(("thread", pid::CPU, tid), &format!("core {}", core + 1))?;
            self.slices(pid::CPU, tid, track)?;
        }
        Ok(())
    }

    fn run(&mut self) -> io::Result<()> {
        self.cores()?;
        Story::tell(self)?;
        let tracks = self.trace.tracks();
        self.named(("process", pid::TASKS, 0), "Tasks")?;
        for (row, track) in (0..).zip(&tracks.rows) {
            self.lives(row, track)?;
        }
        Ok(())
    }

    /// A track as slices of a thread.
    fn slices(&mut self, pid: u32, tid: u32, track: &Track) -> io::Result<()> {
        for span in track.spans(self.range.start, self.range.end.min(self.end)) {
            let Self { json, trace, end, .. } = self;
            let name = trace.called(span.task);
            let verb = match span.state {
                SpanState::Switching => "switch to ",
                SpanState::Dispatching => "take ",
                _ => "",
            };
            json.event('X', pid, tid)?.word("cat", category(span.state)).raw(",\"name\":").quoted(&format!("{verb}{name}"));
            json.at(span.start).raw(",\"dur\":").micros(span.end.min(*end).saturating_sub(span.start)).raw(",\"args\":{");
            json.raw("\"task\":").digits(span.task.0.into());
            if span.is_open() {
                json.raw(",\"open\":true");
            }
            json.raw("}").end();
        }
        Ok(())
    }

    /// A row of tasks: for each its life, and its states inside.
    fn lives(&mut self, row: u32, track: &Track) -> io::Result<()> {
        let mut alive: Option<(TaskId, Ns)> = None;
        for span in track.spans(self.range.start, self.range.end.min(self.end)) {
            if alive != Some((span.task, span.start)) {
                if let Some((task, until)) = alive {
                    self.life('e', task, until, None)?;
                }
                self.life('b', span.task, span.start, Some(row))?;
            }
            let until = span.end.min(self.end);
            let name = STATES[span.state.index()].2;
            let id = u64::from(span.task.0);
            self.json.event('b', pid::TASKS, 0)?.word("cat", "task").word("name", name).local(id).at(span.start).end();
            let json = self.json.event('e', pid::TASKS, 0)?.word("cat", "task").word("name", name).local(id).at(until);
            if span.is_open() {
                json.raw(",\"args\":{\"open\":true}");
            }
            json.end();
            alive = Some((span.task, until));
        }
        match alive {
            Some((task, until)) => self.life('e', task, until, None),
            None => Ok(()),
        }
    }

    fn life(&mut self, phase: char, task: TaskId, at: Ns, row: Option<u32>) -> io::Result<()> {
        let name = format!("task {}", task.name());
        let json = self.json.event(phase, pid::TASKS, 0)?.word("cat", "task").text("name", &name).local(task.0.into()).at(at);
        if let Some(row) = row {
            json.raw(",\"args\":{\"row\":").digits(row.into()).raw("}");
        }
        json.end();
        Ok(())
    }

    /// An imported trace: a thread for each of its lanes, and its counters in the processes that they are of.
    fn lanes(&mut self, imported: &Imported) -> io::Result<()> {
        let (mut pid, mut group) = (0, None);
        if !self.trace.tracks().cores.is_empty() {
            self.cores()?;
            pid = pid::CPU;
        }
        let mut groups: HashMap<&str, u32> = HashMap::new();
        for ((lane, track), tid) in imported.lanes.iter().zip(&self.trace.tracks().rows).zip(1..) {
            if group.replace(&lane.group) != Some(&lane.group) {
                pid += 1;
                groups.insert(&lane.group, pid);
                self.named(("process", pid, 0), &lane.group)?;
            }
            self.named(("thread", pid, tid), &lane.name)?;
            for span in track.spans(self.range.start, self.range.end.min(self.end)) {
                self.foreign((pid, tid), &span, imported.details(span.event))?;
            }
        }
        for Counter { lane, values, exponent } in &imported.counters {
            let of = match groups.get(&*lane.group) {
                Some(of) => *of,
                None => {
                    pid += 1;
                    groups.insert(&lane.group, pid);
                    self.named(("process", pid, 0), &lane.group)?;
                    pid
                }
            };
            self.counter(of, &lane.name, (values, *exponent))?;
        }
        Ok(())
    }

    fn foreign(&mut self, (pid, tid): (u32, u32), span: &Span, details: Option<&str>) -> io::Result<()> {
        let Self { json, trace, end, .. } = self;
        // The word for running is what a slice is drawn as without one.
        let said = if span.state == SpanState::Running { "slice" } else { category(span.state) };
        json.event('X', pid, tid)?.word("cat", said).raw(",\"name\":").quoted(&trace.called(span.task));
        json.at(span.start).raw(",\"dur\":").micros(span.end.min(*end).saturating_sub(span.start));
        // What was kept as it stood need not have been JSON all through.
        match details {
            Some(details) if serde_json::from_str::<serde::de::IgnoredAny>(details).is_ok() => {
                json.raw(",\"args\":").raw(details);
            }
            Some(details) => {
                json.raw(",\"args\":{\"text\":").quoted(details).raw("}");
            }
            None => {}
        }
        json.end();
        Ok(())
    }

    fn numbers(&mut self) -> io::Result<()> {
        let tracks = self.trace.tracks();
        for (name, series) in [(QUEUED, &tracks.queued), (IN_FLIGHT, &tracks.in_flight), (IN_SYSTEM, &tracks.in_system)] {
            if series.peak() > 0 {
                self.counter(pid::CPU, name, (series, 0))?;
            }
        }
        Ok(())
    }

    /// A number, as multiples of a power of ten.
    fn counter(&mut self, pid: u32, name: &str, (series, exponent): (&Series, i8)) -> io::Result<()> {
        // A step to the value that it had is none, nor is a beginning at 0; but another program's counter may be nothing else.
        let mut last = self.trace.imported().is_none().then_some(0);
        for (at, value) in series.steps(self.range.start, self.range.end) {
            if last.replace(value) == Some(value) {
                continue;
            }
            let json = self.json.event('C', pid, 0)?.text("name", name).at(at);
            json.raw(",\"args\":{\"value\":").raw(&decimal(value, exponent)).raw("}").end();
        }
        Ok(())
    }

    /// Marks on the time axis.
    fn instants(&mut self) -> io::Result<()> {
        let (trace, marks) = (self.trace, self.marks);
        let from = trace.count_until(self.range.start.saturating_sub(1));
        for (_, event) in trace.events(if self.range.start == 0 { 0 } else { from }, trace.len()) {
            let at = event.at;
            let (name, scope): (&str, &str) = match event.kind {
                Kind::ScenarioChanged { .. } => ("a slider moved", "g"),
                Kind::FrameMissed { .. } => ("frame missed", "p"),
                Kind::Mark { mark } => match marks.get(mark as usize) {
                    Some(Mark::Text(text)) => (text, "g"),
                    _ => continue,
                },
                _ => continue,
            };
            if self.range.contains(&at) {
                self.json.event('i', pid::CPU, 0)?.text("name", name).at(at).word("s", scope).end();
            }
        }
        Ok(())
    }
}
