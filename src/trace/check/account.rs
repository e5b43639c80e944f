//! What is counted of the events that the rules let pass, for the rules about later events and about the whole.

use super::{Check, depths};
use crate::state::Phase;
use crate::state::places::Doing;
use loopscope_event::{Event, Kind, Ns, RunEnd, TaskId};

impl Check<'_> {
    /// Counts what the rules let pass.
    pub(super) fn account(&mut self, event: &Event) {
        let at = event.at;
        match event.kind {
            Kind::JobArrived { job } => {
                self.tasks.entry(job.0).or_default().counted = at;
                self.sums.batch &= at == 0;
            }
            Kind::JobDone { job } => {
                let arrived = self.state.task(job).map_or(at, |task| task.arrived);
                self.sums.latencies += u128::from(at - arrived);
                self.sums.makespan = at;
                self.sums.batch_ran = self.sums.ran;
                self.ended(job);
            }
            Kind::TaskDone { task } | Kind::TaskCancelled { task } | Kind::InputHandled { input: task } => self.ended(task),
            Kind::SwitchStarted { core, .. } => self.core(core, at, false),
            Kind::Stolen { thief, .. } => self.core(thief, at, false),
            Kind::Assigned { task, .. } => self.tasks.entry(task.0).or_default().assigned = true,
            Kind::MessageTaken { core, task, .. } => {
                self.core(core, at, false);
                self.tasks.entry(task.0).or_default().woken = false;
            }
            Kind::SwitchEnded { core, .. } => self.cores.at(core).switched = true,
            Kind::RunStarted { core, task, .. } => {
                self.core(core, at, false);
                let info = self.tasks.entry(task.0).or_default();
                (info.woken, info.rest) = (false, None);
            }
            Kind::RunEnded { core, task, why } => {
                self.core(core, at, false);
                let ran = at - self.since(core);
                let info = self.tasks.entry(task.0).or_default();
                info.ran = info.ran.saturating_add(ran);
                info.needed = info.needed.saturating_add(ran);
                (info.counted, info.woken) = (at, false);
                info.rest = match self.state.cores.get(core).map(|core| core.doing) {
                    Some(Doing::Running { burst, .. }) if why == RunEnd::Quantum => Some(burst.saturating_sub(ran)),
                    _ => None,
                };
                self.sums.ran += u128::from(ran);
                self.paused.push(task);
            }
            Kind::IoCompleted { device, request, task } => {
                let started = self.state.request(device, request).and_then(|asked| asked.started).unwrap_or(at);
                if let Some(info) = self.tasks.get_mut(&task.0) {
                    info.woken = true;
                    if !matches!(self.state.task(task).map(|task| task.phase), Some(Phase::Running { .. })) {
                        info.needed = info.needed.saturating_add(at - started.max(info.counted).min(at));
                        info.counted = at;
                    }
                }
            }
            Kind::LockAcquired { task, .. } | Kind::TaskWoken { task } => {
                if let Some(info) = self.tasks.get_mut(&task.0) {
                    info.woken = true;
                }
            }
            Kind::VarRead { var, task, .. } => {
                let var = self.vars.at(var);
                var.read.insert(task.0, (var.version, var.kept));
            }
            Kind::VarWritten { var, task, .. } => {
                let var = self.vars.at(var);
                let kept = var.read.get(&task.0).map_or(var.kept, |(_, kept)| *kept);
                (var.version, var.kept) = (var.version + 1, kept + 1);
            }
            Kind::ScenarioChanged { change } => {
                self.changed = true;
                if let Some(change) = self.changes.iter().find(|known| known.number == change) {
                    self.facts.cores = change.scenario.machine.cores;
                    self.facts.depths = depths(&change.scenario, &self.facts.names);
                }
            }
            _ => {}
        }
    }

    /// What a core did up to `at` is over.
    fn core(&mut self, core: u16, at: Ns, switched: bool) {
        let idle = self.doing(core) == Doing::Idle;
        let core = self.cores.at(core);
        *if idle { &mut core.idle } else { &mut core.busy } += at - core.since;
        (core.since, core.switched) = (at, switched);
    }

    fn ended(&mut self, task: TaskId) {
        for var in self.vars.values_mut() {
            var.read.remove(&task.0);
        }
        if let Some(info) = self.tasks.remove(&task.0)
            && task.is_job()
        {
            self.sums.longest = self.sums.longest.max(info.needed);
        }
    }
}
