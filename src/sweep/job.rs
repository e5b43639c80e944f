//! [`Job`]: a sweep in the background. A named thread computes it on a pool of its own and sends the results over a
//! bounded channel; dropping the job stops it and waits for its thread.

use super::{Outcome, Plan, compute};
use crossbeam_channel::{Receiver, TryRecvError, bounded};
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{Builder, JoinHandle},
};

/// The capacity of the channel of results; threads that compute more wait.
const WAITING: usize = 256;

/// A sweep in the background.
pub struct Job {
    results: Receiver<(usize, Outcome)>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), String>>>,
}

impl Job {
    /// Starts to compute every run of a plan on `threads` threads (0: one per core). `wake` is called after each result
    /// and at the end, from any thread.
    ///
    /// # Errors
    /// The system cannot create a thread.
    pub fn start(plan: Arc<Plan>, threads: usize, wake: impl Fn() + Send + Sync + 'static) -> io::Result<Self> {
        let (sender, results) = bounded(WAITING);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let work = move || {
            // Called on a panic too, and after the channel was closed, so that the woken receiver sees the end.
            let wake = Last(wake);
            let sender = sender;
            let runs: Vec<usize> = (0..plan.grid().runs()).collect();
            let done = |run, outcome| {
                // A closed channel means that the job is being stopped.
                let _ = sender.send((run, outcome));
                (wake.0)();
            };
            compute(&plan, &runs, threads, &stopped, &done).map_err(|fault| format!("the system gives no threads for the sweep: {fault}"))
        };
        let thread = Builder::new().name("sweep".into()).spawn(work)?;
        Ok(Self { results, stop, thread: Some(thread) })
    }

    /// Takes the results computed since the last call, in any order, as `(run, outcome)`. When the job has ended by
    /// itself and everything was taken, returns once whether it succeeded.
    pub fn take(&mut self, mut each: impl FnMut(usize, Outcome)) -> Option<Result<(), String>> {
        loop {
            match self.results.try_recv() {
                Ok((run, outcome)) => each(run, outcome),
                Err(TryRecvError::Empty) => return None,
                Err(TryRecvError::Disconnected) => break,
            }
        }
        let broke = |_| Err("the sweep broke; this is a fault of the program".into());
        Some(self.thread.take()?.join().unwrap_or_else(broke))
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // Dropping the receiver releases threads that wait for room.
        self.results = crossbeam_channel::never();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Calls the function when dropped.
struct Last<F: Fn()>(F);

impl<F: Fn()> Drop for Last<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
