//! [`Scenario`]: a seed and some knobs, with every default. The text form is the contract of the scenario file.

use super::{Dist, InputKind, Ns, Step, time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::collections::BTreeMap;

/// What is run: a machine, a workload and a seed.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The seed of every draw.
    #[serde(with = "seed")]
    pub seed: u64,
    /// The models to run, by name; empty means all that exist.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Stop there; `None`: run to the end.
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
    /// Jobs spelt out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub job: Vec<SpeltJob>,
    /// Messages posted into a loop's queue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub input: Vec<Input>,
}

/// The simulated machine. Costs are in nanoseconds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Machine {
    /// Number of cores, 1 to 64.
    pub cores: u16,
    /// How long a thread may run while others wait for the core.
    pub quantum: Limit,
    /// What a context switch costs.
    pub switch: Cost,
    /// What taking a message from a loop's queue costs.
    pub dispatch: Cost,
    /// Paid at a thread's first dispatch.
    #[serde(with = "cost_text")]
    pub spawn: Ns,
    /// Threads in the pool.
    pub pool: u32,
    /// Processes with a loop each.
    pub processes: u32,
    /// What one steal costs.
    #[serde(with = "cost_text")]
    pub steal: Ns,
    /// How long a goroutine may run while others wait.
    pub preempt: Limit,
}

impl Default for Machine {
    fn default() -> Self {
        Self {
            cores: 1,
            quantum: Limit(Some(4 * time::MS)),
            switch: Cost { base: 2 * time::US, penalty: 5 * time::US, at: 1000 },
            dispatch: Cost { base: 50, penalty: 400, at: 100_000 },
            spawn: 0,
            pool: 8,
            processes: 4,
            steal: 0,
            preempt: Limit(Some(10 * time::MS)),
        }
    }
}

/// A length of time after which something is cut short, or never (`"inf"`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit(pub Option<Ns>);

/// A cost that grows with the number of threads or tasks: `base + ⌊penalty · min(n, at) / at⌋`, ns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// The cost with none, ns; at most a second.
    pub base: Ns,
    /// What is added once there are `at` of them, ns; at most a second.
    pub penalty: Ns,
    /// Where the growth ends; at least 1.
    pub at: u32,
}

impl Cost {
    /// The largest base or penalty that a scenario may name.
    pub const MOST: Ns = time::S;

    /// A cost that does not grow.
    #[must_use]
    pub const fn flat(base: Ns) -> Self {
        Self { base, penalty: 0, at: 1 }
    }
    /// The cost among `n` threads or tasks, ns.
    #[must_use]
    pub fn of(&self, n: u32) -> u32 {
        let grown = self.penalty * Ns::from(n.min(self.at)) / Ns::from(self.at.max(1));
        u32::try_from(self.base + grown).unwrap_or(u32::MAX)
    }
}

/// An I/O device.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Device {
    /// Requests served at once; `None`: any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<u32>,
    /// The latency of requests that give none.
    #[serde(with = "super::dist::latency", skip_serializing_if = "Option::is_none")]
    pub latency: Option<Dist>,
}

/// Many jobs of one kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// How many.
    pub jobs: Jobs,
    /// When they come.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// What each does.
    pub steps: Vec<Step>,
}

/// How many jobs a workload has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jobs {
    /// So many.
    Count(u32),
    /// As many as come before the run is stopped.
    Endless,
}

/// When jobs arrive.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrivals {
    /// All at time 0.
    #[default]
    AtOnce,
    /// One every so often, the first at time 0.
    #[serde(with = "super::time::text")]
    Every(Ns),
    /// A Poisson stream of so many per second of story.
    Poisson(f64),
    /// Clients that think, send a job, wait for it, and think again.
    Closed(Closed),
}

/// A closed workload's clients.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// How many.
    pub clients: u32,
    /// How long each thinks before each job, the first included.
    #[serde(serialize_with = "super::dist::think::serialize")]
    pub think: Dist,
}

/// A job spelt out.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeltJob {
    /// When it arrives.
    #[serde(default, with = "super::time::text")]
    pub at: Ns,
    /// What it does.
    pub steps: Vec<Step>,
}

/// A posted message: once, or every so often (the first after one interval).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// What it is.
    pub kind: InputKind,
    /// Posted once, at this instant.
    #[serde(default, with = "super::time::maybe", skip_serializing_if = "Option::is_none")]
    pub at: Option<Ns>,
    /// Posted again and again, at this interval.
    #[serde(default, with = "super::time::maybe", skip_serializing_if = "Option::is_none")]
    pub every: Option<Ns>,
    /// CPU time of its handler.
    #[serde(serialize_with = "cpu_dist")]
    pub cpu: Dist,
}

fn cpu_dist<Z: Serializer>(dist: &Dist, to: Z) -> Result<Z::Ok, Z::Error> {
    super::dist::Written(dist, "cpu").serialize(to)
}

impl Scenario {
    /// The steps of a job by its number, if the scenario has such a job.
    #[must_use]
    pub fn steps_of(&self, job: u32) -> Option<&[Step]> {
        match self.split_job(job)? {
            Ok(workload) => Some(&workload.steps),
            Err(spelt) => Some(&spelt.steps),
        }
    }

    /// Where a job number falls: in the workload, or among the jobs spelt out. The workload's jobs are numbered first;
    /// an endless workload's come after those spelt out, since it has no last one.
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

    /// The number of the first job spelt out.
    #[must_use]
    pub fn first_spelt(&self) -> u32 {
        match self.workload.as_ref().map(|w| w.jobs) {
            Some(Jobs::Count(n)) => n,
            _ => 0,
        }
    }

    /// How many jobs there are in all; `None`: endless.
    #[must_use]
    pub fn total_jobs(&self) -> Option<u64> {
        match self.workload.as_ref().map(|w| w.jobs) {
            Some(Jobs::Endless) => None,
            Some(Jobs::Count(n)) => Some(u64::from(n) + self.job.len() as u64),
            None => Some(self.job.len() as u64),
        }
    }

    /// True if a run of it ends by itself or at `until`.
    #[must_use]
    pub fn ends(&self) -> bool {
        self.until.is_some() || self.total_jobs().is_some()
    }
}

impl Serialize for Limit {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        match self.0 {
            Some(ns) => to.serialize_str(&time::exact(ns)),
            None => to.serialize_str("inf"),
        }
    }
}
impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match time::text_of(from)?.as_str() {
            "inf" => Ok(Self(None)),
            text => match time::parse(text) {
                Ok(0) => Err(D::Error::custom("expected more than 0ns, or \"inf\"")),
                other => other.map(|ns| Self(Some(ns))).map_err(D::Error::custom),
            },
        }
    }
}

impl Serialize for Cost {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        use serde::ser::SerializeMap;
        if self.penalty == 0 {
            return to.serialize_str(&time::exact(self.base));
        }
        let mut map = to.serialize_map(Some(3))?;
        map.serialize_entry("base", &time::exact(self.base))?;
        map.serialize_entry("penalty", &time::exact(self.penalty))?;
        map.serialize_entry("at", &self.at)?;
        map.end()
    }
}
impl<'de> Deserialize<'de> for Cost {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Keys {
            #[serde(with = "cost_text")]
            base: Ns,
            #[serde(default, with = "cost_text")]
            penalty: Ns,
            #[serde(default = "one")]
            at: u32,
        }
        const fn one() -> u32 {
            1
        }
        impl<'de> serde::de::Visitor<'de> for Reader {
            type Value = Cost;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a duration such as \"2us\", or { base = \"2us\", penalty = \"5us\", at = 1000 }")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Cost, E> {
                cost(text).map(Cost::flat).map_err(E::custom)
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Cost, A::Error> {
                let Keys { base, penalty, at } = Keys::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                if at == 0 { Err(A::Error::custom("at is 0; expected 1 or more")) } else { Ok(Cost { base, penalty, at }) }
            }
        }
        from.deserialize_any(Reader)
    }
}

fn cost(text: &str) -> Result<Ns, String> {
    match time::parse(text)? {
        ns if ns > Cost::MOST => Err(format!("{text:?} is more than the 1s that such a cost may be")),
        ns => Ok(ns),
    }
}

/// serde: a duration of at most [`Cost::MOST`].
mod cost_text {
    use super::{Deserializer, Error, Ns, Serializer, cost, time};

    pub fn serialize<Z: Serializer>(ns: &Ns, to: Z) -> Result<Z::Ok, Z::Error> {
        to.serialize_str(&time::exact(*ns))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Ns, D::Error> {
        cost(&time::text_of(from)?).map_err(D::Error::custom)
    }
}

impl Serialize for Jobs {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        match self {
            Self::Count(n) => to.serialize_u32(*n),
            Self::Endless => to.serialize_str("endless"),
        }
    }
}
impl<'de> Deserialize<'de> for Jobs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl serde::de::Visitor<'_> for Reader {
            type Value = Jobs;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number of jobs from 1 to 10000000, or \"endless\"")
            }
            fn visit_i64<E: Error>(self, n: i64) -> Result<Jobs, E> {
                u64::try_from(n)
                    .map_err(|_| E::custom(format!("jobs is {n}; expected 1 to 10000000, or \"endless\"")))
                    .and_then(|n| self.visit_u64(n))
            }
            fn visit_u64<E: Error>(self, n: u64) -> Result<Jobs, E> {
                match u32::try_from(n) {
                    Ok(n) if (1..=super::validate::MOST_JOBS).contains(&n) => Ok(Jobs::Count(n)),
                    _ => Err(E::custom(format!("jobs is {n}; expected 1 to 10000000, or \"endless\""))),
                }
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Jobs, E> {
                if text == "endless" { Ok(Jobs::Endless) } else { Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)) }
            }
        }
        from.deserialize_any(Reader)
    }
}

/// serde: a seed is a number; one beyond what TOML's integers hold is text.
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
