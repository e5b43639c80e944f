//! Effects: what a job awaits, as real futures.
//!
//! The first poll submits the request and keeps the context's waker; the first poll after it was served is ready;
//! dropping an effect that is not served cancels it. What waiting *means* (block a thread, suspend a task) is a
//! scheduler's business.

pub use super::join::{Join, JoinHandle};
use super::world::Var;
pub use super::world::{Asked, Cpu, World};
use loopscope_event::id::TIMER;
use loopscope_event::{DeviceId, Kind, Ns, TaskId, Wait};
use std::{
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// A boxed future without output.
pub type Boxed<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
/// An effect's index in the world's table.
pub type EffectKey = u32;
/// A task's index in the executor's table.
pub type Slot = u32;

/// A job's handle on the world, through which it makes its requests.
#[derive(Clone)]
pub struct Job {
    world: Rc<World>,
    task: TaskId,
}

/// A value read from a shared variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The value.
    pub value: i32,
    version: u64,
}

impl Job {
    /// A handle for `task` on `world`.
    pub fn new(world: Rc<World>, task: TaskId) -> Self {
        Self { world, task }
    }

    /// Computes for `ns`.
    pub fn cpu(&self, ns: Ns, line: u32) -> Ask<'_> {
        self.effect(Op::Cpu(ns), line)
    }
    /// Submits a request to a device, which takes `latency` ns once it is being served.
    pub fn io(&self, device: DeviceId, latency: Ns, line: u32) -> Ask<'_> {
        self.effect(Op::Request(device, latency), line)
    }
    /// Sleeps for `ns`.
    pub fn sleep(&self, ns: Ns, line: u32) -> Ask<'_> {
        self.effect(Op::Request(TIMER, ns), line)
    }
    /// Acquires a lock, which is held as long as the guard lives.
    pub async fn lock(&self, lock: u16, line: u32) -> Guard<'_> {
        self.effect(Op::Lock(lock), line).await;
        Guard { job: self, lock }
    }
    /// Yields to other runnable tasks.
    pub fn yield_now(&self, line: u32) -> Ask<'_> {
        self.effect(Op::Yield, line)
    }
    /// Reads a shared variable.
    pub fn read(&self, var: u16) -> Reading {
        let var = self.world.own_var(var);
        let Var { value, version } = self.world.vars.borrow().get(usize::from(var)).copied().unwrap_or_default();
        self.world.ask(Asked::Fact(Kind::VarRead { var, task: self.task, value }));
        Reading { value, version }
    }
    /// Writes the value read plus `add`: a write that another task made in between is lost.
    pub fn write(&self, var: u16, read: Reading, add: i32) {
        let var = self.world.own_var(var);
        let value = read.value.wrapping_add(add);
        let stale = self.world.vars.borrow_mut().get_mut(usize::from(var)).is_some_and(|now| {
            let stale = now.version != read.version;
            *now = Var { value, version: now.version + 1 };
            stale
        });
        self.world.ask(Asked::Fact(Kind::VarWritten { var, task: self.task, value, stale }));
    }
    /// Spawns another task.
    pub fn spawn<F: Future<Output = ()> + 'static>(&self, child: impl FnOnce(Self) -> F) -> JoinHandle {
        let number = self.world.children.get();
        self.world.children.set(number + 1);
        let task = TaskId::child(number);
        let join = Rc::new(Join::default());
        let future = Box::pin(child(Self::new(self.world.clone(), task)));
        self.world.ask(Asked::Spawn { task, future, join: join.clone() });
        JoinHandle::new(self.world.clone(), join)
    }
    /// Awaits `future` for at most `ns`.
    ///
    /// # Errors
    /// [`Elapsed`] when the time ran out; the future is dropped and its requests are cancelled.
    pub async fn timeout<F: Future + Unpin>(&self, ns: Ns, line: u32, future: F) -> Result<F::Output, Elapsed> {
        match futures::future::select(future, self.sleep(ns, line)).await {
            futures::future::Either::Left((output, _)) => Ok(output),
            futures::future::Either::Right(_) => Err(Elapsed),
        }
    }

    const fn effect(&self, op: Op, line: u32) -> Ask<'_> {
        Ask { job: self, op, line, state: Stage::New }
    }
}

/// A lock that is held; dropping it releases the lock.
pub struct Guard<'a> {
    job: &'a Job,
    lock: u16,
}

impl Guard<'_> {
    /// The lock's number.
    #[must_use]
    pub const fn lock(&self) -> u16 {
        self.lock
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.job.world.unlock(self.lock, self.job.task);
    }
}

/// The time of a [`Job::timeout`] ran out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Elapsed;

#[derive(Clone, Copy)]
enum Op {
    Cpu(Ns),
    Request(DeviceId, Ns),
    Lock(u16),
    Yield,
}

enum Stage {
    New,
    Pending(EffectKey),
    Over,
}

/// A request that a job awaits.
pub struct Ask<'a> {
    job: &'a Job,
    op: Op,
    line: u32,
    state: Stage,
}

impl Ask<'_> {
    /// Submits the request; `None` if there is nothing to wait for.
    fn begin(&self, waker: &Waker) -> Option<EffectKey> {
        let Self { job, op, line, .. } = *self;
        let world = &job.world;
        let wait = |on| world.waits_on.set(Some((on, Some(line))));
        match op {
            Op::Cpu(ns) => {
                let effect = world.issue(waker);
                world.ask_cpu(Cpu { effect, ns, line });
                Some(effect)
            }
            Op::Request(device, latency) => {
                wait(if device == TIMER { Wait::Timer } else { Wait::Io });
                let effect = world.issue(waker);
                world.ask(Asked::Request { effect, device, latency, line });
                Some(effect)
            }
            Op::Lock(lock) => {
                let effect = world.lock(lock, job.task, waker)?;
                wait(Wait::Lock);
                Some(effect)
            }
            Op::Yield => {
                wait(Wait::Yield);
                let effect = world.issue(waker);
                world.complete(effect);
                Some(effect)
            }
        }
    }
}

impl Future for Ask<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match self.state {
            Stage::New => match self.begin(context.waker()) {
                Some(effect) => {
                    self.state = Stage::Pending(effect);
                    Poll::Pending
                }
                None => {
                    self.state = Stage::Over;
                    Poll::Ready(())
                }
            },
            Stage::Pending(key) => {
                let mut effects = self.job.world.effects.borrow_mut();
                if effects.is_over(key) {
                    effects.remove(key);
                    drop(effects);
                    self.state = Stage::Over;
                    return Poll::Ready(());
                }
                effects.set_waker(key, self.job.world.foreign(context.waker()));
                Poll::Pending
            }
            Stage::Over => Poll::Ready(()),
        }
    }
}

impl Drop for Ask<'_> {
    fn drop(&mut self) {
        let Stage::Pending(key) = self.state else { return };
        let world = &self.job.world;
        let mut effects = world.effects.borrow_mut();
        if effects.is_over(key) {
            effects.remove(key);
            return;
        }
        if let Op::Lock(lock) = self.op
            && let Some(lock) = world.locks.borrow_mut().get_mut(usize::from(lock))
        {
            lock.waiters.retain(|(_, effect)| *effect != key);
        }
        // The key stays taken until the machine has cancelled the request.
        world.dropped.borrow_mut().push(key);
    }
}
