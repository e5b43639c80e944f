//! [`Range`]: `KEY=FROM..TO:lin
//! log:N`, and the values it denotes.

use super::key::{self, Key, Kind};
use loopscope_event::{Axis, Setting, time};

/// The spacing of the values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Equal differences.
    Lin,
    /// Equal ratios.
    Log,
}

/// A range of a key's values, not yet expanded.
#[derive(Clone, PartialEq, Debug)]
pub struct Range {
    key: Key,
    from: Setting,
    to: Setting,
    scale: Scale,
    count: u64,
}

const FORM: &str = "expected KEY=FROM..TO:lin:N or KEY=FROM..TO:log:N, such as machine.pool=1..4096:log:25";

impl Range {
    /// Parses a range. `keys` are those of the scenario.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it and what would be legal.
    pub fn parse(text: &str, keys: &[Key]) -> Result<Self, String> {
        let (name, rest) = text.split_once('=').ok_or(FORM)?;
        let key = key::find(keys, name)?;
        let mut parts = rest.rsplitn(3, ':');
        let (count, scale, ends) = (parts.next().unwrap_or(""), parts.next().ok_or(FORM)?, parts.next().ok_or(FORM)?);
        let (from, to) = ends.split_once("..").ok_or(FORM)?;
        let scale = match scale.trim() {
            "lin" => Scale::Lin,
            "log" => Scale::Log,
            other => return Err(format!("the spacing is lin or log, found {other:?}")),
        };
        let count = count.trim().parse::<u64>().map_err(|_| format!("N is how many values there are, found {count:?}"))?;
        let range = Self { from: setting(key.kind(), from)?, to: setting(key.kind(), to)?, key, scale, count };
        range.fault().map_or(Ok(range), Err)
    }

    fn fault(&self) -> Option<String> {
        let Self { from, to, scale, count, .. } = self;
        if *count == 0 {
            Some("N is 0: there would be no value at all".into())
        } else if from.as_f64() > to.as_f64() {
            Some(format!("the range runs backwards, from {from} down to {to}; write the smaller value first"))
        } else if from == to && *count > 1 {
            Some(format!("the range is empty: it begins and ends at {from} (N = 1 is a single value)"))
        } else if *scale == Scale::Log && from.as_f64() <= 0.0 {
            Some(format!("log begins above 0, found {from}; begin at more, or take lin"))
        } else {
            None
        }
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &Key {
        &self.key
    }
    /// The number of values asked for; whole numbers may yield fewer.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The values, ascending, each once. Mathematics of our own: a cluster's machines must agree on every digit.
    #[must_use]
    pub fn axis(&self) -> Axis {
        let last = (self.count - 1).max(1);
        let mut values: Vec<Setting> = (0..self.count).map(|i| self.value(i, last)).collect();
        values.dedup();
        Axis { key: self.key.name(), values }
    }

    fn value(&self, i: u64, last: u64) -> Setting {
        let Self { from, to, scale, .. } = *self;
        if i == 0 {
            return from;
        }
        if i == last {
            return to;
        }
        let share = i as f64 / last as f64;
        let ratio = to.as_f64() / from.as_f64();
        let between = |from: u64, to: u64| match scale {
            Scale::Lin => {
                let way = u128::from(to - from) * u128::from(i) + u128::from(last) / 2;
                from + (way / u128::from(last)) as u64
            }
            Scale::Log => (libm::round(from as f64 * libm::pow(ratio, share)) as u64).clamp(from, to),
        };
        match (from, to) {
            (Setting::Count(from), Setting::Count(to)) => Setting::Count(between(from, to)),
            (Setting::Time(from), Setting::Time(to)) => Setting::Time(between(from, to)),
            (from, to) => Setting::Number(six_digits(match scale {
                Scale::Lin => from.as_f64() + (to.as_f64() - from.as_f64()) * share,
                Scale::Log => from.as_f64() * libm::pow(ratio, share),
            })),
        }
    }
}

/// Rounds to six significant digits.
fn six_digits(x: f64) -> f64 {
    format!("{x:.5e}").parse().unwrap_or(x)
}

fn setting(kind: Kind, text: &str) -> Result<Setting, String> {
    let text = text.trim();
    match kind {
        Kind::Count => text.parse().map(Setting::Count).map_err(|_| format!("expected a whole number, found {text:?}")),
        Kind::Number => match text.parse::<f64>() {
            Ok(x) if x.is_finite() && x >= 0.0 => Ok(Setting::Number(x)),
            _ => Err(format!("expected a number, found {text:?}")),
        },
        Kind::Time => time::parse(text).map(Setting::Time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys;
    use loopscope_event::Scenario;

    fn scenario() -> Scenario {
        let text = "[machine]\nswitch = \"2us\"\n[workload]\njobs = 9\narrivals = { poisson = 80.0 }\nsteps = [{ cpu = \"5us\" }, { io = \"disk\", latency = { exp = \"9ms\" } }]\n";
        toml::from_str(text).unwrap()
    }

    fn values(text: &str) -> Result<Vec<String>, String> {
        Range::parse(text, &keys(&scenario())).map(|range| range.axis().values.iter().map(Setting::to_string).collect())
    }

    #[test]
    fn whole_numbers_stand_once_each() {
        assert_eq!(values("machine.pool=1..10:lin:4").unwrap(), ["1", "4", "7", "10"]);
        assert_eq!(values("machine.pool=1..4:lin:100").unwrap(), ["1", "2", "3", "4"]);
        assert_eq!(values("machine.pool=1..1000:log:4").unwrap(), ["1", "10", "100", "1000"]);
        assert_eq!(values("machine.pool=1..4096:log:25").unwrap().len(), 24);
        assert_eq!(values("seed=9..9:lin:1").unwrap(), ["9"]);
    }

    #[test]
    fn durations_and_rates_are_spaced_as_asked() {
        assert_eq!(values("machine.switch=0ns..3us:lin:3").unwrap(), ["0ns", "1.5us", "3us"]);
        assert_eq!(values("workload.steps[0].cpu=1us..1ms:log:4").unwrap(), ["1us", "10us", "100us", "1ms"]);
        assert_eq!(values("workload.arrivals.poisson=10..1000:log:4").unwrap(), ["10", "46.4159", "215.443", "1000"]);
        assert_eq!(values("until=1s..2s:lin:2").unwrap(), ["1s", "2s"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, says) in [
            ("machine.pool", "expected KEY=FROM..TO"),
            ("machine.pool=5", "expected KEY=FROM..TO"),
            ("machine.pool=1..5:lin", "expected KEY=FROM..TO"),
            ("machine.pool=1..5:sqrt:3", "lin or log"),
            ("machine.pool=1..5:lin:x", "how many values"),
            ("machine.pool=1..5:lin:0", "N is 0"),
            ("machine.pool=1..5:lin:-1", "how many values"),
            ("machine.pool=5..1:lin:3", "runs backwards, from 5 down to 1"),
            ("machine.pool=5..5:lin:3", "the range is empty"),
            ("machine.pool=0..5:log:3", "log begins above 0"),
            ("machine.pool=1.5..5:log:3", "expected a whole number, found \"1.5\""),
            ("machine.switch=1..5:lin:3", "expected a duration"),
            ("workload.arrivals.poisson=nan..5:lin:3", "expected a number"),
            ("machine.pol=1..5:lin:3", "Did you mean machine.pool? Under machine are machine."),
            ("workload.steps.1.latency=1ms..2ms:lin:2", "below it are workload.steps.1.latency.exp"),
            ("nonsense=1..5:lin:3", "There are workload.arrivals.poisson, "),
        ] {
            let found = values(text).expect_err(text);
            assert!(found.contains(says), "{text}: {found}");
        }
    }
}
