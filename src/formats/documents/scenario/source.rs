//! [`Source`]: a TOML text that is read with errors that point at the place. Scenarios are read so, and lessons.

use super::{LONGEST, ScenarioError, locate, words};
use crate::io::source::would_wait;
use serde::de::DeserializeOwned;
use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};
use toml::de::{DeTable, Deserializer};

/// A TOML text under the name that errors call it.
pub(crate) struct Source<'a> {
    name: &'a str,
    text: &'a str,
    table: toml::Spanned<DeTable<'a>>,
}

impl<'a> Source<'a> {
    /// Parses a text.
    pub(crate) fn new(text: &'a str, name: &'a str) -> Result<Self, ScenarioError> {
        if text.len() as u64 > LONGEST {
            return Err(ScenarioError::of_file(name, too_long()));
        }
        let table = DeTable::parse(text).map_err(|fault| {
            let at = fault.span().map_or(0, |span| span.start);
            let says = words::of_syntax(fault.message(), &text[text.floor_char_boundary(at)..]);
            ScenarioError::at(name, text, at, &locate::key_near(text, at), says)
        })?;
        Ok(Self { name, text, table })
    }

    /// What the text says. `of_scenario` tells which key of a scenario a key is, so that what is legal there can be said.
    pub(crate) fn read<T: DeserializeOwned>(&self, of_scenario: impl Fn(&str) -> &str) -> Result<T, ScenarioError> {
        // The spans are looked up in a table of their own, since reading uses the table up.
        let reader = Deserializer::from(self.table.clone());
        serde_path_to_error::deserialize(reader).map_err(|fault| {
            let key = locate::spelt(fault.path());
            let at = fault.inner().span().map(|span| span.start).or_else(|| locate::offset(self.table.get_ref(), &key));
            let says = words::of_reading(fault.inner().message(), of_scenario(&key));
            ScenarioError::at(self.name, self.text, at.unwrap_or(0), &key, says)
        })
    }

    /// A fault at a key.
    pub(crate) fn fault(&self, key: &str, says: impl Into<String>) -> ScenarioError {
        match locate::offset(self.table.get_ref(), key) {
            Some(at) => ScenarioError::at(self.name, self.text, at, key, says.into()),
            None => ScenarioError::of_key(self.name, key, says.into()),
        }
    }
}

/// Returns the text of a file.
pub(crate) fn text_of(path: &Path) -> Result<String, ScenarioError> {
    let name = path.display().to_string();
    let mut file = open(path).map_err(|says| ScenarioError::of_file(&name, says))?;
    document(&name, &mut file)
}

/// Reads the whole text of a document, which must not be longer than [`LONGEST`]; `name` is what errors call it.
pub(crate) fn document(name: &str, from: &mut dyn Read) -> Result<String, ScenarioError> {
    let mut bytes = Vec::new();
    from.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|fault| ScenarioError::of_file(name, unreadable(name, &fault)))?;
    if bytes.len() as u64 > LONGEST {
        return Err(ScenarioError::of_file(name, too_long()));
    }
    String::from_utf8(bytes).map_err(|fault| {
        let good = fault.utf8_error().valid_up_to();
        let bytes = fault.into_bytes();
        // What comes before the fault is sound, so that only the quoted line is mended.
        let text = String::from_utf8_lossy(&bytes);
        let says = format!("the byte 0x{:02x} is not UTF-8 text; save the file as UTF-8", bytes.get(good).copied().unwrap_or(0));
        ScenarioError::at(name, &text, good, "", says)
    })
}

/// Opens a file, unless it is none.
fn open(path: &Path) -> Result<File, String> {
    let unreadable = |fault| unreadable(&path.display().to_string(), &fault);
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if about.is_dir() {
        return Err("this is a directory; expected a scenario file (TOML)".into());
    }
    if would_wait(path, &about) {
        return Err("this is a pipe that nobody may ever write to; expected a file (or /dev/stdin)".into());
    }
    File::open(path).map_err(unreadable)
}

fn unreadable(name: &str, fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "no permission to read this file".into(),
        _ => format!("cannot read {name}: {fault}"),
    }
}

fn too_long() -> String {
    format!("longer than the {} MiB that a scenario may have", LONGEST >> 20)
}
