//! DOCUMENTS that people write and keep, all of them TOML.
//!
//! * [`scenario`]: the scenario file, read with errors that point at the place, and written back readable. [`gallery`]: the built-in scenarios.
//! * [`lesson`]: the lesson file, and the built-in lessons.
//! * [`session`]: a scenario with everything that was done to it.
//! * [`homework`]: the page that a student hands in. [`paste`]: a document as a short text. [`languages`]: the user's own words.

pub mod gallery;
pub mod homework;
pub mod languages;
pub mod lesson;
pub mod paste;
pub mod scenario;
pub mod session;

/// The names of the models that exist, as callers tell the readers.
#[cfg(test)]
static MODELS: std::sync::LazyLock<Vec<&str>> =
    std::sync::LazyLock::new(|| loopscope_sim::models().iter().map(|model| model.name).collect());
