//! Which time left fills a bar: about the longest that a device's requests take.

use loopscope_event::{Dist, Ns, Op, Scenario, Step};

/// About the longest time that a request of this device takes, ns.
pub(crate) fn longest_latency(scenario: &Scenario, name: &str) -> Ns {
    // Thousands of jobs may be spelt out; the first ones tell the scale well enough.
    let steps = scenario.workload.iter().map(|w| &w.steps).chain(scenario.job.iter().take(64).map(|job| &job.steps));
    let own = scenario.devices.get(name).and_then(|device| device.latency.as_ref());
    let asked = steps.flat_map(|steps| Step::flat(steps)).filter_map(|step| match &step.op {
        Op::Io { device, latency } if device == name => latency.as_ref().or(own),
        _ => None,
    });
    asked.map(longest).max().or(own.map(longest)).unwrap_or(0)
}

/// What hardly any draw of a distribution exceeds, ns.
fn longest(dist: &Dist) -> Ns {
    match dist {
        Dist::Fixed(ns) => *ns,
        Dist::Uniform { hi, .. } => *hi,
        Dist::Exp(mean) => mean.saturating_mul(3),
        Dist::Lognormal { mean, cv } => (*mean as f64 * (1.0 + 2.0 * cv.min(2.0))) as Ns,
        Dist::Mix(parts) => parts.iter().filter(|(p, _)| *p > 0.02).map(|(_, part)| longest(part)).max().unwrap_or(0),
    }
}
