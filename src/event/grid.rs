//! [`Grid`]: the runs of a sweep. Every model at every combination of the keys' values; each run has a number.
//!
//! Runs are numbered in the order of the results: the last key varies faster than the first, and the model fastest of
//! all.

use super::{Ns, time};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{fmt, str::FromStr};

/// The value of a key.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// A whole number.
    Count(u64),
    /// Any number.
    Number(f64),
    /// A duration, ns; written as text.
    Time(#[serde(with = "super::time::text")] Ns),
}

impl Setting {
    /// The value as a number to calculate with; durations in nanoseconds.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        match self {
            Self::Count(n) | Self::Time(n) => n as f64,
            Self::Number(x) => x,
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(n) => write!(f, "{n}"),
            Self::Number(x) => write!(f, "{x}"),
            Self::Time(ns) => f.write_str(&time::exact(*ns)),
        }
    }
}

/// A key of the scenario file and the values that it takes in turn.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// The key's path, such as `machine.pool` or `workload.steps.0.cpu`.
    pub key: String,
    /// At least one, all of one kind.
    pub values: Vec<Setting>,
}

impl Axis {
    /// The key as the name of a CSV column; a duration's name says that its unit is nanoseconds.
    #[must_use]
    pub fn column(&self) -> String {
        let unit = if let Some(Setting::Time(_)) = self.values.first() { "_ns" } else { "" };
        format!("{}{unit}", self.key)
    }
}

/// The runs of a sweep.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grid {
    /// The keys, the slowest-varying first.
    pub over: Vec<Axis>,
    /// The models, by name.
    pub models: Vec<String>,
}

impl Grid {
    /// The number of combinations of values.
    #[must_use]
    pub fn points(&self) -> usize {
        self.over.iter().map(|axis| axis.values.len()).product()
    }
    /// The number of runs: every model at every combination.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.points() * self.models.len()
    }
    /// The model of this run, as an index into `models`.
    #[must_use]
    pub fn model(&self, run: usize) -> usize {
        run % self.models.len().max(1)
    }
    /// The value of each key at a point (a run's number divided by the number of models).
    #[must_use]
    pub fn settings(&self, point: usize) -> Vec<Setting> {
        let mut rest = point;
        let mut settings: Vec<Setting> = (self.over.iter().rev())
            .map(|axis| {
                let place = rest % axis.values.len();
                rest /= axis.values.len();
                axis.values[place]
            })
            .collect();
        settings.reverse();
        settings
    }
    /// The run's display name: `machine.pool=4, threads`.
    #[must_use]
    pub fn name(&self, run: usize) -> String {
        let settings = self.settings(run / self.models.len().max(1));
        let set = self.over.iter().zip(settings).map(|(axis, value)| format!("{}={value}, ", axis.key));
        set.collect::<String>() + self.models.get(self.model(run)).map_or("", String::as_str)
    }
}

/// A part of a sweep that is computed on its own: the `index`-th of `of`, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Shard {
    /// From 1 to `of`.
    pub index: u32,
    /// The number of parts.
    pub of: u32,
}

impl Shard {
    /// The whole sweep.
    pub const WHOLE: Self = Self { index: 1, of: 1 };
    /// The largest number of parts of a sweep.
    pub const MOST: u32 = 100_000;

    /// True if this part contains the run. Runs are dealt out in turn, and the part that begins changes from round to
    /// round, so that no part gets all the runs of one model.
    #[must_use]
    pub const fn takes(self, run: usize) -> bool {
        let of = self.of as usize;
        (run + run / of) % of == self.index as usize - 1
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(index, of)| Some((index.trim().parse().ok()?, of.trim().parse().ok()?)));
        match numbers {
            Some((index, of)) if (1..=of).contains(&index) && of <= Self::MOST => Ok(Self { index, of }),
            Some((0, _)) => Err("shards are counted from 1: the first of four is 1/4".into()),
            _ => Err(format!("expected which part of how many, such as 2/4 (at most {}), found {text:?}", Self::MOST)),
        }
    }
}

impl Serialize for Shard {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        to.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Shard {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid() -> Grid {
        let axis = |key: &str, values: &[Setting]| Axis { key: key.into(), values: values.to_vec() };
        Grid {
            over: vec![
                axis("machine.pool", &[Setting::Count(1), Setting::Count(4), Setting::Count(9)]),
                axis("machine.spawn", &[Setting::Time(0), Setting::Time(1500)]),
            ],
            models: vec!["sync".into(), "threads".into()],
        }
    }

    #[test]
    fn the_last_key_varies_faster_and_the_models_fastest() {
        let grid = grid();
        let names: Vec<String> = (0..5).map(|run| grid.name(run)).collect();
        let expected = ["1, machine.spawn=0ns, sync", "1, machine.spawn=0ns, threads", "1, machine.spawn=1.5us, sync"];
        assert_eq!(names[..3], expected.map(|rest| format!("machine.pool={rest}")));
        assert_eq!(names[4], "machine.pool=4, machine.spawn=0ns, sync");
        assert_eq!((grid.points(), grid.runs()), (6, 12));
        assert_eq!(grid.over.iter().map(Axis::column).collect::<Vec<_>>(), ["machine.pool", "machine.spawn_ns"]);
    }

    #[test]
    fn every_run_is_in_one_shard_and_no_shard_has_one_model_alone() {
        for of in [1, 2, 3, 4, 7] {
            let mut counts = vec![[0_i32; 2]; of as usize];
            for run in 0..840 {
                let takers: Vec<u32> = (1..=of).filter(|index| Shard { index: *index, of }.takes(run)).collect();
                assert_eq!(takers.len(), 1, "run {run} of {of} shards");
                counts[takers[0] as usize - 1][run % 2] += 1;
            }
            assert!(counts.iter().all(|models| models[0].abs_diff(models[1]) <= of), "{counts:?}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let text = serde_json::to_string(&grid()).unwrap();
        assert!(text.contains(r#"{"key":"machine.spawn","values":["0ns","1.5us"]}"#), "{text}");
        assert_eq!(serde_json::from_str::<Grid>(&text).unwrap(), grid());
        let number: Setting = serde_json::from_str("800.0").unwrap();
        assert_eq!((number, serde_json::to_string(&number).unwrap().as_str()), (Setting::Number(800.0), "800.0"));
        assert_eq!("2/4".parse(), Ok(Shard { index: 2, of: 4 }));
        for wrong in ["", "2", "0/4", "5/4", "1/0", "-1/4", "1/99999999", "a/b"] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong:?}");
        }
    }
}
