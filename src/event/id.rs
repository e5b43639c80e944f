//! Identifiers of the things in a run. All are local to one run; in a log from elsewhere they may be sparse.

use std::fmt;

/// An event's index in its run's log; the first is 0.
pub type EventNo = u64;
/// A kernel thread.
pub type ThreadId = u32;
/// A queue for the CPU: the OS run queue, or a loop's message queue.
pub type QueueId = u16;
/// A device, as an index into the log's table of device names; [`TIMER`] is the timer.
pub type DeviceId = u16;
/// One I/O request.
pub type RequestId = u32;
/// One run (one model over one scenario) of a session.
pub type RunId = u32;

/// The device of all timers: unlimited, and never queued for.
pub const TIMER: DeviceId = u16::MAX;

/// The coroutine that runs a job, handles a posted input, or was spawned by another.
///
/// A job's task has the job's number in every model, so that a letter means the same work everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct TaskId(pub u32);

/// What a [`TaskId`] stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TaskKind {
    /// The job of this number.
    Job(u32),
    /// The handler of the posted input of this number.
    Input(u32),
    /// The child of this number, in order of spawning, that a job started.
    Child(u32),
}

impl TaskId {
    /// Jobs are numbered below this; a run that reaches it takes no more arrivals.
    pub const JOBS: u32 = 1 << 30;

    /// No task: the `task` of a process that is running no handler.
    pub const NONE: Self = Self(u32::MAX);

    /// The handler of posted input number `n`.
    #[must_use]
    pub const fn input(n: u32) -> Self {
        Self(Self::JOBS | (n & (Self::JOBS - 1)))
    }
    /// The `n`-th child that jobs spawned.
    #[must_use]
    pub const fn child(n: u32) -> Self {
        Self((1 << 31) | (n & !(1 << 31)))
    }
    /// What this number stands for.
    #[must_use]
    pub const fn kind(self) -> TaskKind {
        if self.0 >= 1 << 31 {
            TaskKind::Child(self.0 & !(1 << 31))
        } else if self.0 >= Self::JOBS {
            TaskKind::Input(self.0 & (Self::JOBS - 1))
        } else {
            TaskKind::Job(self.0)
        }
    }
    /// True for the task of a job, whose arrival and completion are counted.
    #[must_use]
    pub const fn is_job(self) -> bool {
        matches!(self.kind(), TaskKind::Job(_))
    }
    /// The short name on the screen: A–Z, then 27, 28, …; inputs are i1, i2, …; children c1, c2, ….
    #[must_use]
    pub const fn name(self) -> Name {
        Name(self)
    }
    /// The task with this short name, in upper or lower case: `"C"`, `"27"`, `"i1"`, `"c3"`; a number below 27 is a job
    /// as well.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let place = |digits: &str| {
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|n| plain && (1..=Self::JOBS).contains(n)).map(|n| n - 1)
        };
        let mut signs = name.chars();
        match (signs.next()?.to_ascii_uppercase(), signs.as_str()) {
            (letter @ 'A'..='Z', "") => Some(Self(u32::from(letter) - u32::from('A'))),
            ('I', digits) => place(digits).map(Self::input),
            ('C', digits) => place(digits).map(Self::child),
            _ => place(name).map(Self),
        }
    }
}

/// A task's name on the screen, the same everywhere.
#[derive(Clone, Copy)]
pub struct Name(TaskId);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.kind() {
            TaskKind::Job(n) => match u8::try_from(n) {
                Ok(n) if n < 26 => write!(f, "{}", char::from(b'A' + n)),
                _ => write!(f, "{}", n + 1),
            },
            TaskKind::Input(n) => write!(f, "i{}", n + 1),
            TaskKind::Child(n) => write!(f, "c{}", n + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_known_by_its_letter() {
        let names: Vec<String> =
            [TaskId(0), TaskId(25), TaskId(26), TaskId::input(0), TaskId::child(2)].iter().map(|t| t.name().to_string()).collect();
        assert_eq!(names, ["A", "Z", "27", "i1", "c3"]);
    }

    #[test]
    fn a_task_is_found_by_its_name() {
        for task in [TaskId(0), TaskId(25), TaskId(26), TaskId(9_999), TaskId::input(0), TaskId::child(2)] {
            assert_eq!(TaskId::named(&task.name().to_string()), Some(task));
        }
        assert_eq!(
            (TaskId::named("c"), TaskId::named("I7"), TaskId::named("5")),
            (Some(TaskId(2)), Some(TaskId::input(6)), Some(TaskId(4)))
        );
        for none in ["", "0", "-1", "+5", "AB", "i0", "c-1", "99999999999", "é", "over"] {
            assert_eq!(TaskId::named(none), None, "{none:?}");
        }
    }
}
