//! [`Foreign`]: a [`Trace`] made from lanes of spans, where there are no events of ours that they could be folded from.
//!
//! The lanes are tracks like any other, so that whatever draws, sums up or searches tracks does so with another program's. It does
//! *not* decide which span goes to which lane (that is `files`), nor how a lane is drawn (that is `ui`).

use super::recorded::{IMPORTED, Recorded};
use crate::Trace;
use crate::tracks::Tracks;
use crate::tracks::series::Series;
use crate::tracks::track::{Span, SpanState};
use loopscope_event::{Event, EventNo, Kind, Mark, Names, Ns, RunId, Scenario, TaskId};
use std::sync::Arc;

/// Lanes of spans, as another program told them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Imported {
    /// What the rows of [`Tracks`] are called, in their order.
    pub lanes: Vec<Lane>,
    /// What spans are called: a span's task is the place of its name here. Empty: the tasks are ours, and have their letters.
    pub spans: Vec<Arc<str>>,
    /// Numbers over time, those of a group together.
    pub counters: Vec<Counter>,
    /// The spans that led to others, in the order of those that were led to.
    pub links: Vec<Link>,
    /// What more is said of a span, by its event's number; in the order of these numbers.
    details: Vec<(u32, u32)>,
    texts: Vec<Arc<str>>,
    /// How many spans there are.
    pub count: u64,
    /// The first so many rows are rows of our own tasks, which are told by their letters.
    pub tasks: usize,
}

/// What a lane is called.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lane {
    /// Whose it is, a process's, say.
    pub group: Arc<str>,
    /// Its own name; empty for a further lane of the one above, and for a row of our own tasks.
    pub name: Arc<str>,
}

/// A number over time.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Counter {
    /// Whose it is, and what it counts.
    pub lane: Lane,
    /// Its values, as multiples of a power of ten.
    pub values: Series,
    /// Of which one: a value stands for so many times 10 to the power of this.
    pub exponent: i8,
}

/// One span led to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// The event of the span that was led to.
    pub to: EventNo,
    /// The event of the span that led to it.
    pub from: EventNo,
    /// When the one that led to it began, ns.
    pub at: Ns,
    /// What it is called: a place in [`Imported::spans`], or one of our tasks.
    pub task: TaskId,
}

/// Where a span goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The core of this number.
    Core(u16),
    /// The row of this number.
    Row(usize),
}

/// A number of a run that is drawn over time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Number {
    /// How many wait for the CPU.
    Queued,
    /// How many requests are under way.
    InFlight,
    /// How many jobs are in the system.
    InSystem,
    /// What another program counted.
    Other {
        /// Whose it is, and what it counts.
        lane: Lane,
        /// See [`Counter::exponent`].
        exponent: i8,
    },
}

/// A multiple of a power of ten in digits, without needless decimals: `"0.5"`, `"17179869180"`.
#[must_use]
pub fn decimal(value: u32, exponent: i8) -> String {
    let unit = 10_u64.saturating_pow(exponent.unsigned_abs().into());
    if exponent >= 0 {
        return u64::from(value).saturating_mul(unit).to_string();
    }
    let (whole, part) = (u64::from(value) / unit, u64::from(value) % unit);
    let digits = format!("{part:0width$}", width = usize::from(exponent.unsigned_abs()));
    match digits.trim_end_matches('0') {
        "" => whole.to_string(),
        digits => format!("{whole}.{digits}"),
    }
}

impl Imported {
    /// Whether this program wrote it: spans are its tasks'.
    #[must_use]
    pub const fn is_ours(&self) -> bool {
        self.spans.is_empty()
    }

    /// What a span is called: its own name, or its task's letter.
    #[must_use]
    pub fn name(&self, task: TaskId) -> String {
        match self.spans.get(task.0 as usize) {
            Some(name) => name.to_string(),
            None if task == TaskId::NONE || !self.is_ours() => String::new(),
            None => task.name().to_string(),
        }
    }

    /// What more is said of the span that this event began.
    #[must_use]
    pub fn details(&self, event: EventNo) -> Option<&str> {
        let event = u32::try_from(event).ok()?;
        let place = self.details.binary_search_by_key(&event, |(event, _)| *event).ok()?;
        self.texts.get(self.details[place].1 as usize).map(AsRef::as_ref)
    }

    /// The spans that led to the one that this event began.
    #[must_use]
    pub fn links_to(&self, event: EventNo) -> &[Link] {
        let from = self.links.partition_point(|link| link.to < event);
        let to = self.links.partition_point(|link| link.to <= event);
        &self.links[from..to]
    }

    /// About how many bytes it takes up.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let Self { lanes, spans, counters, links, details, texts, count: _, tasks: _ } = self;
        let text = |texts: &[Arc<str>]| texts.iter().map(|text| text.len() + 2 * size_of::<usize>() + size_of::<Arc<str>>()).sum::<usize>();
        let counters: usize = counters.iter().map(|counter| counter.lane.name.len() + counter.values.bytes()).sum();
        lanes.len() * size_of::<Lane>()
            + text(spans)
            + text(texts)
            + counters
            + links.capacity() * size_of::<Link>()
            + details.capacity() * 8
    }
}

/// A trace that is being made from lanes.
#[derive(Default)]
pub struct Foreign {
    tracks: Tracks,
    imported: Imported,
    marks: Vec<(Ns, Mark)>,
    end: Ns,
}

impl Foreign {
    /// There are so many cores, also such as never do anything.
    pub fn cores(&mut self, cores: u16) {
        for core in 0..cores {
            self.tracks.cores.at(core);
        }
    }

    /// A further row; answers its number.
    pub fn lane(&mut self, lane: Lane) -> usize {
        self.imported.lanes.push(lane);
        self.tracks.rows.push();
        self.imported.lanes.len() - 1
    }

    /// The rows so far are rows of our own tasks.
    pub fn are_tasks(&mut self) {
        self.imported.tasks = self.imported.lanes.len();
    }

    /// Adds a span; on a lane they come in the order of time and do not overlap, and one of no duration is not seen. A row must be there.
    pub fn span(&mut self, place: Place, span: &Span) {
        if span.start >= span.end {
            return;
        }
        self.imported.count += 1;
        self.end = self.end.max(if span.is_open() { span.start } else { span.end });
        self.tracks.put(place, span);
    }

    /// What spans are called.
    pub fn names(&mut self, spans: Vec<Arc<str>>) {
        self.imported.spans = spans;
    }

    /// What more is said of spans, as (event, place in `texts`).
    pub fn details(&mut self, mut details: Vec<(u32, u32)>, texts: Vec<Arc<str>>) {
        details.sort_unstable();
        (self.imported.details, self.imported.texts) = (details, texts);
    }

    /// Which spans led to which.
    pub fn links(&mut self, mut links: Vec<Link>) {
        links.sort_unstable_by_key(|link| (link.to, link.from));
        self.imported.links = links;
    }

    /// A number over time, one of ours or another, from its values in the order of time.
    pub fn counter(&mut self, number: Number, values: impl IntoIterator<Item = (Ns, u32)>) {
        let mut series = Series::default();
        for (at, value) in values {
            self.end = self.end.max(at);
            series.push(at, value);
        }
        match number {
            Number::Queued => self.tracks.queued = series,
            Number::InFlight => self.tracks.in_flight = series,
            Number::InSystem => self.tracks.in_system = series,
            Number::Other { lane, exponent } => self.imported.counters.push(Counter { lane, values: series, exponent }),
        }
    }

    /// Something that happened at an instant.
    pub fn mark(&mut self, at: Ns, mark: Mark) {
        self.end = self.end.max(at);
        self.marks.push((at, mark));
    }

    /// The trace is known up to this instant at least.
    pub fn known_until(&mut self, end: Ns) {
        self.end = self.end.max(end);
    }

    /// What goes on there at an instant, of what was added so far.
    #[must_use]
    pub fn at(&self, place: Place, t: Ns) -> Option<Span> {
        match place {
            Place::Core(core) => self.tracks.cores.get(core)?.at(t),
            Place::Row(row) => self.tracks.rows.get(row)?.at(t),
        }
    }

    /// Up to when it is known, ns.
    #[must_use]
    pub const fn end(&self) -> Ns {
        self.end
    }

    /// The trace. Its events are the marks.
    #[must_use]
    pub fn build(self, run: RunId, recorded: Recorded) -> Trace {
        let Self { tracks, imported, mut marks, end } = self;
        marks.sort_by_key(|(at, _)| *at);
        let cores = u16::try_from(tracks.cores.len()).unwrap_or(u16::MAX).max(1);
        let mut scenario = Scenario::default();
        scenario.machine.cores = cores;
        let mut trace = Trace::new(run, &IMPORTED, Arc::new(scenario), Names::default());
        let event = |(place, (at, _)): (u32, &(Ns, Mark))| Event::new(*at, place.into(), None, Kind::Mark { mark: place });
        let events = (0_u32..).zip(&marks).map(event).collect();
        trace.apply(&loopscope_event::Piece { first: 0, events, changes: Vec::new() });
        trace.known_until(end);
        let marks = marks.into_iter().map(|(_, mark)| mark).collect();
        trace.made_of(tracks).recorded_as(Recorded { marks, imported: Some(Arc::new(imported)), ..recorded })
    }
}

/// How a span of another program's is drawn where its category or its name says something that we know.
#[must_use]
pub fn state_said(category: &str, name: &str) -> Option<SpanState> {
    match name {
        "running" => return Some(SpanState::Running),
        "I/O" => return Some(SpanState::Io),
        "queued" | "runnable" => return Some(SpanState::Queued),
        name if name.starts_with("waiting") || name.ends_with("(idle)") => return Some(SpanState::Waiting),
        _ => {}
    }
    match category {
        "io" | "node.fs.async" | "node.fs.sync" | "file" | "disk" => Some(SpanState::Io),
        "wait" | "waiting" | "idle" | "poll" | "sleep" | "select" => Some(SpanState::Waiting),
        "lock" => Some(SpanState::Lock),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_of_powers_of_ten_are_written_in_digits() {
        let written = [(0, 0), (7, 0), (5, -1), (1000, -3), (1005, -3), (5, -3), (1_717_986_918, 1), (3, 127)].map(|(n, e)| decimal(n, e));
        assert_eq!(written, ["0", "7", "0.5", "1", "1.005", "0.005", "17179869180", "18446744073709551615"]);
    }
}
