//! A file that is opened: what it is, told by its content and never by its name, and its text, unpacked on the way.
//!
//! It does *not* read what is in it (that is each format's file).

use crate::documents::lesson::is_lesson_file;
use crate::traces::chrome;
use flate2::read::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

/// So much of a file's text is looked at to tell what it is.
const START: u64 = 64 << 10;
/// The most text, unpacked, that is read of a file: a small one may unpack to anything.
const MOST_TEXT: u64 = 64 << 30;
/// How a gzipped file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A log of ours.
    Log,
    /// A trace of Chrome's format.
    Chrome,
    /// A lesson.
    Lesson,
    /// A scenario, or nothing that we know: the scenario's reader says what is wrong with it.
    Scenario,
}

/// What a file is.
///
/// # Errors
/// It cannot be read, or it is packed or JSON, and yet neither a log nor a trace.
pub fn kind(path: &Path) -> Result<Kind, String> {
    let name = path.display();
    // What is piped in can be read only once, and is left to whoever reads it.
    if path.exists() && !path.is_file() && !path.is_dir() {
        return Ok(Kind::Scenario);
    }
    let mut start = Vec::new();
    let mut file = text(path, |_| true).map_err(|fault| format!("{name}: {}", said(&fault)))?;
    let packed = file.1;
    // What is cut off within the first piece is told by whoever reads it all.
    let _ = (&mut file.0).take(START).read_to_end(&mut start);
    let text = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&start).trim_ascii_start();
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_log = text.starts_with(b"{") && line.windows(11).any(|window| window == b"\"loopscope\"") && !chrome::begins_like_one(text);
    match () {
        () if is_log => Ok(Kind::Log),
        () if chrome::begins_like_one(text) => Ok(Kind::Chrome),
        () if packed || text.starts_with(b"{") => Err(format!(
            "{name}: this is neither a log, whose first line is {{\"loopscope\":1,…}}, nor a trace of Chrome's format, which begins with [{{ or {{\"traceEvents\":["
        )),
        () if is_lesson_file(path) => Ok(Kind::Lesson),
        () => Ok(Kind::Scenario),
    }
}

/// A file's text, and whether it was packed. `read` is told of the file's bytes as they are read (of packed ones before unpacking), and
/// says whether to go on.
///
/// # Errors
/// It cannot be opened, or its beginning not be read.
pub fn text(path: &Path, read: impl FnMut(u64) -> bool + 'static) -> io::Result<(Box<dyn BufRead>, bool)> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut plain = BufReader::with_capacity(1 << 16, Told { file: File::open(path)?, read });
    let packed = plain.fill_buf()?.starts_with(&GZIP);
    let from: Box<dyn BufRead> =
        if packed { Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(plain).take(MOST_TEXT))) } else { Box::new(plain) };
    Ok((from, packed))
}

/// What the system's word for a fault means here.
#[must_use]
pub fn said(fault: &io::Error) -> String {
    match fault.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "no permission to read this file".into(),
        io::ErrorKind::IsADirectory => "this is a directory; expected a file".into(),
        _ => fault.to_string(),
    }
}

/// A file that tells how much of it was read.
struct Told<F> {
    file: File,
    read: F,
}

impl<F: FnMut(u64) -> bool> Read for Told<F> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read(into)?;
        if (self.read)(got as u64) { Ok(got) } else { Err(io::Error::other("stopped")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    #[test]
    fn a_file_is_told_by_what_is_in_it() {
        let folder = std::env::temp_dir().join(format!("loopscope-source-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let packed = |text: &str| {
            let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
            gzip.write_all(text.as_bytes()).unwrap();
            gzip.finish().unwrap()
        };
        let log = "{\"loopscope\":1,\"model\":\"sync\"}\n{\"t\":0,\"k\":\"mark\"}\n";
        let cases: [(Vec<u8>, Option<Kind>); 9] = [
            (log.into(), Some(Kind::Log)),
            (packed(log), Some(Kind::Log)),
            ("\u{feff} [{\"ph\":\"X\"".into(), Some(Kind::Chrome)),
            (packed("{\"traceEvents\":["), Some(Kind::Chrome)),
            ("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"loopscope\":1},\"traceEvents\":[]}".into(), Some(Kind::Chrome)),
            ("name = \"x\"\n[workload]\njobs = 1".into(), Some(Kind::Scenario)),
            ("[machine]\ncores = 1".into(), Some(Kind::Scenario)),
            ("{\"a\":1}".into(), None),
            (packed("hello"), None),
        ];
        for (i, (text, expected)) in cases.into_iter().enumerate() {
            let path = folder.join(format!("{i}.toml"));
            std::fs::write(&path, &text).unwrap();
            assert_eq!(kind(&path).ok(), expected, "{i}: {:?}", kind(&path));
        }
        assert!(kind(&folder).unwrap_err().contains("directory"));
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
