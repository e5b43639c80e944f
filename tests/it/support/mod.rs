//! What several tests share: runs turned into traces, a `ui::Context` around them, and pictures without a GPU.

pub mod render;
pub mod runs;
