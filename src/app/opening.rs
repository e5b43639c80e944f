//! How fast a scenario opens: as people last played, unless a crowd at its door would take them minutes to watch.
//!
//! A rule on what the scenario says, not on which one it is. Whoever wants it slower or faster moves the slider.

use loopscope_event::{Arrivals, Jobs, ModelInfo, Op, Scenario, Speed, Step, time};
use loopscope_sim as sim;
use loopscope_ui::transport::speed::notch;

/// What happens, at least, to a job that comes: it arrives, and is queued.
const EVENTS: f64 = 2.0;
/// So long people watch a crowd come, s.
const PATIENCE: f64 = 6.0;
/// At so many events a second each is still seen alone.
const ALONE: f64 = 8.0;
/// So long a larger crowd is watched from its arrival to its last reply, s.
const SHOW: f64 = 20.0;

/// The speed at which a scenario opens for people who like to play at `liked`.
#[must_use]
pub fn opening(liked: Speed, scenario: &Scenario) -> Speed {
    if all_paint(scenario) {
        return Speed::Time(time::S as f64);
    }
    let Speed::Events(rate) = liked else { return liked };
    let needed = EVENTS * f64::from(crowd(scenario)) / PATIENCE;
    match needed {
        _ if needed <= rate => liked,
        _ if needed <= ALONE => Speed::Events(needed.ceil()),
        _ => notch(Speed::Time(lasts(scenario) / SHOW), false),
    }
}

/// True if nothing runs but applications that paint frames: they are for people, who move the mouse in real time.
fn all_paint(scenario: &Scenario) -> bool {
    let paints = |name: &String| sim::model(name).is_some_and(ModelInfo::paints);
    !scenario.models.is_empty() && scenario.models.iter().all(paints)
}

/// How many jobs come at time 0.
#[must_use]
pub fn crowd(scenario: &Scenario) -> u32 {
    let workload = scenario.workload.as_ref().map_or(0, |workload| match (&workload.arrivals, workload.jobs) {
        (Arrivals::AtOnce | Arrivals::Every(0), Jobs::Count(n)) => n,
        (Arrivals::Closed(closed), _) if closed.think.mean() == 0.0 => closed.clients,
        _ => 0,
    });
    let spelt = scenario.job.iter().filter(|job| job.at == 0).count();
    workload.saturating_add(u32::try_from(spelt).unwrap_or(u32::MAX))
}

/// About how long its crowd keeps the machine busy if nobody waits in vain, ns: all their computing, and the longest of
/// what one job waits for and what a device has to do for all.
fn lasts(scenario: &Scenario) -> f64 {
    let jobs = f64::from(crowd(scenario));
    let steps = scenario.workload.as_ref().map(|workload| &workload.steps).or_else(|| Some(&scenario.job.first()?.steps));
    let (mut computes, mut waits, mut serves) = (0.0, 0.0, 0.0_f64);
    for step in steps.into_iter().flat_map(|steps| Step::flat(steps)) {
        match &step.op {
            Op::Cpu(dist) => computes += dist.mean(),
            Op::Io { device, latency } => {
                let device = scenario.devices.get(device);
                let latency = latency.as_ref().or_else(|| device?.latency.as_ref()).map_or(0.0, |dist| dist.mean());
                let depth = device.and_then(|device| device.depth);
                waits += latency;
                serves = serves.max(depth.map_or(0.0, |depth| jobs * latency / f64::from(depth.max(1))));
            }
            _ => {}
        }
    }
    jobs * computes / f64::from(scenario.machine.cores.max(1)) + waits.max(serves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_formats::documents::gallery::{self, ReadBuiltIn};

    const SLOW: Speed = Speed::Events(4.0);

    fn opens(slug: &str) -> Speed {
        opening(SLOW, &gallery::find(slug).unwrap().scenario(&["sync", "threads", "coroutines"]).unwrap())
    }

    #[test]
    fn where_jobs_come_one_by_one_each_event_is_seen() {
        for slug in ["default", "gather", "no-locks", "cpu-hog", "slow-disk"] {
            assert_eq!(opens(slug), SLOW, "{slug}");
        }
    }

    #[test]
    fn a_small_crowd_is_hurried_on_and_a_large_one_plays_by_time() {
        assert_eq!(opens("race-twenty"), Speed::Events(7.0));
        assert_eq!(opens("one-thread-many-requests"), Speed::Time(5e6), "200 ms of story");
        assert_eq!(opens("too-many-threads"), Speed::Time(2e8), "6 s of story");
    }

    #[test]
    fn whoever_plays_by_time_goes_on_so() {
        let scenario = gallery::find("too-many-threads").unwrap().scenario(&["threads", "coroutines"]).unwrap();
        assert_eq!(opening(Speed::Time(1e6), &scenario), Speed::Time(1e6));
    }

    #[test]
    fn any_crowd_has_a_speed_that_can_be_played() {
        for text in [
            "[workload]\njobs = 10000000\nsteps = [{ yield = true }]",
            "[workload]\njobs = \"endless\"\narrivals = { closed = { clients = 500, think = \"0ns\" } }\nsteps = [{ cpu = \"1ms\" }]",
            "devices.disk = { depth = 1, latency = \"900000s\" }\n[workload]\njobs = 10000000\nsteps = [{ io = \"disk\" }]",
        ] {
            let scenario: Scenario = toml::from_str(text).unwrap();
            let Speed::Time(ratio) = opening(SLOW, &scenario) else { panic!("{text}") };
            assert!((1e3..=1e10).contains(&ratio), "{text}: {ratio}");
        }
    }
}
