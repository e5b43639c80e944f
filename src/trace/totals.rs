//! [`Totals`]: what the cores' time, and the jobs', add up to; a part of [`stats`](super::stats).

use crate::event::{Ns, TaskId};

/// What a core is busy with, and since when.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Work {
    pub(super) on: On,
    pub(super) since: Ns,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum On {
    Run(TaskId),
    /// The share of the switch; what is beyond is the spawn.
    Switch(Ns),
    Dispatch,
    Steal,
}

/// Sums over time.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(super) struct Totals {
    pub(super) at: Ns,
    pub(super) run: Ns,
    pub(super) switch: Ns,
    pub(super) spawn: Ns,
    pub(super) dispatch: Ns,
    pub(super) steal: Ns,
    /// Cores × time.
    pub(super) capacity: u128,
    /// Jobs in the system × time.
    pub(super) in_system: u128,
}

impl Totals {
    pub(super) fn add(&mut self, work: Work, at: Ns) {
        let past = at - work.since;
        match work.on {
            On::Run(_) => self.run = self.run.saturating_add(past),
            On::Dispatch => self.dispatch = self.dispatch.saturating_add(past),
            On::Steal => self.steal = self.steal.saturating_add(past),
            On::Switch(switch) => {
                self.switch = self.switch.saturating_add(past.min(switch));
                self.spawn = self.spawn.saturating_add(past.saturating_sub(switch));
            }
        }
    }
}
