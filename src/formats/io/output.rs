//! Where text goes: into a file that takes its place once it is whole, gzipped if its name says so, or to a pipe.
//!
//! It does *not* know what the text is.

use super::replace::Draft;
use flate2::{Compression, write::GzEncoder};
use std::{
    io::{self, Write},
    path::Path,
};

/// A file that is written.
#[derive(Debug)]
pub enum Output {
    /// As it is.
    Plain(Draft),
    /// Gzipped.
    Gzipped(Box<GzEncoder<Draft>>),
}

impl Output {
    /// Begins it; gzipped if the name ends in `.gz`.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn new(path: &Path) -> io::Result<Self> {
        let file = Draft::new(path)?;
        let gzipped = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        Ok(if gzipped { Self::Gzipped(Box::new(GzEncoder::new(file, Compression::default()))) } else { Self::Plain(file) })
    }

    /// Begins one that is as it is, whatever its name.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn plain(path: &Path) -> io::Result<Self> {
        Draft::new(path).map(Self::Plain)
    }

    /// Puts it in its place.
    ///
    /// # Errors
    /// When the last of it cannot be written; what was there before is then as it was.
    pub fn keep(self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.keep(),
            Self::Gzipped(file) => file.finish()?.keep(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzipped(file) => file.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzipped(file) => file.flush(),
        }
    }
}
