//! Callbacks on one message loop: instead of waiting, a handler registers the next callback and returns.
//!
//! At equal costs it does the same as coroutines, at the same instants. What differs is who keeps the job's state: a
//! coroutine's frame does; a callback's author must.

use super::{Model, coroutines, one_loop::OneLoop};
use crate::message_loop::Style;
use loopscope_event::{Application, Discipline, Holder, ModelInfo, Places, Sharding};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "callbacks",
    title: "Callbacks on a message loop",
    short: "Callbacks",
    awaits: "the handler ends; a callback is registered, and posted as a message when what it is for has come",
    places: Places { holder: Holder::Callback, way_back: "the callback is posted", ..coroutines::INFO.places },
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
    OneLoop::new(Style::Callbacks)
}
