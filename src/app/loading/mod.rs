//! Files are opened and read in a thread of their own, which says how far it is and can be stopped.
//!
//! * `read`: what is done there. [`estimate`]: what a file will take up, known from its beginning.
//!
//! A file is opened once: what it is, what it will take up and what is in it all come from there. It does *not* decide what becomes of
//! what was read (that is `recordings`).

pub mod estimate;
mod read;

use super::link::Wake;
use crossbeam_channel::{Receiver, bounded};
use estimate::Estimate;
use loopscope_event::RunId;
use loopscope_formats::content::Content;
use loopscope_formats::io::source::Source;
use loopscope_formats::traces::importers::Importer;
use loopscope_studio::Headway;
use loopscope_trace::Trace;
use std::{
    io,
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// What is over so soon is not worth a word: a document flickers by.
const SOON: Duration = Duration::from_millis(150);

/// Files that are being read. Whoever drops it stops the reading.
pub struct Loading {
    /// Which.
    pub files: Vec<PathBuf>,
    headway: Arc<Headway>,
    answer: Receiver<Loaded>,
    begun: Instant,
}

/// A log or a trace that is open and was not read yet.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// What reads it.
    pub importer: &'static Importer,
    /// Its text.
    pub source: Source,
}

/// What is to be read, and how.
#[derive(Clone)]
pub struct Order {
    /// The files. They are read together if all of them are traces; otherwise the first is, whatever it is.
    pub files: Vec<PathBuf>,
    /// How much of them.
    pub wanted: Wanted,
    /// How much memory what is read may take up, bytes.
    pub bytes: usize,
    /// The number of the first run.
    pub first: RunId,
    /// The formats that are known.
    pub importers: &'static [&'static Importer],
}

/// What came of it.
pub enum Loaded {
    /// What was read, a trace for each file.
    Ready(Vec<Trace>),
    /// The first file is a document, which is read and not parsed.
    Document(PathBuf, Content),
    /// They take up more than they may; nothing was read yet.
    TooBig(Vec<PathBuf>, Estimate),
    /// This file cannot be opened, or is nothing that is known, and why.
    NotOpened(PathBuf, String),
    /// A file cannot be read at all, and why.
    Failed(String),
}

/// How much of files is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// All, or nothing if that is too much.
    All,
    /// As much as fits.
    Part,
}

impl Loading {
    /// Begins to read.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(order: Order, wake: Wake) -> io::Result<Self> {
        let headway = Arc::new(Headway::default());
        let (to, answer) = bounded(1);
        let files = order.files.clone();
        let work = read::Work { order, headway: Arc::clone(&headway) };
        thread::Builder::new().name("loader".into()).spawn(move || {
            if let Some(loaded) = work.all() {
                // Nobody waits for it any more: then it is let go.
                let _ = to.send(loaded);
            }
            wake();
        })?;
        Ok(Self { files, headway, answer, begun: Instant::now() })
    }

    /// How much of the files was read, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f32 {
        let (done, all) = self.headway.parts();
        all.map_or(0.0, |all| (done as f64 / all as f64).min(1.0) as f32)
    }

    /// True once it takes long enough to be shown.
    #[must_use]
    pub fn takes_time(&self) -> bool {
        self.begun.elapsed() > SOON
    }

    /// What came of it; `None`: it is not done. An end without an answer is a fault, too.
    pub fn answer(&self) -> Option<Loaded> {
        match self.answer.try_recv() {
            Ok(loaded) => Some(loaded),
            Err(crossbeam_channel::TryRecvError::Empty) => None,
            Err(crossbeam_channel::TryRecvError::Disconnected) => Some(Loaded::Failed("the reading broke off".into())),
        }
    }
}

impl Drop for Loading {
    fn drop(&mut self) {
        self.headway.stop();
    }
}
