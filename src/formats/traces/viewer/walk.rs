//! [`Walk`]: a run's tracks, numbers and marks, told to a [`Pen`].

use super::{Category, Counter, IN_FLIGHT, IN_SYSTEM, Lane, Life, Part, Pen, QUEUED, Said, Scope, Slice, group, story::Story};
use loopscope_event::{Kind, Mark, Ns, Origin, TaskId};
use loopscope_trace::imported::foreign;
use loopscope_trace::{Series, Span, SpanState, Trace, Track};
use std::{collections::HashMap, io, ops::Range};

/// How many counters are of every run; those of an imported trace are numbered after them.
const OURS: u32 = 3;

/// A stretch of a run that is told. Spans that reach beyond it are told whole; what still goes on at the end of the run is cut off there.
pub(crate) struct Walk<'a> {
    pub trace: &'a Trace,
    /// What the numbers of marks stand for.
    marks: &'a [Mark],
    pub range: Range<Ns>,
    /// The end of the run, ns.
    pub end: Ns,
}

impl<'a> Walk<'a> {
    /// `range` is of story time, ns; `marks` is used if the trace does not know them itself.
    pub(crate) fn new(trace: &'a Trace, marks: &'a [Mark], range: Range<Ns>) -> Self {
        let marks = trace.recorded().map_or(marks, |recorded| &recorded.marks);
        Self { trace, marks, range, end: trace.end() }
    }

    /// Where the log is from, in a word.
    pub(crate) fn origin(&self) -> &'static str {
        match self.trace.recorded().map_or(Origin::Simulated, |recorded| recorded.origin) {
            Origin::Simulated => "simulated",
            Origin::Measured => "measured",
            Origin::Imported => "imported",
        }
    }

    fn spans(&self, track: &'a Track) -> impl Iterator<Item = Span> + use<'a> {
        track.spans(self.range.start, self.range.end.min(self.end))
    }

    /// The cores, each a lane.
    pub(crate) fn cores(&self, pen: &mut impl Pen) -> io::Result<()> {
        pen.group(group::CPU, "CPU")?;
        for (core, track) in self.trace.tracks().cores.iter() {
            let lane = Lane::of_core(core);
            pen.lane(lane, &format!("core {}", lane.number))?;
            self.spans(track).try_for_each(|span| self.burst(lane, &span, pen))?;
        }
        Ok(())
    }

    fn burst(&self, lane: Lane, span: &Span, pen: &mut impl Pen) -> io::Result<()> {
        let verb = match span.state {
            SpanState::Switching => "switch to ",
            SpanState::Dispatching => "take ",
            _ => "",
        };
        let name = format!("{verb}{}", self.trace.called(span.task));
        let said = Said::Task { task: span.task, open: span.is_open() };
        let (start, end) = self.extent(span);
        pen.slice(lane, &Slice { category: Category::State(span.state), name: &name, start, end, said })
    }

    fn extent(&self, span: &Span) -> (Ns, Ns) {
        (span.start, span.end.min(self.end).max(span.start))
    }

    /// The turns of loops, the requests, and the arrows between bursts.
    pub(crate) fn story(&self, pen: &mut impl Pen) -> io::Result<()> {
        Story::tell(self, pen)
    }

    /// The tasks, row by row: for each its life, and its states inside.
    pub(crate) fn tasks(&self, pen: &mut impl Pen) -> io::Result<()> {
        pen.group(group::TASKS, "Tasks")?;
        for (row, track) in (0..).zip(self.trace.tracks().rows.iter()) {
            self.lives(row, track, pen)?;
        }
        Ok(())
    }

    fn lives(&self, row: u32, track: &'a Track, pen: &mut impl Pen) -> io::Result<()> {
        let mut alive: Option<(TaskId, Ns)> = None;
        for span in self.spans(track) {
            let task = span.task;
            if alive != Some((task, span.start)) {
                match alive {
                    Some((task, until)) => self.died(Life::Task { task, row }, until, pen)?,
                    None => pen.row(row, || self.row(track))?,
                }
                let name = format!("task {}", task.name());
                pen.begin(Life::Task { task, row }, Part::Whole(&name), span.start)?;
            }
            let (life, state) = (Life::Task { task, row }, Part::State(span.state));
            let until = span.end.min(self.end);
            pen.begin(life, state, span.start)?;
            pen.end(life, state, until, span.is_open())?;
            alive = Some((task, until));
        }
        alive.map_or(Ok(()), |(task, until)| self.died(Life::Task { task, row }, until, pen))
    }

    fn died(&self, life: Life, at: Ns, pen: &mut impl Pen) -> io::Result<()> {
        let Life::Task { task, .. } = life else { return Ok(()) };
        pen.end(life, Part::Whole(&format!("task {}", task.name())), at, false)
    }

    /// A row of tasks by the first of them and the last.
    fn row(&self, track: &'a Track) -> String {
        let mut tasks = self.spans(track).map(|span| span.task);
        let Some(first) = tasks.next() else { return String::new() };
        match tasks.last().filter(|last| *last != first) {
            Some(last) => format!("tasks {} … {}", first.name(), last.name()),
            None => format!("task {}", first.name()),
        }
    }

    /// An imported trace: a lane for each of its own, and its counters in the groups that they are of.
    pub(crate) fn lanes(&self, pen: &mut impl Pen) -> io::Result<()> {
        let Some(imported) = self.trace.imported() else { return Ok(()) };
        let (mut groups, mut named) = (Groups::default(), None);
        if !self.trace.tracks().cores.is_empty() {
            self.cores(pen)?;
            groups.last = group::CPU;
        }
        for ((about, track), number) in imported.lanes.iter().zip(self.trace.tracks().rows.iter()).zip(1..) {
            if named.replace(&about.group) != Some(&about.group) {
                groups.begin(&about.group, pen)?;
            }
            let lane = Lane { group: groups.last, number };
            // Rows of our own tasks have no names but theirs.
            if number as usize <= imported.tasks {
                pen.lane(lane, &self.row(track))?;
            } else {
                pen.lane(lane, &about.name)?;
            }
            for span in self.spans(track) {
                self.foreign(lane, &span, imported.details(span.event), pen)?;
            }
        }
        for (foreign::Counter { lane, values, exponent }, number) in imported.counters.iter().zip(OURS..) {
            let group = Some(groups.of(&lane.group, pen)?);
            self.counter(Counter { number, name: &lane.name, group, exponent: *exponent }, values, pen)?;
        }
        Ok(())
    }

    fn foreign(&self, lane: Lane, span: &Span, details: Option<&str>, pen: &mut impl Pen) -> io::Result<()> {
        // The word for running is what a slice is drawn as without one.
        let category = if span.state == SpanState::Running { Category::Slice } else { Category::State(span.state) };
        let said = match details {
            // What was kept as it stood need not have been JSON all through.
            Some(details) if serde_json::from_str::<serde::de::IgnoredAny>(details).is_ok() => Said::Json(details),
            Some(details) => Said::Text(details),
            None => Said::Nothing,
        };
        let (start, end) = self.extent(span);
        pen.slice(lane, &Slice { category, name: &self.trace.called(span.task), start, end, said })
    }

    /// The counters of the whole run.
    pub(crate) fn numbers(&self, pen: &mut impl Pen) -> io::Result<()> {
        let tracks = self.trace.tracks();
        for (name, series, number) in [(QUEUED, &tracks.queued, 0), (IN_FLIGHT, &tracks.in_flight, 1), (IN_SYSTEM, &tracks.in_system, 2)] {
            if series.peak() > 0 {
                self.counter(Counter { number, name, group: None, exponent: 0 }, series, pen)?;
            }
        }
        Ok(())
    }

    fn counter(&self, counter: Counter<'_>, series: &Series, pen: &mut impl Pen) -> io::Result<()> {
        pen.counter(counter)?;
        // A step to the value that it had is none, nor is a beginning at 0; but another program's counter may be nothing else.
        let mut last = self.trace.imported().is_none().then_some(0);
        for (at, value) in series.steps(self.range.start, self.range.end) {
            if last.replace(value) != Some(value) {
                pen.count(counter, at, value)?;
            }
        }
        Ok(())
    }

    /// Marks on the time axis.
    pub(crate) fn marks(&self, pen: &mut impl Pen) -> io::Result<()> {
        let from = self.range.start.checked_sub(1).map_or(0, |before| self.trace.count_until(before));
        for (_, event) in self.trace.events(from, self.trace.len()) {
            let (name, scope): (&str, Scope) = match event.kind {
                Kind::ScenarioChanged { .. } => ("a slider moved", Scope::Everything),
                Kind::FrameMissed { .. } => ("frame missed", Scope::Cpu),
                Kind::Mark { mark } => match self.marks.get(mark as usize) {
                    Some(Mark::Text(text)) => (text, Scope::Everything),
                    _ => continue,
                },
                _ => continue,
            };
            if self.range.contains(&event.at) {
                pen.mark(name, scope, event.at)?;
            }
        }
        Ok(())
    }
}

/// The groups of an imported trace that have begun.
#[derive(Default)]
struct Groups<'a> {
    last: u32,
    /// By their names.
    known: HashMap<&'a str, u32>,
}

impl<'a> Groups<'a> {
    fn begin(&mut self, name: &'a str, pen: &mut impl Pen) -> io::Result<()> {
        self.last += 1;
        self.known.insert(name, self.last);
        pen.group(self.last, name)
    }

    /// The group of this name, which begins if it has not.
    fn of(&mut self, name: &'a str, pen: &mut impl Pen) -> io::Result<u32> {
        if let Some(known) = self.known.get(name) {
            return Ok(*known);
        }
        self.begin(name, pen)?;
        Ok(self.last)
    }
}
