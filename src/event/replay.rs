//! [`Replay`]: what was done to a session, and when. With the scenario and its seed this is all that its logs depend on.
//!
//! It does *not* run anything: that is the engine's, which adds the way to run it without any clock.

use super::{Ns, Posted, Scenario};
use std::sync::Arc;

/// A session that can be run again: the scenario it began with and everything that was done to it.
///
/// Where clients were counted anew, their jobs are numbered after those of all runs that were there then; a run that is
/// switched on later takes the same numbers, or goes on after its own if it had got further than any of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Replay {
    /// What it began with. The models that run are those of this one, whatever the changes name.
    pub scenario: Arc<Scenario>,
    /// What was done, in order, each with its instant in story time. Times never go down.
    pub entries: Vec<(Ns, Entry)>,
}

/// Something that a person did to every run of a session.
#[derive(Clone, PartialEq, Debug)]
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

impl Replay {
    /// A session to which nothing has been done.
    #[must_use]
    pub const fn new(scenario: Arc<Scenario>) -> Self {
        Self { scenario, entries: Vec::new() }
    }

    /// The same session as far as the instant `at`, with what was done in it: what a fork there has in common with it.
    #[must_use]
    pub fn until(&self, at: Ns) -> Self {
        let kept = self.entries.partition_point(|(when, _)| *when <= at);
        Self { scenario: self.scenario.clone(), entries: self.entries[..kept].to_vec() }
    }

    /// The scenario that holds after everything that was done, with the models that run.
    #[must_use]
    pub fn newest(&self) -> Arc<Scenario> {
        let changed = self.entries.iter().rev().find_map(|(_, entry)| match entry {
            Entry::Change { scenario, .. } => Some(scenario),
            Entry::Post(_) => None,
        });
        match changed {
            None => self.scenario.clone(),
            Some(changed) if changed.models == self.scenario.models => changed.clone(),
            Some(changed) => Arc::new(Scenario { models: self.scenario.models.clone(), ..Scenario::clone(changed) }),
        }
    }

    /// The instant of the last thing that was done, ns; 0: nothing was.
    #[must_use]
    pub fn last(&self) -> Ns {
        self.entries.last().map_or(0, |(at, _)| *at)
    }
}
