//! The rooms that read, and nothing of the window: what is fuzzed builds in a minute, instrumented, instead of in twenty.
//!
//! The same source as the program's; the walls between its rooms are what makes that possible.

#![allow(dead_code, missing_docs)]

#[path = "../../src/event/mod.rs"]
pub mod event;
#[path = "../../src/formats/mod.rs"]
pub mod formats;
#[path = "../../src/lesson/mod.rs"]
pub mod lesson;
#[path = "../../src/sim/mod.rs"]
pub mod sim;
#[path = "../../src/text/mod.rs"]
pub mod text;
#[path = "../../src/trace/mod.rs"]
pub mod trace;

/// The models' names, as the readers are told them.
pub fn models() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}
