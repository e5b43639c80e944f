//! Where in a scenario each knob's value stands: pure functions from a scenario to values and back.
//!
//! `base` is the scenario as it was opened. It lends its proportions (of several cpu steps, of a uniform's ends), so
//! that a slider that goes to one end and back does not wear them away by rounding.

use super::knob::Knob;
use loopscope_event::time::{self, LONGEST};
use loopscope_event::validate::MOST_STEPS;
use loopscope_event::{Arrivals, Device, Dist, Jobs, Limit, Ns, Op, Scenario, Step, Workload};
use loopscope_text::say;
use std::collections::BTreeSet;

/// How a latency is distributed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Always the same.
    Fixed,
    /// Exponential: most are short, a few are long.
    Exp,
    /// Lognormal with a coefficient of variation of 1, unless the scenario says another.
    Lognormal,
    /// Uniform, from half the mean to one and a half, unless the scenario says otherwise.
    Uniform,
    /// A mixture, as the scenario spells it out.
    Mix,
}

impl Shape {
    /// Those that can be picked for any scenario.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Exp, Self::Lognormal, Self::Uniform];

    /// Its name on the screen.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Fixed => say!("shape.fixed"),
            Self::Exp => say!("shape.exp"),
            Self::Lognormal => say!("shape.lognormal"),
            Self::Uniform => say!("shape.uniform"),
            Self::Mix => say!("shape.mix"),
        }
    }
    const fn of(dist: &Dist) -> Self {
        match dist {
            Dist::Fixed(_) => Self::Fixed,
            Dist::Exp(_) => Self::Exp,
            Dist::Lognormal { .. } => Self::Lognormal,
            Dist::Uniform { .. } => Self::Uniform,
            Dist::Mix(_) => Self::Mix,
        }
    }
    fn with_mean(self, mean: Ns) -> Dist {
        match self {
            Self::Fixed | Self::Mix => Dist::Fixed(mean),
            Self::Exp => Dist::Exp(mean),
            Self::Lognormal => Dist::Lognormal { mean, cv: 1.0 },
            Self::Uniform => Dist::Uniform { lo: mean / 2, hi: (mean - mean / 2).saturating_add(mean).min(LONGEST) },
        }
    }
}

impl Knob {
    /// The knobs that a scenario has, in the order of the screen.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Vec<Self> {
        let depths = (0..devices(scenario).len().min(8)).map(|i| Self::Depth(i as u8));
        let workload = [Self::Jobs, Self::Every, Self::Rate, Self::Clients, Self::Think, Self::Cpu, Self::Latency, Self::IoSteps];
        let machine = [Self::Cores, Self::Switch, Self::SwitchPenalty, Self::Spawn, Self::Quantum, Self::Dispatch, Self::DispatchPenalty];
        let machine = machine.into_iter().chain([Self::Pool, Self::Processes, Self::Steal, Self::Preempt]);
        workload.into_iter().chain(depths).chain(machine).filter(|knob| knob.get(scenario).is_some()).collect()
    }

    /// Its value; `None`: this scenario has no such knob.
    #[must_use]
    pub fn get(self, scenario: &Scenario) -> Option<f64> {
        let machine = &scenario.machine;
        let workload = scenario.workload.as_ref();
        Some(match self {
            Self::Jobs => match workload?.jobs {
                Jobs::Count(n) => f64::from(n),
                Jobs::Endless => return None,
            },
            Self::Every => match workload?.arrivals {
                Arrivals::Every(ns) => ns as f64,
                _ => return None,
            },
            Self::Rate => match workload?.arrivals {
                Arrivals::Poisson(rate) => rate,
                _ => return None,
            },
            Self::Clients => match &workload?.arrivals {
                Arrivals::Closed(closed) => f64::from(closed.clients),
                _ => return None,
            },
            Self::Think => match &workload?.arrivals {
                Arrivals::Closed(closed) => closed.think.mean(),
                _ => return None,
            },
            Self::Cpu => {
                let parts = cpus(workload?);
                (!parts.is_empty()).then(|| parts.iter().map(Dist::mean).sum::<f64>().round())?
            }
            Self::Latency => {
                let parts = latencies(scenario);
                (!parts.is_empty()).then(|| (total(&parts) / parts.len() as f64).round())?
            }
            Self::IoSteps => {
                let simple = |step: &Step| matches!(step.op, Op::Cpu(_) | Op::Io { .. } | Op::Yield);
                let steps = &workload?.steps;
                let count = steps.iter().filter(|step| is_io(step)).count();
                (count > 0 && steps.iter().all(simple)).then_some(count as f64)?
            }
            Self::Depth(i) => {
                let name = devices(scenario).into_iter().nth(usize::from(i))?;
                scenario.devices.get(name).and_then(|device| device.depth).map_or(f64::INFINITY, f64::from)
            }
            Self::Cores => f64::from(machine.cores),
            Self::Switch => machine.switch.base as f64,
            Self::SwitchPenalty => machine.switch.penalty as f64,
            Self::Spawn => machine.spawn as f64,
            Self::Quantum => machine.quantum.0.map_or(f64::INFINITY, |ns| ns as f64),
            Self::Dispatch => machine.dispatch.base as f64,
            Self::DispatchPenalty => machine.dispatch.penalty as f64,
            Self::Pool => f64::from(machine.pool),
            Self::Processes => f64::from(machine.processes),
            Self::Steal => machine.steal as f64,
            Self::Preempt => machine.preempt.0.map_or(f64::INFINITY, |ns| ns as f64),
        })
    }

    /// Sets it. A scenario without such a knob stays as it is.
    pub fn set(self, scenario: &mut Scenario, base: &Scenario, value: f64) {
        if self.get(scenario).is_none() {
            return;
        }
        let (least, most) = self.scale().legal;
        let whole = if value.is_infinite() { None } else { Some(value.clamp(least, most).round() as Ns) };
        let ns = whole.unwrap_or(LONGEST);
        let count = u32::try_from(ns).unwrap_or(u32::MAX);
        let machine = &mut scenario.machine;
        match self {
            Self::Cores => machine.cores = u16::try_from(ns).unwrap_or(64),
            Self::Switch => machine.switch.base = ns,
            Self::SwitchPenalty => {
                machine.switch.penalty = ns;
                machine.switch.at = if machine.switch.at <= 1 { base.machine.switch.at.max(1000) } else { machine.switch.at };
            }
            Self::Spawn => machine.spawn = ns,
            Self::Quantum => machine.quantum = Limit(whole),
            Self::Pool => machine.pool = count,
            Self::Processes => machine.processes = count,
            Self::Steal => machine.steal = ns,
            Self::Preempt => machine.preempt = Limit(whole),
            Self::Dispatch => machine.dispatch.base = ns,
            Self::DispatchPenalty => {
                machine.dispatch.penalty = ns;
                machine.dispatch.at = if machine.dispatch.at <= 1 { base.machine.dispatch.at.max(100_000) } else { machine.dispatch.at };
            }
            Self::Depth(i) => {
                let name = devices(scenario).into_iter().nth(usize::from(i)).map(str::to_owned);
                if let Some(name) = name {
                    let device = scenario.devices.entry(name.clone()).or_default();
                    device.depth = whole.map(|_| count);
                    if *device == Device::default() && !base.devices.contains_key(&name) {
                        scenario.devices.remove(&name);
                    }
                }
            }
            Self::Latency => set_latency(scenario, base, ns, None),
            _ => {
                if let Some(workload) = &mut scenario.workload {
                    self.set_workload(workload, base.workload.as_ref(), value.clamp(least, most));
                }
            }
        }
    }

    fn set_workload(self, workload: &mut Workload, base: Option<&Workload>, value: f64) {
        let whole = value.round() as Ns;
        let count = u32::try_from(whole).unwrap_or(u32::MAX);
        match (self, &mut workload.arrivals) {
            (Self::Jobs, _) => workload.jobs = Jobs::Count(count),
            (Self::Every, Arrivals::Every(ns)) => *ns = whole,
            (Self::Rate, Arrivals::Poisson(rate)) => *rate = value,
            (Self::Clients, Arrivals::Closed(closed)) => closed.clients = count,
            (Self::Think, Arrivals::Closed(closed)) => {
                let old = match base.map(|base| &base.arrivals) {
                    Some(Arrivals::Closed(base)) => &base.think,
                    _ => &closed.think,
                };
                closed.think = old.with_mean(whole);
            }
            (Self::Cpu, _) => set_cpu(workload, base, value),
            (Self::IoSteps, _) => set_io_steps(&mut workload.steps, count as usize),
            _ => {}
        }
    }
}

/// How the latencies are distributed; `None`: there are none, or they differ.
#[must_use]
pub fn shape(scenario: &Scenario) -> Option<Shape> {
    let parts = latencies(scenario);
    let first = parts.first().map(Shape::of)?;
    parts.iter().all(|part| Shape::of(part) == first).then_some(first)
}

/// How far the latencies spread, in words.
#[must_use]
pub fn spread(scenario: &Scenario) -> String {
    let parts: Vec<String> = latencies(scenario).iter().map(spread_of).collect();
    let mut says = parts.join(&say!("shape.then"));
    if let Some(first) = says.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    says
}

fn spread_of(dist: &Dist) -> String {
    let mean = time::plain(dist.mean() as Ns);
    match dist {
        Dist::Fixed(_) => say!("shape.fixed_says", mean = mean),
        Dist::Exp(_) => say!("shape.exp_says", mean = mean),
        Dist::Lognormal { cv, .. } => say!("shape.lognormal_says", mean = mean, cv = cv),
        Dist::Uniform { lo, hi } => say!("shape.uniform_says", lo = time::plain(*lo), hi = time::plain(*hi)),
        Dist::Mix(parts) => say!("shape.mix_says", n = parts.len(), mean = mean),
    }
}

/// Gives all latencies another distribution with the means that they have.
pub fn set_shape(scenario: &mut Scenario, base: &Scenario, shape: Shape) {
    if let Some(mean) = Knob::Latency.get(scenario) {
        set_latency(scenario, base, mean as Ns, Some(shape));
    }
}

/// The devices that a scenario uses, by name.
#[must_use]
pub fn devices(scenario: &Scenario) -> BTreeSet<&str> {
    let spelt = scenario.job.iter().flat_map(|job| Step::flat(&job.steps));
    let steps = scenario.workload.iter().flat_map(|workload| Step::flat(&workload.steps)).chain(spelt);
    steps.filter_map(|step| if let Op::Io { device, .. } = &step.op { Some(device.as_str()) } else { None }).collect()
}

fn is_io(step: &Step) -> bool {
    matches!(step.op, Op::Io { .. })
}

fn total(parts: &[Dist]) -> f64 {
    parts.iter().map(Dist::mean).sum()
}

fn cpus(workload: &Workload) -> Vec<Dist> {
    Step::flat(&workload.steps).filter_map(|step| if let Op::Cpu(dist) = &step.op { Some(dist.clone()) } else { None }).collect()
}

/// The latency of each io step of the workload, in the order of its lines; the device's own where a step gives none.
fn latencies(scenario: &Scenario) -> Vec<Dist> {
    let steps = scenario.workload.iter().flat_map(|workload| Step::flat(&workload.steps));
    let of = |step: &Step| match &step.op {
        Op::Io { latency: Some(dist), .. } => Some(dist.clone()),
        Op::Io { device, latency: None } => scenario.devices.get(device)?.latency.clone(),
        _ => None,
    };
    steps.filter_map(of).collect()
}

fn for_each(steps: &mut [Step], with: &mut impl FnMut(&mut Op)) {
    for step in steps {
        with(&mut step.op);
        if let Op::All(branches) | Op::Any(branches) = &mut step.op {
            branches.iter_mut().for_each(|branch| for_each(branch, with));
        }
    }
}

/// What part of the whole each has, as in the base if it has as many; never none at all.
fn shares(now: &[Dist], base: &[Dist]) -> Vec<f64> {
    let from = if base.len() == now.len() && total(base) > 0.0 { base } else { now };
    let whole = total(from);
    from.iter().map(|dist| if whole > 0.0 { dist.mean() / whole } else { 1.0 / from.len() as f64 }).collect()
}

/// A part of a whole in nanoseconds; what was something does not become nothing.
fn part(whole: f64, share: f64) -> Ns {
    if share > 0.0 { ((whole * share).round() as Ns).clamp(1, LONGEST) } else { 0 }
}

fn set_cpu(workload: &mut Workload, base: Option<&Workload>, sum: f64) {
    let now = cpus(workload);
    let old = base.map(cpus).unwrap_or_default();
    let shares = shares(&now, &old);
    let mut i = 0;
    for_each(&mut workload.steps, &mut |op| {
        if let Op::Cpu(dist) = op {
            *dist = old.get(i).filter(|_| old.len() == now.len()).unwrap_or(dist).with_mean(part(sum, shares[i]));
            i += 1;
        }
    });
}

fn set_latency(scenario: &mut Scenario, base: &Scenario, mean: Ns, to: Option<Shape>) {
    let now = latencies(scenario);
    let old = latencies(base);
    let shares = shares(&now, &old);
    let whole = mean as f64 * now.len() as f64;
    let made: Vec<Dist> = now
        .iter()
        .enumerate()
        .map(|(i, dist)| {
            let ns = part(whole, shares[i]);
            let shape = to.unwrap_or(Shape::of(dist));
            let alike = |dist: &&Dist| Shape::of(dist) == shape;
            let from = old.get(i).filter(|_| old.len() == now.len()).filter(alike).or(Some(dist).filter(alike));
            from.filter(|dist| dist.mean() > 0.0).map_or_else(|| shape.with_mean(ns), |dist| dist.with_mean(ns))
        })
        .collect();
    let Scenario { workload, devices, .. } = scenario;
    let mut made = made.into_iter();
    let Some(workload) = workload else { return };
    for_each(&mut workload.steps, &mut |op| match op {
        Op::Io { latency: Some(dist), .. } => *dist = made.next().unwrap_or(dist.clone()),
        Op::Io { device, latency: None } => {
            if let Some(own) = devices.get_mut(device).and_then(|device| device.latency.as_mut()) {
                *own = made.next().unwrap_or(own.clone());
            }
        }
        _ => {}
    });
}

/// A request and what follows it, again and again; what stands before the first request stays.
fn set_io_steps(steps: &mut Vec<Step>, count: usize) {
    let first = steps.iter().position(is_io).unwrap_or(steps.len());
    let mut pairs: Vec<Vec<Step>> = Vec::new();
    for step in steps.drain(first..) {
        match pairs.last_mut() {
            Some(pair) if !is_io(&step) => pair.push(step),
            _ => pairs.push(vec![step]),
        }
    }
    let fits = |steps: &[Step], pair: &[Step]| steps.len() + pair.len() <= MOST_STEPS as usize;
    for pair in pairs.iter().cycle().take(if pairs.is_empty() { 0 } else { count }) {
        if fits(steps, pair) {
            steps.extend(pair.iter().cloned());
        }
    }
}

#[cfg(test)]
mod tests;
