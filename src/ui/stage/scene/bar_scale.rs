//! The scale of remaining-time bars: the latency at which a request's bar is full.

use loopscope_event::{Dist, Ns, Op, Scenario, Step};

/// The latency that requests to this device hardly ever exceed, ns; 0 if the scenario does not say.
pub(crate) fn longest_latency(scenario: &Scenario, name: &str) -> Ns {
    // Thousands of jobs may be written out; the first ones determine the scale well enough.
    let steps = scenario.workload.iter().map(|w| &w.steps).chain(scenario.job.iter().take(64).map(|job| &job.steps));
    let own = scenario.devices.get(name).and_then(|device| device.latency.as_ref());
    let asked = steps.flat_map(|steps| Step::flat(steps)).filter_map(|step| match &step.op {
        Op::Io { device, latency } if device == name => latency.as_ref().or(own),
        _ => None,
    });
    asked.map(longest).max().or(own.map(longest)).unwrap_or(0)
}

/// A duration that draws of a distribution hardly ever exceed, ns.
fn longest(dist: &Dist) -> Ns {
    match dist {
        Dist::Fixed(ns) => *ns,
        Dist::Uniform { hi, .. } => *hi,
        Dist::Exp(mean) => mean.saturating_mul(3),
        Dist::Lognormal { mean, cv } => (*mean as f64 * (1.0 + 2.0 * cv.min(2.0))) as Ns,
        Dist::Mix(parts) => parts.iter().filter(|(p, _)| *p > 0.02).map(|(_, part)| longest(part)).max().unwrap_or(0),
    }
}
