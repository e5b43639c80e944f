//! Logs and traces are read in a thread of their own, which says how far it is and can be stopped.
//!
//! * `read`: what is done there. [`estimate`]: what a file will take up, known from its beginning.
//!
//! It does *not* decide what becomes of what was read (that is `recordings`).

pub mod estimate;
mod read;

use super::link::Wake;
use crossbeam_channel::{Receiver, bounded};
use estimate::Estimate;
use loopscope_studio::Headway;
use loopscope_trace::Trace;
use std::{io, path::PathBuf, sync::Arc, thread};

/// Files that are being read. Whoever drops it stops the reading.
pub struct Loading {
    /// Which.
    pub files: Vec<PathBuf>,
    headway: Arc<Headway>,
    answer: Receiver<Loaded>,
}

/// What came of it.
pub enum Loaded {
    /// What was read, a trace for each file.
    Ready(Vec<Trace>),
    /// They take up more than they may; nothing was read yet.
    TooBig(Vec<PathBuf>, Estimate),
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
    /// Begins to read; what is read may take up so many bytes of memory. `first` is the number of the first run.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(files: Vec<PathBuf>, (wanted, bytes): (Wanted, usize), first: u32, wake: Wake) -> io::Result<Self> {
        let headway = Arc::new(Headway::default());
        let (to, answer) = bounded(1);
        let work = read::Work { files: files.clone(), wanted, bytes, first, headway: Arc::clone(&headway) };
        thread::Builder::new().name("loader".into()).spawn(move || {
            if let Some(loaded) = work.all() {
                // Nobody waits for it any more: then it is let go.
                let _ = to.send(loaded);
            }
            wake();
        })?;
        Ok(Self { files, headway, answer })
    }

    /// How much of the files was read, from 0 to 1.
    #[must_use]
    pub fn share(&self) -> f32 {
        let (done, all) = self.headway.parts();
        all.map_or(0.0, |all| (done as f64 / all as f64).min(1.0) as f32)
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
