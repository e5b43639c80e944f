//! A workload, many jobs of one kind: their number, arrivals and steps, and the text form.

use super::{Dist, Ns, Step, time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeMap};

/// Many jobs of one kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// The number of jobs.
    pub jobs: Jobs,
    /// When they arrive.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// The steps of each.
    pub steps: Vec<Step>,
}

/// The number of jobs in a workload.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jobs {
    /// A fixed number.
    Count(u32),
    /// As many as arrive before the run is stopped.
    Endless,
}

/// When jobs arrive.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Arrivals {
    /// All at time 0.
    #[default]
    AtOnce,
    /// One per interval of this length, ns, the first at time 0.
    Every(Ns),
    /// A Poisson process of this rate, jobs per second of story time.
    Poisson(f64),
    /// Clients that each think, send a job, wait for it, and think again.
    Closed(Closed),
}

/// A closed workload's clients.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The number of clients.
    pub clients: u32,
    /// The think time of a client before each job, the first included.
    #[serde(serialize_with = "super::dist::think::serialize")]
    pub think: Dist,
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

impl Serialize for Arrivals {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        let mut map = match self {
            Self::AtOnce => return to.serialize_str("at-once"),
            _ => to.serialize_map(Some(1))?,
        };
        match self {
            Self::AtOnce => {}
            Self::Every(gap) => map.serialize_entry("every", &time::exact(*gap))?,
            Self::Poisson(rate) => map.serialize_entry("poisson", rate)?,
            Self::Closed(closed) => map.serialize_entry("closed", closed)?,
        }
        map.end()
    }
}
impl<'de> Deserialize<'de> for Arrivals {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> serde::de::Visitor<'de> for Reader {
            type Value = Arrivals;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("\"at-once\", { every = \"1ms\" }, { poisson = 800.0 } or { closed = { clients = 10, think = \"9ms\" } }")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Arrivals, E> {
                if text == "at-once" { Ok(Arrivals::AtOnce) } else { Err(E::invalid_value(serde::de::Unexpected::Str(text), &self)) }
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Arrivals, A::Error> {
                let mut found = None;
                while let Some(key) = map.next_key::<String>()? {
                    let next = match key.as_str() {
                        "every" => Arrivals::Every(map.next_value::<time::Text>()?.0),
                        "poisson" => Arrivals::Poisson(map.next_value()?),
                        "closed" => Arrivals::Closed(map.next_value()?),
                        _ => return Err(A::Error::unknown_field(&key, &["every", "poisson", "closed"])),
                    };
                    if found.replace(next).is_some() {
                        return Err(A::Error::custom("one kind of arrivals at a time: every, poisson or closed"));
                    }
                }
                found.ok_or_else(|| A::Error::custom("expected one of every, poisson or closed"))
            }
        }
        from.deserialize_any(Reader)
    }
}
