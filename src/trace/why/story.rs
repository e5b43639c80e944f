//! [`Story`]: what happened to one task, as a fold over the log from its arrival on.
//!
//! Who held what it waited for is read off the [`State`] that goes along.

use super::{Blocker, Reason, ReasonKind, SHOWN};
use crate::state::slab::IdMap;
use crate::state::{Phase, State, Target};
use loopscope_event::{Event, EventNo, Kind, Ns, RunEnd, TaskId, ThreadId, Wait};
use std::cell::RefCell;
use std::sync::Arc;

/// So many tasks' stories are remembered, to be told on rather than anew.
const STORIES: usize = 3;

/// The stories told last.
#[derive(Default)]
pub(crate) struct Stories(RefCell<Vec<Story>>);

impl Stories {
    /// A story of this task from `begin` on that has not been told beyond `end`.
    pub(crate) fn take(&self, task: TaskId, begin: EventNo, end: EventNo) -> Option<Story> {
        let mut stories = self.0.borrow_mut();
        let known = stories.iter().position(|story| story.task == task && story.begin == begin && story.told() <= end)?;
        Some(stories.remove(known))
    }
    /// Remembers a story, and forgets the one that was told longest ago.
    pub(crate) fn keep(&self, story: Story) {
        let mut stories = self.0.borrow_mut();
        if stories.len() >= STORIES {
            stories.remove(0);
        }
        stories.push(story);
    }
    pub(crate) fn bytes(&self) -> usize {
        self.0.borrow().iter().map(|story| story.state.bytes() + story.own.capacity() * size_of::<EventNo>()).sum()
    }
    pub(crate) fn clear(&mut self) {
        self.0.get_mut().clear();
    }
}

/// A task's story so far.
pub(crate) struct Story {
    task: TaskId,
    /// The event it is told from.
    begin: EventNo,
    own: Vec<EventNo>,
    links: Vec<Reason>,
    /// The link that goes on, and who has held what it waits for, for how long.
    open: Option<usize>,
    held: IdMap<u32, Ns>,
    state: Arc<State>,
    /// Since when others have been beyond the gate, while this one stands at it.
    beyond: Vec<Blocker>,
}

impl Story {
    pub(crate) fn new(task: TaskId, begin: EventNo, state: Arc<State>) -> Self {
        let mut story =
            Self { task, begin, own: Vec::new(), links: Vec::new(), open: None, held: IdMap::default(), state, beyond: Vec::new() };
        if let (Some(kind), Some(found)) = (story.kind(), story.state.task(task)) {
            // The log before was let go, or is too long to be looked through.
            let (event, at) = (found.since_event, found.since);
            story.open(kind, event, at);
        }
        story
    }

    /// How far it is told.
    pub(crate) fn told(&self) -> EventNo {
        self.state.events
    }

    /// The places of the task's own events.
    pub(crate) fn own(&self) -> &[EventNo] {
        &self.own
    }

    pub(crate) fn step(&mut self, event: &Event, number: EventNo) {
        let mine = event.kind.task() == Some(self.task);
        self.blame(&event.kind, event.at.max(self.state.at));
        Arc::make_mut(&mut self.state).apply(event, number);
        if !mine {
            return;
        }
        self.own.push(number);
        let at = self.state.at;
        match event.kind {
            Kind::JobArrived { .. } | Kind::InputPosted { .. } | Kind::TaskSpawned { .. } => self.note(ReasonKind::Arrived, number, at),
            Kind::Preempted { .. } => self.note(ReasonKind::Preempted, number, at),
            Kind::IoSubmitted { device, latency, .. } => {
                self.note(ReasonKind::Asked { device, latency: latency.get() }, number, at);
            }
            Kind::JobDone { .. } | Kind::TaskDone { .. } | Kind::TaskCancelled { .. } | Kind::InputHandled { .. } => {
                self.close(at);
                return self.note(ReasonKind::Done, number, at);
            }
            _ => {}
        }
        let began = self.state.task(self.task).is_some_and(|task| task.since_event == number);
        match (self.kind(), self.open.map(|i| self.links[i].kind)) {
            (None, Some(_)) => self.close(at),
            (Some(new), Some(old))
                if !began && (new == old || matches!((new, old), (ReasonKind::Queued { .. }, ReasonKind::Queued { .. }))) => {}
            (Some(new), _) => {
                self.close(at);
                self.open(new, number, at);
            }
            (None, None) => {}
        }
    }

    /// What it does now, if that takes time.
    fn kind(&self) -> Option<ReasonKind> {
        let task = self.state.task(self.task)?;
        Some(match task.phase {
            Phase::Gate => ReasonKind::Gate,
            Phase::Queued { queue, what } => {
                let waiting = self.state.queues.get(queue).map_or(0, |queue| queue.waiting.len());
                ReasonKind::Queued { queue, what, place: waiting.saturating_sub(1) as u32 }
            }
            Phase::Switching { .. } => ReasonKind::Switching,
            Phase::Dispatching { .. } => ReasonKind::Dispatching,
            Phase::Running { .. } => ReasonKind::Running { line: task.line.unwrap_or_default() },
            Phase::Paused { why: RunEnd::Quantum, .. } => ReasonKind::Runnable,
            Phase::Paused { .. } => return None,
            Phase::Waiting { target: Target::Request(device, request), .. } => match self.state.request(device, request) {
                Some(asked) if asked.started.is_none() => {
                    let place = self.state.device(device).queued_len().saturating_sub(1) as u32;
                    ReasonKind::DeviceQueue { device, place }
                }
                _ => ReasonKind::Served { device },
            },
            Phase::Waiting { target: Target::Lock(lock), .. } => ReasonKind::Lock { lock: Some(lock) },
            Phase::Waiting { on: Wait::Lock, .. } => ReasonKind::Lock { lock: None },
            Phase::Waiting { on, .. } => ReasonKind::Waiting { on },
        })
    }

    fn note(&mut self, kind: ReasonKind, event: EventNo, at: Ns) {
        self.links.push(Reason { kind, event, at, lasted: 0, open: false, ahead: Vec::new(), blockers: Vec::new(), blocked_by: 0 });
    }

    fn open(&mut self, kind: ReasonKind, event: EventNo, at: Ns) {
        self.note(kind, event, at);
        let ahead: Vec<TaskId> = match kind {
            ReasonKind::Queued { queue, .. } => {
                let queue = self.state.queues.get(queue);
                queue.iter().flat_map(|queue| &queue.waiting).map(|queued| queued.task).take(SHOWN + 1).collect()
            }
            ReasonKind::DeviceQueue { device, .. } => self.state.device(device).queued().map(|asked| asked.task).take(SHOWN + 1).collect(),
            ReasonKind::Lock { lock: Some(lock) } => {
                self.state.locks.get(lock).iter().flat_map(|lock| &lock.waiters).copied().take(SHOWN + 1).collect()
            }
            _ => Vec::new(),
        };
        if kind == ReasonKind::Gate {
            let inside = self.state.tasks().filter(|other| other.phase != Phase::Gate);
            self.beyond = inside.take(SHOWN).map(|other| Blocker { task: other.id, held: at }).collect();
        }
        if let Some(link) = self.links.last_mut() {
            let me = ahead.iter().position(|task| *task == self.task).unwrap_or(ahead.len());
            link.ahead = ahead[..me.min(SHOWN)].to_vec();
            link.open = true;
            self.open = Some(self.links.len() - 1);
            self.held.clear();
        }
    }

    /// The open link ends; one that took no time is dropped.
    fn close(&mut self, at: Ns) {
        let Some(i) = self.open.take() else { return };
        let mut link = self.upto(&self.links[i], at);
        link.open = false;
        if link.lasted == 0 {
            self.links.remove(i);
        } else {
            self.links[i] = link;
        }
    }

    /// An event is about to end somebody's hold on what this task waits for.
    fn blame(&mut self, kind: &Kind, at: Ns) {
        let Some(link) = self.open.map(|i| &self.links[i]) else { return };
        let state = &*self.state;
        let who = match (*kind, link.kind) {
            (
                Kind::IoCompleted { device, request, .. } | Kind::IoCancelled { device, request, .. },
                ReasonKind::DeviceQueue { device: here, .. },
            ) if device == here => state.request(device, request).and_then(|asked| Some((asked.task, asked.started?))),
            (Kind::LockReleased { lock, .. }, ReasonKind::Lock { lock: Some(here) }) if lock == here => holder(state, lock),
            (Kind::RunStarted { task, .. }, ReasonKind::Gate) => {
                if task != self.task && state.task(task).is_some_and(|task| task.phase == Phase::Gate) && self.beyond.len() < SHOWN {
                    self.beyond.push(Blocker { task, held: at });
                }
                return;
            }
            (Kind::JobDone { job: task } | Kind::TaskDone { task }, ReasonKind::Gate) => {
                let inside = self.beyond.iter().position(|inside| inside.task == task);
                inside.map(|i| self.beyond.remove(i)).map(|inside| (inside.task, inside.held))
            }
            (
                Kind::SwitchStarted { core, .. }
                | Kind::RunStarted { core, .. }
                | Kind::RunEnded { core, .. }
                | Kind::MessageTaken { core, .. },
                kind @ (ReasonKind::Queued { .. } | ReasonKind::Runnable),
            ) => {
                state.cores.get(core).and_then(|core| Some((core.doing.task()?, core.since))).filter(|(task, _)| delays(state, kind, *task))
            }
            _ => None,
        };
        if let Some((task, since)) = who {
            let held = self.held.entry(task.0).or_default();
            *held = held.saturating_add(at.saturating_sub(since.max(link.at)));
        }
    }

    /// The open link as it looks at `at`, with those who are in the way now.
    fn upto(&self, link: &Reason, at: Ns) -> Reason {
        let state = &*self.state;
        let now: Vec<(TaskId, Ns)> = match link.kind {
            kind @ (ReasonKind::Queued { .. } | ReasonKind::Runnable) => {
                let cores = state.cores.iter().filter_map(|(_, core)| Some((core.doing.task()?, core.since)));
                cores.filter(|(task, _)| delays(state, kind, *task)).collect()
            }
            ReasonKind::DeviceQueue { device, .. } => {
                state.device(device).serving().take(SHOWN).filter_map(|asked| Some((asked.task, asked.started?))).collect()
            }
            ReasonKind::Lock { lock: Some(lock) } => holder(state, lock).into_iter().collect(),
            ReasonKind::Gate => self.beyond.iter().map(|inside| (inside.task, inside.held)).collect(),
            _ => Vec::new(),
        };
        let lasted = at.saturating_sub(link.at);
        let so_far = |task: TaskId| self.held.get(&task.0).copied().unwrap_or(0);
        let mut blockers: Vec<Blocker> = Vec::new();
        for (task, since) in now.into_iter().filter(|(task, _)| *task != self.task) {
            let held = at.saturating_sub(since.max(link.at));
            match blockers.iter_mut().find(|blocker| blocker.task == task) {
                Some(blocker) => blocker.held = blocker.held.saturating_add(held),
                None => blockers.push(Blocker { task, held: held.saturating_add(so_far(task)) }),
            }
        }
        let others = self.held.iter().map(|(task, held)| Blocker { task: TaskId(*task), held: *held });
        let present = blockers.len();
        for other in others {
            if !blockers[..present].iter().any(|blocker| blocker.task == other.task) {
                blockers.push(other);
            }
        }
        let blocked_by = blockers.len() as u32;
        // Who held it several times at once, with several requests, held it no longer than it lasted.
        blockers.iter_mut().for_each(|blocker| blocker.held = blocker.held.min(lasted));
        let order = |blocker: &Blocker| (std::cmp::Reverse(blocker.held), blocker.task);
        if blockers.len() > SHOWN {
            blockers.select_nth_unstable_by_key(SHOWN, order);
            blockers.truncate(SHOWN);
        }
        blockers.sort_unstable_by_key(order);
        Reason { lasted, blockers, blocked_by, ..link.clone() }
    }

    pub(crate) fn reasons(&self) -> Vec<Reason> {
        self.links.iter().map(|link| if link.open { self.upto(link, self.state.at) } else { link.clone() }).collect()
    }
}

/// True if a task that a core works for delays what waits in a queue for the CPU. A thread waits for any core. A message waits for
/// its own loop and, while the loop's process has no core, for any core.
fn delays(state: &State, waits: ReasonKind, task: TaskId) -> bool {
    match waits {
        ReasonKind::Queued { queue, what: Some(_), .. } => {
            let home = state.task(task).and_then(|task| task.home);
            home == Some(queue) || state.runnable.iter().any(|runnable| runnable.process == ThreadId::from(queue))
        }
        _ => true,
    }
}

/// Who holds a lock, and since when.
fn holder(state: &State, lock: u16) -> Option<(TaskId, Ns)> {
    state.locks.get(lock).and_then(|lock| Some((lock.holder?, lock.since)))
}
