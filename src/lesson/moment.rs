//! [`Moment`]: the moment at which a lesson's run freezes, given by an instant or by the nth occurrence of an event.

use super::measure::job_of;
use loopscope_event::{Event, EventNo, Kind, Ns, TaskId};

/// The moment at which a run freezes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Just after the first event at or after this instant.
    At(Ns),
    /// Just after the `nth` occurrence of this event (counted from 1), for this task if one is given.
    Happening {
        /// The event's name.
        what: &'static str,
        /// The number of the occurrence.
        nth: u32,
        /// The task it must concern.
        task: Option<TaskId>,
    },
}

/// The events that can be waited for, by their names in the log; `lost-update` is a write that overwrites another's.
const HAPPENINGS: &[&str] = &[
    "job-arrived",
    "job-done",
    "job-queued",
    "run-started",
    "run-ended",
    "thread-blocked",
    "preempted",
    "switch-started",
    "awaited",
    "resumed",
    "callback-began",
    "callback-ended",
    "message-posted",
    "message-taken",
    "loop-parked",
    "io-submitted",
    "io-queued",
    "io-completed",
    "lock-waited",
    "lock-acquired",
    "var-read",
    "var-written",
    "lost-update",
    "frame-missed",
    "input-posted",
    "input-handled",
    "stolen",
    "assigned",
];

/// An event's name here, and the task it concerns.
fn named(kind: &Kind) -> Option<(&'static str, Option<TaskId>)> {
    Some(match *kind {
        Kind::JobArrived { job } => ("job-arrived", Some(job)),
        Kind::JobDone { job } => ("job-done", Some(job)),
        Kind::JobQueued { job } => ("job-queued", Some(job)),
        Kind::RunStarted { task, .. } => ("run-started", Some(task)),
        Kind::RunEnded { task, .. } => ("run-ended", Some(task)),
        Kind::ThreadBlocked { task, .. } => ("thread-blocked", Some(task)),
        Kind::Preempted { task, .. } => ("preempted", Some(task)),
        Kind::SwitchStarted { task, .. } => ("switch-started", Some(task)),
        Kind::Awaited { task, .. } => ("awaited", Some(task)),
        Kind::Resumed { task, .. } => ("resumed", Some(task)),
        Kind::CallbackBegan { task, .. } => ("callback-began", Some(task)),
        Kind::CallbackEnded { task, .. } => ("callback-ended", Some(task)),
        Kind::MessagePosted { task, .. } => ("message-posted", Some(task)),
        Kind::MessageTaken { task, .. } => ("message-taken", Some(task)),
        Kind::LoopParked { .. } => ("loop-parked", None),
        Kind::IoSubmitted { task, .. } => ("io-submitted", Some(task)),
        Kind::IoQueued { task, .. } => ("io-queued", Some(task)),
        Kind::IoCompleted { task, .. } => ("io-completed", Some(task)),
        Kind::LockWaited { task, .. } => ("lock-waited", Some(task)),
        Kind::LockAcquired { task, .. } => ("lock-acquired", Some(task)),
        Kind::VarRead { task, .. } => ("var-read", Some(task)),
        Kind::VarWritten { task, stale: false, .. } => ("var-written", Some(task)),
        Kind::VarWritten { task, stale: true, .. } => ("lost-update", Some(task)),
        Kind::FrameMissed { .. } => ("frame-missed", None),
        Kind::InputPosted { input, .. } => ("input-posted", Some(input)),
        Kind::InputHandled { input } => ("input-handled", Some(input)),
        Kind::Stolen { .. } => ("stolen", None),
        Kind::Assigned { task, .. } => ("assigned", Some(task)),
        _ => return None,
    })
}

impl Moment {
    /// The moment of an event's nth occurrence.
    ///
    /// # Errors
    /// A sentence that lists the names of events.
    pub fn happening(name: &str, nth: u32, task: Option<&str>) -> Result<Self, String> {
        let Some(what) = HAPPENINGS.iter().find(|known| **known == name) else {
            return Err(format!("nothing is called {name:?} in a run; expected one of {}", HAPPENINGS.join(", ")));
        };
        let task =
            task.map(|task| job_of(task).ok_or_else(|| format!("{task:?} is no job; expected a letter A to Z, or a number from 27 on")));
        Ok(Self::Happening { what, nth, task: task.transpose()? })
    }

    /// A search for the moment in a log, event by event.
    #[must_use]
    pub const fn watch(&self) -> Watch<'_> {
        Watch { moment: self, seen: 0, found: None }
    }
}

/// A search for a [`Moment`] in a log.
#[derive(Clone, Debug)]
pub struct Watch<'a> {
    moment: &'a Moment,
    seen: u32,
    found: Option<EventNo>,
}

impl Watch<'_> {
    /// Takes the next event.
    pub fn event(&mut self, number: EventNo, event: &Event) {
        if self.found.is_none() && self.is_it(event) {
            self.found = Some(number);
        }
    }

    fn is_it(&mut self, event: &Event) -> bool {
        match self.moment {
            Moment::At(at) => event.at >= *at,
            Moment::Happening { what, nth, task } => {
                let Some((name, of)) = named(&event.kind) else { return false };
                let one = name == *what && (task.is_none() || *task == of);
                self.seen += u32::from(one);
                one && self.seen == *nth
            }
        }
    }

    /// The number of the event after which the run freezes.
    #[must_use]
    pub const fn found(&self) -> Option<EventNo> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(moment: &Moment, log: &[(Ns, Kind)]) -> Option<EventNo> {
        let mut watch = moment.watch();
        for (number, (at, kind)) in (0..).zip(log) {
            watch.event(number, &Event::new(*at, number, None, *kind));
        }
        watch.found()
    }

    #[test]
    fn it_is_the_nth_of_its_kind_to_whom_it_matters() {
        let (a, b) = (TaskId(0), TaskId(1));
        let done = |job| Kind::JobDone { job };
        let write = |stale| Kind::VarWritten { var: 0, task: a, value: 1, stale };
        let log = [(0, done(a)), (5, write(false)), (7, done(b)), (9, write(true)), (9, done(a))];
        let at = |name, nth, task| found(&Moment::happening(name, nth, task).unwrap(), &log);
        assert_eq!(at("job-done", 1, None), Some(0));
        assert_eq!(at("job-done", 2, None), Some(2));
        assert_eq!(at("job-done", 2, Some("A")), Some(4));
        assert_eq!(at("job-done", 4, None), None);
        assert_eq!(at("lost-update", 1, None), Some(3));
        assert_eq!(found(&Moment::At(6), &log), Some(2));
        assert_eq!(found(&Moment::At(10), &log), None);
    }

    #[test]
    fn what_never_happens_is_refused() {
        assert!(Moment::happening("job-dnoe", 1, None).unwrap_err().contains("job-done"));
        assert!(Moment::happening("job-done", 1, Some("b")).unwrap_err().contains("letter"));
    }
}
