//! The sliders: what the run is made of, moved while it runs.
pub mod apply;
pub mod knob;
