//! A message loop: `event = loop.get_event(); process_event(event)`.
//!
//! A handler runs until its task waits or ends; the completion it waits for comes back as a message at the tail of the
//! queue. Taking a message costs `disp(N)`. Whether the loop owns a core, or is a thread among others, is the model's
//! business; so is what happens to a task that was spawned or woken meanwhile, which is why handlers end in two steps.

use super::machine::{Leave, Machine, Next};
use super::task::effect::Slot;
use super::task::executor::WakeState;
use loopscope_event::{EventNo, Kind, Ns, QueueId, RunEnd, TaskId, Wait, What};
use std::collections::VecDeque;

/// The form of the handlers, which determines the events recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A coroutine: suspended with its frame where it waits, and resumed there.
    Coroutines,
    /// A function that returns; another function continues after a wait.
    Callbacks,
}

/// The state of the loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LoopState {
    /// About to take a message, or parked.
    Polling,
    /// Taking this task's message.
    Dispatching(Slot),
    /// Running this task's handler.
    Running(Slot),
}

/// The outcome of a step of the loop.
#[derive(Clone, Copy)]
pub enum Step {
    /// Its core is busy for this long, ns.
    Busy(Ns),
    /// The handler has left the core: see [`MessageLoop::left`].
    Left(Slot, Leave),
}

/// A message loop.
pub struct MessageLoop {
    style: Style,
    queue: QueueId,
    messages: VecDeque<(Slot, What)>,
    /// What it does.
    pub state: LoopState,
    /// True while it waits in the kernel. A loop looks at its queue before it parks for the first time.
    parked: bool,
    /// The number of the loop's tasks that have not ended.
    pub alive: u32,
}

impl MessageLoop {
    /// A loop with an empty queue of this id.
    pub const fn new(style: Style, queue: QueueId) -> Self {
        Self { style, queue, messages: VecDeque::new(), state: LoopState::Polling, parked: false, alive: 0 }
    }

    /// Appends a message for a task and returns the event's number.
    pub fn post(&mut self, machine: &mut Machine, slot: Slot, what: What) -> EventNo {
        let task = machine.tasks.task(slot).id;
        let number = machine.chain(slot, Kind::MessagePosted { queue: self.queue, what, task });
        self.messages.push_back((slot, what));
        number
    }

    /// Unparks the loop, for messages have come. Returns true if it was parked.
    pub fn unpark(&mut self, machine: &mut Machine, cause: EventNo, messages: u32) -> bool {
        let parked = std::mem::take(&mut self.parked);
        if parked {
            machine.record(Some(cause), Kind::LoopUnparked { queue: self.queue, messages });
        }
        parked
    }

    /// Parks the loop: its queue is empty, and it waits in the kernel for `in_flight` requests.
    pub fn park(&mut self, machine: &mut Machine, in_flight: u32) {
        if !std::mem::replace(&mut self.parked, true) {
            machine.record(None, Kind::LoopParked { queue: self.queue, in_flight });
        }
    }

    /// The number of queued messages.
    pub fn waiting(&self) -> usize {
        self.messages.len()
    }
    /// True if it is polling and its queue is empty.
    pub fn is_idle(&self) -> bool {
        self.state == LoopState::Polling && self.messages.is_empty()
    }

    /// Removes this many messages from the head of the queue, to be given to another loop.
    pub fn give(&mut self, messages: usize) -> impl Iterator<Item = (Slot, What)> + '_ {
        self.messages.drain(..messages)
    }
    /// Appends a message that another loop gave.
    pub fn receive(&mut self, message: (Slot, What)) {
        self.messages.push_back(message);
    }

    /// Takes the next message, with `alive` unfinished tasks: the core is busy for the dispatch cost. `None` if there
    /// is no message.
    pub fn take(&mut self, machine: &mut Machine, core: u16, alive: u32) -> Option<Step> {
        let (slot, what) = self.messages.pop_front()?;
        let task = machine.tasks.task(slot).id;
        let dispatch = machine.scenario.machine.dispatch.of(alive);
        machine.chain(slot, Kind::MessageTaken { queue: self.queue, core, what, task, dispatch });
        self.state = LoopState::Dispatching(slot);
        Some(if dispatch == 0 { self.handle(machine, core, slot) } else { Step::Busy(dispatch.into()) })
    }

    fn handle(&mut self, machine: &mut Machine, core: u16, slot: Slot) -> Step {
        let state = machine.tasks.task(slot);
        let (task, line) = (state.id, state.line);
        match self.style {
            Style::Coroutines if state.begun => drop(machine.chain(slot, Kind::Resumed { task, line })),
            Style::Coroutines => {}
            Style::Callbacks => drop(machine.chain(slot, Kind::CallbackBegan { task, line })),
        }
        self.begin(machine, core, slot)
    }

    /// Begins the handler, or continues it after it was preempted.
    pub fn begin(&mut self, machine: &mut Machine, core: u16, slot: Slot) -> Step {
        let next = machine.begin(core, slot);
        self.step(slot, next)
    }

    fn step(&mut self, slot: Slot, next: Next) -> Step {
        match next {
            Next::Run(ns) => {
                self.state = LoopState::Running(slot);
                Step::Busy(ns)
            }
            Next::Leave(leave) => {
                self.state = LoopState::Polling;
                Step::Left(slot, leave)
            }
        }
    }

    /// Ends what the core was busy with.
    pub fn done(&mut self, machine: &mut Machine, core: u16) -> Option<Step> {
        match self.state {
            LoopState::Dispatching(slot) => Some(self.handle(machine, core, slot)),
            LoopState::Running(slot) => {
                let next = machine.burst_done(core, slot);
                Some(self.step(slot, next))
            }
            LoopState::Polling => None,
        }
    }

    /// Cuts the handler's burst short in favour of others. Returns its slot and task.
    pub fn cut(&mut self, machine: &mut Machine, core: u16, thread: u32) -> Option<(Slot, TaskId)> {
        let LoopState::Running(slot) = self.state else { return None };
        machine.end_run(core, slot, RunEnd::Quantum);
        let task = machine.tasks.task(slot).id;
        machine.chain(slot, Kind::Preempted { core, thread, task });
        machine.tasks.task(slot).wake_state = WakeState::Queued;
        Some((slot, task))
    }

    /// Called when a handler has left the core and what it woke or spawned has been delivered. Returns true if its task
    /// goes to the tail of the queue at once.
    pub fn left(&mut self, machine: &mut Machine, slot: Slot, leave: Leave) -> bool {
        match leave {
            Leave::Wait(on) => self.suspend(machine, slot, on),
            Leave::Yield => {
                self.suspend(machine, slot, Wait::Yield);
                machine.tasks.task(slot).wake_state = WakeState::Queued;
                return true;
            }
            Leave::Done => self.alive = self.alive.saturating_sub(1),
        }
        false
    }

    fn suspend(&self, machine: &mut Machine, slot: Slot, on: Wait) {
        let task = machine.tasks.task(slot);
        let (task, line) = (task.id, task.line);
        let kind = match self.style {
            Style::Coroutines => Kind::Awaited { task, line, on },
            Style::Callbacks => Kind::CallbackEnded { task, line, on },
        };
        machine.chain(slot, kind);
    }
}
