//! A scenario as text again: readable, in the layout of the format's own description, and saved without risk to the old file.

use super::{merge::merge, source::text_of};
use crate::io::replace::replace;
use loopscope_event::dist::Written;
use loopscope_event::time::exact;
use loopscope_event::{Device, Input, Machine, Scenario, SpeltJob, Step, Workload};
use serde::Serialize;
use std::{fmt::Write as _, io, path::Path};

/// The scenario as TOML that reads back as the same scenario. Knobs of the machine that stand at their defaults are left out.
#[must_use]
pub fn write(scenario: &Scenario) -> String {
    write_under(scenario, "")
}

/// As [`write`], with every knob of the machine.
pub(super) fn write_whole(scenario: &Scenario) -> String {
    write_knobs(scenario, "", true)
}

/// As [`write`], within the table `under` of another file; its own header is the caller's.
pub(crate) fn write_under(scenario: &Scenario, under: &str) -> String {
    write_knobs(scenario, under, false)
}

/// As [`write_under`]; `all` knobs of the machine, or those that do not stand at their defaults.
fn write_knobs(scenario: &Scenario, under: &str, all: bool) -> String {
    let within = |name: &str| if under.is_empty() { name.to_owned() } else { format!("{under}.{name}") };
    let Scenario { name, seed, models, until, machine, devices, workload, job, input } = scenario;
    let mut out = String::new();
    if let Some(name) = name {
        pair(&mut out, "name", name);
    }
    pair(&mut out, "seed", &Seed(*seed));
    if !models.is_empty() {
        pair(&mut out, "models", models);
    }
    if let Some(until) = until {
        pair(&mut out, "until", &exact(*until));
    }
    write_machine(&mut out, &within("machine"), machine, all);
    for (name, device) in devices {
        let Device { depth, latency } = device;
        let _ = writeln!(out, "\n[{}.{}]", within("devices"), key(name));
        if let Some(depth) = depth {
            pair(&mut out, "depth", depth);
        }
        if let Some(latency) = latency {
            pair(&mut out, "latency", &Written(latency, "latency"));
        }
    }
    if let Some(workload) = workload {
        let Workload { jobs, arrivals, steps } = workload;
        let _ = writeln!(out, "\n[{}]", within("workload"));
        pair(&mut out, "jobs", jobs);
        pair(&mut out, "arrivals", arrivals);
        write_steps(&mut out, steps);
    }
    for job in job {
        let SpeltJob { at, steps } = job;
        let _ = writeln!(out, "\n[[{}]]", within("job"));
        pair(&mut out, "at", &exact(*at));
        write_steps(&mut out, steps);
    }
    for input in input {
        let Input { kind, at, every, cpu } = input;
        let _ = writeln!(out, "\n[[{}]]", within("input"));
        pair(&mut out, "kind", kind);
        for (name, time) in [("at", at), ("every", every)] {
            if let Some(time) = time {
                pair(&mut out, name, &exact(*time));
            }
        }
        pair(&mut out, "cpu", &Written(cpu, "cpu"));
    }
    out
}

fn write_machine(out: &mut String, header: &str, machine: &Machine, all: bool) {
    let Machine { cores, quantum, switch, dispatch, spawn, pool, processes, steal, preempt } = machine;
    let usual = Machine::default();
    if *machine == usual && !all {
        return;
    }
    let _ = writeln!(out, "\n[{header}]");
    let mut differs = |name: &str, differs: bool, value: &dyn Fn(&mut String, &str)| {
        if differs || all {
            value(out, name);
        }
    };
    differs("cores", *cores != usual.cores, &|out, name| pair(out, name, cores));
    differs("quantum", *quantum != usual.quantum, &|out, name| pair(out, name, quantum));
    differs("switch", *switch != usual.switch, &|out, name| pair(out, name, switch));
    differs("dispatch", *dispatch != usual.dispatch, &|out, name| pair(out, name, dispatch));
    differs("spawn", *spawn != usual.spawn, &|out, name| pair(out, name, &exact(*spawn)));
    differs("pool", *pool != usual.pool, &|out, name| pair(out, name, pool));
    differs("processes", *processes != usual.processes, &|out, name| pair(out, name, processes));
    differs("steal", *steal != usual.steal, &|out, name| pair(out, name, &exact(*steal)));
    differs("preempt", *preempt != usual.preempt, &|out, name| pair(out, name, preempt));
}

/// A step a line.
fn write_steps(out: &mut String, steps: &[Step]) {
    out.push_str("steps = [\n");
    for step in steps {
        let _ = writeln!(out, "  {},", inline(step));
    }
    out.push_str("]\n");
}

fn pair(out: &mut String, name: &str, value: &(impl Serialize + ?Sized)) {
    let _ = writeln!(out, "{name} = {}", inline(value));
}

/// A value on one line. Every value of a scenario can be written; one that cannot would leave an empty text, which does not read back.
pub(crate) fn inline(value: &(impl Serialize + ?Sized)) -> String {
    let mut out = String::new();
    let written = value.serialize(toml::ser::ValueSerializer::new(&mut out)).is_ok();
    if written { out } else { String::new() }
}

/// A key, in quotes where it must be.
fn key(name: &str) -> String {
    if !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
        return name.to_owned();
    }
    let mut out = String::from("\"");
    for c in name.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A seed beyond what TOML's integers hold is written as text.
struct Seed(u64);

impl Serialize for Seed {
    fn serialize<Z: serde::Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        match i64::try_from(self.0) {
            Ok(seed) => to.serialize_i64(seed),
            Err(_) => to.serialize_str(&self.0.to_string()),
        }
    }
}

/// Writes the scenario to a file, all of it or nothing: a file that was there before stays whole until the new one is.
///
/// # Errors
/// When the new file cannot be written; the old one is then as it was.
pub fn save(path: &Path, scenario: &Scenario) -> io::Result<()> {
    replace(path, write(scenario).as_bytes())
}

/// As [`save`], over the file that the scenario was opened from: its comments, the order of its keys and all that did not change
/// stay. A file that is no scenario any more is written anew.
///
/// # Errors
/// When the new file cannot be written; the old one is then as it was.
pub fn save_over(path: &Path, scenario: &Scenario) -> io::Result<()> {
    let merged = text_of(path).ok().and_then(|text| merge(&text, scenario));
    replace(path, merged.unwrap_or_else(|| write(scenario)).as_bytes())
}
