//! The job program: a scenario's steps, compiled, and the `async fn` that every job of a scenario runs.

use super::effect::{Boxed, Guard, Job, Reading};
use crate::workload::draws::Draws;
use futures::future::{join_all, select_all};
use loopscope_event::{DeviceId, Dist, Gesture, Names, Ns, Op as Written, Posted, Scenario, Step};
use std::{collections::BTreeSet, rc::Rc};

/// A step with its names resolved to numbers.
#[derive(Clone, Debug)]
pub struct Op {
    line: u32,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    Cpu(Dist),
    Io(DeviceId, Dist),
    Lock(u16),
    Unlock(u16),
    Read(u16),
    Write(u16, i32),
    Yield,
    All(Vec<Rc<[Op]>>),
    Any(Vec<Rc<[Op]>>),
}

/// The names that a scenario uses: its devices in alphabetical order, then its locks and variables.
#[must_use]
pub fn names(scenario: &Scenario) -> Names {
    let mut devices: BTreeSet<&str> = scenario.devices.keys().map(String::as_str).collect();
    let (mut locks, mut vars) = (BTreeSet::new(), BTreeSet::new());
    let lists = scenario.workload.iter().map(|w| &w.steps).chain(scenario.job.iter().map(|j| &j.steps));
    for step in lists.flat_map(|steps| Step::flat(steps)) {
        match &step.op {
            Written::Io { device, .. } => drop(devices.insert(device)),
            Written::Lock(name) => drop(locks.insert(name.as_str())),
            Written::Read(name) => drop(vars.insert(name.as_str())),
            _ => {}
        }
    }
    let owned = |names: BTreeSet<&str>| names.into_iter().map(str::to_owned).collect();
    Names { devices: owned(devices), locks: owned(locks), vars: owned(vars) }
}

/// Compiles a job's steps.
#[must_use]
pub fn compile(scenario: &Scenario, names: &Names, steps: &[Step]) -> Rc<[Op]> {
    Compiler { scenario, names, line: 0 }.list(steps)
}

struct Compiler<'a> {
    scenario: &'a Scenario,
    names: &'a Names,
    line: u32,
}

impl Compiler<'_> {
    fn list(&mut self, steps: &[Step]) -> Rc<[Op]> {
        steps.iter().map(|step| self.step(step)).collect()
    }

    fn step(&mut self, step: &Step) -> Op {
        let line = self.line;
        self.line += 1;
        let number = |names: &[String], name: &str| names.iter().position(|n| n == name).and_then(|n| u16::try_from(n).ok()).unwrap_or(0);
        let what = match &step.op {
            Written::Cpu(dist) => What::Cpu(dist.clone()),
            Written::Io { device, latency } => {
                let own = || self.scenario.devices.get(device).and_then(|d| d.latency.clone());
                What::Io(number(&self.names.devices, device), latency.clone().or_else(own).unwrap_or(Dist::Fixed(0)))
            }
            Written::Lock(name) => What::Lock(number(&self.names.locks, name)),
            Written::Unlock(name) => What::Unlock(number(&self.names.locks, name)),
            Written::Read(name) => What::Read(number(&self.names.vars, name)),
            Written::Write { var, add } => What::Write(number(&self.names.vars, var), *add),
            Written::Yield => What::Yield,
            Written::All(branches) => What::All(branches.iter().map(|b| self.list(b)).collect()),
            Written::Any(branches) => What::Any(branches.iter().map(|b| self.list(b)).collect()),
        };
        Op { line, what }
    }
}

/// The handler of a posted input, which computes for `ns`. The work behind a button is computed here or awaited.
pub async fn handler(job: Job, ns: Ns, posted: Posted) {
    match posted.gesture {
        Gesture::Compute => job.cpu(posted.lasts, 0).await,
        Gesture::Await => {
            job.cpu(ns, 0).await;
            job.sleep(posted.lasts, 1).await;
            job.cpu(ns, 2).await;
        }
        _ => job.cpu(ns, 0).await,
    }
}

/// The body of a scenario's job, or of one of the lists of an `all` or `any`.
pub async fn program(job: Job, ops: Rc<[Op]>, draws: Draws) {
    let mut readings: Vec<(u16, Reading)> = Vec::new();
    // A list dropped by an `any` releases its locks.
    let mut held: Vec<Guard<'_>> = Vec::new();
    let mut i = 0;
    while let Some(Op { line, what }) = ops.get(i) {
        let (line, step) = (*line, u64::from(*line));
        i += 1;
        match what {
            What::Cpu(dist) => {
                let mut ns = draws.duration(dist, step);
                // Adjacent bursts are one.
                while let Some(Op { line, what: What::Cpu(dist) }) = ops.get(i) {
                    ns = ns.saturating_add(draws.duration(dist, u64::from(*line)));
                    i += 1;
                }
                job.cpu(ns, line).await;
            }
            What::Io(device, dist) => job.io(*device, draws.duration(dist, step), line).await,
            What::Lock(lock) => held.push(Box::pin(job.lock(*lock, line)).await),
            What::Unlock(lock) => held.retain(|guard| guard.lock() != *lock),
            What::Read(var) => {
                readings.retain(|(read, _)| read != var);
                readings.push((*var, job.read(*var)));
            }
            What::Write(var, add) => {
                let reading = readings.iter().find(|(read, _)| read == var).map_or_else(Reading::default, |(_, r)| *r);
                job.write(*var, reading, *add);
            }
            What::Yield => job.yield_now(line).await,
            // Boxed, so that the many jobs without such steps stay small.
            What::All(branches) => drop(Box::pin(join_all(boxed(&job, branches, draws))).await),
            What::Any(branches) => drop(Box::pin(select_all(boxed(&job, branches, draws))).await),
        }
    }
}

fn boxed(job: &Job, branches: &[Rc<[Op]>], draws: Draws) -> Vec<Boxed<'static>> {
    branches.iter().map(|branch| Box::pin(program(job.clone(), branch.clone(), draws)) as Boxed<'static>).collect()
}

/// The CPU time of a job, ns; `None` where it depends on which of several lists ends first.
#[must_use]
pub fn cpu_asked(ops: &[Op], draws: Draws) -> Option<Ns> {
    ops.iter().try_fold(0, |sum: Ns, op| {
        let more = match &op.what {
            What::Cpu(dist) => draws.duration(dist, u64::from(op.line)),
            What::All(branches) => branches.iter().try_fold(0, |sum: Ns, b| Some(sum.saturating_add(cpu_asked(b, draws)?)))?,
            What::Any(_) => return None,
            _ => 0,
        };
        Some(sum.saturating_add(more))
    })
}

/// Calls `with` on every duration that a job may draw, in the order of its lines.
pub fn each_draw(ops: &[Op], draws: Draws, with: &mut impl FnMut(Ns)) {
    for op in ops {
        match &op.what {
            What::Cpu(dist) | What::Io(_, dist) => with(draws.duration(dist, u64::from(op.line))),
            What::All(branches) | What::Any(branches) => branches.iter().for_each(|b| each_draw(b, draws, with)),
            _ => {}
        }
    }
}
