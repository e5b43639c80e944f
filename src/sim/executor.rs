//! The executor: a table of tasks, and real wakers that put a task's slot on a list of woken ones.
//!
//! It knows nothing of time, cores or queues: a scheduler decides when a woken task is polled.

use super::effect::{Asked, Boxed, EffectKey, Join, Slot, World};
use crate::event::{EventNo, Ns, TaskId, ThreadId, Wait};
use slab::Slab;
use std::{
    rc::Rc,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Where a task is, as far as waking it goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Suspended or blocked: a wake makes it runnable.
    Waiting,
    /// In some queue for the CPU; it will be polled anyway.
    Queued,
    /// On a core.
    Running,
}

/// A CPU request that a task has made.
pub struct Cpu {
    /// To be completed when it is used up.
    pub effect: EffectKey,
    /// What is left of it.
    pub ns: Ns,
    /// The line that asked.
    pub line: u32,
}

/// A task.
pub struct Task {
    /// Its number.
    pub id: TaskId,
    /// The thread that runs it, under a model with threads.
    pub thread: ThreadId,
    /// Where it is.
    pub place: Place,
    /// The last event of its own chain: the cause of its next.
    pub last: EventNo,
    /// Its CPU requests, in issue order. The first is being served or comes next.
    pub cpu: CpuQueue,
    /// The line it stands at.
    pub line: u32,
    /// What it waits for, if it waits.
    pub waits_on: Wait,
    /// False until its first burst.
    pub begun: bool,
    /// The client of a closed workload whose job it runs.
    pub client: Option<u32>,
    /// Who waits for the end of a spawned task.
    pub join: Option<Rc<Join>>,
    future: Boxed<'static>,
}

impl Task {
    /// Its thread and its number.
    pub const fn thread(&self) -> (ThreadId, TaskId) {
        (self.thread, self.id)
    }
}

/// A task's CPU requests in issue order. There is hardly ever more than one.
#[derive(Default)]
pub struct CpuQueue {
    first: Option<Cpu>,
    more: Vec<Cpu>,
}

impl CpuQueue {
    /// The one that is served, or comes next.
    pub const fn front(&mut self) -> Option<&mut Cpu> {
        self.first.as_mut()
    }
    /// One more.
    pub fn push(&mut self, cpu: Cpu) {
        match self.first {
            None => self.first = Some(cpu),
            Some(_) => self.more.push(cpu),
        }
    }
    /// Takes the one that is served.
    pub fn pop(&mut self) -> Option<Cpu> {
        let next = if self.more.is_empty() { None } else { Some(self.more.remove(0)) };
        std::mem::replace(&mut self.first, next)
    }
    /// Forgets the request of an effect.
    pub fn forget(&mut self, effect: EffectKey) {
        self.more.retain(|cpu| cpu.effect != effect);
        if self.first.as_ref().is_some_and(|cpu| cpu.effect == effect) {
            self.pop();
        }
    }
}

/// The slots that were woken, in order. The flag spares the lock where nobody was.
#[derive(Default)]
struct Woken {
    any: AtomicBool,
    slots: Mutex<Vec<Slot>>,
}

impl Woken {
    fn push(&self, slot: Slot) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).push(slot);
        self.any.store(true, Ordering::Release);
    }
}

struct TaskWaker {
    slot: Slot,
    woken: Arc<Woken>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.push(self.slot);
    }
}

/// The tasks of a run.
pub struct Executor {
    tasks: Slab<Task>,
    wakers: Vec<(Arc<TaskWaker>, Waker)>,
    woken: Arc<Woken>,
    world: Rc<World>,
    wakes: u64,
    polls: u64,
}

impl Executor {
    /// No tasks yet.
    pub fn new(world: Rc<World>) -> Self {
        Self { tasks: Slab::new(), wakers: Vec::new(), woken: Arc::default(), world, wakes: 0, polls: 0 }
    }

    /// Takes a new task in; it is queued, not polled.
    pub fn insert(&mut self, id: TaskId, last: EventNo, future: Boxed<'static>) -> Slot {
        let key = self.tasks.insert(Task {
            id,
            thread: 0,
            place: Place::Queued,
            last,
            cpu: CpuQueue::default(),
            line: 0,
            waits_on: Wait::Yield,
            begun: false,
            client: None,
            join: None,
            future,
        });
        let slot = key as Slot;
        match self.wakers.get_mut(key) {
            // Somebody may still hold a waker of the slot's last task: that one must not wake this one.
            Some(entry) if Arc::strong_count(&entry.0) > 2 => *entry = new_waker(slot, &self.woken),
            Some(_) => {}
            None => self.wakers.push(new_waker(slot, &self.woken)),
        }
        slot
    }

    /// A task.
    pub fn task(&mut self, slot: Slot) -> &mut Task {
        &mut self.tasks[slot as usize]
    }

    /// Polls a task once. What it asked for waits in the world.
    pub fn poll(&mut self, slot: Slot) -> Poll<()> {
        self.polls += 1;
        let task = &mut self.tasks[slot as usize];
        let waker = &self.wakers[slot as usize].1;
        self.world.polls(slot, waker);
        let poll = task.future.as_mut().poll(&mut Context::from_waker(waker));
        if let Some(on) = self.world.waits_on.get() {
            task.waits_on = on;
        }
        poll
    }

    /// Exchanges the list of what the last poll asked for an empty one.
    pub fn take_asked(&self, empty: &mut Vec<Asked>) {
        self.world.take_asked(empty);
    }

    /// Removes a task that is over; answers its client and who waits for its end.
    pub fn remove(&mut self, slot: Slot) -> (Option<u32>, Option<Rc<Join>>) {
        let Task { client, join, .. } = self.tasks.remove(slot as usize);
        (client, join)
    }

    /// Exchanges the list of the woken for an empty one.
    pub fn take_woken(&mut self, empty: &mut Vec<Slot>) {
        while let Some(slot) = self.world.take_due() {
            self.wakers[slot as usize].1.wake_by_ref();
        }
        if self.woken.any.load(Ordering::Acquire) && self.woken.any.swap(false, Ordering::Acquire) {
            std::mem::swap(&mut *self.woken.slots.lock().unwrap_or_else(PoisonError::into_inner), empty);
            self.wakes += empty.len() as u64;
        }
    }

    /// True while the slot holds a task.
    pub fn contains(&self, slot: Slot) -> bool {
        self.tasks.contains(slot as usize)
    }

    /// How many tasks are not over.
    pub fn alive(&self) -> usize {
        self.tasks.len()
    }

    /// How often a waker was called.
    pub const fn wakes(&self) -> u64 {
        self.wakes
    }

    /// How often a task was polled.
    pub const fn polls(&self) -> u64 {
        self.polls
    }
}

fn new_waker(slot: Slot, woken: &Arc<Woken>) -> (Arc<TaskWaker>, Waker) {
    let waker = Arc::new(TaskWaker { slot, woken: woken.clone() });
    (waker.clone(), Waker::from(waker))
}
