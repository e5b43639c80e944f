//! [`Comparison`]: two runs side by side: where they begin to differ, and what became of each job in both.
//!
//! It reads on where it left off, so many events at a time, and remembers what it has found: a log only grows. Two runs of
//! one model are compared event by event. Logs of two models differ at once, and are compared by what the jobs notice:
//! which one's completion differs first. It does *not* say anything in words (that is the window's).

pub mod ghost;

mod figure;
mod jobs;
#[cfg(test)]
mod tests;

pub use figure::{Figure, Measured, Side, report_at};
pub use jobs::{Jobs, MOST_JOBS};

use self::jobs::Done;
use super::trace::Trace;
use loopscope_event::{Event, EventNo, Kind, Ns, RunId, TaskId};

/// Two runs, compared as far as both are known.
pub struct Comparison {
    runs: [RunId; 2],
    by: By,
    /// The events compared so far, by their places in each run.
    compared: [EventNo; 2],
    /// Completions read so far.
    read: [EventNo; 2],
    done: Done,
    first: Option<First>,
}

/// By what two runs are compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum By {
    /// Every event, in order.
    Events,
    /// When each job is done.
    Jobs,
}

/// Where two runs begin to differ.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum First {
    /// What happens next in each; `None`: nothing, as far as the other's event.
    Event {
        /// When, ns.
        at: Ns,
        /// The event of each run and its place.
        events: [Option<(EventNo, Event)>; 2],
    },
    /// A job that is done at another time.
    Job {
        /// Which.
        job: TaskId,
        /// When each run is done with it, ns, and the event; `None`: later than the other, and not yet.
        done: [Option<(Ns, EventNo)>; 2],
    },
}

impl First {
    /// The instant of the difference, ns: the earlier side's.
    #[must_use]
    pub fn at(&self) -> Ns {
        match self {
            Self::Event { at, .. } => *at,
            Self::Job { done, .. } => done.iter().flatten().map(|(at, _)| *at).min().unwrap_or(0),
        }
    }

    /// The event that shows it in one of the two runs.
    #[must_use]
    pub fn event(&self, side: usize) -> Option<EventNo> {
        match self {
            Self::Event { events, .. } => events.get(side)?.map(|(number, _)| number),
            Self::Job { done, .. } => done.get(side)?.map(|(_, number)| number),
        }
    }
}

impl Comparison {
    /// Of these two runs. `common`: up to that instant they are known to be the same, as two futures of one session are.
    #[must_use]
    pub fn new([a, b]: [&Trace; 2], common: Option<Ns>) -> Self {
        let by = if a.model().name == b.model().name { By::Events } else { By::Jobs };
        let from = match common {
            Some(at) if by == By::Events => a.count_until(at).min(b.count_until(at)),
            _ => 0,
        };
        let compared = [a, b].map(|trace| from.max(trace.first()));
        Self { runs: [a.run(), b.run()], by, compared, read: [0, 0], done: Done::new(by == By::Jobs), first: None }
    }

    /// True if it is of these two runs.
    #[must_use]
    pub fn is_of(&self, [a, b]: [&Trace; 2]) -> bool {
        self.runs == [a.run(), b.run()]
    }

    /// By what they are compared.
    #[must_use]
    pub const fn by(&self) -> By {
        self.by
    }

    /// Where they begin to differ; `None`: not yet, as far as was read.
    #[must_use]
    pub const fn first(&self) -> Option<&First> {
        self.first.as_ref()
    }

    /// What became of each job in both, as far as was read. `exact`: with the very last ones; while both runs go on, the
    /// list may lag behind a little, so that it need not be sorted for each job.
    pub fn jobs(&mut self, exact: bool) -> &Jobs {
        self.done.jobs(exact)
    }

    /// Reads on only as far as the first difference, about so many events at most, and remembers nothing else; true if there
    /// is more to be read.
    pub fn seek(&mut self, traces: [&Trace; 2], at_most: u64) -> bool {
        match self.by {
            By::Events => self.first.is_none() && self.compare(traces, at_most),
            By::Jobs => self.first.is_none() && self.advance(traces, at_most),
        }
    }

    /// Reads on, about so many events at most; true if there is more to be read.
    pub fn advance(&mut self, traces: [&Trace; 2], at_most: u64) -> bool {
        let events = self.by == By::Events && self.first.is_none() && self.compare(traces, at_most);
        let [a, b] = [0, 1].map(|side| self.complete(side, traces[side], at_most / 2));
        match &mut self.first {
            None if self.by == By::Jobs => self.first = self.done.first(self.reaches(traces)),
            // The other run may be done with it by now.
            Some(First::Job { job, done }) if done.contains(&None) => *done = self.done.of(*job),
            _ => {}
        }
        events || a || b
    }

    /// Compares event by event; true if there is more to be compared.
    fn compare(&mut self, [a, b]: [&Trace; 2], at_most: u64) -> bool {
        // What was let go is not compared any more; both go on from where both are kept.
        let gone = [a, b].iter().zip(self.compared).map(|(trace, at)| trace.first().saturating_sub(at)).max().unwrap_or(0);
        self.compared = self.compared.map(|at| at + gone);
        let [mut i, mut j] = self.compared;
        let (mut left, mut right) = (happenings(a, i), happenings(b, j));
        let mut found = None;
        let mut more = true;
        for _ in 0..at_most {
            let (one, other) = (left.next(), right.next());
            match (one, other) {
                (Some((n, x)), Some((m, y))) if (x.at, x.kind) == (y.at, y.kind) => (i, j) = (n + 1, m + 1),
                (Some((_, x)), Some((_, y))) => {
                    found = Some(First::Event { at: x.at.min(y.at), events: [one, other] });
                    break;
                }
                // One goes on. Whether the other does at that instant is known only after it.
                (Some((_, event)), None) | (None, Some((_, event))) => {
                    let silent = if one.is_some() { b } else { a };
                    if silent.end() > event.at {
                        found = Some(First::Event { at: event.at, events: [one, other] });
                    }
                    more = false;
                    break;
                }
                (None, None) => {
                    more = false;
                    break;
                }
            }
        }
        self.compared = [i, j];
        self.first = found;
        more && found.is_none()
    }

    /// Reads which jobs are done in one of the runs; true if there is more to be read.
    fn complete(&mut self, side: usize, trace: &Trace, at_most: u64) -> bool {
        let from = self.read[side].max(trace.first());
        let to = trace.len().min(from + at_most);
        for (number, event) in trace.events(from, to) {
            if let Kind::JobDone { job } = event.kind {
                self.done.add(side, job, (event.at, number));
            }
        }
        self.read[side] = to;
        to < trace.len()
    }

    /// Up to when each run's completions were read: all before that instant are known.
    fn reaches(&self, traces: [&Trace; 2]) -> [Ns; 2] {
        [0, 1].map(|side| {
            let (trace, read) = (traces[side], self.read[side]);
            if read == trace.len() { trace.end() } else { trace.event(read).map_or(0, |event| event.at) }
        })
    }
}

/// The events of a run from a place on, but for those about what somebody did to it: a slider's move is no difference in
/// what happened.
fn happenings(trace: &Trace, from: EventNo) -> impl Iterator<Item = (EventNo, Event)> + '_ {
    let happens = |event: &Event| !matches!(event.kind, Kind::ScenarioChanged { .. } | Kind::Mark { .. });
    trace.events(from, trace.len()).filter(move |(_, event)| happens(event))
}
