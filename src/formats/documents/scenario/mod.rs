//! The scenario file: TOML text to [`Scenario`] and back.
//!
//! Whatever the text, the answer is a scenario that [`Scenario::validate`] accepts or an error that names the file, the
//! line, the column and the key. It does *not* decide which models exist: the caller names them.

mod error;
mod locate;
mod merge;
mod source;
mod words;
mod write;

pub use error::{Quote, ScenarioError};
pub(crate) use source::{Source, document, text_of};
pub(crate) use write::{inline, write_under};
pub use write::{save, save_over, write};

use loopscope_event::Scenario;
use std::path::Path;

/// The longest scenario file, in bytes.
pub const LONGEST: u64 = 4 << 20;

/// Reads a scenario file. `models` are the names of the models that exist.
///
/// # Errors
/// When the file cannot be read, is longer than [`LONGEST`], or does not say a legal scenario.
pub fn read(path: &Path, models: &[&str]) -> Result<Scenario, ScenarioError> {
    parse(&text_of(path)?, &path.display().to_string(), models)
}

/// Reads a scenario from text; `name` is what errors call it.
///
/// # Errors
/// When the text is longer than [`LONGEST`] or does not say a legal scenario.
pub fn parse(text: &str, name: &str, models: &[&str]) -> Result<Scenario, ScenarioError> {
    let source = Source::new(text, name)?;
    let scenario: Scenario = source.read(|key| key)?;
    scenario.validate(models).map_err(|problem| source.fault(&problem.key, problem.message))?;
    Ok(scenario)
}

#[cfg(test)]
mod tests;
