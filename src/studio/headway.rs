//! How far a long piece of work has got, seen from another thread, which may stop it; and why it was not done.

use std::{
    io::{self, Write},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

/// How far a long piece of work has got.
#[derive(Debug, Default)]
pub struct Headway {
    done: AtomicU64,
    /// 0: nobody knows how much there is to do.
    all: AtomicU64,
    stopped: AtomicBool,
}

impl Headway {
    /// A further piece of work begins, of so many parts; 0 if nobody knows how many.
    pub fn begin(&self, all: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
    }
    /// So many more parts are done.
    pub fn add(&self, parts: u64) {
        self.done.fetch_add(parts, Ordering::Relaxed);
    }
    /// How many parts are done, and how many there are, if that is known.
    #[must_use]
    pub fn parts(&self) -> (u64, Option<u64>) {
        let all = self.all.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed), (all > 0).then_some(all))
    }
    /// Asks for an end.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
    /// For the work to ask now and then.
    ///
    /// # Errors
    /// It was asked to end.
    pub fn go_on(&self) -> Result<(), Undone> {
        if self.stopped.load(Ordering::Relaxed) { Err(Undone::Stopped) } else { Ok(()) }
    }
}

/// Why a piece of work was not done.
#[derive(Debug, thiserror::Error)]
pub enum Undone {
    /// Somebody asked for that.
    #[error("stopped")]
    Stopped,
    /// The output does not take it.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// What was asked for cannot be had; a sentence says why, and what can.
    #[error("{0}")]
    Says(String),
}

impl Undone {
    /// What was asked for cannot be had.
    pub fn says(says: impl Into<String>) -> Self {
        Self::Says(says.into())
    }
}

/// An output that fails once the work is to end, so that whoever writes need not know of it.
pub struct Stoppable<'a, W> {
    /// What takes the bytes.
    pub to: W,
    /// What says whether to go on.
    pub headway: &'a Headway,
}

impl<W: Write> Write for Stoppable<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.headway.go_on().map_err(io::Error::other)?;
        self.to.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
