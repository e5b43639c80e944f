//! What was done to a session, and when: with the scenario and its seed this is all that its logs depend on.

use super::lane::{Lane, Level};
use crate::event::{Ending, ModelInfo, Ns, Posted, Scenario};
use crate::sim::{Progress, Run, Sink};
use std::sync::Arc;

/// A session that can be run again: the scenario it began with and everything that was done to it.
///
/// Where clients were counted anew, their jobs are numbered after those of all runs that were there then; a run that is
/// switched on later takes the same numbers, or goes on after its own if it had got further than any of them.
#[derive(Clone, Debug)]
pub struct Replay {
    /// What it began with.
    pub scenario: Arc<Scenario>,
    /// What was done, in order, each with its instant in story time. Times never go down.
    pub entries: Vec<(Ns, Entry)>,
}

/// Something that a person did to every run of a session.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A slider moved.
    Change {
        /// What holds from then on.
        scenario: Arc<Scenario>,
        /// The number of the first job of clients that were counted anew; 0 if they were not.
        first_job: u32,
    },
    /// An input message was posted.
    Post(Posted),
}

/// How many events a run may heap up before they are handed over.
const PIECE: usize = 4096;

impl Replay {
    /// A session to which nothing has been done.
    #[must_use]
    pub const fn new(scenario: Arc<Scenario>) -> Self {
        Self { scenario, entries: Vec::new() }
    }

    /// Runs it again under one model, up to the instant `to` or until the sink wants no more, as fast as it computes. Says
    /// how it ended, if it did.
    pub fn run(&self, model: &'static ModelInfo, to: Ns, sink: &mut impl Sink) -> Option<Ending> {
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

impl Entry {
    /// Does it to a run that has handled everything up to `at`.
    pub(super) fn apply(&self, at: Ns, run: &mut Run) {
        match self {
            // A run that is switched on late may be ahead in its numbering of those that were there at the change.
            Self::Change { scenario, first_job } => {
                let first_job = if *first_job == 0 { 0 } else { run.next_job().max(*first_job) };
                run.change(at, scenario.clone(), first_job);
            }
            Self::Post(posted) => run.post(at, *posted),
        }
    }
}
