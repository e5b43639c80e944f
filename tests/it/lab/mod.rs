//! The simulated machine against the page that defines it.

mod arrivals;
mod determinism;
mod formulas;
mod futures_crate;
mod sharing;
mod theory;
mod worked;

use loopscope::{
    event::{Change, Cost, Dist, Event, EventNo, Kind, Limit, Machine, ModelInfo, Ns, Op, Scenario, SpeltJob, Step},
    sim::{self, Sink},
};
use std::{collections::BTreeMap, sync::Arc};

/// A headless run's whole log.
#[derive(Default)]
pub struct Log(pub Vec<Event>);

impl Sink for Log {
    fn events(&mut self, first: EventNo, events: &[Event], _: &[Change]) {
        assert_eq!(first, self.0.len() as EventNo, "events are numbered by their place");
        self.0.extend_from_slice(events);
    }
}

impl Log {
    pub fn of(scenario: &Scenario, model: &str) -> Self {
        let mut log = Self::default();
        sim::run(&Arc::new(scenario.clone()), info(model), &mut log);
        log
    }
    /// When each job was done.
    pub fn completions(&self) -> BTreeMap<u32, Ns> {
        self.0.iter().filter_map(|e| if let Kind::JobDone { job } = e.kind { Some((job.0, e.at)) } else { None }).collect()
    }
    pub fn makespan(&self) -> Ns {
        self.completions().values().copied().max().unwrap_or(0)
    }
}

pub fn info(model: &str) -> &'static ModelInfo {
    sim::model(model).expect("a model of the registry")
}

pub fn step(op: Op) -> Step {
    Step { op, label: None }
}
pub fn cpu(ns: Ns) -> Step {
    Step { op: Op::Cpu(Dist::Fixed(ns)), label: None }
}
pub fn io(ns: Ns) -> Step {
    Step { op: Op::Io { device: "disk".into(), latency: Some(Dist::Fixed(ns)) }, label: None }
}
pub fn job(at: Ns, steps: Vec<Step>) -> SpeltJob {
    SpeltJob { at, steps }
}

/// A machine whose costs are all flat.
pub fn machine(cores: u16, switch: Ns, dispatch: Ns, quantum: Option<Ns>) -> Machine {
    Machine { cores, quantum: Limit(quantum), switch: Cost::flat(switch), dispatch: Cost::flat(dispatch), ..Machine::default() }
}
