//! [`Scenario`]: a seed and some knobs, with every default. The text form is the contract of the scenario file.

use super::{Dist, InputKind, Jobs, Machine, ModelInfo, Ns, Step, Workload};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeMap;

/// What is run: a machine, a workload and a seed.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// The display name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The seed of every draw.
    #[serde(with = "seed")]
    pub seed: u64,
    /// The models to run, by name; if empty, all that exist except twins.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// The instant to stop at, ns; `None`: run to the end.
    #[serde(with = "super::time::maybe", skip_serializing_if = "Option::is_none")]
    pub until: Option<Ns>,
    /// The simulated machine.
    pub machine: Machine,
    /// The devices, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub devices: BTreeMap<String, Device>,
    /// Many jobs of one kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workload: Option<Workload>,
    /// Jobs written out one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub job: Vec<SpeltJob>,
    /// Messages posted into a loop's queue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub input: Vec<Input>,
}

/// An I/O device.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Device {
    /// The number of requests served at once; `None`: unlimited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<u32>,
    /// The latency of requests that specify none.
    #[serde(with = "super::dist::latency", skip_serializing_if = "Option::is_none")]
    pub latency: Option<Dist>,
}

/// A job written out on its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeltJob {
    /// Its arrival, ns.
    #[serde(default, with = "super::time::text")]
    pub at: Ns,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// An input message posted once, or periodically (the first after one interval).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The kind of message.
    pub kind: InputKind,
    /// Posted once, at this instant, ns.
    #[serde(default, with = "super::time::maybe", skip_serializing_if = "Option::is_none")]
    pub at: Option<Ns>,
    /// Posted periodically, at this interval, ns.
    #[serde(default, with = "super::time::maybe", skip_serializing_if = "Option::is_none")]
    pub every: Option<Ns>,
    /// The CPU time of its handler.
    #[serde(serialize_with = "cpu_dist")]
    pub cpu: Dist,
}

fn cpu_dist<Z: Serializer>(dist: &Dist, to: Z) -> Result<Z::Ok, Z::Error> {
    super::dist::Written(dist, "cpu").serialize(to)
}

impl Scenario {
    /// True if this model runs: it is named, or no model is named and it is no twin.
    #[must_use]
    pub fn runs(&self, model: &ModelInfo) -> bool {
        if self.models.is_empty() { !model.is_twin() } else { self.models.iter().any(|name| name == model.name) }
    }
    /// The steps of a job by its number, if the scenario has such a job.
    #[must_use]
    pub fn steps_of(&self, job: u32) -> Option<&[Step]> {
        match self.split_job(job)? {
            Ok(workload) => Some(&workload.steps),
            Err(spelt) => Some(&spelt.steps),
        }
    }

    /// Looks up a job number: in the workload, or among the jobs written out. The workload's jobs are numbered first;
    /// an endless workload's come after those written out, since it has no last one.
    #[must_use]
    pub fn split_job(&self, job: u32) -> Option<Result<&Workload, &SpeltJob>> {
        let first = self.first_of_workload();
        let spelt_first = self.first_spelt();
        match &self.workload {
            Some(workload) if job >= first && (matches!(workload.jobs, Jobs::Endless) || job < spelt_first) => Some(Ok(workload)),
            _ => self.job.get(job.checked_sub(spelt_first)? as usize).map(Err),
        }
    }

    /// The number of the workload's first job.
    #[must_use]
    pub fn first_of_workload(&self) -> u32 {
        match self.workload.as_ref().map(|w| w.jobs) {
            Some(Jobs::Endless) => self.job.len() as u32,
            _ => 0,
        }
    }

    /// The number of the first job written out.
    #[must_use]
    pub fn first_spelt(&self) -> u32 {
        match self.workload.as_ref().map(|w| w.jobs) {
            Some(Jobs::Count(n)) => n,
            _ => 0,
        }
    }

    /// The total number of jobs; `None`: endless.
    #[must_use]
    pub fn total_jobs(&self) -> Option<u64> {
        match self.workload.as_ref().map(|w| w.jobs) {
            Some(Jobs::Endless) => None,
            Some(Jobs::Count(n)) => Some(u64::from(n) + self.job.len() as u64),
            None => Some(self.job.len() as u64),
        }
    }

    /// True if a run could not tell the two scenarios apart: they have the same knobs and differ at most in name or in
    /// which models run.
    #[must_use]
    pub fn has_knobs_of(&self, other: &Self) -> bool {
        let Self { name: _, models: _, seed, until, machine, devices, workload, job, input } = self;
        *seed == other.seed
            && *until == other.until
            && *machine == other.machine
            && *devices == other.devices
            && *workload == other.workload
            && *job == other.job
            && *input == other.input
    }

    /// True if a run of it ends by itself or at `until`.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.until.is_some() || self.total_jobs().is_some()
    }
}

/// serde: a seed is a number; one beyond TOML's integers is written as text.
mod seed {
    use super::{Deserializer, Error, Serializer};

    pub fn serialize<Z: Serializer>(seed: &u64, to: Z) -> Result<Z::Ok, Z::Error> {
        if i64::try_from(*seed).is_ok() { to.serialize_u64(*seed) } else { to.serialize_str(&seed.to_string()) }
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = u64;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a whole number from 0 to 18446744073709551615 (in quotes if above 9223372036854775807)")
            }
            fn visit_i64<E: Error>(self, n: i64) -> Result<u64, E> {
                u64::try_from(n).map_err(|_| E::invalid_value(serde::de::Unexpected::Signed(n), &self))
            }
            fn visit_u64<E: Error>(self, n: u64) -> Result<u64, E> {
                Ok(n)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
                text.parse().map_err(|_| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        from.deserialize_any(Reader)
    }
}
