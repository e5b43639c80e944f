//! The table of effects that jobs await: the task that made each, whether it is served, and the waker to call.

use super::effect::{EffectKey, Slot};
use std::task::Waker;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// The key is free.
    Free,
    Asked,
    Served,
}

struct Effect {
    state: State,
    /// The task that made it.
    task: Slot,
    /// The waker to call; `None`: the task's own, which the executor has.
    waker: Option<Waker>,
}

/// The effects of a run.
#[derive(Default)]
pub struct Effects {
    all: Vec<Effect>,
    free: Vec<EffectKey>,
}

impl Effects {
    /// Adds an effect of a task and returns its key.
    #[inline(always)]
    pub fn ask(&mut self, task: Slot, waker: Option<Waker>) -> EffectKey {
        let key = self.free.pop().unwrap_or_else(|| self.grow());
        let effect = &mut self.all[key as usize];
        // Field by field: loading a struct that was just stored in parts stalls the processor (a failed store
        // forwarding).
        effect.state = State::Asked;
        effect.task = task;
        effect.waker = waker;
        key
    }

    #[cold]
    fn grow(&mut self) -> EffectKey {
        self.all.push(Effect { state: State::Free, task: 0, waker: None });
        self.all.len() as EffectKey - 1
    }

    /// Marks it as served. Returns its task, and the waker to call if that is not the task's own; `None` if it was
    /// dropped.
    #[inline(always)]
    pub fn serve(&mut self, key: EffectKey) -> Option<(Slot, Option<Waker>)> {
        let effect = self.all.get_mut(key as usize).filter(|effect| effect.state != State::Free)?;
        effect.state = State::Served;
        Some((effect.task, effect.waker.take()))
    }

    /// True if it is served or was dropped.
    #[inline(always)]
    pub fn is_over(&self, key: EffectKey) -> bool {
        self.all[key as usize].state != State::Asked
    }

    /// Replaces the waker to call.
    pub fn set_waker(&mut self, key: EffectKey, waker: Option<Waker>) {
        self.all[key as usize].waker = waker;
    }

    /// Frees the key and returns the effect's task; `None` if it was free already.
    #[inline(always)]
    pub fn remove(&mut self, key: EffectKey) -> Option<Slot> {
        let effect = self.all.get_mut(key as usize).filter(|effect| effect.state != State::Free)?;
        effect.state = State::Free;
        effect.waker = None;
        self.free.push(key);
        Some(effect.task)
    }
}
