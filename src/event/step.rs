//! The steps of a job: the elements of a scenario's `steps`.

use super::{Dist, dist::Written};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error, ser::SerializeMap};

/// One step of a job. Steps are numbered from 0 in the order of the file, those inside `all` and `any` included
/// (the `all` itself first); that number is the step's *line*.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// What the step does.
    pub op: Op,
    /// The label on the stage.
    pub label: Option<String>,
}

/// The operation of a step.
#[derive(Clone, PartialEq, Debug)]
pub enum Op {
    /// Computes for this time.
    Cpu(Dist),
    /// Submits a request to a device and awaits it.
    Io {
        /// The device's name.
        device: String,
        /// The service time; `None`: the device's own latency.
        latency: Option<Dist>,
    },
    /// Acquires a lock, waiting if another task holds it.
    Lock(String),
    /// Releases a lock.
    Unlock(String),
    /// Reads a shared variable.
    Read(String),
    /// Writes what this job last read, plus `add`.
    Write {
        /// The variable's name.
        var: String,
        /// The number added.
        add: i32,
    },
    /// Yields to other runnable tasks.
    Yield,
    /// Runs several lists of steps concurrently and waits for all of them.
    All(Vec<Vec<Step>>),
    /// Runs several lists of steps concurrently; the first to end wins and the others are dropped.
    Any(Vec<Vec<Step>>),
}

impl Step {
    /// The number of lines of this step, its own included.
    #[must_use]
    pub fn lines(&self) -> u32 {
        self.branches().iter().flatten().map(Self::lines).fold(1, u32::saturating_add)
    }
    /// The lists of steps inside an `all` or `any`; empty for any other step.
    #[must_use]
    pub fn branches(&self) -> &[Vec<Self>] {
        match &self.op {
            Op::All(branches) | Op::Any(branches) => branches,
            _ => &[],
        }
    }
    /// The step at a line of a job.
    #[must_use]
    pub fn at(steps: &[Self], line: u32) -> Option<&Self> {
        Self::flat(steps).nth(line as usize)
    }
    /// All steps of a job in the order of their lines.
    pub fn flat(steps: &[Self]) -> impl Iterator<Item = &Self> {
        let mut stack: Vec<&Self> = steps.iter().rev().collect();
        std::iter::from_fn(move || {
            let step = stack.pop()?;
            stack.extend(step.branches().iter().flatten().rev());
            Some(step)
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    cpu: Option<Dist>,
    io: Option<String>,
    latency: Option<Dist>,
    lock: Option<String>,
    unlock: Option<String>,
    read: Option<String>,
    write: Option<String>,
    add: Option<i32>,
    #[serde(rename = "yield")]
    gives_way: Option<bool>,
    all: Option<Vec<Vec<Step>>>,
    any: Option<Vec<Vec<Step>>>,
    label: Option<String>,
}

const LEGAL: &str = "a step: { cpu = … }, { io = … }, { lock = … }, { unlock = … }, { read = … }, { write = … }, { all = [[…], […]] }, { any = [[…], […]] } or \"yield\"";

impl Keys {
    fn step(self) -> Result<Step, String> {
        let Self { cpu, io, latency, lock, unlock, read, write, add, gives_way, all, any, label } = self;
        if latency.is_some() && io.is_none() {
            return Err("latency belongs to an io step".into());
        }
        if add.is_some() && write.is_none() {
            return Err("add belongs to a write step".into());
        }
        if gives_way == Some(false) {
            return Err("a step that does not yield is no step; leave it out".into());
        }
        let ops = [
            cpu.map(Op::Cpu),
            io.map(|device| Op::Io { device, latency }),
            lock.map(Op::Lock),
            unlock.map(Op::Unlock),
            read.map(Op::Read),
            write.map(|var| Op::Write { var, add: add.unwrap_or(1) }),
            gives_way.map(|_| Op::Yield),
            all.map(Op::All),
            any.map(Op::Any),
        ];
        let mut ops = ops.into_iter().flatten();
        match (ops.next(), ops.next()) {
            (Some(op), None) => Ok(Step { op, label }),
            (Some(_), Some(_)) => Err(format!("a step does one thing; expected {LEGAL}")),
            (None, _) => Err(format!("found no step; expected {LEGAL}")),
        }
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> serde::de::Visitor<'de> for Reader {
            type Value = Step;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(LEGAL)
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Step, E> {
                if text == "yield" {
                    Ok(Step { op: Op::Yield, label: None })
                } else {
                    Err(E::custom(format!("unknown step {text:?}; expected {LEGAL}")))
                }
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Step, A::Error> {
                Keys::deserialize(serde::de::value::MapAccessDeserializer::new(map))?.step().map_err(A::Error::custom)
            }
        }
        from.deserialize_any(Reader)
    }
}

impl Serialize for Step {
    fn serialize<Z: Serializer>(&self, to: Z) -> Result<Z::Ok, Z::Error> {
        if self.op == Op::Yield && self.label.is_none() {
            return to.serialize_str("yield");
        }
        let mut map = to.serialize_map(None)?;
        match &self.op {
            Op::Cpu(dist) => map.serialize_entry("cpu", &Written(dist, "cpu"))?,
            Op::Io { device, latency } => {
                map.serialize_entry("io", device)?;
                if let Some(dist) = latency {
                    map.serialize_entry("latency", &Written(dist, "latency"))?;
                }
            }
            Op::Lock(name) => map.serialize_entry("lock", name)?,
            Op::Unlock(name) => map.serialize_entry("unlock", name)?,
            Op::Read(name) => map.serialize_entry("read", name)?,
            Op::Write { var, add } => {
                map.serialize_entry("write", var)?;
                map.serialize_entry("add", add)?;
            }
            Op::Yield => map.serialize_entry("yield", &true)?,
            Op::All(branches) => map.serialize_entry("all", branches)?,
            Op::Any(branches) => map.serialize_entry("any", branches)?,
        }
        if let Some(label) = &self.label {
            map.serialize_entry("label", label)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_in_file_order() {
        let cpu = |ns| Step { op: Op::Cpu(Dist::Fixed(ns)), label: None };
        let all = Step { op: Op::All(vec![vec![cpu(1), cpu(2)], vec![cpu(3)]]), label: None };
        let steps = [cpu(0), all, cpu(4)];
        let times: Vec<_> = (0..6).filter_map(|line| Step::at(&steps, line)).map(|s| s.op.clone()).collect();
        assert_eq!(times.len(), 6);
        assert_eq!(times[5], Op::Cpu(Dist::Fixed(4)));
        assert_eq!(times[2], Op::Cpu(Dist::Fixed(1)));
        assert_eq!(steps[1].lines(), 4);
    }
}
