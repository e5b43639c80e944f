//! [`World`]: what the jobs of one run share with its machine: what they ask, what is served, who is due, locks, variables.

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
    /// To be completed when it is used up.
    pub effect: EffectKey,
    /// The line that asked.
    pub line: u32,
    /// What is left of it.
    pub ns: Ns,
}

/// What a task asked for during a poll, in order.
#[allow(missing_docs, reason = "the fields are what the variant's own line names")]
pub enum Asked {
    /// CPU time.
    Cpu(Cpu),
    /// A device, or the timer.
    Request { effect: EffectKey, device: DeviceId, latency: Ns, line: u32 },
    /// A lock that another task holds.
    LockWait { lock: u16 },
    /// Something that took no waiting: to be recorded.
    Fact(Kind),
    /// A lock went straight to the next in its queue.
    LockHanded { lock: u16, to: Slot },
    /// Another task is to begin.
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

/// What the jobs of one run share with its machine.
pub struct World {
    pub(crate) effects: RefCell<Effects>,
    /// CPU time, if nothing else was asked so far. That is so most of the time, and has a short way to the machine.
    only_cpu: Cell<Option<Cpu>>,
    asked: RefCell<VecDeque<Asked>>,
    /// CPU time is among that.
    asked_cpu: Cell<bool>,
    pub(crate) dropped: RefCell<Vec<EffectKey>>,
    due: RefCell<Vec<Slot>>,
    own: Cell<*const ()>,
    pub(crate) locks: RefCell<Vec<Lock>>,
    pub(crate) vars: RefCell<Vec<Var>>,
    /// How many variables there are in each process, if processes share none.
    vars_of_process: Cell<Option<u16>>,
    process: Cell<ThreadId>,
    pub(crate) children: Cell<u32>,
    polled: Cell<Slot>,
    /// What the task polled last waits for, if it waits, and the line that says so.
    pub waits_on: Cell<Option<(Wait, Option<u32>)>>,
}

impl World {
    /// A world with so many locks and variables.
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

    /// Takes the CPU time that was asked, if that was all.
    #[inline(always)]
    pub fn take_only_cpu(&self) -> Option<Cpu> {
        self.only_cpu.take()
    }

    /// Takes the next thing that was asked, if it was not only CPU time.
    #[inline]
    pub fn next_asked(&self) -> Option<Asked> {
        let next = self.asked.borrow_mut().pop_front();
        if next.is_none() {
            self.asked_cpu.set(false);
        }
        next
    }
    /// True if CPU time is among what was asked and not taken yet.
    pub const fn asked_cpu(&self) -> bool {
        self.only_cpu.get().is_some() || self.asked_cpu.get()
    }

    /// True if there is an effect that nobody wants any more.
    pub fn any_dropped(&self) -> bool {
        !self.dropped.borrow().is_empty()
    }

    /// The next effect that nobody wants any more, and the task that had asked for it. Its key is free from here on.
    pub fn take_dropped(&self) -> Option<(EffectKey, Slot)> {
        let key = self.dropped.borrow_mut().pop()?;
        let task = self.effects.borrow_mut().remove(key)?;
        Some((key, task))
    }

    /// An effect is served: whoever polls it next goes on. Answers the task that waits for it, if its own waker is to be
    /// called; that of a combinator is called here.
    #[must_use]
    #[inline(always)]
    pub fn served(&self, effect: EffectKey) -> Option<Slot> {
        let (task, waker) = self.effects.borrow_mut().serve(effect)?;
        let Some(waker) = waker else { return Some(task) };
        waker.wake();
        None
    }

    /// An effect is served in the midst of a poll: the task's own waker is called after it.
    pub(crate) fn complete(&self, effect: EffectKey) {
        if let Some(task) = self.served(effect) {
            self.due.borrow_mut().push(task);
        }
    }

    /// True if there is a task whose own waker is to be called.
    pub fn any_due(&self) -> bool {
        !self.due.borrow().is_empty()
    }

    /// The next task whose own waker is to be called.
    pub fn take_due(&self) -> Option<Slot> {
        self.due.borrow_mut().pop()
    }

    /// From now on each of so many processes has its own variables.
    pub fn share_nothing(&self, processes: u16) {
        let mut vars = self.vars.borrow_mut();
        self.vars_of_process.set(u16::try_from(vars.len()).ok());
        let all = vars.len() * usize::from(processes);
        vars.resize(all, Var::default());
    }

    /// Which variable this is to the task that is polled: those of process 0 come first, then those of process 1, …
    pub(crate) fn own_var(&self, var: u16) -> u16 {
        let process = u16::try_from(self.process.get()).unwrap_or(0);
        self.vars_of_process.get().map_or(var, |vars| var.saturating_add(vars.saturating_mul(process)))
    }

    /// A task of this thread or process is about to be polled with this waker.
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

    /// A waker that is not the polled task's own: that of a combinator which wants to know who of its children was woken.
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

    /// Takes a free lock or joins its queue; the key is that of the wait.
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
