//! A session that is run again without any clock, and what an entry does to a run.

use super::lane::{Lane, Level};
use loopscope_event::{Ending, Entry, ModelInfo, Ns, Replay};
use loopscope_sim::{Progress, Run, Sink};

/// How many events a run may heap up before they are handed over.
const PIECE: usize = 4096;

/// Re-execution of a [`Replay`].
pub trait ReplayExt {
    /// Runs it again under one model, up to the instant `to` (ns) or until the sink wants no more, as fast as it computes.
    /// Returns how it ended, if it did.
    fn run(&self, model: &'static ModelInfo, to: Ns, sink: &mut impl Sink) -> Option<Ending>;
}

impl ReplayExt for Replay {
    fn run(&self, model: &'static ModelInfo, to: Ns, sink: &mut impl Sink) -> Option<Ending> {
        let mut lane = Lane::new(0, model, &self.scenario, Level::Even);
        loop {
            let progress = lane.advance(&self.entries, to, PIECE);
            let piece = lane.run.take();
            sink.events(piece.first, &piece.events, &piece.changes);
            lane.run.recycle(piece.events);
            if progress != Progress::Full || !sink.goes_on() {
                return lane.run.ending().cloned();
            }
        }
    }
}

/// Applies the entry to a run computed up to `at`.
pub(super) fn apply(entry: &Entry, at: Ns, run: &mut Run) {
    match entry {
        // A run that is switched on late may be ahead in its numbering of those that were there at the change.
        Entry::Change { scenario, first_job } => {
            let first_job = if *first_job == 0 { 0 } else { run.next_job().max(*first_job) };
            run.change(at, scenario.clone(), first_job);
        }
        Entry::Post(posted) => run.post(at, *posted),
    }
}
