//! Queueing theory, inside three standard errors.
//!
//! Each figure is the mean over independent runs (one seed each) of long runs whose first tenth is left out; the standard
//! error is that of this mean. The seeds are fixed, so that a test either always holds or never does.

use super::{info, step};
use loopscope::{
    event::{Arrivals, Change, Closed, Cost, Dist, Event, EventNo, Jobs, Limit, Machine, Op, Scenario, Workload, time::MS, time::US},
    sim::{self, Sink},
    trace::{Report, Stats},
};
use std::sync::Arc;

const RUNS: u64 = 24;
/// The mean service time, ns.
const S: f64 = 1e6;

struct Count(Stats);

impl Sink for Count {
    fn events(&mut self, first: EventNo, events: &[Event], _: &[Change]) {
        (first..).zip(events).for_each(|(number, event)| self.0.apply(event, number));
    }
}

fn machine(cores: u16, quantum: Option<u64>) -> Machine {
    Machine { cores, quantum: Limit(quantum), switch: Cost::flat(0), dispatch: Cost::flat(0), ..Machine::default() }
}

fn stream(per_s: f64, jobs: u32, steps: Vec<Op>, machine: Machine) -> Scenario {
    let steps = steps.into_iter().map(step).collect();
    let workload = Workload { jobs: Jobs::Count(jobs), arrivals: Arrivals::Poisson(per_s), steps };
    Scenario { machine, workload: Some(workload), ..Scenario::default() }
}

/// A run in numbers, and the mean time in the system of all but the first tenth of its jobs, ns.
fn run(scenario: &Scenario, model: &str) -> (Report, f64) {
    let mut count = Count(Stats::exact(scenario.machine.cores).of(info(model)).with_jobs());
    sim::run(&Arc::new(scenario.clone()), info(model), &mut count);
    let report = count.0.report(None);
    let rows = count.0.take_jobs();
    let late = &rows[rows.len() / 10..];
    (report, late.iter().map(|row| (row.completion - row.arrival) as f64).sum::<f64>() / late.len() as f64)
}

/// The mean of a figure over the runs agrees with what theory says.
fn agrees(what: &str, theory: f64, scenario: &Scenario, model: &str, figure: impl Fn(&Report, f64) -> f64) {
    let found: Vec<f64> = (0..RUNS)
        .map(|seed| {
            let (report, sojourn) = run(&Scenario { seed: 1000 + seed, ..scenario.clone() }, model);
            figure(&report, sojourn)
        })
        .collect();
    let n = found.len() as f64;
    let mean = found.iter().sum::<f64>() / n;
    let error = (found.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    assert!((mean - theory).abs() <= 3.0 * error, "{what} ({model}): {mean} ± {error}, in theory {theory}");
    assert!(error < 0.03 * theory, "{what} ({model}): {mean} ± {error} says too little");
}

fn sojourn(_: &Report, ns: f64) -> f64 {
    ns
}

#[test]
fn m_m_1() {
    let scenario = stream(600.0, 8_000, vec![Op::Cpu(Dist::Exp(MS))], machine(1, None));
    for model in ["coroutines", "threads", "callbacks", "sync"] {
        agrees("M/M/1", S / (1.0 - 0.6), &scenario, model, sojourn);
    }
}

#[test]
fn m_m_c_after_erlang() {
    // λ = 2100/s, c = 3: offered load a = 2.1.
    let (a, c) = (2.1_f64, 3.0);
    let below = 1.0 + a + a * a / 2.0;
    let waits = a.powi(3) / 6.0 / (1.0 - a / c);
    let erlang = waits / (below + waits);
    let scenario = stream(2100.0, 12_000, vec![Op::Cpu(Dist::Exp(MS))], machine(3, None));
    agrees("M/M/c", S + erlang * S / (c - a), &scenario, "threads", sojourn);
    let pool = Machine { pool: 100_000, ..machine(3, None) };
    agrees("M/M/c", S + erlang * S / (c - a), &Scenario { machine: pool, ..scenario }, "pool", sojourn);
}

#[test]
fn m_d_1_and_m_g_1_after_pollaczek_and_khinchine() {
    let rho = 0.6;
    let wait = |cv: f64| S + rho * S * (1.0 + cv * cv) / (2.0 * (1.0 - rho));
    let fixed = stream(600.0, 8_000, vec![Op::Cpu(Dist::Fixed(MS))], machine(1, None));
    agrees("M/D/1", wait(0.0), &fixed, "coroutines", sojourn);
    let wide = stream(600.0, 12_000, vec![Op::Cpu(Dist::Lognormal { mean: MS, cv: 1.2 })], machine(1, None));
    agrees("M/G/1", wait(1.2), &wide, "coroutines", sojourn);
}

#[test]
fn m_g_infinity_holds_what_arrives_times_what_it_takes() {
    for latency in [Dist::Fixed(10 * MS), Dist::Exp(10 * MS), Dist::Lognormal { mean: 10 * MS, cv: 1.5 }] {
        let ask = Op::Io { device: "disk".into(), latency: Some(latency) };
        let scenario = stream(1000.0, 20_000, vec![ask], machine(1, None));
        agrees("M/G/∞", 10.0, &scenario, "coroutines", |report, _| report.mean_in_system);
    }
}

/// Throughput of a closed network of one core and thinking clients, jobs a second: mean value analysis, exact.
fn mean_value_analysis(clients: u32, service: f64, think: f64) -> f64 {
    let (mut queue, mut rate) = (0.0, 0.0);
    for n in 1..=clients {
        let stay = service * (1.0 + queue);
        rate = f64::from(n) / (stay + think);
        queue = rate * stay;
    }
    rate * 1e9
}

#[test]
fn a_closed_network_after_mean_value_analysis() {
    for clients in [1, 5, 10, 20] {
        let arrivals = Arrivals::Closed(Closed { clients, think: Dist::Exp(9 * MS) });
        // Endless: of a fixed number of jobs, the last clients to finish would have the core to themselves.
        let workload = Workload { jobs: Jobs::Endless, arrivals, steps: vec![step(Op::Cpu(Dist::Exp(MS)))] };
        let scenario = Scenario { until: Some(20_000 * MS), machine: machine(1, None), workload: Some(workload), ..Scenario::default() };
        let rate = mean_value_analysis(clients, S, 9e6);
        assert!(rate <= (1e9 / S).min(f64::from(clients) * 1e9 / (S + 9e6)));
        agrees("a closed network", rate, &scenario, "coroutines", |report, _| report.throughput_per_s);
    }
}

#[test]
fn a_small_quantum_shares_the_processor() {
    // M/G/1 with processor sharing: S/(1−ρ), whatever the distribution.
    let scenario = stream(500.0, 4_000, vec![Op::Cpu(Dist::Lognormal { mean: MS, cv: 1.2 })], machine(1, Some(20 * US)));
    agrees("processor sharing", S / (1.0 - 0.5), &scenario, "threads", sojourn);
}

#[test]
fn updates_that_are_kept_while_others_write() {
    let x = || "x".to_owned();
    for (rate, window) in [(100.0, 5 * MS), (400.0, 5 * MS)] {
        let ask = Op::Io { device: "db".into(), latency: Some(Dist::Fixed(window)) };
        let steps = vec![Op::Read(x()), ask, Op::Write { var: x(), add: 1 }];
        let scenario = stream(rate, 4_000, steps, machine(1, None));
        let kept = 1.0 / (1.0 + rate * window as f64 / 1e9);
        for model in ["coroutines", "threads", "callbacks"] {
            agrees("updates kept", kept, &scenario, model, |report, _| 1.0 - report.lost_updates as f64 / report.jobs as f64);
        }
    }
}
