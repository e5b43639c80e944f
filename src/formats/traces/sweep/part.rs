//! [`Part`]: a sweep that is not finished, beside the file that it will be: a line that says which sweep, then a line
//! for each run that is done. Whoever repeats the command finds it and goes on.

use super::{Format, Head, Results, SweepError, read, write};
use crate::io::replace::{replace, writable};
use crate::traces::numbers::Numbers;
use serde::{Deserialize, Serialize};
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// One run.
#[derive(Serialize, Deserialize)]
struct Line {
    run: usize,
    numbers: Numbers,
}

/// A sweep that is not finished, kept run by run.
pub struct Part {
    out: PathBuf,
    path: PathBuf,
    file: File,
    head: Head,
    results: Results,
}

impl Part {
    /// The unfinished sweep of the file `out`: a new one, or the one that was begun.
    ///
    /// # Errors
    /// The files cannot be written, or another sweep was begun there.
    pub fn open(out: &Path, head: Head) -> Result<Self, SweepError> {
        let unwritable = |path: &Path, fault: &io::Error| SweepError::new(path, format!("cannot write this file: {fault}"));
        writable(out).map_err(|fault| unwritable(out, &fault))?;
        let mut name = out.file_name().map(OsString::from).unwrap_or_default();
        name.push(".part");
        let path = out.with_file_name(name);
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        // What people know is the name that they gave.
        let file = opened.map_err(|fault| unwritable(out, &fault))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(SweepError::new(&path, "another process is at this sweep; wait for it, or give another --out"));
        }
        let mut part = Self { out: out.to_owned(), path, file, head, results: Results::new() };
        match part.go_on() {
            Ok(None) => Ok(part),
            Ok(Some(says)) => Err(SweepError::new(&part.path, format!("{says}; remove it, or give another --out"))),
            Err(fault) => Err(unwritable(&part.path, &fault)),
        }
    }

    /// Takes in what stands there already; answers why it cannot be gone on with.
    fn go_on(&mut self) -> io::Result<Option<String>> {
        let head = serde_json::to_string(&self.head)? + "\n";
        let mut bytes = Vec::new();
        self.file.read_to_end(&mut bytes)?;
        // What was cut off in the middle is done again.
        if head.as_bytes().starts_with(&bytes) {
            self.file.set_len(0)?;
            self.file.rewind()?;
            self.file.write_all(head.as_bytes())?;
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&bytes);
        let mut lines = text.split_inclusive('\n');
        let first = lines.next().unwrap_or("");
        match read::head_of(first) {
            Err(_) => return Ok(Some("this file is not an unfinished sweep".into())),
            Ok(other) => {
                let differs = other.differs(&self.head).or_else(|| {
                    (other.shard != self.head.shard).then(|| format!("it is shard {}, and not {}", other.shard, self.head.shard))
                });
                if let Some(differs) = differs {
                    return Ok(Some(format!("an unfinished sweep is kept here, but {differs}")));
                }
            }
        }
        let mut good = first.len();
        for line in lines.take_while(|line| line.ends_with('\n')) {
            let Ok(Line { run, numbers }) = serde_json::from_str(line) else { break };
            if run >= self.head.grid.runs() || !self.head.shard.takes(run) {
                break;
            }
            self.results.insert(run, numbers);
            good += line.len();
        }
        self.file.set_len(good as u64)?;
        self.file.seek(SeekFrom::End(0))?;
        Ok(None)
    }

    /// The runs that are done.
    #[must_use]
    pub const fn results(&self) -> &Results {
        &self.results
    }
    /// Where they are kept.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a run that is done.
    ///
    /// # Errors
    /// It could not be written.
    pub fn add(&mut self, run: usize, numbers: Numbers) -> io::Result<()> {
        let line = Line { run, numbers };
        // In one piece, so that a line is there or is not.
        self.file.write_all((serde_json::to_string(&line)? + "\n").as_bytes())?;
        self.results.insert(run, line.numbers);
        Ok(())
    }

    /// Writes the finished file and removes the unfinished one.
    ///
    /// # Errors
    /// It could not be written; what was done is still kept.
    pub fn finish(self, format: Format) -> Result<(), SweepError> {
        let Self { out, path, file, head, results } = self;
        replace(&out, write(&head, &results, format).as_bytes())
            .map_err(|fault| SweepError::new(&out, format!("cannot write this file: {fault}; all runs are kept in {}", path.display())))?;
        drop(file);
        // What is left over costs no more than its place.
        let _ = fs::remove_file(path);
        Ok(())
    }
}
