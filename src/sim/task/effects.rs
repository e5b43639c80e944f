//! The table of effects that jobs await: who asked, whether it is served, whom to wake.

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
    /// The task that asked.
    task: Slot,
    /// Whom to wake; `None`: the task itself, whose own waker the executor has.
    waker: Option<Waker>,
}

/// The effects of a run.
#[derive(Default)]
pub struct Effects {
    all: Vec<Effect>,
    free: Vec<EffectKey>,
}

impl Effects {
    /// A task asks for something.
    #[inline(always)]
    pub fn ask(&mut self, task: Slot, waker: Option<Waker>) -> EffectKey {
        let key = self.free.pop().unwrap_or_else(|| self.grow());
        let effect = &mut self.all[key as usize];
        // Field by field: a copy of what was just written in parts makes the processor wait.
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

    /// It is served: answers who asked, and whom to wake if that is not the task itself. `None`: nobody wants it any more.
    #[inline(always)]
    pub fn serve(&mut self, key: EffectKey) -> Option<(Slot, Option<Waker>)> {
        let effect = self.all.get_mut(key as usize).filter(|effect| effect.state != State::Free)?;
        effect.state = State::Served;
        Some((effect.task, effect.waker.take()))
    }

    /// True if it is served, or nobody wants it any more.
    #[inline(always)]
    pub fn is_over(&self, key: EffectKey) -> bool {
        self.all[key as usize].state != State::Asked
    }

    /// Somebody else is to be woken.
    pub fn set_waker(&mut self, key: EffectKey, waker: Option<Waker>) {
        self.all[key as usize].waker = waker;
    }

    /// Frees the key; answers who had asked, unless it was free.
    #[inline(always)]
    pub fn remove(&mut self, key: EffectKey) -> Option<Slot> {
        let effect = self.all.get_mut(key as usize).filter(|effect| effect.state != State::Free)?;
        effect.state = State::Free;
        effect.waker = None;
        self.free.push(key);
        Some(effect.task)
    }
}
