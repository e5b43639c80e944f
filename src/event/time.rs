//! Time as integer nanoseconds, and the two ways people write it: exactly (files) and readably (the screen).

use serde::{Deserializer, Serializer, de::Error};

/// A length of time, or an instant since the start of the story, in nanoseconds.
pub type Ns = u64;

/// One microsecond, in nanoseconds.
pub const US: Ns = 1_000;
/// One millisecond, in nanoseconds.
pub const MS: Ns = 1_000_000;
/// One second, in nanoseconds.
pub const S: Ns = 1_000_000_000;

/// The longest duration that a scenario may name: a hundred days.
pub const LONGEST: Ns = 100 * 24 * 3600 * S;
/// No story goes on past this instant (about 146 years); a run that gets there ends.
pub const HORIZON: Ns = 1 << 62;

const UNITS: [(&str, Ns); 6] = [("ns", 1), ("us", US), ("µs", US), ("μs", US), ("ms", MS), ("s", S)];

/// Reads `"250ns"`, `"1.5us"`, `"4ms"`, `"2s"`; decimals must come out as whole nanoseconds.
///
/// # Errors
/// A sentence that says what was expected, when the text is not a duration, is finer than a nanosecond or longer than [`LONGEST`].
pub fn parse(text: &str) -> Result<Ns, String> {
    let legal = || format!("expected a duration such as \"250ns\", \"1.5us\", \"4ms\" or \"2s\", found {text:?}");
    let text = text.trim();
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(legal)?;
    let (number, unit) = text.split_at(split);
    let unit = UNITS.iter().find(|(name, _)| *name == unit.trim()).ok_or_else(legal)?.1;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return Err(legal());
    }
    let too_long = || format!("{text:?} is longer than the 100 days that a duration may last");
    let digits = |s: &str| if s.is_empty() { Ok(0) } else { s.parse::<u64>().map_err(|_| too_long()) };
    let fraction = fraction.trim_end_matches('0');
    let scale = 10_u64.checked_pow(u32::try_from(fraction.len()).unwrap_or(u32::MAX)).unwrap_or(u64::MAX);
    if !unit.is_multiple_of(scale) {
        return Err(format!("{text:?} is finer than a nanosecond"));
    }
    let whole = digits(whole)?.checked_mul(unit).ok_or_else(too_long)?;
    let total = whole.checked_add(digits(fraction)? * (unit / scale)).ok_or_else(too_long)?;
    if total > LONGEST { Err(too_long()) } else { Ok(total) }
}

/// The shortest text that [`parse`] reads back as the same number: `"1.5us"`, `"4ms"`.
#[must_use]
pub fn exact(ns: Ns) -> String {
    let (unit, size) = match ns {
        0 => ("ns", 1),
        n if n >= S => ("s", S),
        n if n >= MS => ("ms", MS),
        n if n >= US => ("us", US),
        _ => ("ns", 1),
    };
    let (whole, rest) = (ns / size, ns % size);
    if rest == 0 {
        return format!("{whole}{unit}");
    }
    let width = size.ilog10() as usize;
    let fraction = format!("{rest:0width$}");
    format!("{whole}.{}{unit}", fraction.trim_end_matches('0'))
}

/// For people: three significant places after the point in the unit that suits the size, `"25.620 ms"`. Not exact.
#[must_use]
pub fn human(ns: Ns) -> String {
    let (unit, size) = unit_for(ns);
    if size == 1 { format!("{ns} ns") } else { format!("{} {unit}", fixed(ns, size, 3)) }
}

/// As [`human`], as short as possible: `"25.6 ms"`, `"500 µs"`, `"2 s"`.
#[must_use]
pub fn short(ns: Ns) -> String {
    let (unit, size) = unit_for(ns);
    let value = ns as f64 / size as f64;
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} {unit}")
}

/// `ns / size` with so many decimals, rounded down, so that a clock never runs ahead of the story.
#[must_use]
pub fn fixed(ns: Ns, size: Ns, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let fraction = u128::from(ns % size) * u128::from(scale) / u128::from(size);
    format!("{}.{fraction:0width$}", ns / size, width = decimals as usize)
}

fn unit_for(ns: Ns) -> (&'static str, Ns) {
    match ns {
        n if n >= S => ("s", S),
        n if n >= MS => ("ms", MS),
        n if n >= US => ("µs", US),
        _ => ("ns", 1),
    }
}

/// A duration on its own, as text.
#[derive(serde::Deserialize)]
pub(super) struct Text(#[serde(with = "text")] pub Ns);

/// serde: a duration as text.
pub(super) mod text {
    use super::{Deserializer, Error, Ns, Serializer, exact, parse};

    pub fn serialize<Z: Serializer>(ns: &Ns, to: Z) -> Result<Z::Ok, Z::Error> {
        to.serialize_str(&exact(*ns))
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Ns, D::Error> {
        parse(&super::text_of(from)?).map_err(D::Error::custom)
    }
}

/// serde: an optional duration as text; a missing key is `None`.
pub(super) mod maybe {
    use super::{Deserializer, Ns, Serializer, exact, text};

    pub fn serialize<Z: Serializer>(ns: &Option<Ns>, to: Z) -> Result<Z::Ok, Z::Error> {
        match ns {
            Some(ns) => to.serialize_str(&exact(*ns)),
            None => to.serialize_none(),
        }
    }
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Ns>, D::Error> {
        text::deserialize(from).map(Some)
    }
}

/// A duration is always written as text: a bare number would leave its unit to be guessed.
pub(super) fn text_of<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    struct Text;
    impl serde::de::Visitor<'_> for Text {
        type Value = String;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a duration with its unit, in quotes, such as \"1.5us\"")
        }
        fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }
    from.deserialize_str(Text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_exact_to_the_nanosecond() {
        for (text, ns) in
            [("250ns", 250), ("1.5us", 1500), ("1.5µs", 1500), ("4ms", 4 * MS), ("2s", 2 * S), ("0.000000001s", 1), (".5ms", MS / 2)]
        {
            assert_eq!(parse(text), Ok(ns), "{text}");
            assert_eq!(parse(&exact(ns)), Ok(ns), "{text} and back");
        }
    }

    #[test]
    fn what_is_no_duration_says_what_would_be() {
        for text in
            ["", "5", "ms", "-1ms", "1.2.3ms", "1e3ms", "0.5ns", "1parsec", "99999999999999999999s", "101days", "8640001s", "\0ms", "inf"]
        {
            assert!(parse(text).is_err(), "{text:?} passed");
        }
    }

    #[test]
    fn people_read_rounded_down_units() {
        assert_eq!(human(25_620_999), "25.620 ms");
        assert_eq!(human(999), "999 ns");
        assert_eq!(short(500_000), "500 µs");
        assert_eq!(short(2 * S), "2 s");
        assert_eq!(short(25_640_000), "25.6 ms");
    }
}
