//! [`World`]: the state that the jobs of one run share with its machine: requests, effects, due wakers, locks,
//! variables.

use super::effect::{Boxed, EffectKey, Slot};
use super::effects::Effects;
use super::join::Join;
use loopscope_event::{DeviceId, Kind, Ns, TaskId, ThreadId, Wait};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    task::Waker,
};

/// A CPU request that a task has made.
#[derive(Clone, Copy)]
pub struct Cpu {
    /// The effect to complete when the time is used up.
    pub effect: EffectKey,
    /// The line that made the request.
    pub line: u32,
    /// The CPU time left, ns.
    pub ns: Ns,
}

/// A request that a task made during a poll.
#[allow(missing_docs, reason = "the fields are what the variant's own line names")]
pub enum Asked {
    /// CPU time.
    Cpu(Cpu),
    /// I/O at a device, or a timer.
    Request { effect: EffectKey, device: DeviceId, latency: Ns, line: u32 },
    /// A lock that another task holds.
    LockWait { lock: u16 },
    /// A step that needed no waiting, to be recorded.
    Fact(Kind),
    /// A released lock was handed to the next task in its queue.
    LockHanded { lock: u16, to: Slot },
    /// Spawns another task.
    Spawn { task: TaskId, future: Boxed<'static>, join: Rc<Join> },
}

#[derive(Default)]
pub(crate) struct Lock {
    holder: Option<Slot>,
    pub(crate) waiters: VecDeque<(Slot, EffectKey)>,
}

#[derive(Clone, Copy, Default)]
pub(crate) struct Var {
    pub(crate) value: i32,
    pub(crate) version: u64,
}

/// The state that the jobs of one run share with its machine.
pub struct World {
    pub(crate) effects: RefCell<Effects>,
    /// A CPU request, if it is the only request so far. That is the usual case, and has a fast path to the machine.
    only_cpu: Cell<Option<Cpu>>,
    asked: RefCell<VecDeque<Asked>>,
    /// True if a CPU request is in the queue.
    asked_cpu: Cell<bool>,
    pub(crate) dropped: RefCell<Vec<EffectKey>>,
    due: RefCell<Vec<Slot>>,
    own: Cell<*const ()>,
    pub(crate) locks: RefCell<Vec<Lock>>,
    pub(crate) vars: RefCell<Vec<Var>>,
    /// The number of variables of each process, if processes share none.
    vars_of_process: Cell<Option<u16>>,
    process: Cell<ThreadId>,
    pub(crate) children: Cell<u32>,
    polled: Cell<Slot>,
    /// What the task polled last waits for, if it waits, and the line of that `await` if known.
    pub waits_on: Cell<Option<(Wait, Option<u32>)>>,
}

impl World {
    /// A world with this number of locks and variables.
    pub fn new(locks: usize, vars: usize) -> Self {
        Self {
            effects: RefCell::default(),
            only_cpu: Cell::new(None),
            asked: RefCell::default(),
            asked_cpu: Cell::new(false),
            dropped: RefCell::default(),
            due: RefCell::default(),
            own: Cell::new(std::ptr::null()),
            locks: RefCell::new((0..locks).map(|_| Lock::default()).collect()),
            vars: RefCell::new(vec![Var::default(); vars]),
            vars_of_process: Cell::new(None),
            process: Cell::new(0),
            children: Cell::new(0),
            polled: Cell::new(0),
            waits_on: Cell::new(None),
        }
    }

    /// Takes the CPU request, if it is the only request.
    #[inline(always)]
    pub fn take_only_cpu(&self) -> Option<Cpu> {
        self.only_cpu.take()
    }

    /// Takes the next request of the queue; the only CPU request is not among them.
    #[inline]
    pub fn next_asked(&self) -> Option<Asked> {
        let next = self.asked.borrow_mut().pop_front();
        if next.is_none() {
            self.asked_cpu.set(false);
        }
        next
    }
    /// True if a CPU request was made and not taken yet.
    pub const fn asked_cpu(&self) -> bool {
        self.only_cpu.get().is_some() || self.asked_cpu.get()
    }

    /// True if an effect was dropped before it was served.
    pub fn any_dropped(&self) -> bool {
        !self.dropped.borrow().is_empty()
    }

    /// Takes the next dropped effect and the task that had made it. Its key is free from here on.
    pub fn take_dropped(&self) -> Option<(EffectKey, Slot)> {
        let key = self.dropped.borrow_mut().pop()?;
        let task = self.effects.borrow_mut().remove(key)?;
        Some((key, task))
    }

    /// Marks an effect as served: its next poll is ready. Returns the task that waits for it, if the caller is to call
    /// that task's own waker; a combinator's waker is called here.
    #[must_use]
    #[inline(always)]
    pub fn served(&self, effect: EffectKey) -> Option<Slot> {
        let (task, waker) = self.effects.borrow_mut().serve(effect)?;
        let Some(waker) = waker else { return Some(task) };
        waker.wake();
        None
    }

    /// Marks an effect as served during a poll: the task's own waker is called after the poll.
    pub(crate) fn complete(&self, effect: EffectKey) {
        if let Some(task) = self.served(effect) {
            self.due.borrow_mut().push(task);
        }
    }

    /// True if a task's own waker is still to be called.
    pub fn any_due(&self) -> bool {
        !self.due.borrow().is_empty()
    }

    /// Takes the next task whose own waker is to be called.
    pub fn take_due(&self) -> Option<Slot> {
        self.due.borrow_mut().pop()
    }

    /// Gives each of this many processes its own variables from now on.
    pub fn share_nothing(&self, processes: u16) {
        let mut vars = self.vars.borrow_mut();
        self.vars_of_process.set(u16::try_from(vars.len()).ok());
        let all = vars.len() * usize::from(processes);
        vars.resize(all, Var::default());
    }

    /// The index of a variable as the polled task's process sees it: process 0's variables come first, then process
    /// 1's, …
    pub(crate) fn own_var(&self, var: u16) -> u16 {
        let process = u16::try_from(self.process.get()).unwrap_or(0);
        self.vars_of_process.get().map_or(var, |vars| var.saturating_add(vars.saturating_mul(process)))
    }

    /// Prepares for polling a task of this thread or process with this waker.
    pub fn polls(&self, task: Slot, process: ThreadId, waker: &Waker) {
        self.polled.set(task);
        self.process.set(process);
        self.own.set(waker.data());
        self.waits_on.set(None);
    }

    #[inline(always)]
    pub(crate) fn issue(&self, waker: &Waker) -> EffectKey {
        self.effects.borrow_mut().ask(self.polled.get(), self.foreign(waker))
    }

    /// A clone of the waker if it is not the polled task's own: a combinator's, which tells its children's wakes apart.
    pub(crate) fn foreign(&self, waker: &Waker) -> Option<Waker> {
        (waker.data() != self.own.get()).then(|| waker.clone())
    }

    pub(crate) fn ask(&self, asked: Asked) {
        let mut all = self.asked.borrow_mut();
        if let Some(cpu) = self.only_cpu.take() {
            self.asked_cpu.set(true);
            all.push_back(Asked::Cpu(cpu));
        }
        all.push_back(asked);
    }

    #[inline(always)]
    pub(crate) fn ask_cpu(&self, cpu: Cpu) {
        if self.only_cpu.get().is_none() && self.asked.borrow().is_empty() {
            self.only_cpu.set(Some(cpu));
        } else {
            self.ask(Asked::Cpu(cpu));
            self.asked_cpu.set(true);
        }
    }

    /// Acquires a free lock, or joins its queue and returns the wait's effect.
    pub(crate) fn lock(&self, lock: u16, task: TaskId, waker: &Waker) -> Option<EffectKey> {
        let mut locks = self.locks.borrow_mut();
        let state = locks.get_mut(usize::from(lock))?;
        if state.holder.is_none() {
            state.holder = Some(self.polled.get());
            self.ask(Asked::Fact(Kind::LockAcquired { lock, task }));
            return None;
        }
        let effect = self.issue(waker);
        state.waiters.push_back((self.polled.get(), effect));
        self.ask(Asked::LockWait { lock });
        Some(effect)
    }

    pub(crate) fn unlock(&self, lock: u16, task: TaskId) {
        self.ask(Asked::Fact(Kind::LockReleased { lock, task }));
        let next = {
            let mut locks = self.locks.borrow_mut();
            let Some(state) = locks.get_mut(usize::from(lock)) else { return };
            let next = state.waiters.pop_front();
            state.holder = next.map(|(slot, _)| slot);
            next
        };
        if let Some((to, effect)) = next {
            self.ask(Asked::LockHanded { lock, to });
            self.complete(effect);
        }
    }
}
