//! One file per concurrency model, and the registry that lists them.
//!
//! A scheduler decides what an `await` means: when a task that arrived or was woken gets a core, what that costs, and
//! what becomes of the core when it waits. A model is a file here plus its line in [`MODELS`]; the window, the command
//! line, the docs and the tests find it there. One that is not registered runs too, by [`Run::of`](crate::Run::of).

mod callbacks;
mod coroutines;
mod goroutines;
mod gui;
mod gui_await;
mod one_loop;
mod pool;
mod processes;
mod sync;
mod threads;

use super::machine::calendar::Entry;
use super::machine::{Arrived, Machine, Wakeup};
use loopscope_event::ModelInfo;

/// A concurrency model: what it says of itself, and what makes its scheduler.
#[derive(Clone, Copy)]
pub struct Model {
    /// Its names, places and queues, as data.
    pub info: &'static ModelInfo,
    /// Makes a scheduler for a run.
    pub scheduler: fn() -> Box<dyn Scheduler>,
}

/// The models that exist, in the order in which they are shown.
pub const MODELS: &[Model] = &[
    sync::MODEL,
    threads::MODEL,
    pool::MODEL,
    callbacks::MODEL,
    coroutines::MODEL,
    processes::MODEL,
    goroutines::MODEL,
    gui::MODEL,
    gui_await::MODEL,
];

const INFOS: [&ModelInfo; MODELS.len()] = {
    let mut infos = [MODELS[0].info; MODELS.len()];
    let mut i = 0;
    while i < MODELS.len() {
        infos[i] = MODELS[i].info;
        i += 1;
    }
    infos
};

/// A model's scheduler. It is notified of everything in the order in which it happens.
pub trait Scheduler {
    /// Called before the first event.
    fn start(&mut self, _machine: &mut Machine) {}
    /// A frame is due.
    fn frame(&mut self, _machine: &mut Machine) {}
    /// A task arrived.
    fn arrived(&mut self, machine: &mut Machine, arrived: Arrived);
    /// A waiting task was woken.
    fn woken(&mut self, machine: &mut Machine, wakeup: Wakeup);
    /// A core's current work (a switch, a dispatch, a slice) ends now.
    fn core(&mut self, machine: &mut Machine, core: u16);
    /// Gives queued tasks to idle cores.
    fn settle(&mut self, machine: &mut Machine);
    /// Called when everything at this instant has been handled.
    fn quiet(&mut self, _machine: &mut Machine) {}
    /// True if every core is idle and nothing is queued for one.
    fn idle(&self) -> bool;

    /// Handles the next entry of the calendar, and everything that follows from it at once.
    fn handle_next(&mut self, machine: &mut Machine) {
        if machine.calendar.core_is_next() {
            let core = machine.calendar.pop_core();
            self.core(machine, core);
        } else {
            match machine.calendar.pop() {
                Some(Entry::Frame) => self.frame(machine),
                Some(entry) => machine.handle(entry),
                None => {}
            }
        }
        self.follow(machine);
    }

    /// Handles everything that follows at once from the last entry.
    fn follow(&mut self, machine: &mut Machine) {
        loop {
            self.deliver(machine);
            self.settle(machine);
            if !machine.has_news() {
                break;
            }
        }
        if machine.calendar.next().is_none_or(|next| next > machine.now) {
            self.quiet(machine);
        }
    }

    /// Hands over arrived and woken tasks, arrivals first.
    #[inline]
    fn deliver(&mut self, machine: &mut Machine) {
        if machine.has_news() {
            self.deliver_news(machine);
        }
    }

    /// Hands over the tasks that there are.
    fn deliver_news(&mut self, machine: &mut Machine) {
        let mut i = 0;
        while let Some(&Arrived { slot, what }) = machine.arrived.get(i) {
            self.arrived(machine, Arrived { slot, what });
            i += 1;
        }
        machine.arrived.clear();
        i = 0;
        while let Some(wakeup) = machine.wakeups.get(i).copied() {
            self.woken(machine, wakeup);
            i += 1;
        }
        machine.wakeups.clear();
    }
}

/// The models that exist.
#[must_use]
pub fn models() -> &'static [&'static ModelInfo] {
    &INFOS
}

/// The model with this name.
#[must_use]
pub fn model(name: &str) -> Option<&'static ModelInfo> {
    INFOS.into_iter().find(|info| info.name == name)
}

/// Returns the registered model of this name; one that is not registered is run by [`Run::of`](crate::Run::of).
///
/// # Panics
/// When the model is not in the registry: another model must not run under its name.
pub(super) fn registered(info: &ModelInfo) -> Model {
    match MODELS.iter().find(|model| model.info.name == info.name) {
        Some(model) => *model,
        None => panic!("there is no scheduler for the model {:?}", info.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "no scheduler for the model \"elsewhere\"")]
    fn a_model_that_is_not_in_the_registry_gets_no_other_models_scheduler() {
        let _ = registered(&ModelInfo { name: "elsewhere", ..sync::INFO });
    }
}
