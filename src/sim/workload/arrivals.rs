//! The plan of arrivals: the workload's open stream or closed clients, the jobs written out, and the scenario's inputs.
//!
//! Job numbers: the workload's first, then those spelt out (an endless workload's come after them). In a closed
//! workload client `c` of `C` sends jobs `c`, `c + C`, `c + 2C`, …, so that a job is the same work in every model,
//! whatever the order in which clients come round.

use super::draws::{Draws, Epoch, GAP, THINK};
use crate::machine::calendar::{Calendar, Entry};
use loopscope_event::{Arrivals as When, Closed, Jobs, Ns, Scenario, TaskId};
use std::sync::Arc;

/// The arrivals of a run.
pub struct Arrivals {
    scenario: Arc<Scenario>,
    epoch: u32,
    draws: Epoch,
    /// The next job of the open stream, and the version of its valid plan.
    stream: u32,
    plan: u32,
    /// Each client's next job.
    clients: Vec<u32>,
    /// The last planned job plus one.
    next_job: u32,
}

impl Arrivals {
    /// Plans everything known before the start.
    pub fn new(scenario: Arc<Scenario>, calendar: &mut Calendar) -> Self {
        let first = scenario.first_of_workload();
        let draws = Epoch::new(scenario.seed, 0);
        let mut arrivals = Self { scenario: scenario.clone(), epoch: 0, draws, stream: first, plan: 0, clients: Vec::new(), next_job: 0 };
        arrivals.plan_stream(calendar, 0);
        arrivals.plan_clients(calendar, 0, first);
        for (i, job) in scenario.job.iter().enumerate() {
            let number = scenario.first_spelt() + i as u32;
            calendar.known(job.at, number, Entry::Spelt { job: number });
            arrivals.next_job = arrivals.next_job.max(number + 1);
        }
        for (i, input) in scenario.input.iter().enumerate() {
            if let Some(first) = input.at.or(input.every) {
                calendar.input(first, i as u32, i as u32);
            }
        }
        arrivals
    }

    /// The draws of a job that arrives now.
    fn draws(&self, job: u32) -> Draws {
        self.draws.of(job)
    }

    /// The last planned job plus one.
    pub const fn next_job(&self) -> u32 {
        self.next_job
    }

    fn when(&self) -> Option<&When> {
        self.scenario.workload.as_ref().map(|w| &w.arrivals)
    }

    /// The workload's last job plus one.
    fn end(&self) -> u32 {
        match self.scenario.workload.as_ref().map(|w| w.jobs) {
            Some(Jobs::Count(n)) => n,
            Some(Jobs::Endless) => TaskId::JOBS,
            None => 0,
        }
    }

    /// Plans the open stream's next job, the first one after `now`.
    fn plan_stream(&mut self, calendar: &mut Calendar, now: Ns) {
        let job = self.stream;
        if job >= self.end() {
            return;
        }
        let first = job == self.scenario.first_of_workload();
        let gap = match self.when() {
            Some(When::AtOnce) => 0,
            Some(When::Every(_)) if first && now == 0 => 0,
            Some(When::Every(gap)) => *gap,
            Some(When::Poisson(rate)) => self.draws(job).exponential(1e9 / rate, GAP),
            Some(When::Closed(_)) | None => return,
        };
        self.next_job = self.next_job.max(job + 1);
        calendar.known(now.saturating_add(gap), job, Entry::Stream { plan: self.plan });
    }

    fn plan_clients(&mut self, calendar: &mut Calendar, now: Ns, first_job: u32) {
        let Some(When::Closed(Closed { clients, .. })) = self.when() else { return };
        let clients = *clients;
        let old = self.clients.len() as u32;
        self.clients = (0..clients).map(|client| first_job.saturating_add(client)).collect();
        for client in old..clients {
            self.think(calendar, now, client);
        }
    }

    /// Returns the open stream's next job and plans the one after it; `None` if the entry belongs to an older plan.
    pub fn stream(&mut self, calendar: &mut Calendar, now: Ns, plan: u32) -> Option<u32> {
        if plan != self.plan {
            return None;
        }
        let job = self.stream;
        self.stream += 1;
        self.plan_stream(calendar, now);
        Some(job)
    }

    /// Lets a client think and plans its next job.
    pub fn think(&mut self, calendar: &mut Calendar, now: Ns, client: u32) {
        let end = self.end();
        let clients = self.clients.len() as u32;
        let Some(When::Closed(Closed { think, .. })) = self.scenario.workload.as_ref().map(|w| &w.arrivals) else { return };
        let Some(next) = self.clients.get_mut(client as usize) else { return };
        let job = *next;
        if job >= end {
            return;
        }
        *next = job.saturating_add(clients);
        let first = self.epoch == 0 && job < clients.saturating_add(self.scenario.first_of_workload());
        let time = now.saturating_add(self.draws(job).duration(think, THINK));
        self.next_job = self.next_job.max(job + 1);
        if first && now == 0 {
            calendar.known(time, job, Entry::Client { client, job });
        } else {
            calendar.insert(time, Entry::Client { client, job });
        }
    }

    /// True if the workload still has this client.
    pub fn has_client(&self, client: u32) -> bool {
        (client as usize) < self.clients.len()
    }

    /// Begins a new epoch: later arrivals follow `scenario`. A stream whose arrivals differ is replanned from `now`;
    /// thinking clients go on thinking; if their number changes, their jobs are renumbered from `first_job`.
    pub fn change(&mut self, calendar: &mut Calendar, now: Ns, scenario: Arc<Scenario>, first_job: u32) {
        let old = std::mem::replace(&mut self.scenario, scenario);
        self.epoch += 1;
        self.draws = Epoch::new(self.scenario.seed, self.epoch);
        let before = old.workload.as_ref().map(|w| &w.arrivals);
        if before == self.when() {
            return;
        }
        match (before, self.when()) {
            (Some(When::Closed(a)), Some(When::Closed(b))) if a.clients != b.clients => self.plan_clients(calendar, now, first_job),
            (Some(When::Closed(_)), _) => {}
            _ => {
                self.plan += 1;
                self.plan_stream(calendar, now);
            }
        }
    }
}
