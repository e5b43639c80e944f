//! [`Reason`]: why a task stands where it stands, as a chain of what happened to it and who was in its way. `words` says it.
//!
//! The chain is a fold over the log from the task's arrival on. Who held what it waited for is read off the [`State`] that goes along.

use super::slab::IdMap;
use super::state::{Phase, State, Target};
use super::trace::Trace;
use super::tracks::task_of;
use crate::event::{DeviceId, Event, EventNo, Kind, Ns, QueueId, TaskId, Wait, What};
use std::cell::RefCell;
use std::sync::Arc;

/// One link of the chain that led a task to where it is.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// What it did there.
    pub kind: ReasonKind,
    /// The event that began it, to jump to.
    pub event: EventNo,
    /// When it began, ns.
    pub at: Ns,
    /// How long it took, or has taken up to the playhead, ns.
    pub lasted: Ns,
    /// True if it still goes on at the playhead.
    pub open: bool,
    /// Who stood before it when it joined the queue, the next to go first; at most [`SHOWN`] of them.
    pub ahead: Vec<TaskId>,
    /// Who held what it waited for, and for how long each meanwhile, the longest first; at most [`SHOWN`] of them.
    pub blockers: Vec<Blocker>,
    /// How many there were in all.
    pub blocked_by: u32,
}

/// So many tasks ahead, and so many in the way, are named.
pub const SHOWN: usize = 8;
/// So many events are looked through at most; what lies before is not told.
const MOST: EventNo = 1 << 20;

/// Somebody in the way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Blocker {
    /// Who.
    pub task: TaskId,
    /// How long it held what the other waited for, ns.
    pub held: Ns,
}

/// What a link of the chain is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReasonKind {
    /// It came into the system. Takes no time.
    Arrived,
    /// At the gate: what would run it waits for something else.
    Gate,
    /// In a queue for the CPU.
    Queued {
        /// Which queue.
        queue: QueueId,
        /// As which message; `None`: as a runnable thread.
        what: Option<What>,
        /// How many stood before it when it joined.
        place: u32,
    },
    /// A core switches to it.
    Switching,
    /// Its loop has taken its message and pays for that.
    Dispatching,
    /// It computes, at this line.
    Running {
        /// Which.
        line: u32,
    },
    /// Its quantum ended while others could run. Takes no time.
    Preempted,
    /// It asked a device. Takes no time.
    Asked {
        /// Which.
        device: DeviceId,
        /// How long serving takes, ns.
        latency: Ns,
    },
    /// It waits its turn at a device.
    DeviceQueue {
        /// Which.
        device: DeviceId,
        /// How many stood before it when it joined.
        place: u32,
    },
    /// A device serves it.
    Served {
        /// Which.
        device: DeviceId,
    },
    /// It waits for a lock.
    Lock {
        /// Which, if the log says.
        lock: Option<u16>,
    },
    /// It waits for something else.
    Waiting {
        /// For what.
        on: Wait,
    },
    /// It is done. Takes no time.
    Done,
}

impl Trace {
    /// The chain of causes and blockers that led `task` to where it stands after the first `n` events, the oldest first.
    ///
    /// A task that is done by then is told to its end, if it ended not long ago. Empty for one that is not known.
    #[must_use]
    pub fn why(&self, task: TaskId, n: EventNo) -> Vec<Reason> {
        self.told(task, n, Story::reasons).unwrap_or_default()
    }

    /// The places of a task's own events among the first `n`, the oldest first; the same bounds hold.
    #[must_use]
    pub fn history(&self, task: TaskId, n: EventNo) -> Vec<EventNo> {
        self.told(task, n, |story| story.own.clone()).unwrap_or_default()
    }

    fn told<T>(&self, task: TaskId, n: EventNo, tell: impl Fn(&Story) -> T) -> Option<T> {
        let n = n.clamp(self.first(), self.len());
        let (arrived, end) = self.life(task, n)?;
        // In steps, so that a long story is told on rather than anew at each event.
        let earliest = n.saturating_sub(MOST) / (MOST / 2) * (MOST / 2);
        let begin = arrived.max(self.first()).max(earliest).min(end);
        let mut told = self.stories.0.borrow_mut();
        let known = told.iter().position(|story| story.task == task && story.begin == begin && story.state.events <= end);
        let mut story = match known {
            Some(i) => told.remove(i),
            None => Story::new(task, begin, self.state_at(begin)),
        };
        for (number, event) in self.events(story.state.events, end) {
            story.step(event, number);
        }
        let answer = tell(&story);
        if told.len() >= STORIES {
            told.remove(0);
        }
        told.push(story);
        Some(answer)
    }

    /// The event with which a task came, and where its story ends as seen after `n` events.
    fn life(&self, task: TaskId, n: EventNo) -> Option<(EventNo, EventNo)> {
        let state = self.state_at(n);
        if let Some(found) = state.task(task) {
            return Some((found.arrived_event, n));
        }
        if let Some(done) = state.last_done.iter().rev().find(|done| done.task == task) {
            return Some((done.arrived_event, done.event + 1));
        }
        let ends = |kind: &Kind| match *kind {
            Kind::JobDone { job: ended } | Kind::InputHandled { input: ended } => ended == task,
            Kind::TaskDone { task: ended } | Kind::TaskCancelled { task: ended } => ended == task,
            _ => false,
        };
        let end = self.last_where(n.saturating_sub(MOST), n, |event| ends(&event.kind))?;
        let arrived = self.state_at(end).task(task)?.arrived_event;
        Some((arrived, end + 1))
    }
}

/// So many tasks' stories are remembered, to be told on rather than anew.
const STORIES: usize = 3;

/// The stories told last.
#[derive(Default)]
pub(super) struct Stories(RefCell<Vec<Story>>);

/// A task's story so far.
struct Story {
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
    fn new(task: TaskId, begin: EventNo, state: Arc<State>) -> Self {
        let mut story =
            Self { task, begin, own: Vec::new(), links: Vec::new(), open: None, held: IdMap::default(), state, beyond: Vec::new() };
        if let (Some(kind), Some(found)) = (story.kind(), story.state.task(task)) {
            // The log before was let go, or is too long to be looked through.
            let (event, at) = (found.since_event, found.since);
            story.open(kind, event, at);
        }
        story
    }

    fn step(&mut self, event: &Event, number: EventNo) {
        let mine = task_of(&event.kind) == Some(self.task);
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
                | Kind::MessageTaken { queue: core, .. },
                ReasonKind::Queued { .. },
            ) => state.cores.get(core).and_then(|core| Some((core.doing.task()?, core.since))),
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
            ReasonKind::Queued { what, queue, .. } => {
                // A message waits for its own loop's core, a thread for any.
                let cores = state.cores.iter().filter(|(id, _)| what.is_none() || *id == queue);
                cores.filter_map(|(_, core)| Some((core.doing.task()?, core.since))).collect()
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

    fn reasons(&self) -> Vec<Reason> {
        self.links.iter().map(|link| if link.open { self.upto(link, self.state.at) } else { link.clone() }).collect()
    }
}

/// Who holds a lock, and since when.
fn holder(state: &State, lock: u16) -> Option<(TaskId, Ns)> {
    state.locks.get(lock).and_then(|lock| Some((lock.holder?, lock.since)))
}
