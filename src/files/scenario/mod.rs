//! The scenario file: TOML text to [`Scenario`] and back.
//!
//! Whatever the text, the answer is a scenario that [`Scenario::validate`] accepts or an error that names the file, the
//! line, the column and the key. It does *not* decide which models exist: the caller names them.

mod error;
mod locate;
mod words;
mod write;

pub use error::{Quote, ScenarioError};
pub use write::{save, write};

use crate::event::Scenario;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

/// The longest scenario file, in bytes.
pub const LONGEST: u64 = 4 << 20;

/// Reads a scenario file. `models` are the names of the models that exist.
///
/// # Errors
/// When the file cannot be read, is longer than [`LONGEST`], or does not say a legal scenario.
pub fn read(path: &Path, models: &[&str]) -> Result<Scenario, ScenarioError> {
    let name = path.display().to_string();
    let bytes = load(path).map_err(|says| ScenarioError::of_file(&name, says))?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => parse(text, &name, models),
        Err(fault) => {
            let good = fault.valid_up_to();
            // What comes before the fault is sound, so that only the quoted line is mended.
            let text = String::from_utf8_lossy(&bytes);
            let says = format!("the byte 0x{:02x} is not UTF-8 text; save the file as UTF-8", bytes.get(good).copied().unwrap_or(0));
            Err(ScenarioError::at(&name, &text, good, "", says))
        }
    }
}

/// Reads a scenario from text; `name` is what errors call it.
///
/// # Errors
/// When the text is longer than [`LONGEST`] or does not say a legal scenario.
pub fn parse(text: &str, name: &str, models: &[&str]) -> Result<Scenario, ScenarioError> {
    if text.len() as u64 > LONGEST {
        return Err(ScenarioError::of_file(name, too_long()));
    }
    let table = toml::de::DeTable::parse(text).map_err(|fault| {
        let at = fault.span().map_or(0, |span| span.start);
        ScenarioError::at(
            name,
            text,
            at,
            &locate::key_near(text, at),
            words::of_syntax(fault.message(), &text[text.floor_char_boundary(at)..]),
        )
    })?;
    // The spans are looked up in a table of their own, since reading uses the table up.
    let reader = toml::de::Deserializer::from(table.clone());
    let scenario: Scenario = serde_path_to_error::deserialize(reader).map_err(|fault| {
        let key = locate::spelt(fault.path());
        let at = fault.inner().span().map(|span| span.start).or_else(|| locate::offset(table.get_ref(), &key));
        ScenarioError::at(name, text, at.unwrap_or(0), &key, words::of_reading(fault.inner().message(), &key))
    })?;
    scenario.validate(models).map_err(|problem| match locate::offset(table.get_ref(), &problem.key) {
        Some(at) => ScenarioError::at(name, text, at, &problem.key, problem.says),
        None => ScenarioError::of_key(name, &problem.key, problem.says),
    })?;
    Ok(scenario)
}

/// The whole file, unless it is none or too long.
fn load(path: &Path) -> Result<Vec<u8>, String> {
    let about = std::fs::metadata(path).map_err(|fault| unreadable(path, &fault))?;
    if about.is_dir() {
        return Err("this is a directory; expected a scenario file (TOML)".into());
    }
    if would_wait(path, &about) {
        return Err("this is a pipe that nobody may ever write to; expected a file (or /dev/stdin)".into());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|fault| unreadable(path, &fault))?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|fault| unreadable(path, &fault))?;
    if bytes.len() as u64 > LONGEST { Err(too_long()) } else { Ok(bytes) }
}

/// True for a named pipe, which could keep the reader waiting for ever. What a shell hands over (`<(…)`, `/dev/stdin`) is fine.
#[cfg(unix)]
fn would_wait(path: &Path, about: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo() && !path.starts_with("/dev") && !path.starts_with("/proc")
}
#[cfg(not(unix))]
fn would_wait(_: &Path, _: &std::fs::Metadata) -> bool {
    false
}

fn unreadable(path: &Path, fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "no permission to read this file".into(),
        _ => format!("cannot read {}: {fault}", path.display()),
    }
}

fn too_long() -> String {
    format!("longer than the {} MiB that a scenario may have", LONGEST >> 20)
}

#[cfg(test)]
mod tests;
