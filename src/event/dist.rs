//! Distributions of durations: the forms in which a scenario may write a time. Drawing from them is `sim`'s business.

use super::{Ns, time};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, Visitor},
    ser::SerializeMap,
};
use std::fmt;

/// A duration or a distribution of durations. Means and bounds are in nanoseconds.
#[derive(Clone, PartialEq, Debug)]
pub enum Dist {
    /// A constant.
    Fixed(Ns),
    /// Exponential with this mean.
    Exp(Ns),
    /// Lognormal with this mean and coefficient of variation (standard deviation / mean).
    Lognormal {
        /// Mean, ns.
        mean: Ns,
        /// Coefficient of variation, above 0 and at most 100.
        cv: f64,
    },
    /// Uniform over the whole nanoseconds from `lo` to `hi`, both included.
    Uniform {
        /// Least value, ns.
        lo: Ns,
        /// Greatest value, ns.
        hi: Ns,
    },
    /// A mixture: one of several distributions, each with its probability; the probabilities add up to 1.
    Mix(Vec<(f64, Dist)>),
}

/// The deepest nesting of mixtures.
const DEEPEST: usize = 4;

impl Dist {
    /// The mean, in ns.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(ns) | Self::Exp(ns) | Self::Lognormal { mean: ns, .. } => *ns as f64,
            Self::Uniform { lo, hi } => (*lo as f64 + *hi as f64) / 2.0,
            Self::Mix(parts) => parts.iter().map(|(p, part)| p * part.mean()).sum(),
        }
    }

    /// The same shape with another mean, as near as whole nanoseconds allow; a slider moves this.
    #[must_use]
    pub fn with_mean(&self, mean: Ns) -> Self {
        let old = self.mean();
        let scale = |ns: Ns| if old > 0.0 { ((ns as f64 / old * mean as f64).round() as Ns).min(time::LONGEST) } else { mean };
        match self {
            Self::Fixed(_) => Self::Fixed(mean),
            Self::Exp(_) => Self::Exp(mean),
            Self::Lognormal { cv, .. } => Self::Lognormal { mean, cv: *cv },
            Self::Uniform { lo, hi } => Self::Uniform { lo: scale(*lo), hi: scale(*hi) },
            Self::Mix(parts) => Self::Mix(parts.iter().map(|(p, part)| (*p, part.with_mean(scale(part.mean().round() as Ns)))).collect()),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Mix(parts) => 1 + parts.iter().map(|(_, part)| part.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// Describes what is wrong with the distribution, if anything.
    fn fault(&self) -> Option<String> {
        match self {
            Self::Uniform { lo, hi } if lo > hi => {
                Some(format!("uniform runs from {} down to {}; write the smaller first", time::exact(*lo), time::exact(*hi)))
            }
            Self::Lognormal { cv, .. } if !(*cv > 0.0 && *cv <= 100.0) => Some(format!("cv is {cv}; expected above 0 and at most 100")),
            Self::Mix(parts) if parts.is_empty() || parts.len() > 100 => Some("a mix has 1 to 100 parts".into()),
            Self::Mix(parts) if parts.iter().any(|(p, _)| !(*p >= 0.0 && *p <= 1.0)) => Some("each p of a mix is from 0 to 1".into()),
            Self::Mix(parts) => {
                let total: f64 = parts.iter().map(|(p, _)| p).sum();
                let whole = (total - 1.0).abs() < 1e-6;
                (!whole)
                    .then(|| format!("the p of a mix add up to {total}; expected 1"))
                    .or_else(|| (self.depth() > DEEPEST).then(|| format!("mixes are nested deeper than {DEEPEST}")))
            }
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Dist {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let dist = from.deserialize_any(Reader)?;
        dist.fault().map_or(Ok(dist), |fault| Err(D::Error::custom(fault)))
    }
}

struct Reader;

/// A part of a mixture. The name of the key that holds the time depends on where the mixture stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    p: f64,
    #[serde(alias = "latency", alias = "think")]
    cpu: Dist,
}

impl<'de> Visitor<'de> for Reader {
    type Value = Dist;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as \"4ms\", or { exp = … }, { lognormal = …, cv = … }, { uniform = [lo, hi] } or { mix = [{ p = …, cpu = … }, …] }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Dist, E> {
        time::parse(text).map(Dist::Fixed).map_err(E::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Dist, A::Error> {
        const KEYS: &[&str] = &["exp", "lognormal", "cv", "uniform", "mix"];
        let (mut dist, mut cv) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            let next = match key.as_str() {
                "exp" => Dist::Exp(map.next_value::<time::Text>()?.0),
                "lognormal" => Dist::Lognormal { mean: map.next_value::<time::Text>()?.0, cv: f64::NAN },
                "uniform" => {
                    let [lo, hi] = map.next_value::<[time::Text; 2]>()?;
                    Dist::Uniform { lo: lo.0, hi: hi.0 }
                }
                "mix" => Dist::Mix(map.next_value::<Vec<Part>>()?.into_iter().map(|part| (part.p, part.cpu)).collect()),
                "cv" => {
                    cv = Some(map.next_value::<f64>()?);
                    continue;
                }
                _ => return Err(A::Error::unknown_field(&key, KEYS)),
            };
            if dist.replace(next).is_some() {
                return Err(A::Error::custom("one distribution at a time: exp, lognormal, uniform or mix"));
            }
        }
        match (dist, cv) {
            (Some(Dist::Lognormal { mean, .. }), Some(cv)) => Ok(Dist::Lognormal { mean, cv }),
            (Some(Dist::Lognormal { .. }), None) => Err(A::Error::missing_field("cv")),
            (Some(_), Some(_)) => Err(A::Error::custom("cv belongs to lognormal only")),
            (Some(dist), None) => Ok(dist),
            (None, _) => Err(A::Error::custom("expected one of exp, lognormal, uniform or mix")),
        }
    }
}

/// A distribution serialised with `key` ("cpu", "latency" or "think") as the name of the time in a mixture's parts.
pub struct Written<'a>(pub &'a Dist, pub &'static str);

impl Serialize for Written<'_> {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        let Self(dist, key) = *self;
        if let Dist::Fixed(ns) = dist {
            return to.serialize_str(&time::exact(*ns));
        }
        let mut map = to.serialize_map(None)?;
        match dist {
            Dist::Fixed(_) => {}
            Dist::Exp(mean) => map.serialize_entry("exp", &time::exact(*mean))?,
            Dist::Lognormal { mean, cv } => {
                map.serialize_entry("lognormal", &time::exact(*mean))?;
                map.serialize_entry("cv", cv)?;
            }
            Dist::Uniform { lo, hi } => map.serialize_entry("uniform", &[time::exact(*lo), time::exact(*hi)])?,
            Dist::Mix(parts) => {
                map.serialize_entry("mix", &parts.iter().map(|(p, dist)| WrittenPart { p: *p, dist, key }).collect::<Vec<_>>())?
            }
        }
        map.end()
    }
}

struct WrittenPart<'a> {
    p: f64,
    dist: &'a Dist,
    key: &'static str,
}

impl Serialize for WrittenPart<'_> {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("p", &self.p)?;
        map.serialize_entry(self.key, &Written(self.dist, self.key))?;
        map.end()
    }
}

/// serde: a device's latency.
pub(super) mod latency {
    use super::{Deserialize, Deserializer, Dist, Serialize, Serializer, Written};

    pub fn serialize<Z: Serializer>(dist: &Option<Dist>, to: Z) -> Result<Z::Ok, Z::Error> {
        dist.as_ref().map(|dist| Written(dist, "latency")).serialize(to)
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Dist>, D::Error> {
        Dist::deserialize(from).map(Some)
    }
}

/// serde: a think time.
pub(super) mod think {
    use super::{Dist, Serialize, Serializer, Written};

    pub fn serialize<Z: Serializer>(dist: &Dist, to: Z) -> Result<Z::Ok, Z::Error> {
        Written(dist, "think").serialize(to)
    }
}
