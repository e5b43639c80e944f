//! [`Search`]: finds spans and events in a log of any length, a slice at a time, while it grows.
//!
//! * [`query`]: what is looked for, and how people write it. [`named`]: what spans are called. `lanes`: where spans of a kind are.
//! * `events`: how events are looked for; spans are here.
//!
//! Time is gone through in windows from the beginning, and in each window lane after lane, so that what was found stands in the order of
//! time and stays where it is. A lane that has none of the state in a window is passed over by its sums. A span that goes on is decided as
//! soon as it can be, and asked again until then. It does *not* decide how much of a frame it gets (that is the window).

mod events;
mod lanes;
pub mod named;
pub mod query;

use super::trace::Trace;
use super::tracks::track::{STATES, Span, SpanState, Track};
use lanes::lanes;
use loopscope_event::{EventNo, Ns, TaskId};
use named::Names;
use query::{Length, Order, Query, What};

/// So many finds are kept, the first ones, or the longest; the others are counted.
pub const MOST: usize = 200_000;
/// So many of the longest are kept.
const LONGEST: usize = 100;
/// What passing over a lane in a window costs, in looks at spans.
const PASS: u64 = 24;
/// What putting a find in its place costs, in looks at spans.
const FIND: u64 = 64;
/// A window that cost less than so many looks, and so many more for each lane, is followed by one that is four times as long; one that cost
/// more than four times as many, by half of it.
const fn enough(lanes: usize) -> u64 {
    8192 + 64 * lanes as u64
}

/// Something that was found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// Since when, or when, ns.
    pub start: Ns,
    /// Until when, ns: as it was known then, [`Span::OPEN`] for what went on; for an event its instant.
    pub end: Ns,
    /// On which lane.
    pub lane: Lane,
    /// Whose, if it is a task's.
    pub task: Option<TaskId>,
    /// The state of a span.
    pub state: Option<SpanState>,
    /// The event that it is or that began it.
    pub event: EventNo,
}

/// Where something was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Lane {
    /// This core's.
    Core(u16),
    /// This row of tasks.
    Row(usize),
    /// In the log.
    Log,
}

impl Lane {
    /// Its track.
    fn track(self, trace: &Trace) -> Option<&Track> {
        match self {
            Self::Core(core) => trace.tracks().cores.get(core),
            Self::Row(row) => trace.tracks().rows.get(row),
            Self::Log => None,
        }
    }
}

/// A search on its way through a log.
#[derive(Clone, Debug)]
pub struct Search {
    query: Query,
    names: Names,
    /// The window: from where, and how long it is wanted.
    at: Ns,
    stretch: Ns,
    /// The end of the window that is being gone through, and the lane that is next in it.
    window: Option<(Ns, usize)>,
    /// What the window has held so far.
    fresh: Vec<Found>,
    work: u64,
    next: EventNo,
    found: Vec<Found>,
    count: u64,
    /// Spans that go on and are not decided.
    pending: Vec<(Lane, Ns)>,
    /// Of the longest, those that are over.
    over: Vec<Found>,
    /// History let go of what was before, ns.
    gone: Ns,
}

/// Whether there is more to look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Progress {
    /// The budget is used up.
    Working,
    /// Everything that is known was looked at.
    UpToDate,
}

impl Search {
    /// A search at its beginning.
    #[must_use]
    pub const fn new(query: Query) -> Self {
        Self {
            query,
            names: Names::ANY,
            at: 0,
            stretch: 0,
            window: None,
            fresh: Vec::new(),
            work: 0,
            next: 0,
            found: Vec::new(),
            count: 0,
            pending: Vec::new(),
            over: Vec::new(),
            gone: 0,
        }
    }

    /// What is looked for.
    #[must_use]
    pub const fn query(&self) -> &Query {
        &self.query
    }
    /// What was found so far: in the order of time, or the longest first.
    #[must_use]
    pub fn found(&self) -> &[Found] {
        &self.found
    }
    /// How many fit so far, those that are not kept included.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Looks on for about so many spans or events.
    pub fn step(&mut self, trace: &Trace, budget: u64) -> Progress {
        self.forget(trace.let_go().1);
        match self.query.what {
            What::Spans(states) => self.spans(trace, &states, budget),
            What::Events(happening) => self.events(trace, happening, budget),
        }
    }

    /// What history let go of cannot be gone to.
    fn forget(&mut self, until: Ns) {
        if until <= self.gone {
            return;
        }
        self.gone = until;
        self.found.retain(|found| if found.lane == Lane::Log { found.start >= until } else { found.end > until });
        self.over.retain(|found| found.end > until);
        self.fresh.retain(|found| found.end > until);
        if self.window.is_none() {
            self.at = self.at.max(until);
        }
    }

    fn spans(&mut self, trace: &Trace, states: &[bool; STATES], budget: u64) -> Progress {
        let end = trace.end();
        let mut left = budget;
        if self.stretch == 0 {
            self.stretch = (end / 1024).max(1024);
        }
        while self.at < end {
            if left == 0 {
                self.rank_all(trace);
                return Progress::Working;
            }
            let (mut to, mut next) = *self.window.get_or_insert_with(|| (self.at.saturating_add(self.stretch).min(end), 0));
            let lanes = lanes(trace, states);
            while next < lanes.len() && left > 0 {
                let looked = lanes.get(next).map_or(0, |lane| self.lane(trace, lane, states, to));
                (next, left, self.work) = (next + 1, left.saturating_sub(PASS + looked), self.work + looked);
                to = self.cut(to, 8 * enough(lanes.len()) / FIND);
            }
            if next < lanes.len() {
                self.window = Some((to, next));
                self.rank_all(trace);
                return Progress::Working;
            }
            self.end_window(to, enough(lanes.len()));
        }
        self.ask_again(trace);
        self.rank_all(trace);
        Progress::UpToDate
    }

    /// The end of a window that was to end at `to`: earlier if it holds more finds than can be put in their places in one go.
    fn cut(&mut self, mut to: Ns, most: u64) -> Ns {
        while self.fresh.len() as u64 > most && to - self.at > 1 {
            self.stretch = (to - self.at) / 2;
            to = self.at + self.stretch;
            self.fresh.retain(|found| found.start < to);
            self.pending.retain(|(_, start)| *start < to);
        }
        to
    }

    fn end_window(&mut self, to: Ns, enough: u64) {
        let mut fresh = std::mem::take(&mut self.fresh);
        let work = self.work + FIND * fresh.len() as u64;
        fresh.sort_unstable_by_key(|found| (found.start, found.lane));
        fresh.drain(..).for_each(|found| self.keep(found));
        self.fresh = fresh;
        if work < enough {
            self.stretch = self.stretch.saturating_mul(4);
        } else if work > 4 * enough {
            self.stretch = (self.stretch / 2).max(1);
        }
        (self.at, self.window, self.work) = (to, None, 0);
    }

    /// Looks at what begins on a lane in the window; answers at how many spans.
    fn lane(&mut self, trace: &Trace, lane: Lane, states: &[bool; STATES], to: Ns) -> u64 {
        let Some(track) = lane.track(trace) else { return 0 };
        if self.query.task.is_some_and(|task| !track.may_have(task, self.at, to)) {
            return 0;
        }
        let least = self.least();
        // A span of that length that begins in the window has all of it before this.
        let sums = || track.mixture(self.at, to.saturating_add(least));
        if (least > 1 || states.contains(&false)) && !states.iter().zip(sums()).any(|(wanted, sum)| *wanted && sum >= least) {
            return 0;
        }
        let mut looked = 0;
        for span in track.spans(self.at, to) {
            looked += 1;
            let fits = span.start >= self.at && states[span.state.index()] && self.query.task.is_none_or(|task| span.task == task);
            if fits && self.names.fit(trace, span.task) {
                self.judge(trace, lane, span);
            }
        }
        looked
    }

    /// No shorter span is looked for, ns; at least 1.
    fn least(&self) -> Ns {
        let bound = match self.query.length {
            Some(Length::Over(bound)) => bound.saturating_add(1),
            _ => 1,
        };
        bound.max(if self.query.order == Order::Longest { bar(&self.over) } else { 1 })
    }

    fn judge(&mut self, trace: &Trace, lane: Lane, span: Span) {
        let long = span.end.min(trace.end().max(span.start)) - span.start;
        let fits = match self.query.length {
            None => true,
            Some(Length::Over(bound)) => long > bound,
            Some(Length::Under(bound)) => long < bound,
        };
        if span.is_open() {
            // That it is already too long is for good; that it is still short is not.
            let decided = match (self.query.length, self.query.order) {
                (_, Order::Longest) => false,
                (None, _) => true,
                (Some(Length::Over(_)), _) => fits,
                (Some(Length::Under(_)), _) => !fits,
            };
            if !decided {
                self.pending.push((lane, span.start));
                return;
            }
        }
        if !fits {
            return;
        }
        let found = Found { start: span.start, end: span.end, lane, task: Some(span.task), state: Some(span.state), event: span.event };
        match self.query.order {
            Order::Time => self.fresh.push(found),
            Order::Longest => {
                self.count += 1;
                rank(&mut self.over, found);
            }
        }
    }

    fn keep(&mut self, found: Found) {
        self.count += 1;
        if self.found.len() == MOST {
            return;
        }
        let before = |other: &Found| (other.start, other.lane) <= (found.start, found.lane);
        // Mostly it is the last.
        let after = if self.found.last().is_none_or(before) { self.found.len() } else { self.found.partition_point(before) };
        self.found.insert(after, found);
    }

    /// What went on when it was looked at may be over by now, or long enough.
    fn ask_again(&mut self, trace: &Trace) {
        for (lane, start) in std::mem::take(&mut self.pending) {
            let span = lane.track(trace).and_then(|track| track.at(start)).filter(|span| span.start == start);
            if let Some(span) = span {
                self.judge(trace, lane, span);
            }
        }
        let fresh = std::mem::take(&mut self.fresh);
        fresh.into_iter().for_each(|found| self.keep(found));
    }

    /// The longest of those that are over and those that go on.
    fn rank_all(&mut self, trace: &Trace) {
        if self.query.order != Order::Longest {
            return;
        }
        let mut all = self.over.clone();
        for &(lane, start) in &self.pending {
            let end = trace.end().max(start);
            if end - start < bar(&all) || self.query.length.is_some_and(|length| !fits(length, end - start)) {
                continue;
            }
            let Some(span) = lane.track(trace).and_then(|track| track.at(start)) else { continue };
            rank(&mut all, Found { start, end, lane, task: Some(span.task), state: Some(span.state), event: span.event });
        }
        self.found = all;
    }
}

/// What was found, as long as it is by now.
#[must_use]
pub fn by_now(found: &Found, trace: &Trace) -> Found {
    match found.lane.track(trace).and_then(|track| track.at(found.start)) {
        Some(span) if span.event == found.event => Found { end: span.end.min(trace.end().max(span.start)), ..*found },
        _ => Found { end: found.end.min(trace.end().max(found.start)), ..*found },
    }
}

/// True if what was found still goes on.
#[must_use]
pub fn goes_on(found: &Found, trace: &Trace) -> bool {
    let span = found.lane.track(trace).and_then(|track| track.at(found.start));
    span.is_some_and(|span| span.event == found.event && span.is_open())
}

fn fits(length: Length, long: Ns) -> bool {
    match length {
        Length::Over(bound) => long > bound,
        Length::Under(bound) => long < bound,
    }
}

/// What is shorter is not among the longest, ns.
fn bar(all: &[Found]) -> Ns {
    all.get(LONGEST - 1).map_or(0, |last| last.end - last.start)
}

/// Puts something among the longest; of two that are as long the earlier one stands first.
fn rank(all: &mut Vec<Found>, found: Found) {
    let key = |found: &Found| (std::cmp::Reverse(found.end - found.start), found.start, found.lane);
    if found.end - found.start < bar(all) {
        return;
    }
    let place = all.partition_point(|other| key(other) < key(&found));
    if place < LONGEST {
        all.insert(place, found);
        all.truncate(LONGEST);
    }
}

#[cfg(test)]
mod tests;
