//! [`Content`]: what a file is, told by its content and never by its name. It is opened once, and read from there on.
//!
//! Traces are told by their first bytes, by the list of [`importers`]; documents by their text, which is read at once, since it is
//! short. It does *not* parse documents, nor read traces.

use crate::documents::scenario::{ScenarioError, document};
use crate::documents::{lesson, session};
use crate::io::source::{Source, said};
use crate::traces::importers::{self, Importer, sniffed, trimmed};
use std::{io, path::Path};

/// How much of a file's text is looked at to tell what it is, bytes.
const START: usize = 64 << 10;

/// What a file is.
#[derive(Debug)]
pub enum Content {
    /// A log or a trace, which has not been read yet.
    Trace(&'static Importer, Source),
    /// A lesson's text.
    Lesson(String),
    /// A session's text.
    Session(String),
    /// A scenario's text, or nothing that is known: the scenario's reader says what is wrong with it.
    Scenario(String),
}

/// Why it is not known what a file is.
#[derive(Debug, thiserror::Error)]
pub enum ContentError {
    /// It cannot be opened or read.
    #[error("{file}: {}", said(.fault))]
    Io {
        /// The file.
        file: String,
        /// What the system says.
        fault: io::Error,
    },
    /// It is packed or JSON, which documents are not, and yet of no format that is read.
    #[error("{file}: this is {not}")]
    Unknown {
        /// The file.
        file: String,
        /// What it is not, and how that would begin.
        not: String,
    },
    /// It can be no document: it is too long, or no text.
    #[error(transparent)]
    Document(#[from] ScenarioError),
}

impl Content {
    /// Opens a file and tells what it is. `told` is told of its bytes as they are read, now and later, and says whether to go on.
    ///
    /// # Errors
    /// It cannot be read, or is nothing that is known.
    pub fn open(
        path: &Path,
        importers: &[&'static Importer],
        told: impl FnMut(u64) -> bool + Send + 'static,
    ) -> Result<Self, ContentError> {
        let file = || path.display().to_string();
        let mut source = Source::open(path, told).map_err(|fault| ContentError::Io { file: file(), fault })?;
        let start = source.peek(START);
        if let Some(importer) = sniffed(importers, start) {
            return Ok(Self::Trace(importer, source));
        }
        if trimmed(start).starts_with(b"{") || source.is_packed() {
            return Err(ContentError::Unknown { file: file(), not: importers::neither(importers) });
        }
        let text = document(&file(), &mut source)?;
        Ok(match () {
            () if lesson::is_lesson(&text) => Self::Lesson(text),
            () if session::is_session(&text) => Self::Session(text),
            () => Self::Scenario(text),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::traces::importers::IMPORTERS;

    #[test]
    fn a_file_is_told_by_what_is_in_it() {
        let folder = std::env::temp_dir().join(format!("loopscope-content-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let name = |text: &str| {
            let path = folder.join("x.toml");
            std::fs::write(&path, text).unwrap();
            Content::open(&path, IMPORTERS, |_| true).map(|content| match content {
                Content::Trace(importer, _) => importer.name,
                Content::Lesson(_) => "lesson",
                Content::Session(_) => "session",
                Content::Scenario(_) => "scenario",
            })
        };
        for (text, expected) in [
            ("{\"loopscope\":1,\"model\":\"sync\"}\n", "log"),
            ("[{\"ph\":\"X\"", "chrome"),
            ("name = \"x\"\n[workload]\njobs = 1", "scenario"),
            ("", "scenario"),
            ("session = 1\nstage = \"x\"", "session"),
            ("stage = \"sync\"\n[text.en]\ntitle = \"x\"", "lesson"),
        ] {
            assert_eq!(name(text).unwrap(), expected, "{text}");
        }
        let unknown = name("{\"a\":1}").unwrap_err().to_string();
        assert!(unknown.contains("x.toml: this is neither a log, whose first line is"), "{unknown}");
        assert!(Content::open(&folder, IMPORTERS, |_| true).unwrap_err().to_string().contains("this is a directory"));
        let gone = Content::open(&folder.join("gone"), IMPORTERS, |_| true).unwrap_err().to_string();
        assert!(gone.ends_with("gone: there is no such file"), "{gone}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
