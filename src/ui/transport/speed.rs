//! Speeds: how they are said in words, and what a notch faster is. Pure.

use loopscope_event::{Ns, Speed, time};
use loopscope_text::wordings;

/// Nanoseconds of story in a second of wall time, from the slider's one end to the other: 1 µs to 10 s.
pub const BY_TIME: std::ops::RangeInclusive<f64> = 1e3..=1e10;
/// Events in a second of wall time.
pub const BY_EVENT: std::ops::RangeInclusive<f64> = 0.2..=1000.0;

/// A speed in words: `"1 ms takes 0.5 s"`.
#[must_use]
pub fn words(speed: Speed) -> String {
    both(speed).into_iter().next().unwrap_or_default()
}

/// The same where room is scarce: `"3 events/s"`.
#[must_use]
pub fn short(speed: Speed) -> String {
    both(speed).pop().unwrap_or_default()
}

fn both(speed: Speed) -> Vec<String> {
    match speed {
        Speed::Max => wordings!("speed.max"),
        Speed::Time(ratio) if (ratio - 1e9).abs() < 1e7 => wordings!("speed.real"),
        Speed::Time(ratio) => {
            let ratio = ratio.max(1e-3);
            let unit = (3..=9).map(|power| 10_u64.pow(power)).find(|unit| *unit as f64 / ratio >= 0.0999).unwrap_or(time::S);
            wordings!("speed.ratio", story = time::short(unit), wall = seconds(unit as f64 / ratio))
        }
        Speed::Events(rate) if rate >= 1.5 => wordings!("speed.events", n = figures(rate)),
        Speed::Events(rate) if rate > 0.95 => wordings!("speed.one"),
        Speed::Events(rate) => wordings!("speed.slow", wall = seconds(1.0 / rate.max(1e-3))),
    }
}

fn seconds(s: f64) -> String {
    if s >= 0.1 { format!("{} s", figures(s)) } else { time::plain((s * 1e9) as Ns) }
}

/// Two figures that count.
fn figures(value: f64) -> String {
    let digits = (1 - value.abs().max(1e-9).log10().floor() as i32).max(0) as usize;
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A notch faster or slower: 1, 2, 5, 10, 20, …
#[must_use]
pub fn notch(speed: Speed, faster: bool) -> Speed {
    let next = |value: f64, range: std::ops::RangeInclusive<f64>| {
        let decade = 10_f64.powf(value.log10().floor());
        let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0].map(|step| step * decade);
        let found = if faster {
            steps.into_iter().find(|step| *step > value * 1.001)
        } else {
            steps.into_iter().rev().find(|step| *step < value * 0.999)
        };
        found.unwrap_or(value).clamp(*range.start(), *range.end())
    };
    match speed {
        Speed::Time(ratio) => Speed::Time(next(ratio.clamp(*BY_TIME.start(), *BY_TIME.end()), BY_TIME)),
        Speed::Events(rate) => Speed::Events(next(rate.clamp(*BY_EVENT.start(), *BY_EVENT.end()), BY_EVENT)),
        Speed::Max => Speed::Max,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_is_said_so_that_both_numbers_are_easy() {
        for (speed, says) in [
            (Speed::Time(2e6), "1 ms takes 0.5 s"),
            (Speed::Time(1e3), "1 µs takes 1 s"),
            (Speed::Time(1e4), "1 µs takes 0.1 s"),
            (Speed::Time(2e4), "10 µs takes 0.5 s"),
            (Speed::Time(1.1e7), "10 ms takes 0.91 s"),
            (Speed::Time(1e9), "real time"),
            (Speed::Time(1e10), "1 s takes 0.1 s"),
            (Speed::Events(3.0), "3 events a second"),
            (Speed::Events(120.0), "120 events a second"),
            (Speed::Events(1.0), "an event a second"),
            (Speed::Events(0.5), "an event takes 2 s"),
            (Speed::Max, "as fast as it computes"),
        ] {
            assert_eq!(words(speed), says);
        }
    }

    #[test]
    fn notches_go_one_two_five_and_stop_at_the_ends() {
        let mut speed = Speed::Time(2e6);
        let mut seen = Vec::new();
        for _ in 0..4 {
            speed = notch(speed, true);
            seen.push(speed);
        }
        assert_eq!(seen, [5e6, 1e7, 2e7, 5e7].map(Speed::Time));
        assert_eq!(notch(Speed::Time(1e3), false), Speed::Time(1e3));
        assert_eq!(notch(Speed::Time(1e10), true), Speed::Time(1e10));
        assert_eq!(notch(Speed::Events(1.0), false), Speed::Events(0.5));
        assert_eq!(notch(Speed::Events(3.0), true), Speed::Events(5.0));
        assert_eq!(notch(Speed::Max, true), Speed::Max);
    }
}
