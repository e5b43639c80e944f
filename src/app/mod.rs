//! The window.
pub mod playback;
