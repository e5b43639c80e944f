//! The step of the fold for message loops, workers, processes and pools: what their events change in a [`State`].
//!
//! The rest of the step, and the lists that it leans on, stand in `fold`.

use super::places::{Doing, Frames, Runnable};
use super::{Parked, Phase, Queued, State};
use loopscope_event::{Event, EventNo, Kind, QueueId, TaskId, ThreadId};

impl State {
    /// Lets an event of a loop, a worker, a process or a pool happen; answers the row of its task.
    pub(crate) fn happen_in_loop(&mut self, event: &Event, number: EventNo) -> Option<u32> {
        let at = self.at;
        match event.kind {
            Kind::MessagePosted { queue, what, task } => {
                let row = self.make(task, at, number);
                self.belongs(row, queue);
                self.post(queue, row, Some(what), at, number);
                return Some(row);
            }
            Kind::MessageTaken { queue, core, what, task, dispatch } => {
                let row = self.make(task, at, number);
                self.belongs(row, queue);
                self.unqueue(queue, row);
                self.enter(row, Phase::Dispatching { queue, core, what, dispatch }, at, number);
                self.occupy(core, Doing::Dispatching { task, what, dispatch }, at, number);
                self.gets_core(queue);
                let queue = self.queues.at(queue);
                (queue.parked, queue.handling) = (None, Some(task));
                return Some(row);
            }
            Kind::InputPosted { input, gesture, .. } => {
                self.window.posts(input, gesture, at);
                return Some(self.make(input, at, number));
            }
            Kind::LoopParked { queue, in_flight } => self.queues.at(queue).parked = Some(Parked { since: at, event: number, in_flight }),
            Kind::LoopUnparked { queue, .. } => self.queues.at(queue).parked = None,

            Kind::ThreadSpawned { .. } => self.threads = self.threads.saturating_add(1),
            Kind::ThreadRunnable { thread, .. } => self.runnable.push_back(Runnable { process: thread, since: at, event: number }),
            Kind::SwitchStarted { core, thread, task, switch, spawn } => {
                self.runnable.retain(|runnable| runnable.process != thread);
                self.occupy(core, Doing::Switching { task, thread, switch, spawn }, at, number);
            }

            Kind::JobQueued { job: task } | Kind::Assigned { task, .. } => return self.touch(task, number),
            Kind::WorkerWoken { thread, task } => {
                self.idle_workers = self.idle_workers.saturating_sub(1);
                return Some(self.make_thread(thread, task, at, number));
            }
            Kind::WorkerIdle { .. } => self.idle_workers = self.idle_workers.saturating_add(1),
            Kind::Stolen { thief, victim, tasks, steal } => {
                self.stolen((thief, victim), tasks);
                if steal > 0 {
                    self.occupy(thief, Doing::Stealing { victim, tasks, steal }, at, number);
                }
            }
            Kind::FramePainted { frame } => {
                let painted = self.frames.painted.saturating_add(1);
                self.window.paints();
                self.frames = Frames { painted, last: Some((frame, at)), owed: 0, ..self.frames };
            }
            Kind::FrameMissed { .. } => {
                self.frames.missed = self.frames.missed.saturating_add(1);
                self.frames.owed = self.frames.owed.saturating_add(1);
            }
            _ => {}
        }
        None
    }

    /// The task is, from here on, one of this loop.
    fn belongs(&mut self, row: u32, queue: QueueId) {
        let Some(task) = self.row_mut(row) else { return };
        let (left, id) = (task.home.replace(queue), task.id);
        if left != Some(queue) {
            self.handled(left, id);
        }
    }

    /// A loop has this task no longer in hand.
    pub(crate) fn handled(&mut self, home: Option<QueueId>, task: TaskId) {
        if let Some(queue) = home.and_then(|home| self.queues.get_mut(home))
            && queue.handling == Some(task)
        {
            queue.handling = None;
        }
    }

    /// A process whose loop goes on has a core.
    pub(crate) fn gets_core(&mut self, home: QueueId) {
        if !self.runnable.is_empty() {
            self.runnable.retain(|runnable| runnable.process != ThreadId::from(home));
        }
    }

    /// A worker takes so many tasks from the head of another's queue.
    fn stolen(&mut self, (thief, victim): (QueueId, QueueId), tasks: u32) {
        let from = &mut self.queues.at(victim).waiting;
        let stolen: Vec<Queued> = from.drain(..from.len().min(tasks as usize)).collect();
        for queued in &stolen {
            if let Some(row) = self.row_of(queued.task)
                && let Some(task) = self.row_mut(row)
            {
                task.home = Some(thief);
                if let Phase::Queued { queue, .. } = &mut task.phase {
                    *queue = thief;
                }
            }
        }
        let to = self.queues.at(thief);
        to.waiting.extend(stolen);
        to.parked = None;
    }
}
