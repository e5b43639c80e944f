//! A concurrency model's description of itself to the picture, as data: its names and its *places*.
//!
//! The stage, the timeline, the statistics and the inspector draw places, tasks and events; none of them asks which
//! model it is. Every model is drawn from the same three: left waits for the CPU, the middle is the CPU, right waits
//! for something else. A model that needs a special case there needs a better vocabulary here.

/// A concurrency model's names and places.
#[derive(PartialEq, Eq, Debug)]
pub struct ModelInfo {
    /// The name in scenario files and on the command line: `"coroutines"`.
    pub name: &'static str,
    /// The title on the stage: `"Coroutines on a message loop"`.
    pub title: &'static str,
    /// The name in tables: `"Coroutines"`.
    pub short: &'static str,
    /// The meaning of `await` under it, in one sentence.
    pub awaits: &'static str,
    /// The places where its tasks are drawn.
    pub places: Places,
    /// True if it has a queue for posted input.
    pub takes_input: bool,
    /// The memory of a task's frame, in tenths of a byte (a thread uses about 35 KiB).
    pub frame_tenths: u32,
    /// The mock application that its loop serves: it paints frames, and is drawn beside it.
    pub application: Application,
    /// Which of the tasks that wait in a queue for the CPU is taken next.
    pub discipline: Discipline,
    /// Whether a job is bound to a part of the machine before the run begins.
    pub sharding: Sharding,
}

/// A queue discipline: which of those that wait is taken next.
///
/// It holds for a model's own queues, the run queue or the message queues; devices, locks and the gate are first in, first out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Discipline {
    /// The oldest: first in, first out.
    Fifo,
    /// The newest: last in, first out.
    Lifo,
    /// Any of them, by a draw.
    Random,
    /// Any of them, by an order that the log does not show.
    Priority,
}

impl Discipline {
    /// Returns true if of a queue of length `len` the member at `place`, counted from 0 at the oldest, may be taken next.
    #[must_use]
    pub const fn allows(self, place: usize, len: usize) -> bool {
        match self {
            Self::Fifo => place == 0,
            Self::Lifo => place + 1 == len,
            Self::Random | Self::Priority => place < len,
        }
    }
}

/// Whether jobs are bound to parts of the machine that share nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sharding {
    /// Any part may take any job.
    None,
    /// A job belongs to a process by its number, so that a change of the number of processes takes a new run.
    ByJobNumber,
}

/// The application that a model's loop serves besides its jobs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Application {
    /// Nothing that is drawn.
    None,
    /// An application whose buttons' handlers compute: while one does, the loop handles no other message.
    Computes,
    /// The same, but a button's handler awaits its work, which is done elsewhere.
    Awaits,
}

impl ModelInfo {
    /// True if it paints frames.
    #[must_use]
    pub fn paints(&self) -> bool {
        self.application != Application::None
    }
    /// True if it exists to stand beside another model, its twin: it runs only where a scenario names it, since for
    /// jobs the two are the same.
    #[must_use]
    pub fn is_twin(&self) -> bool {
        self.application == Application::Awaits
    }
}

/// The places where a model's tasks are drawn, from left to right.
#[derive(PartialEq, Eq, Debug)]
pub struct Places {
    /// Jobs that have not begun because their future thread is still busy or waiting.
    pub gate: Option<Place>,
    /// Tasks that could run if the CPU were free: the OS run queue, or a loop's message queue.
    pub ready: Place,
    /// The CPU.
    pub processor: Processor,
    /// The number of rows of queue and processor.
    pub rows: Rows,
    /// Tasks waiting for I/O, a timer or a lock.
    pub waiting: Place,
    /// What a request in flight keeps occupied.
    pub holder: Holder,
    /// The label of the way from waiting back to the CPU.
    pub way_back: &'static str,
}

impl Places {
    /// True if one thread runs all jobs, one after the other: while it waits, nothing else can begin.
    #[must_use]
    pub fn one_thread(&self) -> bool {
        self.gate.is_some() && self.rows == Rows::One
    }
    /// True if each process or worker has a queue of its own.
    #[must_use]
    pub const fn many_queues(&self) -> bool {
        matches!(self.rows, Rows::Processes | Rows::Workers)
    }
}

/// One place.
#[derive(PartialEq, Eq, Debug)]
pub struct Place {
    /// Its heading: `"message queue"`.
    pub title: &'static str,
    /// The text shown when it is empty.
    pub empty: &'static str,
}

/// How the CPU is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Processor {
    /// A core that runs threads.
    Core,
    /// A loop with its two lines and a handler slot.
    Loop,
}

/// How many rows of queue and processor a model has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rows {
    /// One, however many cores there are.
    One,
    /// One queue in front of a row per core.
    Cores,
    /// A queue and a loop for each process.
    Processes,
    /// A queue and a worker for each core.
    Workers,
}

impl Rows {
    /// The number of a machine's cores that it can use.
    #[must_use]
    pub fn cores(self, machine: &super::Machine) -> u16 {
        match self {
            Self::One => 1,
            Self::Cores | Self::Workers => machine.cores,
            Self::Processes => machine.cores.min(self.queues(machine)),
        }
    }

    /// The number of queues on a machine.
    #[must_use]
    pub fn queues(self, machine: &super::Machine) -> u16 {
        match self {
            Self::One | Self::Cores => 1,
            Self::Processes => u16::try_from(machine.processes).unwrap_or(u16::MAX),
            Self::Workers => machine.cores,
        }
    }
}

/// What is occupied while a request is in flight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holder {
    /// A thread, chained to its request.
    Thread,
    /// A suspended frame in memory; no thread.
    Frame,
    /// A registered callback; no thread.
    Callback,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_discipline_says_which_members_of_a_queue_are_next() {
        let next = |discipline: Discipline| (0..4).filter(|place| discipline.allows(*place, 3)).collect::<Vec<_>>();
        assert_eq!(next(Discipline::Fifo), [0]);
        assert_eq!(next(Discipline::Lifo), [2]);
        assert_eq!(next(Discipline::Random), [0, 1, 2]);
        assert_eq!(next(Discipline::Priority), [0, 1, 2]);
        assert!(!Discipline::Lifo.allows(0, 0), "an empty queue has no next");
    }
}
