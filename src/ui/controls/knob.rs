//! The knobs that a scenario may have: what each is called, how far its slider goes, and how its value is written and
//! read. A value is an `f64`: nanoseconds, a count, or jobs per second; "unlimited" is infinity.
//!
//! It does *not* decide where in a scenario a knob's value stands (that is `apply`).

use loopscope_event::time::{self, MS, S, US};
use loopscope_event::validate::{MOST_CLIENTS, MOST_JOBS};
use loopscope_event::{Cost, Ns};
use loopscope_text::{self as text, say};

/// One thing that a slider moves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Knob {
    /// How many jobs there are.
    Jobs,
    /// One job every so often.
    Every,
    /// Jobs per second of story.
    Rate,
    /// Clients of a closed workload.
    Clients,
    /// Mean think time of a client.
    Think,
    /// Mean CPU time of one job, all its cpu steps together.
    Cpu,
    /// Mean latency of one request.
    Latency,
    /// Requests of one job.
    IoSteps,
    /// Requests that a device serves at once; the number is the device's place among those in use, by name.
    Depth(u8),
    /// Cores.
    Cores,
    /// Cost of a thread switch among few threads.
    Switch,
    /// What many threads add to it.
    SwitchPenalty,
    /// Cost of making a thread.
    Spawn,
    /// How long a thread may run while others wait.
    Quantum,
    /// Cost of taking a message from a loop's queue among few tasks.
    Dispatch,
    /// What many tasks add to it.
    DispatchPenalty,
    /// Threads in a pool.
    Pool,
    /// Processes with a loop each.
    Processes,
    /// Cost of one steal.
    Steal,
    /// How long a goroutine may run while others wait.
    Preempt,
}

/// Under which heading a knob stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
    /// What there is to do.
    Workload,
    /// What does it.
    Machine,
}

/// What a value is a number of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Nanoseconds.
    Time,
    /// Things.
    Count,
    /// Jobs per second.
    PerSecond,
}

/// How far a knob goes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// What its value is a number of.
    pub unit: Unit,
    /// The slider's left end.
    pub least: f64,
    /// The slider's right end, or the last finite place before "unlimited".
    pub most: f64,
    /// On a slider that begins at 0: the first place after it.
    pub fine: f64,
    /// True if the slider ends in "unlimited".
    pub unlimited: bool,
    /// What may be typed beyond the slider's ends.
    pub legal: (f64, f64),
}

const LONGEST: f64 = time::LONGEST as f64;

impl Knob {
    /// Its heading.
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::Jobs
            | Self::Every
            | Self::Rate
            | Self::Clients
            | Self::Think
            | Self::Cpu
            | Self::Latency
            | Self::IoSteps
            | Self::Depth(_) => Group::Workload,
            _ => Group::Machine,
        }
    }

    /// True if it stays on the screen at its default too.
    #[must_use]
    pub const fn is_main(self) -> bool {
        matches!(self, Self::Jobs | Self::Every | Self::Rate | Self::Clients | Self::Cpu | Self::Latency | Self::Cores | Self::Switch)
    }

    /// Its name on the screen.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Jobs => say!("knob.jobs"),
            Self::Every => say!("knob.every"),
            Self::Rate => say!("knob.rate"),
            Self::Clients => say!("knob.clients"),
            Self::Think => say!("knob.think"),
            Self::Cpu => say!("knob.cpu"),
            Self::Latency => say!("knob.latency"),
            Self::IoSteps => say!("knob.io_steps"),
            Self::Depth(_) => say!("knob.depth"),
            Self::Cores => say!("knob.cores"),
            Self::Switch => say!("knob.switch"),
            Self::SwitchPenalty => say!("knob.switch_penalty"),
            Self::Spawn => say!("knob.spawn"),
            Self::Quantum => say!("knob.quantum"),
            Self::Dispatch => say!("knob.dispatch"),
            Self::DispatchPenalty => say!("knob.dispatch_penalty"),
            Self::Pool => say!("knob.pool"),
            Self::Processes => say!("knob.processes"),
            Self::Steal => say!("knob.steal"),
            Self::Preempt => say!("knob.preempt"),
        }
    }

    /// One sentence for those who ask.
    #[must_use]
    pub fn says(self) -> String {
        match self {
            Self::Jobs => say!("knob.jobs_says"),
            Self::Every => say!("knob.every_says"),
            Self::Rate => say!("knob.rate_says"),
            Self::Clients => say!("knob.clients_says"),
            Self::Think => say!("knob.think_says"),
            Self::Cpu => say!("knob.cpu_says"),
            Self::Latency => say!("knob.latency_says"),
            Self::IoSteps => say!("knob.io_steps_says"),
            Self::Depth(_) => say!("knob.depth_says"),
            Self::Cores => say!("knob.cores_says"),
            Self::Switch => say!("knob.switch_says"),
            Self::SwitchPenalty => say!("knob.switch_penalty_says"),
            Self::Spawn => say!("knob.spawn_says"),
            Self::Quantum => say!("knob.quantum_says"),
            Self::Dispatch => say!("knob.dispatch_says"),
            Self::DispatchPenalty => say!("knob.dispatch_penalty_says"),
            Self::Pool => say!("knob.pool_says"),
            Self::Processes => say!("knob.processes_says"),
            Self::Steal => say!("knob.steal_says"),
            Self::Preempt => say!("knob.preempt_says"),
        }
    }

    /// How far it goes.
    #[must_use]
    pub const fn scale(self) -> Scale {
        let (least, most) = match self {
            Self::Jobs | Self::Clients => {
                return Scale::count(1.0, 10_000.0, if matches!(self, Self::Jobs) { MOST_JOBS } else { MOST_CLIENTS });
            }
            Self::IoSteps => return Scale::count(1.0, 8.0, 100),
            Self::Cores => return Scale::count(1.0, 64.0, 64),
            Self::Depth(_) => return Scale { unlimited: true, ..Scale::count(1.0, 64.0, 1_000_000) },
            Self::Rate => return Scale { unit: Unit::PerSecond, legal: (1e-3, 1e9), ..Scale::count(1.0, 100_000.0, 1) },
            Self::Pool => return Scale::count(1.0, 4096.0, 1_000_000),
            Self::Processes => return Scale::count(1.0, 64.0, 1024),
            Self::Steal => return Scale::time(0, MS, 100, Cost::MOST as f64),
            Self::Quantum | Self::Preempt => return Scale { unlimited: true, ..Scale::time(100 * US, 100 * MS, 1, LONGEST) },
            Self::Every => (10 * US, S),
            Self::Cpu => (US, S),
            Self::Latency => (10 * US, 10 * S),
            Self::Think => return Scale::time(0, 10 * S, 10 * US, LONGEST),
            Self::Switch | Self::SwitchPenalty => return Scale::time(0, MS, 100, Cost::MOST as f64),
            Self::Spawn => return Scale::time(0, 10 * MS, US, Cost::MOST as f64),
            Self::Dispatch | Self::DispatchPenalty => return Scale::time(0, MS, 10, Cost::MOST as f64),
        };
        Scale::time(least, most, 1, LONGEST)
    }

    /// What the value is called on the screen.
    #[must_use]
    pub fn write(self, value: f64) -> String {
        if value.is_infinite() {
            return "∞".into();
        }
        match self.scale().unit {
            Unit::Time => time::plain(value.max(0.0) as Ns),
            Unit::Count => grouped(value.max(0.0) as u64),
            Unit::PerSecond if value < 10.0 => format!("{} /s", (value * 100.0).round() / 100.0),
            Unit::PerSecond => format!("{} /s", grouped(value.round() as u64)),
        }
    }

    /// What somebody typed; a bare number has the unit of the value that stands there. `None`: not understood.
    #[must_use]
    pub fn read(self, text: &str, old: f64) -> Option<f64> {
        let Scale { unit, unlimited, legal: (least, most), .. } = self.scale();
        let text = text.trim().to_lowercase().replace(',', ".");
        if unlimited && ["∞", "inf", "infinite", "unlimited", "none", "never"].contains(&text.as_str()) {
            return Some(f64::INFINITY);
        }
        let value = match unit {
            Unit::Time => {
                let bare = text.parse::<f64>().ok().filter(|_| old.is_finite());
                let own = || time::plain(old.max(0.0) as Ns).split(' ').next_back().map(str::to_owned);
                let text = match bare {
                    Some(_) if old >= 1.0 => format!("{text}{}", own()?),
                    Some(0.0) => "0ns".into(),
                    Some(_) => format!("{text}ms"),
                    None => text,
                };
                time::parse(&text.replace(' ', "")).ok()? as f64
            }
            Unit::Count | Unit::PerSecond => number(text.trim_end_matches("/s").trim())?,
        };
        let value = if unit == Unit::Count { value.round() } else { value };
        Some(value.clamp(least, most))
    }

    /// The value that a slider's place stands for: counts are whole, and nobody needs a third digit from a drag.
    #[must_use]
    pub fn tidy(self, value: f64) -> f64 {
        let Scale { unit, least, most, unlimited, .. } = self.scale();
        if value.is_infinite() || (unlimited && value > most) {
            return if unlimited { f64::INFINITY } else { most };
        }
        let value = value.clamp(least, most);
        if value < 1e-9 {
            return least;
        }
        let digits = 1 - value.log10().floor() as i32;
        let size = 10_f64.powi(digits.abs());
        let value = if digits > 0 { (value * size).round() / size } else { (value / size).round() * size };
        let value = if unit == Unit::PerSecond && value < 10.0 { value } else { value.round() };
        value.clamp(least, most)
    }
}

impl Scale {
    const fn count(least: f64, most: f64, legal: u32) -> Self {
        Self { unit: Unit::Count, least, most, fine: 1.0, unlimited: false, legal: (1.0, legal as f64) }
    }
    const fn time(least: Ns, most: Ns, fine: Ns, legal: f64) -> Self {
        let shortest = if least == 0 { 0.0 } else { 1.0 };
        Self { unit: Unit::Time, least: least as f64, most: most as f64, fine: fine as f64, unlimited: false, legal: (shortest, legal) }
    }
}

/// A number as people write it: `1200`, `10 000`, `10k`, `2.5M`.
fn number(text: &str) -> Option<f64> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '_' && *c != '\'').collect();
    let (digits, scale) = match text.chars().last()? {
        'k' => (&text[..text.len() - 1], 1e3),
        'm' => (&text[..text.len() - 1], 1e6),
        _ => (text.as_str(), 1.0),
    };
    digits.parse::<f64>().ok().filter(|n| n.is_finite() && *n >= 0.0).map(|n| n * scale)
}

/// `10000` → `10 000`, with thin spaces.
#[must_use]
pub fn grouped(n: u64) -> String {
    text::grouped(n, '\u{2009}', 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_type_a_value_as_they_like() {
        for (knob, text, old, value) in [
            (Knob::Cpu, "1.5ms", 1e6, Some(1.5e6)),
            (Knob::Cpu, "1,5 ms", 1e6, Some(1.5e6)),
            (Knob::Cpu, "3", 2e6, Some(3e6)),
            (Knob::Cpu, "3", 2e3, Some(3e3)),
            (Knob::Cpu, "0", 2e3, Some(1.0)),
            (Knob::Switch, "0", 0.0, Some(0.0)),
            (Knob::Switch, "2 hours", 0.0, None),
            (Knob::Switch, "5s", 0.0, Some(1e9)),
            (Knob::Quantum, "inf", 4e6, Some(f64::INFINITY)),
            (Knob::Quantum, "∞", 4e6, Some(f64::INFINITY)),
            (Knob::Quantum, "2ms", f64::INFINITY, Some(2e6)),
            (Knob::Cores, "inf", 1.0, None),
            (Knob::Cores, "1000", 1.0, Some(64.0)),
            (Knob::Jobs, "10k", 1.0, Some(10_000.0)),
            (Knob::Jobs, "10 000", 1.0, Some(10_000.0)),
            (Knob::Rate, "800 /s", 1.0, Some(800.0)),
            (Knob::Rate, "0.5", 1.0, Some(0.5)),
            (Knob::Jobs, "-3", 1.0, None),
            (Knob::Jobs, "", 1.0, None),
            (Knob::Jobs, "nan", 1.0, None),
        ] {
            assert_eq!(knob.read(text, old), value, "{knob:?} {text:?}");
        }
    }

    #[test]
    fn what_is_written_can_be_typed_again() {
        for knob in [Knob::Jobs, Knob::Rate, Knob::Cpu, Knob::Latency, Knob::Quantum, Knob::Depth(0), Knob::Switch, Knob::Dispatch] {
            let Scale { least, most, unlimited, .. } = knob.scale();
            for value in [least, knob.tidy((least.max(1.0) * most).sqrt()), most, if unlimited { f64::INFINITY } else { most }] {
                assert_eq!(knob.read(&knob.write(value), value), Some(value), "{knob:?} {value}");
            }
        }
    }

    #[test]
    fn a_drag_ends_on_two_digits_and_within_the_scale() {
        assert_eq!(Knob::Cpu.tidy(1_234_567.0), 1_200_000.0);
        assert_eq!(Knob::Jobs.tidy(1.4), 1.0);
        assert_eq!(Knob::Jobs.tidy(1e9), 10_000.0);
        assert_eq!(Knob::Switch.tidy(0.0), 0.0);
        assert_eq!(Knob::Depth(0).tidy(1e9), f64::INFINITY);
        assert_eq!(Knob::Cores.tidy(f64::INFINITY), 64.0);
        assert_eq!(Knob::Rate.tidy(2.345), 2.3);
    }

    #[test]
    fn long_counts_are_grouped() {
        assert_eq!(grouped(1234), "1234");
        assert_eq!(grouped(12_345), "12\u{2009}345");
        assert_eq!(grouped(10_000_000), "10\u{2009}000\u{2009}000");
    }
}
