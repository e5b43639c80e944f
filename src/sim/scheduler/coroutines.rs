//! Coroutines on one message loop: a task that waits is suspended with its frame, and the loop takes the next message.

use super::{Model, one_loop::OneLoop};
use crate::message_loop::Style;
use loopscope_event::{Application, Discipline, Holder, ModelInfo, Place, Places, Processor, Rows, Sharding};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "coroutines",
    title: "Coroutines on a message loop",
    short: "Coroutines",
    awaits: "the task is suspended with its frame and resumed at the same line; the loop takes the next message",
    places: Places {
        gate: None,
        ready: Place { title: "message queue", empty: "the queue is empty" },
        processor: Processor::Loop,
        rows: Rows::One,
        waiting: Place { title: "under way", empty: "nothing is under way" },
        holder: Holder::Frame,
        way_back: "goes to the back of the queue",
    },
    takes_input: true,
    frame_tenths: 4608,
    application: Application::None,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(scheduler()) };

/// The scheduler.
pub const fn scheduler() -> OneLoop {
    OneLoop::new(Style::Coroutines)
}
