//! The twin of the graphical program: the same loop under the same input, but no button's handler computes. Its work is
//! done elsewhere and the handler awaits it, so the loop goes on handling input and painting.
//!
//! For jobs it is the same scheduler: it runs only where a scenario names it, to stand beside the other.

use super::Model;
use super::gui::{self, Gui};
use loopscope_event::{Application, Discipline, ModelInfo, Sharding};

/// The model's description.
pub const INFO: ModelInfo = ModelInfo {
    name: "gui-await",
    title: "A GUI whose handlers await",
    short: "GUI, async",
    awaits: "the handler is suspended, also while the work behind a button is done elsewhere; the loop takes the next message",
    places: gui::INFO.places,
    takes_input: true,
    frame_tenths: gui::INFO.frame_tenths,
    application: Application::Awaits,
    discipline: Discipline::Fifo,
    sharding: Sharding::None,
};

/// The model, for the registry.
pub const MODEL: Model = Model { info: &INFO, scheduler: || Box::new(scheduler()) };

/// The scheduler.
pub const fn scheduler() -> Gui {
    gui::scheduler()
}
