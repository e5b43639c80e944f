//! The end of a spawned task, as a future.

use super::effect::World;
use loopscope_event::Wait;
use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

/// The state of a spawned task: whether it has ended, and the effect that waits for that.
#[derive(Default)]
pub struct Join {
    done: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Join {
    /// Marks the task as ended and wakes its waiter.
    pub fn finish(&self) {
        self.done.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

/// Awaits the end of a spawned task. Dropping it detaches the task.
pub struct JoinHandle {
    world: Rc<World>,
    join: Rc<Join>,
}

impl JoinHandle {
    pub(crate) const fn new(world: Rc<World>, join: Rc<Join>) -> Self {
        Self { world, join }
    }
}

impl Future for JoinHandle {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.join.done.get() {
            return Poll::Ready(());
        }
        self.world.waits_on.set(Some((Wait::Task, None)));
        self.join.waker.replace(Some(context.waker().clone()));
        Poll::Pending
    }
}
