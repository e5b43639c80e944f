//! The simulated machine's knobs (cores, quantum, costs), their defaults and their text forms.

use super::{Ns, time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// The simulated machine. Costs are in nanoseconds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Machine {
    /// Number of cores, 1 to 64.
    pub cores: u16,
    /// The time that a thread may run while others wait for the core.
    pub quantum: Limit,
    /// The cost of a context switch.
    pub switch: Cost,
    /// The cost of taking a message from a loop's queue.
    pub dispatch: Cost,
    /// The cost of creating a thread, ns, paid at its first dispatch.
    #[serde(with = "cost_text")]
    pub spawn: Ns,
    /// The number of threads in the pool.
    pub pool: u32,
    /// The number of processes, each with a loop of its own.
    pub processes: u32,
    /// The cost of one steal, ns.
    #[serde(with = "cost_text")]
    pub steal: Ns,
    /// The time that a goroutine may run while others wait.
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

/// The time after which something is cut short, ns; `None` (`"inf"`): never.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit(pub Option<Ns>);

/// A cost that grows with the number of threads or tasks: `base + ⌊penalty · min(n, at) / at⌋`, ns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// The cost at n = 0, ns; at most a second.
    pub base: Ns,
    /// The cost added at n ≥ `at`, ns; at most a second.
    pub penalty: Ns,
    /// The n at which growth ends; at least 1.
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
    /// The cost with `n` threads or tasks, ns.
    #[must_use]
    pub fn of(&self, n: u32) -> u32 {
        if self.penalty == 0 {
            return u32::try_from(self.base).unwrap_or(u32::MAX);
        }
        let grown = self.penalty * Ns::from(n.min(self.at)) / Ns::from(self.at.max(1));
        u32::try_from(self.base + grown).unwrap_or(u32::MAX)
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
        if *self == Self::flat(self.base) {
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
            at: Option<u32>,
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
                match at {
                    Some(0) => Err(A::Error::custom("at is 0; expected 1 or more")),
                    None if penalty > 0 => {
                        Err(A::Error::custom("a penalty needs at = …: the number of threads or tasks where the cost stops growing"))
                    }
                    _ => Ok(Cost { base, penalty, at: at.unwrap_or(1) }),
                }
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
