//! The executor: a table of tasks, a table of the frames of begun tasks, and real wakers that put a task on the list of
//! woken ones.
//!
//! A job that only queues for its first burst takes a few bytes; its frame (the future and its CPU requests) is made
//! when it begins. Ten thousand queued jobs then cost hardly more cache than ten.
//!
//! It knows nothing of time, cores or queues: a scheduler decides when a woken task is polled.

use super::effect::{Boxed, Cpu, EffectKey, Join, Slot, World};
use loopscope_event::{EventNo, TaskId, ThreadId, Wait};
use slab::Slab;
use std::{
    rc::Rc,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// A task's state with respect to wakes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WakeState {
    /// Suspended or blocked: a wake makes it runnable.
    Waiting,
    /// In a queue for the CPU; it will be polled anyway.
    Queued,
    /// On a core.
    Running,
}

/// A task.
pub struct Task {
    /// Its number.
    pub id: TaskId,
    /// The thread that runs it, under a model with threads.
    pub thread: ThreadId,
    /// The last event of its own chain: the cause of its next event.
    pub last: EventNo,
    /// Its current line.
    pub line: u32,
    /// The client of a closed workload whose job it runs.
    pub client: Option<u32>,
    /// Its state with respect to wakes.
    pub wake_state: WakeState,
    /// What it waits for, if it is waiting.
    pub waits_on: Wait,
    /// False until its first burst.
    pub begun: bool,
    body: Body,
}

impl Task {
    /// Its thread and its id.
    pub const fn thread(&self) -> (ThreadId, TaskId) {
        (self.thread, self.id)
    }
    /// The epoch of the workload that its frame will be made from, if it has none yet.
    pub const fn unmade(&self) -> Option<u32> {
        match self.body {
            Body::Unmade { epoch } => Some(epoch),
            Body::Frame(_) => None,
        }
    }
}

/// A task's program: not made yet, or a frame.
#[derive(Clone, Copy)]
enum Body {
    /// A job of the scenario that has not begun; its frame will be made from the workload of this epoch.
    Unmade { epoch: u32 },
    /// The index of its frame.
    Frame(u32),
}

/// The state of a task that has begun.
struct Frame {
    slot: Slot,
    /// `None` if the frame is free.
    future: Option<Boxed<'static>>,
    /// Its CPU requests in the order they were made. The first is being served or comes next.
    cpu: CpuQueue,
    /// Notified at the end of a spawned task.
    join: Option<Rc<Join>>,
    /// The task's own waker; the next task in the frame reuses it, unless it was cloned and the clone still lives.
    waker: Waker,
    own: Arc<TaskWaker>,
}

/// A task's CPU requests in the order they were made. There is hardly ever more than one.
#[derive(Default)]
pub struct CpuQueue {
    first: Option<Cpu>,
    more: Vec<Cpu>,
}

impl CpuQueue {
    /// The request that is being served or comes next.
    pub const fn front(&mut self) -> Option<&mut Cpu> {
        self.first.as_mut()
    }
    /// Appends a request.
    pub fn push(&mut self, cpu: Cpu) {
        match self.first {
            None => self.first = Some(cpu),
            Some(_) => self.more.push(cpu),
        }
    }
    /// Removes the first request.
    pub fn pop(&mut self) -> Option<Cpu> {
        let next = if self.more.is_empty() { None } else { Some(self.more.remove(0)) };
        std::mem::replace(&mut self.first, next)
    }
    /// Removes the request of an effect.
    pub fn forget(&mut self, effect: EffectKey) {
        self.more.retain(|cpu| cpu.effect != effect);
        if self.first.as_ref().is_some_and(|cpu| cpu.effect == effect) {
            self.pop();
        }
    }
}

/// The frames of woken tasks, in order. There is hardly ever more than one at a time, which needs no lock.
#[derive(Default)]
struct Woken {
    /// The first frame's index plus one; 0 if there is none.
    first: AtomicU32,
    others: AtomicBool,
    more: Mutex<Vec<u32>>,
}

impl Woken {
    fn push(&self, frame: u32) {
        if self.first.compare_exchange(0, frame + 1, Ordering::AcqRel, Ordering::Acquire).is_err() {
            self.push_more(frame);
        }
    }

    #[cold]
    fn push_more(&self, frame: u32) {
        self.more.lock().unwrap_or_else(PoisonError::into_inner).push(frame);
        self.others.store(true, Ordering::Release);
    }

    fn any(&self) -> bool {
        self.first.load(Ordering::Acquire) != 0
    }

    /// Takes the wake of this frame if it is the only one.
    fn take_only(&self, frame: u32) -> bool {
        let only = self.first.load(Ordering::Acquire) == frame + 1 && !self.others.load(Ordering::Acquire);
        if only {
            // While it is not 0, no other thread writes it.
            self.first.store(0, Ordering::Release);
        }
        only
    }

    fn take(&self, with: &mut impl FnMut(u32)) {
        if !self.any() {
            return;
        }
        with(self.first.swap(0, Ordering::AcqRel) - 1);
        if self.others.load(Ordering::Acquire) && self.others.swap(false, Ordering::AcqRel) {
            let more = std::mem::take(&mut *self.more.lock().unwrap_or_else(PoisonError::into_inner));
            more.into_iter().for_each(with);
        }
    }
}

struct TaskWaker {
    frame: u32,
    woken: Arc<Woken>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }
    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.push(self.frame);
    }
}

/// The tasks of a run.
pub struct Executor {
    tasks: Slab<Task>,
    frames: Vec<Frame>,
    /// The indices of free frames.
    free: Vec<u32>,
    woken: Arc<Woken>,
    world: Rc<World>,
    wakes: u64,
    polls: u64,
}

impl Executor {
    /// An executor without tasks.
    pub fn new(world: Rc<World>) -> Self {
        Self { tasks: Slab::new(), frames: Vec::new(), free: Vec::new(), woken: Arc::default(), world, wakes: 0, polls: 0 }
    }

    /// Adds a task, queued and not polled. Its frame is made before its first burst, from the workload of the epoch.
    pub fn insert(&mut self, id: TaskId, last: EventNo, epoch: u32) -> Slot {
        let task = Task {
            id,
            thread: 0,
            wake_state: WakeState::Queued,
            last,
            line: 0,
            waits_on: Wait::Yield,
            begun: false,
            client: None,
            body: Body::Unmade { epoch },
        };
        self.tasks.insert(task) as Slot
    }

    /// Makes a task's frame.
    #[inline(always)]
    pub fn make(&mut self, slot: Slot, future: Boxed<'static>, join: Option<Rc<Join>>) {
        let number = self.free.pop().unwrap_or_else(|| self.new_frame());
        let frame = &mut self.frames[number as usize];
        if Arc::strong_count(&frame.own) > 2 {
            // A waker of the frame's last task still lives: it must not wake this task.
            (frame.own, frame.waker) = new_waker(number, &self.woken);
        }
        (frame.slot, frame.future, frame.join) = (slot, Some(future), join);
        self.tasks[slot as usize].body = Body::Frame(number);
    }

    #[cold]
    fn new_frame(&mut self) -> u32 {
        let number = self.frames.len() as u32;
        let (own, waker) = new_waker(number, &self.woken);
        self.frames.push(Frame { slot: 0, future: None, cpu: CpuQueue::default(), join: None, waker, own });
        number
    }

    /// The task in this slot.
    pub fn task(&mut self, slot: Slot) -> &mut Task {
        &mut self.tasks[slot as usize]
    }

    fn frame(&mut self, slot: Slot) -> Option<&mut Frame> {
        match self.tasks[slot as usize].body {
            Body::Frame(frame) => Some(&mut self.frames[frame as usize]),
            Body::Unmade { .. } => None,
        }
    }

    /// The CPU request that a task is served with, or will be next.
    pub fn cpu(&mut self, slot: Slot) -> Option<&mut Cpu> {
        self.frame(slot)?.cpu.front()
    }
    /// Appends a CPU request of a task that has begun.
    pub fn push_cpu(&mut self, slot: Slot, cpu: Cpu) {
        if let Some(frame) = self.frame(slot) {
            frame.cpu.push(cpu);
        }
    }
    /// Removes the CPU request that a task was served with.
    pub fn pop_cpu(&mut self, slot: Slot) -> Option<Cpu> {
        self.frame(slot)?.cpu.pop()
    }
    /// Removes the CPU request of an effect.
    pub fn forget_cpu(&mut self, slot: Slot, effect: EffectKey) {
        if let Some(frame) = self.frame(slot) {
            frame.cpu.forget(effect);
        }
    }

    /// Polls a task that has a frame once. Its requests are then in the world.
    #[inline(always)]
    pub fn poll(&mut self, slot: Slot) -> Poll<()> {
        let task = &mut self.tasks[slot as usize];
        let Body::Frame(frame) = task.body else { return Poll::Pending };
        let Frame { future: Some(future), waker, .. } = &mut self.frames[frame as usize] else { return Poll::Pending };
        self.polls += 1;
        self.world.polls(slot, task.thread, waker);
        let poll = future.as_mut().poll(&mut Context::from_waker(waker));
        if let Some((on, line)) = self.world.waits_on.get() {
            task.waits_on = on;
            task.line = line.unwrap_or(task.line);
        }
        poll
    }

    /// Removes a completed task. Returns its client, and the join state to notify.
    #[inline(always)]
    pub fn remove(&mut self, slot: Slot) -> (Option<u32>, Option<Rc<Join>>) {
        let Task { client, body, .. } = self.tasks.remove(slot as usize);
        let join = match body {
            Body::Frame(number) => {
                let frame = &mut self.frames[number as usize];
                self.free.push(number);
                frame.future = None;
                frame.cpu = CpuQueue::default();
                frame.join.take()
            }
            Body::Unmade { .. } => None,
        };
        (client, join)
    }

    /// True if a task was woken since the list was taken.
    pub fn any_woken(&self) -> bool {
        self.world.any_due() || self.woken.any()
    }

    /// Calls a task's own waker.
    #[inline(always)]
    pub fn wake(&mut self, slot: Slot) {
        if let Some(frame) = self.frame(slot) {
            frame.waker.wake_by_ref();
        }
    }

    /// Takes the wake of this task, if it is the only one.
    pub fn take_only_wake(&mut self, slot: Slot) -> bool {
        let Body::Frame(frame) = self.tasks[slot as usize].body else { return false };
        let only = !self.world.any_due() && self.woken.take_only(frame);
        self.wakes += u64::from(only);
        only
    }

    /// Appends the slots of the woken tasks to a list, in order.
    pub fn take_woken(&mut self, list: &mut Vec<Slot>) {
        while let Some(slot) = self.world.take_due() {
            self.wake(slot);
        }
        let Self { woken, frames, wakes, .. } = self;
        woken.take(&mut |frame| {
            *wakes += 1;
            list.extend(frames.get(frame as usize).filter(|frame| frame.future.is_some()).map(|frame| frame.slot));
        });
    }

    /// True while the slot holds a task.
    pub fn contains(&self, slot: Slot) -> bool {
        self.tasks.contains(slot as usize)
    }

    /// The number of tasks that have not ended.
    pub fn alive(&self) -> usize {
        self.tasks.len()
    }

    /// The number of wakes.
    pub const fn wakes(&self) -> u64 {
        self.wakes
    }

    /// The number of polls.
    pub const fn polls(&self) -> u64 {
        self.polls
    }
}

fn new_waker(frame: u32, woken: &Arc<Woken>) -> (Arc<TaskWaker>, Waker) {
    let waker = Arc::new(TaskWaker { frame, woken: woken.clone() });
    (waker.clone(), Waker::from(waker))
}
