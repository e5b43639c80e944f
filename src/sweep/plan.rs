//! [`Plan`]: a scenario and a grid over it. Every fault of any of its runs is reported before the first of them starts.

use super::{Range, compute::pool, key::Key, keys};
use loopscope_event::validate::Problem;
use loopscope_event::{Axis, Grid, ModelInfo, Scenario, Setting};
use rayon::prelude::*;
use serde_json::Value;
use std::{collections::BTreeSet, sync::Arc};

/// The largest number of runs in a sweep.
pub const MOST_RUNS: u128 = 1_000_000;

/// A scenario and a grid over it, ready to run.
#[derive(Clone, Debug)]
pub struct Plan {
    tree: Value,
    keys: Vec<Key>,
    grid: Grid,
    models: Vec<&'static ModelInfo>,
    names: Vec<&'static str>,
}

impl Plan {
    /// A sweep of `scenario` (which was validated) over `ranges`, written as `KEY=FROM..TO:lin
    /// log:N`, for each of `models`.
    ///
    /// # Errors
    /// A sentence that names the range or value that is not possible, and what is.
    pub fn new(scenario: &Scenario, ranges: &[String], models: Vec<&'static ModelInfo>) -> Result<Self, String> {
        let known = keys(scenario);
        let read = |text: &String| Range::parse(text, &known).map_err(|says| format!("{text}: {says}"));
        let ranges: Vec<Range> = ranges.iter().map(read).collect::<Result<_, _>>()?;
        apart(&ranges)?;
        few_enough(&ranges, models.len())?;
        let plan = Self {
            // Every scenario that was read can be serialised.
            tree: serde_json::to_value(scenario).map_err(|fault| fault.to_string())?,
            keys: ranges.iter().map(|range| range.key().clone()).collect(),
            grid: Grid {
                over: ranges.iter().map(Range::axis).collect(),
                models: models.iter().map(|model| model.name.to_owned()).collect(),
            },
            names: loopscope_sim::models().iter().map(|model| model.name).collect(),
            models,
        };
        plan.check()?;
        Ok(plan)
    }

    /// Checks every value of each key alone, so that a fault is reported with its key, then all together.
    fn check(&self) -> Result<(), String> {
        for (place, Axis { values, .. }) in self.grid.over.iter().enumerate() {
            let mut first = self.grid.settings(0);
            for value in values {
                first[place] = *value;
                self.with(&first)?;
            }
        }
        if self.grid.over.len() == 1 {
            return Ok(());
        }
        let all = || (0..self.grid.points()).into_par_iter().try_for_each(|point| self.scenario(point).map(drop));
        pool(0).map_err(|fault| format!("the system gives no threads: {fault}"))?.install(all)
    }

    /// The grid, which numbers the runs.
    #[must_use]
    pub const fn grid(&self) -> &Grid {
        &self.grid
    }
    /// The model of a run.
    #[must_use]
    pub fn model(&self, run: usize) -> &'static ModelInfo {
        self.models[self.grid.model(run)]
    }
    /// The models, in the order of the grid.
    #[must_use]
    pub fn models(&self) -> &[&'static ModelInfo] {
        &self.models
    }

    /// The scenario at a point of the grid (a run's number divided by the number of models).
    ///
    /// # Errors
    /// A sentence that says what is wrong with the scenario; none for a plan that was made.
    pub fn scenario(&self, point: usize) -> Result<Arc<Scenario>, String> {
        self.with(&self.grid.settings(point))
    }

    fn with(&self, settings: &[Setting]) -> Result<Arc<Scenario>, String> {
        let mut tree = self.tree.clone();
        for (key, value) in self.keys.iter().zip(settings) {
            key.set(&mut tree, *value);
        }
        let at = || {
            let set = self.keys.iter().zip(settings).map(|(key, value)| format!("{}={value}", key.name()));
            set.collect::<Vec<_>>().join(", ")
        };
        let scenario: Scenario =
            serde_path_to_error::deserialize(tree).map_err(|fault| format!("{}: {}: {}", at(), fault.path(), fault.inner()))?;
        scenario.validate(&self.names).map_err(|Problem { key, message }| format!("{}: {key}: {message}", at()))?;
        if !scenario.ends() {
            return Err(format!(
                "{}: this run would never end; add a line such as until = \"10s\" above the scenario's tables, or give jobs a number instead of \"endless\"",
                at()
            ));
        }
        Ok(Arc::new(scenario))
    }
}

/// Checks that no key is set twice, be it by itself and by a key below it.
fn apart(ranges: &[Range]) -> Result<(), String> {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for name in ranges.iter().map(|range| range.key().name()) {
        let inside = |a: &str, b: &str| a == b || a.strip_prefix(b).is_some_and(|rest| rest.starts_with('.'));
        if let Some(other) = names.iter().find(|other| inside(other, &name) || inside(&name, other)) {
            return Err(format!("{name}: this key is already set by {other}; each may be swept once"));
        }
        names.insert(name);
    }
    if names.is_empty() { Err("there is nothing to sweep over".into()) } else { Ok(()) }
}

/// Checks the number of runs before anything is allocated.
fn few_enough(ranges: &[Range], models: usize) -> Result<(), String> {
    let points = ranges.iter().fold(1_u128, |points, range| points.saturating_mul(range.count().into()));
    let runs = points.saturating_mul(models as u128);
    if runs <= MOST_RUNS {
        return Ok(());
    }
    let models = if models == 1 { "one model".to_owned() } else { format!("each of {models} models") };
    Err(format!("the grid has {points} points, for {models}: {runs} runs; at most {MOST_RUNS} can be asked for at once"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_event::time::US;
    use loopscope_event::{Arrivals, Cost, Device};
    use loopscope_formats::documents::gallery::{BUILT_IN, ReadBuiltIn};
    use loopscope_sim as sim;

    const TEXT: &str = "[machine]\nswitch = \"2us\"\n[devices.disk]\n[workload]\njobs = 9\narrivals = { closed = { clients = 3, think = \"1ms\" } }\nsteps = [{ cpu = \"5us\" }, { io = \"disk\", latency = \"9ms\" }, { all = [[{ cpu = \"1us\" }]] }]\n";

    fn plan(ranges: &[&str]) -> Result<Plan, String> {
        let ranges: Vec<String> = ranges.iter().map(|range| (*range).to_owned()).collect();
        Plan::new(&toml::from_str(TEXT).unwrap(), &ranges, sim::models()[..2].to_vec())
    }

    fn set(range: &str) -> Scenario {
        Scenario::clone(&plan(&[range]).unwrap_or_else(|says| panic!("{says}")).scenario(0).unwrap())
    }

    #[test]
    fn a_key_is_set_as_the_file_would_set_it() {
        let machine = |key: &str| set(key).machine;
        assert_eq!(machine("machine.pool=40..40:lin:1").pool, 40);
        assert_eq!(machine("machine.switch=3us..3us:lin:1").switch, Cost::flat(3 * US));
        assert_eq!(machine("machine.switch.penalty=5us..5us:lin:1").switch, Cost { base: 2 * US, penalty: 5 * US, at: 1000 });
        assert_eq!(machine("machine.dispatch.base=1us..1us:lin:1").dispatch.penalty, 400);
        assert_eq!(machine("machine.quantum=1ms..1ms:lin:1").quantum.0, Some(1000 * US));
        assert_eq!(set("until=1s..1s:lin:1").until, Some(1_000_000 * US));
        assert_eq!(set("seed=18446744073709551615..18446744073709551615:lin:1").seed, u64::MAX);
        assert_eq!(set("devices.disk.depth=4..4:lin:1").devices["disk"], Device { depth: Some(4), latency: None });
        let workload = |key: &str| set(key).workload.unwrap();
        assert!(
            matches!(workload("workload.arrivals.closed.clients=7..7:lin:1").arrivals, Arrivals::Closed(closed) if closed.clients == 7)
        );
        let inner = workload("workload.steps.2.all.0.0.cpu=8us..8us:lin:1").steps[2].clone();
        assert_eq!(toml::Value::try_from(inner).unwrap().to_string(), "{ all = [[{ cpu = \"8us\" }]] }");
    }

    #[test]
    fn a_scenario_that_is_not_changed_stays_the_same() {
        for built_in in BUILT_IN.iter() {
            let names: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
            let mut scenario = built_in.scenario(&names).unwrap();
            scenario.until = Some(1_000_000_000);
            let seed = format!("seed={0}..{0}:lin:1", scenario.seed);
            let plan = Plan::new(&scenario, &[seed], sim::models().to_vec()).unwrap();
            assert_eq!(*plan.scenario(0).unwrap(), scenario, "{}", built_in.slug);
        }
    }

    #[test]
    fn what_no_run_could_be_is_refused() {
        for (ranges, says) in [
            (&["machine.cores=1..65:lin:65"] as &[&str], "machine.cores=65: machine.cores: found 65; expected 1 to 64"),
            (&["machine.pool=0..4:lin:5"], "machine.pool=0: machine.pool: found 0; expected 1 to"),
            (&["devices.disk.depth=9000000000..9000000000:lin:1"], "devices.disk.depth=9000000000: devices.disk.depth: "),
            (&["workload.jobs=0..5:lin:2"], "expected 1 to 10000000"),
            (&["machine.switch=1s..2s:lin:2"], "is more than the 1s"),
            (&["machine.pool=1..4:lin:4", "machine.pool=1..4:lin:4"], "already set by machine.pool"),
            (&["machine.switch=1us..4us:lin:4", "machine.switch.base=1us..4us:lin:4"], "already set by machine.switch"),
            (
                &["machine.pool=1..4:lin:1000000000"],
                "the grid has 1000000000 points, for each of 2 models: 2000000000 runs; at most 1000000",
            ),
            (
                &["machine.pool=1..4:lin:99999999999999", "seed=1..4:lin:99999999999999", "until=1s..2s:lin:99999999999999"],
                "at most 1000000",
            ),
            (&[], "nothing to sweep over"),
        ] {
            let found = plan(ranges).map(drop).expect_err(says);
            assert!(found.contains(says), "{ranges:?}: {found}");
        }
        let endless: Scenario = toml::from_str(&TEXT.replace("jobs = 9", "jobs = \"endless\"")).unwrap();
        let with = |range: &str| Plan::new(&endless, &[range.to_owned()], sim::models().to_vec()).map(drop);
        assert!(with("seed=1..4:lin:4").unwrap_err().contains("seed=1: this run would never end"));
        assert_eq!((with("until=1s..2s:lin:2"), with("workload.jobs=1..2:lin:2")), (Ok(()), Ok(())));
    }
}
