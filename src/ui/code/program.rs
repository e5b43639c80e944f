//! The programs of a scenario: the distinct lists of steps of its jobs.

use loopscope_event::{Op, Scenario, Step, TaskId, TaskKind};

/// The most programs written; further ones are not shown.
pub const MOST: usize = 12;

/// A list of steps that some jobs share.
#[derive(Clone, PartialEq, Debug)]
pub struct Program {
    /// The function's name.
    pub name: String,
    /// Its steps, as the first of its jobs has them.
    pub steps: Vec<Step>,
    /// Names its jobs, if they are not all.
    pub done_by: String,
    /// True if its steps take the same time in all of its jobs.
    pub same_times: bool,
}

/// The programs of a scenario, and the program of each job.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Programs {
    /// Every program, once.
    pub all: Vec<Program>,
    /// True if the first of them is the workload's.
    workload: bool,
    /// The program of each job written out in the scenario.
    spelt: Vec<Option<usize>>,
    first_spelt: u32,
}

impl Programs {
    /// The programs of a scenario.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        let mut programs = Self { first_spelt: scenario.first_spelt(), workload: scenario.workload.is_some(), ..Self::default() };
        let mut jobs: Vec<Vec<u32>> = Vec::new();
        if let Some(workload) = &scenario.workload {
            programs.all.push(Program { name: String::new(), steps: workload.steps.clone(), done_by: String::new(), same_times: true });
            jobs.push(Vec::new());
        }
        for (job, spelt) in (programs.first_spelt..).zip(&scenario.job) {
            let known = programs.all.iter().position(|program| alike(&program.steps, &spelt.steps));
            let place = match known {
                Some(place) => {
                    let program = &mut programs.all[place];
                    program.same_times &= program.steps == spelt.steps;
                    Some(place)
                }
                None if programs.all.len() < MOST => {
                    programs.all.push(Program {
                        name: String::new(),
                        steps: spelt.steps.clone(),
                        done_by: String::new(),
                        same_times: true,
                    });
                    jobs.push(Vec::new());
                    Some(programs.all.len() - 1)
                }
                None => None,
            };
            if let Some(place) = place {
                jobs[place].push(job);
            }
            programs.spelt.push(place);
        }
        let several = programs.all.len() > 1;
        for (number, (program, jobs)) in programs.all.iter_mut().zip(jobs).enumerate() {
            program.name = if several { format!("job_{}", number + 1) } else { "job".into() };
            if several {
                program.done_by = who(&jobs);
            }
        }
        programs
    }

    /// The program of a task.
    #[must_use]
    pub fn of_task(&self, task: TaskId) -> Option<usize> {
        let TaskKind::Job(job) = task.kind() else { return None };
        let spelt = job.checked_sub(self.first_spelt).map(|n| n as usize).filter(|n| *n < self.spelt.len());
        match spelt {
            Some(n) => self.spelt[n],
            None => self.workload.then_some(0),
        }
    }
}

/// The names of jobs.
fn who(jobs: &[u32]) -> String {
    const NAMED: usize = 4;
    let names: Vec<String> = jobs.iter().take(NAMED).map(|job| TaskId(*job).name().to_string()).collect();
    let more = jobs.len().saturating_sub(NAMED);
    if more > 0 { format!("{} +{more}", names.join(" ")) } else { names.join(" ") }
}

/// True if two lists of steps differ at most in durations.
fn alike(a: &[Step], b: &[Step]) -> bool {
    let same = |(a, b): (&Step, &Step)| {
        a.label == b.label
            && match (&a.op, &b.op) {
                (Op::Cpu(_), Op::Cpu(_)) => true,
                (Op::Io { device: a, .. }, Op::Io { device: b, .. }) => a == b,
                (Op::All(_), Op::All(_)) | (Op::Any(_), Op::Any(_)) => true,
                (a, b) => a == b,
            }
            && a.branches().len() == b.branches().len()
            && a.branches().iter().zip(b.branches()).all(|(a, b)| alike(a, b))
    };
    a.len() == b.len() && a.iter().zip(b).all(same)
}
