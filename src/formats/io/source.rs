//! [`Source`]: a file that is opened once, unpacked on the way, and whose beginning can be looked at before it is read.
//!
//! It does *not* know what is in it (that is [`content`](crate::content) and each format's file).

use flate2::read::MultiGzDecoder;
use std::{
    fmt,
    fs::{File, Metadata},
    io::{self, BufRead, BufReader, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// The most text, unpacked, that is read of a file: a small one may unpack to anything.
const MOST_TEXT: u64 = 64 << 30;
/// How much is read of a file at a time, bytes.
const PIECE: usize = 1 << 16;
/// How a gzipped file begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file's text. It is read from its beginning, also after [`peek`](Self::peek).
pub struct Source {
    /// What was looked at.
    start: Vec<u8>,
    /// How much of it was read.
    at: usize,
    /// What ended the look; it is told when what stands before it was read.
    fault: Option<io::Error>,
    rest: Box<dyn BufRead + Send>,
    packed: bool,
    /// The file's length, bytes as they are on disk.
    len: u64,
    /// How many of these were read.
    taken: Arc<AtomicU64>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("packed", &self.packed).field("len", &self.len).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens a file. `told` is told of the file's bytes as they are read (of packed ones before unpacking), and says whether to go on.
    ///
    /// # Errors
    /// It cannot be opened, or its beginning not be read.
    pub fn open(path: &Path, told: impl FnMut(u64) -> bool + Send + 'static) -> io::Result<Self> {
        let about = std::fs::metadata(path)?;
        if about.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if would_wait(path, &about) {
            return Err(io::Error::other("this is a pipe that nobody may ever write to; expected a file (or /dev/stdin)"));
        }
        let taken = Arc::new(AtomicU64::new(0));
        let file = Told { file: File::open(path)?, told, taken: Arc::clone(&taken) };
        let mut plain = BufReader::with_capacity(PIECE, file);
        let packed = plain.fill_buf()?.starts_with(&GZIP);
        let rest: Box<dyn BufRead + Send> = match packed {
            true => Box::new(BufReader::with_capacity(PIECE, MultiGzDecoder::new(plain).take(MOST_TEXT))),
            false => Box::new(plain),
        };
        Ok(Self { start: Vec::new(), at: 0, fault: None, rest, packed, len: about.len(), taken })
    }

    /// True if it is gzipped.
    #[must_use]
    pub const fn is_packed(&self) -> bool {
        self.packed
    }

    /// Returns up to `bytes` of the text's beginning, unpacked, without reading them. What breaks off within them is told to the reader.
    pub fn peek(&mut self, bytes: usize) -> &[u8] {
        let missing = bytes.saturating_sub(self.start.len()) as u64;
        if missing > 0 && self.fault.is_none() {
            self.fault = (&mut self.rest).take(missing).read_to_end(&mut self.start).err();
        }
        &self.start[..self.start.len().min(bytes)]
    }

    /// Returns about how long the text is, unpacked, judged by what was looked at.
    pub fn total(&mut self) -> u64 {
        let seen = self.start.len() as u64;
        let ended = self.fault.is_some() || self.rest.fill_buf().is_ok_and(<[u8]>::is_empty);
        match (ended, self.packed) {
            (true, _) => seen,
            (false, false) => self.len.max(seen),
            (false, true) => {
                let taken = self.taken.load(Ordering::Relaxed).max(1);
                (seen as f64 * (self.len as f64 / taken as f64)).max(seen as f64) as u64
            }
        }
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at < self.start.len() {
            return Ok(&self.start[self.at..]);
        }
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.rest.fill_buf(),
        }
    }
    fn consume(&mut self, bytes: usize) {
        if self.at < self.start.len() {
            self.at += bytes;
            if self.at >= self.start.len() {
                // It will not be looked at again.
                (self.start, self.at) = (Vec::new(), 0);
            }
        } else {
            self.rest.consume(bytes);
        }
    }
}

impl Read for Source {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let here = self.fill_buf()?;
        let bytes = here.len().min(into.len());
        into[..bytes].copy_from_slice(&here[..bytes]);
        self.consume(bytes);
        Ok(bytes)
    }
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

/// True for a named pipe, which could keep the reader waiting for ever. What a shell hands over (`<(…)`, `/dev/stdin`) is fine.
#[cfg(unix)]
pub(crate) fn would_wait(path: &Path, about: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    about.file_type().is_fifo() && !path.starts_with("/dev") && !path.starts_with("/proc")
}
#[cfg(not(unix))]
pub(crate) fn would_wait(_: &Path, _: &Metadata) -> bool {
    false
}

/// A file that tells how much of it was read.
struct Told<F> {
    file: File,
    told: F,
    taken: Arc<AtomicU64>,
}

impl<F: FnMut(u64) -> bool> Read for Told<F> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.file.read(into)?;
        self.taken.fetch_add(got as u64, Ordering::Relaxed);
        if (self.told)(got as u64) { Ok(got) } else { Err(io::Error::other("stopped")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;

    fn folder(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("loopscope-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(text).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn what_was_looked_at_is_read_all_the_same() {
        let folder = folder("source-peek");
        let text: Vec<u8> = (0..300_000_u32).flat_map(|n| n.to_le_bytes()).collect();
        for (name, bytes) in [("plain", text.clone()), ("packed", packed(&text))] {
            let path = folder.join(name);
            std::fs::write(&path, bytes).unwrap();
            let mut source = Source::open(&path, |_| true).unwrap();
            assert_eq!(source.is_packed(), name == "packed");
            assert_eq!(source.peek(10), &text[..10]);
            assert_eq!(source.peek(200_000), &text[..200_000]);
            assert_eq!(source.peek(3), &text[..3]);
            let total = source.total() as f64 / text.len() as f64;
            assert!((0.5..2.0).contains(&total), "{name}: {total}");
            let mut read = Vec::new();
            source.read_to_end(&mut read).unwrap();
            assert!(read == text, "{name}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_fault_is_told_once_what_stands_before_it_was_read() {
        let folder = folder("source-cut");
        let (whole, path) = (packed(&vec![b'x'; 1 << 20]), folder.join("cut.gz"));
        std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        let mut source = Source::open(&path, |_| true).unwrap();
        let seen = source.peek(1 << 20).len();
        assert!(0 < seen && seen < 1 << 20);
        let mut read = Vec::new();
        assert!(source.read_to_end(&mut read).is_err());
        assert_eq!(read.len(), seen);
        assert_eq!(said(&Source::open(&folder, |_| true).unwrap_err()), "this is a directory; expected a file");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
