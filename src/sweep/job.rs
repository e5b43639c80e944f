//! [`Job`]: a sweep in the background. A named thread computes it on a pool of its own and hands the results over a
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

/// Results that wait to be taken. Whoever computes more waits.
const WAITING: usize = 256;

/// A sweep in the background.
pub struct Job {
    results: Receiver<(usize, Outcome)>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<Result<(), String>>>,
}

impl Job {
    /// Starts to compute every run of a plan on so many threads (0: as many as there are cores). `wake` is called after
    /// each result and at the end, from whatever thread.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(plan: Arc<Plan>, threads: usize, wake: impl Fn() + Send + Sync + 'static) -> io::Result<Self> {
        let (sender, results) = bounded(WAITING);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let work = move || {
            // Also when it breaks; and after the channel was closed, so that whoever looks then sees the end.
            let wake = Last(wake);
            let sender = sender;
            let runs: Vec<usize> = (0..plan.grid().runs()).collect();
            let done = |run, outcome| {
                // Nobody listens any more: that is being stopped.
                let _ = sender.send((run, outcome));
                (wake.0)();
            };
            compute(&plan, &runs, threads, &stopped, &done).map_err(|fault| format!("the system gives no threads for the sweep: {fault}"))
        };
        let thread = Builder::new().name("sweep".into()).spawn(work)?;
        Ok(Self { results, stop, thread: Some(thread) })
    }

    /// Takes what was computed since the last time, in any order, as `(run, outcome)`. Answers once, when it has ended
    /// by itself and everything was taken: whether it went well.
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
        // Whoever waits for room goes on once there is nobody to take it.
        self.results = crossbeam_channel::never();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Calls at the end of its life.
struct Last<F: Fn()>(F);

impl<F: Fn()> Drop for Last<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}
