//! [`Totals`]: what the cores' time, and the jobs', add up to; a part of [`stats`](super).

use loopscope_event::{Ns, TaskId};

/// What a core is busy with, and since when.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Work {
    pub(crate) on: On,
    pub(crate) since: Ns,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum On {
    Run(TaskId),
    /// The share of the switch; what is beyond is the spawn.
    Switch(Ns),
    Dispatch,
    Steal,
}

/// Sums over time.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub(crate) struct Totals {
    pub(crate) at: Ns,
    pub(crate) run: Ns,
    pub(crate) switch: Ns,
    pub(crate) spawn: Ns,
    pub(crate) dispatch: Ns,
    pub(crate) steal: Ns,
    /// Cores × time.
    pub(crate) capacity: u128,
    /// Jobs in the system × time.
    pub(crate) in_system: u128,
}

impl Totals {
    pub(crate) fn add(&mut self, work: Work, at: Ns) {
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
