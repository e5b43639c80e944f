//! What the fuzz targets share. They depend on the rooms that read, and on nothing of the window: what is fuzzed builds in a
//! minute, instrumented, instead of in twenty.

pub use loopscope_event as event;
pub use loopscope_formats as formats;
pub use loopscope_sim as sim;
pub use loopscope_trace as trace;

/// Returns the models' names, as the readers are told them.
pub fn models() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}
