//! [`Replay`]: everything done to a session, with the instants. Together with the scenario and its seed it determines
//! all logs.
//!
//! It does *not* run anything: the engine adds re-execution without a clock.

use super::{Ns, Posted, Scenario};
use std::sync::Arc;

/// A session that can be re-executed: the scenario it began with and everything done to it.
///
/// Where clients were renumbered, their jobs are numbered after those of all runs that existed then; a run that is
/// switched on later takes the same numbers, or continues after its own if it is already past all of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Replay {
    /// The scenario at the beginning. Its models are the ones that run, whatever the changes name.
    pub scenario: Arc<Scenario>,
    /// The entries in order, each with its instant, ns of story time. Instants never decrease.
    pub entries: Vec<(Ns, Entry)>,
}

/// A person's action on every run of a session.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// A slider moved.
    Change {
        /// The scenario in effect from then on.
        scenario: Arc<Scenario>,
        /// The number of the first job of renumbered clients; 0 if they were not renumbered.
        first_job: u32,
    },
    /// An input message was posted.
    Post(Posted),
}

impl Replay {
    /// A session with no entries.
    #[must_use]
    pub const fn new(scenario: Arc<Scenario>) -> Self {
        Self { scenario, entries: Vec::new() }
    }

    /// The session cut at the instant `at`, ns: what a fork there has in common with it.
    #[must_use]
    pub fn until(&self, at: Ns) -> Self {
        let kept = self.entries.partition_point(|(when, _)| *when <= at);
        Self { scenario: self.scenario.clone(), entries: self.entries[..kept].to_vec() }
    }

    /// The scenario in effect after all entries, with the models that run.
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

    /// The instant of the last entry, ns; 0 if there is none.
    #[must_use]
    pub fn last(&self) -> Ns {
        self.entries.last().map_or(0, |(at, _)| *at)
    }
}
