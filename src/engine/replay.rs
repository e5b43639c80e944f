//! Re-execution of a session without a clock, and the effect of an entry on a run.

use super::session_run::{Level, SessionRun};
use loopscope_event::{Ending, Entry, ModelInfo, Ns, Replay};
use loopscope_sim::{Progress, Run, Sink};

/// Events that a run may accumulate before they are handed over.
const PIECE: usize = 4096;

/// Re-execution of a [`Replay`].
pub trait ReplayExt {
    /// Re-executes it under one model, up to the instant `to` (ns) or until the sink wants no more, as fast as it
    /// computes. Returns the run's ending, if it ended.
    fn run(&self, model: &'static ModelInfo, to: Ns, sink: &mut impl Sink) -> Option<Ending>;
}

impl ReplayExt for Replay {
    fn run(&self, model: &'static ModelInfo, to: Ns, sink: &mut impl Sink) -> Option<Ending> {
        let mut run = SessionRun::new(0, model, &self.scenario, Level::Even);
        loop {
            let progress = run.advance(&self.entries, to, PIECE);
            let piece = run.sim.take();
            sink.events(piece.first, &piece.events, &piece.changes);
            run.sim.recycle(piece.events);
            if progress != Progress::Full || !sink.wants_more() {
                return run.sim.ending().cloned();
            }
        }
    }
}

/// Applies the entry to a run computed up to `at`.
pub(super) fn apply(entry: &Entry, at: Ns, run: &mut Run) {
    match entry {
        // A run that is switched on late may have numbered more jobs than those that existed at the change.
        Entry::Change { scenario, first_job } => {
            let first_job = if *first_job == 0 { 0 } else { run.next_job().max(*first_job) };
            run.change(at, scenario.clone(), first_job);
        }
        Entry::Post(posted) => run.post(at, *posted),
    }
}
