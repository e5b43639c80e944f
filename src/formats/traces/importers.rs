//! THE FORMATS that recorded runs are read from: one line each, and everything that opens a file reads this list, the window, the
//! command line, the fuzz target, the documentation and the tests.
//!
//! A format is a file or folder here that ends in an [`Importer`]. It does *not* open files (that is [`content`](crate::content)), nor
//! decide what becomes of what was read.

use super::log::Header;
use super::{chrome, format::Of, log};
use loopscope_event::{ModelInfo, RunId};
use loopscope_trace::Trace;
use std::io::{self, BufRead};

/// Every format that is read, in the order in which they are tried and listed.
pub static IMPORTERS: &[&Importer] = &[&log::IMPORTER, &chrome::IMPORTER];

/// A format that is read.
#[derive(Debug)]
pub struct Importer {
    /// Its name in lists: `"chrome"`. A format that is written as well has the same name there.
    pub name: &'static str,
    /// What a file of it is, in a sentence: `"a trace of Chrome's format"`.
    pub title: &'static str,
    /// How a file of it begins, after the title: `"which begins with [{"`.
    pub begins: &'static str,
    /// Where such files come from, in a line of the documentation.
    pub says: &'static str,
    /// What it brings: the events of a run, or another program's lanes.
    pub of: Of,
    /// Tells from the first bytes of a text, unpacked, whether it is of this format.
    pub sniff: fn(&[u8]) -> Confidence,
    /// Tells from the beginning of a text that is about `total` bytes long what it will take up; `None`: it cannot be read.
    pub estimate: fn(sample: &[u8], total: u64, find: FindModel) -> Option<Extent>,
    /// Reads a text.
    pub read: fn(from: &mut dyn BufRead, request: &Request<'_>) -> Result<Imported, ImportError>,
}

/// How certain it is that a file is of a format.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Confidence {
    /// It is of another one.
    No,
    /// It may be, unless another format knows it for certain.
    Maybe,
    /// It says so itself.
    Sure,
}

/// Finds a model by its name, since the formats know none.
pub type FindModel = fn(&str) -> Option<&'static ModelInfo>;

/// What is asked of a reader beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// What the window calls the file.
    pub file: &'a str,
    /// The number that its run is given.
    pub run: RunId,
    /// How much memory it may take up, bytes; what comes later in the file is left out.
    pub bytes: usize,
    /// Finds a model by its name.
    pub find: FindModel,
}

/// What was read.
pub struct Imported {
    /// The run, or the lanes.
    pub trace: Trace,
    /// What stands above the events, if the format has it.
    pub header: Option<Header>,
}

/// About how much a file has, and what that takes up in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Extent {
    /// Events of a run, or slices of a trace.
    pub events: u64,
    /// Memory, bytes.
    pub bytes: u64,
}

impl Extent {
    /// Returns what `total` bytes of a text have if `sample` bytes of it have so much.
    #[must_use]
    pub fn scaled(self, sample: usize, total: u64) -> Self {
        let times = total as f64 / sample.max(1) as f64;
        Self { events: (self.events as f64 * times) as u64, bytes: (self.bytes as f64 * times) as u64 }
    }
}

/// Why nothing of a file could be read. A fault after the first event is no such error: what stands before it is kept, see
/// [`Recorded::broken`](loopscope_trace::Recorded).
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is of another format.
    #[error("{0}")]
    OtherFormat(String),
    /// It is of this format, and broken before its first event: where, what was found, and what was expected.
    #[error("{0}")]
    Broken(String),
    /// The system gives no more of it.
    #[error("{}", crate::io::source::said(.0))]
    Io(#[from] io::Error),
}

impl ImportError {
    /// Returns true if the file is simply of another format.
    #[must_use]
    pub const fn is_other_format(&self) -> bool {
        matches!(self, Self::OtherFormat(_))
    }

    /// Returns a reader's fault as what it is of a text that begins with `start`.
    #[must_use]
    pub fn of_text(importer: &Importer, start: &[u8], says: String) -> Self {
        match (importer.sniff)(start) {
            Confidence::No => Self::OtherFormat(says),
            Confidence::Maybe | Confidence::Sure => Self::Broken(says),
        }
    }
}

/// Returns the importer that a text's first bytes, unpacked, speak for; of several that are as certain, the first.
#[must_use]
pub fn sniffed(importers: &[&'static Importer], start: &[u8]) -> Option<&'static Importer> {
    let certain = |importer: &&'static Importer| ((importer.sniff)(start), *importer);
    let known = importers.iter().map(certain).filter(|(confidence, _)| *confidence > Confidence::No);
    known.reduce(|best, next| if next.0 > best.0 { next } else { best }).map(|(_, importer)| importer)
}

/// Returns what a file is not: `"neither a log, whose first line is …, nor a trace of Chrome's format, which begins with …"`.
#[must_use]
pub fn neither(importers: &[&Importer]) -> String {
    let each: Vec<String> = importers.iter().map(|importer| format!("{}, {}", importer.title, importer.begins)).collect();
    match &each[..] {
        [] => "nothing that can be read".into(),
        [one] => format!("not {one}"),
        several => format!("neither {}", several.join(", nor ")),
    }
}

/// Returns a text's beginning without a byte order mark and blanks, where formats are recognised.
#[must_use]
pub fn trimmed(start: &[u8]) -> &[u8] {
    start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start).trim_ascii_start()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn name(start: &str) -> Option<&'static str> {
        sniffed(IMPORTERS, start.as_bytes()).map(|importer| importer.name)
    }

    #[test]
    fn a_text_is_told_by_how_it_begins() {
        for (start, expected) in [
            ("{\"loopscope\":1,\"model\":\"sync\"}\n{\"t\":0,\"k\":\"mark\"}\n", Some("log")),
            ("{\"model\":\"sync\",\"loopscope\":1}\n", Some("log")),
            ("\u{feff} [{\"ph\":\"X\"", Some("chrome")),
            ("{\"traceEvents\":[", Some("chrome")),
            ("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"loopscope\":1},\"traceEvents\":[]}", Some("chrome")),
            ("name = \"x\"\n[workload]\njobs = 1", None),
            ("[machine]\ncores = 1", None),
            ("{\"a\":1}", None),
            ("", None),
        ] {
            assert_eq!(name(start), expected, "{start}");
        }
    }

    #[test]
    fn names_are_unique_and_what_a_file_is_not_is_a_sentence() {
        let names: BTreeSet<&str> = IMPORTERS.iter().map(|importer| importer.name).collect();
        assert_eq!(names.len(), IMPORTERS.len());
        assert_eq!(
            neither(IMPORTERS),
            "neither a log, whose first line is {\"loopscope\":1,…}, nor a trace of Chrome's format, which begins with [{ or {\"traceEvents\":["
        );
    }

    #[test]
    fn a_reader_says_whether_a_file_is_of_another_format() {
        let find = |_: &str| None;
        for importer in IMPORTERS {
            let request = Request { file: "x", run: 0, bytes: 1 << 20, find };
            let error = (importer.read)(&mut &b"hello"[..], &request).err().expect("it is no trace");
            assert!(error.is_other_format(), "{}: {error}", importer.name);
        }
        let broken = (log::IMPORTER.read)(&mut &b"{\"loopscope\":2}\n"[..], &Request { file: "x", run: 0, bytes: 1 << 20, find });
        assert!(broken.is_err_and(|error| !error.is_other_format() && error.to_string().contains("version 2")));
    }
}
