//! The rules for message loops, workers, processes, pools and frames.

use super::{Check, Verdict, broken};
use crate::state::Phase;
use crate::state::places::Doing;
use loopscope_event::{Discipline, Event, Kind, Ns, RunEnd, TaskId, What};

impl Check<'_> {
    /// What an event of a loop, a worker, a process or a pool may find.
    pub(super) fn loops(&self, event: &Event) -> Verdict {
        let (state, at) = (&self.state, event.at);
        match event.kind {
            Kind::MessagePosted { what, task, .. } => self.legal(task, "gets a message", |phase| match what {
                What::Start | What::Mouse | What::Key => phase == Phase::Gate,
                // The timer of a user interface is input, too.
                What::Timer if phase == Phase::Gate => !task.is_job(),
                What::Preempted => matches!(phase, Phase::Paused { why: RunEnd::Quantum, .. }),
                _ => self.may_go_on(task, phase),
            }),
            Kind::MessageTaken { queue, core, what, task, .. } => {
                self.taken(queue, what, task)?;
                self.core_is_free(core, at)
            }
            Kind::JobQueued { job } => self.legal(job, "joins the job queue", |phase| phase == Phase::Gate),
            Kind::Assigned { task, .. } => {
                self.legal(task, "is given to a thread or process", |phase| phase == Phase::Gate)?;
                match state.gate.front() {
                    Some(head) if *head != task => {
                        broken("I5", format!("{} is given to a thread before {}, which came first", task.name(), head.name()))
                    }
                    _ => Ok(()),
                }
            }
            Kind::WorkerWoken { thread, task } => {
                if state.idle_workers == 0 {
                    return broken("I4", format!("thread {thread} is woken for {}, but none is idle", task.name()));
                }
                self.legal(task, "gets a thread", |phase| phase == Phase::Gate)
            }
            Kind::WorkerIdle { thread } if state.idle_workers >= state.threads => {
                broken("I4", format!("thread {thread} goes idle, but all are idle"))
            }
            Kind::Stolen { thief, victim, tasks, .. } => self.stolen(thief, victim, tasks),
            Kind::FrameMissed { frame } if state.queues.iter().all(|(_, queue)| queue.handling.is_none()) => {
                broken("I4", format!("frame {frame} is missed, but no handler runs"))
            }
            Kind::FramePainted { frame } if state.queues.iter().any(|(_, queue)| queue.handling.is_some()) => {
                broken("I4", format!("frame {frame} is painted while a handler runs"))
            }
            Kind::LoopParked { queue, in_flight } => {
                if state.queues.get(queue).is_some_and(|queue| !queue.waiting.is_empty()) {
                    return broken("I6", format!("loop {queue} parks although a message waits"));
                }
                if state.queues.get(queue).is_some_and(|queue| queue.handling.is_some()) {
                    return broken("I4", format!("loop {queue} parks while it handles a message"));
                }
                if in_flight as usize == state.in_flight() || !self.facts.one_queue {
                    Ok(())
                } else {
                    broken("I4", format!("loop {queue} waits on {in_flight} requests, but {} are under way", state.in_flight()))
                }
            }
            Kind::LoopUnparked { queue, .. } => match state.queues.get(queue) {
                Some(queue) if queue.parked.is_some() => Ok(()),
                _ => broken("I4", format!("loop {queue} is woken, but it is not parked")),
            },
            _ => Ok(()),
        }
    }

    fn taken(&self, queue: u16, what: What, task: TaskId) -> Verdict {
        if let Some(other) = self.state.queues.get(queue).and_then(|queue| queue.handling) {
            return broken("I13", format!("loop {queue} takes the message of {} while it handles that of {}", task.name(), other.name()));
        }
        let waiting = self.state.queues.get(queue).map(|queue| &queue.waiting);
        let found = waiting.and_then(|waiting| {
            let place = waiting.iter().position(|queued| queued.task == task)?;
            Some((waiting, place, waiting.get(place)?.what))
        });
        match found {
            Some((waiting, place, _)) if !self.facts.discipline.allows(place, waiting.len()) => {
                let next = if self.facts.discipline == Discipline::Lifo { waiting.back() } else { waiting.front() };
                let next = next.map_or(task, |queued| queued.task);
                broken("I5", format!("loop {queue} takes the message of {} before that of {}", task.name(), next.name()))
            }
            Some((.., posted)) if posted == Some(what) => self.legal(task, "is dispatched", |phase| matches!(phase, Phase::Queued { .. })),
            _ => broken("I4", format!("loop {queue} takes a message of {} that was not posted", task.name())),
        }
    }

    /// I2, I3: the core has done what it was at, and that took what it costs.
    fn core_is_free(&self, core: u16, at: Ns) -> Verdict {
        match self.doing(core) {
            Doing::Idle => Ok(()),
            Doing::Switching { .. } if self.cores.get(core).is_some_and(|core| core.switched) => Ok(()),
            Doing::Stealing { steal, .. } if at - self.since(core) == Ns::from(steal) => Ok(()),
            Doing::Stealing { steal, .. } => {
                broken("I3", format!("a steal of core {core} took {} ns and costs {steal}", at - self.since(core)))
            }
            doing => {
                let other = doing.task().map(|task| task.name().to_string()).unwrap_or_default();
                broken("I2", format!("core {core} takes a message, but it is with {other}"))
            }
        }
    }

    /// I5: the process is the next one to get a core.
    pub(super) fn first_runnable(&self, process: u32) -> Verdict {
        match self.state.runnable.front() {
            Some(first) if first.process == process => Ok(()),
            Some(first) => broken("I5", format!("process {process} is switched to before {}, which was runnable first", first.process)),
            None => broken("I4", format!("process {process} is switched to, but it is not runnable")),
        }
    }

    /// I5: a thief with nothing to do takes half of a queue, rounded up.
    fn stolen(&self, thief: u16, victim: u16, tasks: u32) -> Verdict {
        let waiting = |queue: u16| self.state.queues.get(queue).map_or(0, |queue| queue.waiting.len());
        let half = waiting(victim).div_ceil(2);
        if waiting(thief) > 0 {
            broken("I4", format!("worker {thief} steals although its own queue is not empty"))
        } else if half == 0 || half != tasks as usize {
            broken("I5", format!("worker {thief} steals {tasks} tasks of the {} of worker {victim}", waiting(victim)))
        } else {
            Ok(())
        }
    }
}
