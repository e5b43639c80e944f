//! Checks of a scenario beyond what its types already forbid. A problem names the key, what was found and what would be
//! legal.
//!
//! The caller names the models that exist: this room does not know them.

use super::{Arrivals, Closed, Dist, Jobs, Op, Scenario, Step, Workload, id::TaskId};
use std::collections::BTreeSet;
use strsim::levenshtein;

/// The most jobs that a scenario may name.
pub const MOST_JOBS: u32 = 10_000_000;
/// The most clients of a closed workload.
pub const MOST_CLIENTS: u32 = 2_000_000;
/// The most steps of one job, those inside `all` and `any` included.
pub const MOST_STEPS: u32 = 1000;
/// The deepest nesting of `all` and `any`.
pub const DEEPEST: u32 = 8;
/// The most jobs spelt out, and the most inputs.
pub const MOST_SPELT: usize = 100_000;
/// The most devices.
pub const MOST_DEVICES: usize = 64;
/// The most locks, and the most shared variables.
pub const MOST_SHARED: usize = 1024;
/// The longest name of a device, lock or variable, in characters.
pub const LONGEST_NAME: usize = 60;
/// The longest label of a step and the longest name of a scenario, in characters.
pub const LONGEST_LABEL: usize = 200;

/// A fault in a scenario.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The key, as in `machine.cores` or `job[3].steps[0]`; empty for the scenario as a whole.
    pub key: String,
    /// What was found and what would be legal.
    pub message: String,
}

impl Problem {
    fn new(key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { key: key.into(), message: message.into() }
    }
}

type Check = Result<(), Problem>;

impl Scenario {
    /// Checks everything that a run relies on. `models` are the names that exist.
    ///
    /// # Errors
    /// The first problem found.
    pub fn validate(&self, models: &[&str]) -> Check {
        if let Some(name) = &self.name {
            check_text("name", name, 0, LONGEST_LABEL)?;
        }
        self.check_models(models)?;
        self.check_machine()?;
        self.check_names()?;
        self.check_devices()?;
        if let Some(workload) = &self.workload {
            self.check_workload(workload)?;
        } else if self.job.is_empty() {
            return Err(Problem::new("", "there is no work: write a [workload] or at least one [[job]]"));
        }
        at_most("job", self.job.len(), MOST_SPELT, "jobs spelt out")?;
        for (i, job) in self.job.iter().enumerate() {
            check_steps(&format!("job[{i}].steps"), &job.steps)?;
        }
        self.check_inputs()?;
        if self.until == Some(0) {
            return Err(Problem::new("until", "until is 0ns; nothing would happen"));
        }
        Ok(())
    }

    fn check_models(&self, models: &[&str]) -> Check {
        let mut seen = BTreeSet::new();
        for (i, name) in self.models.iter().enumerate() {
            if !models.contains(&name.as_str()) {
                let hint = nearest(name, models.iter().copied()).map_or_else(String::new, |near| format!("did you mean {near:?}? "));
                let message = format!("there is no model {:?} in this version; {hint}it has {}", shown(name), models.join(", "));
                return Err(Problem::new(format!("models[{i}]"), message));
            }
            if !seen.insert(name) {
                return Err(Problem::new(format!("models[{i}]"), format!("{name:?} stands twice")));
            }
        }
        Ok(())
    }

    fn check_machine(&self) -> Check {
        let machine = &self.machine;
        range("machine.cores", u64::from(machine.cores), 1, 64)?;
        range("machine.pool", u64::from(machine.pool), 1, 1_000_000)?;
        range("machine.processes", u64::from(machine.processes), 1, 1024)
    }

    /// Every list of steps with its key.
    fn lists(&self) -> impl Iterator<Item = (String, &[Step])> {
        let spelt = self.job.iter().enumerate().map(|(i, job)| (format!("job[{i}].steps"), &job.steps[..]));
        self.workload.iter().map(|w| ("workload.steps".to_owned(), &w.steps[..])).chain(spelt)
    }

    fn check_names(&self) -> Check {
        let (mut devices, mut locks, mut vars) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for name in self.devices.keys() {
            check_text(&format!("devices.{name}"), name, 1, LONGEST_NAME)?;
            devices.insert(name);
        }
        for (key, steps) in self.lists() {
            for step in Step::flat(steps) {
                if let Some(label) = &step.label {
                    check_text(&key, label, 0, LONGEST_LABEL)?;
                }
                let (name, of_its_kind) = match &step.op {
                    Op::Io { device, .. } => (device, &mut devices),
                    Op::Lock(name) | Op::Unlock(name) => (name, &mut locks),
                    Op::Read(name) | Op::Write { var: name, .. } => (name, &mut vars),
                    _ => continue,
                };
                check_text(&key, name, 1, LONGEST_NAME)?;
                of_its_kind.insert(name);
            }
            at_most(&key, devices.len(), MOST_DEVICES, "devices")?;
            at_most(&key, locks.len(), MOST_SHARED, "locks")?;
            at_most(&key, vars.len(), MOST_SHARED, "shared variables")?;
        }
        at_most("devices", devices.len(), MOST_DEVICES, "devices")
    }

    /// The latency of requests on this device that specify none themselves.
    fn default_latency(&self, device: &str) -> Option<&Dist> {
        self.devices.get(device)?.latency.as_ref()
    }

    fn check_devices(&self) -> Check {
        for (key, steps) in self.lists() {
            for step in Step::flat(steps) {
                if let Op::Io { device, latency: None } = &step.op
                    && self.default_latency(device).is_none()
                {
                    let key = steps.iter().position(|s| s == step).map_or_else(|| key.clone(), |i| format!("{key}[{i}]"));
                    return Err(Problem::new(
                        key,
                        format!("an io step on {device:?} gives no latency, and the device has none; write latency = … in one of them"),
                    ));
                }
            }
        }
        for (name, device) in &self.devices {
            if let Some(depth) = device.depth {
                range(&format!("devices.{name}.depth"), u64::from(depth), 1, 1_000_000)?;
            }
        }
        Ok(())
    }

    fn check_workload(&self, workload: &Workload) -> Check {
        check_steps("workload.steps", &workload.steps)?;
        let endless = matches!(workload.jobs, Jobs::Endless);
        match &workload.arrivals {
            Arrivals::AtOnce if endless => Err(Problem::new(
                "workload.jobs",
                "endless jobs cannot all come at once; give arrivals = { every = … }, { poisson = … } or { closed = … }",
            )),
            Arrivals::Every(0) => Err(Problem::new("workload.arrivals", "every is 0ns; expected more (or arrivals = \"at-once\")")),
            Arrivals::Poisson(rate) if !(*rate > 0.0 && *rate <= 1e9) => {
                Err(Problem::new("workload.arrivals", format!("poisson is {rate} jobs a second; expected above 0 and at most 1e9")))
            }
            Arrivals::Closed(Closed { clients, think }) => {
                range("workload.arrivals.closed.clients", u64::from(*clients), 1, u64::from(MOST_CLIENTS))?;
                if endless && is_zero(think) && workload.steps.iter().all(|step| self.takes_no_time(step)) {
                    return Err(Problem::new(
                        "workload.arrivals",
                        "clients that never think and jobs that take no time would go round for ever in one instant",
                    ));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn takes_no_time(&self, step: &Step) -> bool {
        match &step.op {
            Op::Cpu(dist) => is_zero(dist),
            Op::Io { device, latency } => latency.as_ref().or_else(|| self.default_latency(device)).is_none_or(is_zero),
            Op::Any(branches) => branches.iter().any(|steps| steps.iter().all(|step| self.takes_no_time(step))),
            Op::All(branches) => branches.iter().flatten().all(|step| self.takes_no_time(step)),
            _ => true,
        }
    }

    fn check_inputs(&self) -> Check {
        at_most("input", self.input.len(), MOST_SPELT, "inputs")?;
        for (i, input) in self.input.iter().enumerate() {
            let fault = match (input.at, input.every) {
                (Some(_), None) => continue,
                (None, Some(every)) if every > 0 => continue,
                (None, Some(_)) => "every is 0ns; expected more",
                _ => "give either at = … (once) or every = … (again and again)",
            };
            return Err(Problem::new(format!("input[{i}]"), fault));
        }
        Ok(())
    }
}

fn range(key: &str, found: u64, least: u64, most: u64) -> Check {
    if (least..=most).contains(&found) { Ok(()) } else { Err(Problem::new(key, format!("found {found}; expected {least} to {most}"))) }
}

fn at_most(key: &str, found: usize, most: usize, what: &str) -> Check {
    if found <= most { Ok(()) } else { Err(Problem::new(key, format!("there are {found} {what}; expected at most {most}"))) }
}

fn check_text(key: &str, text: &str, least: usize, most: usize) -> Check {
    let length = text.chars().count();
    if text.chars().any(char::is_control) {
        Err(Problem::new(key, format!("the text {:?} has a line break or another control character in it", shown(text))))
    } else if !(least..=most).contains(&length) {
        Err(Problem::new(key, format!("the text {:?} has {length} characters; expected {least} to {most}", shown(text))))
    } else {
        Ok(())
    }
}

/// The beginning of a text, for a message.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// The word most likely meant by `found`, if any is near enough.
pub fn nearest<'a>(found: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let found: String = found.chars().take(40).collect();
    let most = 1 + found.chars().count() / 4;
    let near = |word: &&str| (levenshtein(&found, word), word.len());
    words.min_by_key(near).filter(|word| levenshtein(&found, word) <= most)
}

fn is_zero(dist: &Dist) -> bool {
    dist.mean() == 0.0
}

fn check_steps(key: &str, steps: &[Step]) -> Check {
    let lines: u64 = steps.iter().map(|s| u64::from(s.lines())).sum();
    if lines > u64::from(MOST_STEPS) {
        return Err(Problem::new(key, format!("the job has {lines} steps; expected at most {MOST_STEPS}")));
    }
    if lines == 0 {
        return Err(Problem::new(key, "the job has no steps"));
    }
    let held = check_list(key, steps, &[], 0)?;
    held.map_or(Ok(()), |(key, lock)| {
        Err(Problem::new(key, format!("the lock {lock:?} is taken and never let go; add {{ unlock = {lock:?} }}")))
    })
}

/// Checks one list of steps. Returns the key and name of a lock that is still held at its end.
fn check_list(key: &str, steps: &[Step], outside: &[&str], depth: u32) -> Result<Option<(String, String)>, Problem> {
    if depth > DEEPEST {
        return Err(Problem::new(key, format!("all and any are nested deeper than {DEEPEST}")));
    }
    let mut held: Vec<(String, &str)> = Vec::new();
    for (i, step) in steps.iter().enumerate() {
        let here = format!("{key}[{i}]");
        match &step.op {
            Op::Lock(lock) if held.iter().any(|(_, h)| h == lock) || outside.contains(&lock.as_str()) => {
                return Err(Problem::new(here, format!("the lock {lock:?} is already held here; waiting for oneself never ends")));
            }
            Op::Lock(lock) => held.push((here, lock)),
            Op::Unlock(lock) => match held.iter().position(|(_, h)| h == lock) {
                Some(at) => drop(held.remove(at)),
                None => {
                    return Err(Problem::new(
                        here,
                        format!("the lock {lock:?} is not held here; write {{ lock = {lock:?} }} before it, in the same list"),
                    ));
                }
            },
            Op::Write { var, .. } if !reads_before(steps, i, var) => {
                return Err(Problem::new(
                    here,
                    format!("write {var:?} needs an earlier {{ read = {var:?} }} in the same list: it writes what was read, plus add"),
                ));
            }
            Op::All(branches) | Op::Any(branches) => {
                if branches.is_empty() || branches.iter().any(Vec::is_empty) {
                    return Err(Problem::new(here, "expected at least one list, and at least one step in each"));
                }
                let outside: Vec<&str> = outside.iter().copied().chain(held.iter().map(|(_, lock)| *lock)).collect();
                let word = if matches!(step.op, Op::All(_)) { "all" } else { "any" };
                for (b, branch) in branches.iter().enumerate() {
                    let inner = check_list(&format!("{here}.{word}[{b}]"), branch, &outside, depth + 1)?;
                    if let Some((key, lock)) = inner {
                        return Err(Problem::new(
                            key,
                            format!("the lock {lock:?} is taken and never let go in this list; add {{ unlock = {lock:?} }}"),
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(held.pop().map(|(key, lock)| (key, lock.to_owned())))
}

fn reads_before(steps: &[Step], i: usize, var: &str) -> bool {
    steps[..i].iter().any(|step| matches!(&step.op, Op::Read(read) if read == var))
}

const _: () = assert!(MOST_JOBS + (MOST_SPELT as u32) < TaskId::JOBS);
