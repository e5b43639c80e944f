//! Time as integer nanoseconds, and its two text forms: exact (files) and readable (the screen).
//!
//! The readable form depends on a [`Scale`], which the window sets for the thread that draws it: one switch for all its
//! texts. Files, the command line, and typed text ([`plain`]) know real time only.

use serde::{Deserializer, Serializer, de::Error};
use std::cell::{Cell, RefCell};

/// A duration, or an instant since the start of the story, in nanoseconds.
pub type Ns = u64;

/// One microsecond, in nanoseconds.
pub const US: Ns = 1_000;
/// One millisecond, in nanoseconds.
pub const MS: Ns = 1_000_000;
/// One second, in nanoseconds.
pub const S: Ns = 1_000_000_000;

/// The longest duration that a scenario may name: a hundred days.
pub const LONGEST: Ns = 100 * 24 * 3600 * S;
/// The last instant of story time (about 146 years); a run that reaches it ends.
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

/// The scale in which time is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Scale {
    /// Real time.
    #[default]
    Real,
    /// Human time: a cycle of a 3 GHz CPU is shown as a second, so a nanosecond as three seconds.
    Human,
}

/// CPU cycles in a nanosecond, at 3 GHz.
pub const CYCLES: u64 = 3;

const REAL: &[(&str, u64)] = &[("ns", 1), ("µs", US), ("ms", MS), ("s", S)];
const HUMAN: &[(&str, u64)] = &[("s", 1), ("min", 60), ("h", 3600), ("days", 86_400), ("years", 31_557_600)];

thread_local! {
    static SCALE: Cell<Scale> = const { Cell::new(Scale::Real) };
    static NAMES: RefCell<Option<[String; 7]>> = const { RefCell::new(None) };
}

/// The units of human time, singular before plural. Units of real time are symbols, the same in every language.
pub const HUMAN_UNITS: [&str; 7] = ["s", "min", "h", "day", "days", "year", "years"];

/// Sets this thread's names of the [`HUMAN_UNITS`].
pub fn name_units(names: [String; 7]) {
    NAMES.set(Some(names));
}

/// This thread's name of a shown unit.
#[must_use]
pub fn unit(unit: &str) -> String {
    called(scale(), unit)
}

fn called(scale: Scale, unit: &str) -> String {
    let place = HUMAN_UNITS.iter().position(|known| *known == unit).filter(|_| scale == Scale::Human);
    NAMES.with_borrow(|names| place.and_then(|place| Some(names.as_ref()?[place].clone()))).unwrap_or_else(|| unit.to_owned())
}

/// Sets this thread's scale.
pub fn show_in(scale: Scale) {
    SCALE.set(scale);
}

/// This thread's scale.
#[must_use]
pub fn scale() -> Scale {
    SCALE.get()
}

impl Scale {
    /// A duration in the smallest of the scale's units.
    #[must_use]
    pub const fn shown(self, ns: Ns) -> u64 {
        match self {
            Self::Real => ns,
            Self::Human => ns.saturating_mul(CYCLES),
        }
    }
    /// The scale's units with their size in the smallest one, the smallest first.
    #[must_use]
    pub const fn units(self) -> &'static [(&'static str, u64)] {
        match self {
            Self::Real => REAL,
            Self::Human => HUMAN,
        }
    }
    /// The unit that suits a shown number.
    #[must_use]
    pub fn unit_for(self, shown: u64) -> (&'static str, u64) {
        let units = self.units();
        *units.iter().rfind(|(_, size)| *size <= shown).unwrap_or(&units[0])
    }
}

/// A duration for people: three decimals in the unit that suits its size, `"25.620 ms"`. Not exact.
#[must_use]
pub fn human(ns: Ns) -> String {
    let shown = scale().shown(ns);
    let (unit, size) = scale().unit_for(shown);
    with_unit(&if size == 1 { shown.to_string() } else { fixed(shown, size, 3) }, unit)
}

/// As [`human`], as short as possible: `"25.6 ms"`, `"500 µs"`, `"2 s"`.
#[must_use]
pub fn short(ns: Ns) -> String {
    shortly(scale(), ns)
}

/// As [`short`], in real time whatever the scale: for typed text and wall-clock durations.
#[must_use]
pub fn plain(ns: Ns) -> String {
    shortly(Scale::Real, ns)
}

fn shortly(scale: Scale, ns: Ns) -> String {
    let shown = scale.shown(ns);
    let (unit, size) = scale.unit_for(shown);
    let value = shown as f64 / size as f64;
    let digits = if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    together(scale, text, unit)
}

/// A number and its unit: `"2 days"`, `"1 day"`.
#[must_use]
pub fn with_unit(number: &str, unit: &str) -> String {
    together(scale(), number, unit)
}

fn together(scale: Scale, number: &str, unit: &str) -> String {
    let unit = match unit {
        "days" if number == "1" => "day",
        "years" if number == "1" => "year",
        unit => unit,
    };
    format!("{number} {}", called(scale, unit))
}

/// `ns / size` to this number of decimals, rounded down, so that a clock never runs ahead of the story.
#[must_use]
pub fn fixed(ns: Ns, size: Ns, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let fraction = u128::from(ns % size) * u128::from(scale) / u128::from(size);
    format!("{}.{fraction:0width$}", ns / size, width = decimals as usize)
}

/// A duration on its own, as text.
#[derive(serde::Deserialize)]
pub(super) struct Text(#[serde(with = "text")] pub Ns);

/// serde: a duration as text.
pub mod text {
    use super::{Deserializer, Error, Ns, Serializer, exact, parse};

    /// Writes it as text.
    pub fn serialize<Z: Serializer>(ns: &Ns, to: Z) -> Result<Z::Ok, Z::Error> {
        to.serialize_str(&exact(*ns))
    }
    /// Reads it from text.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Ns, D::Error> {
        parse(&super::text_of(from)?).map_err(D::Error::custom)
    }
}

/// serde: an optional duration as text; a missing key is `None`.
pub mod maybe {
    use super::{Deserializer, Ns, Serializer, exact, text};

    /// Writes it as text.
    pub fn serialize<Z: Serializer>(ns: &Option<Ns>, to: Z) -> Result<Z::Ok, Z::Error> {
        match ns {
            Some(ns) => to.serialize_str(&exact(*ns)),
            None => to.serialize_none(),
        }
    }
    /// Reads it from text.
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
    fn in_human_time_a_cycle_takes_a_second() {
        show_in(Scale::Human);
        let written = [
            (0, "0 s"),
            (1, "3 s"),
            (50, "2.5 min"),
            (2 * US, "1.67 h"),
            (100 * US, "3.47 days"),
            (10 * MS, "347 days"),
            (11 * MS, "1.05 years"),
            (S, "95.1 years"),
        ];
        for (ns, text) in written {
            assert_eq!(short(ns), text);
        }
        assert_eq!(human(10_600_000), "1.007 years");
        assert_eq!(human(20), "1.000 min");
        assert_eq!(short(28_800), "1 day");
        assert!(short(u64::MAX).ends_with(" years"));
        assert_eq!((plain(2 * US), exact(2 * US)), ("2 µs".into(), "2us".into()), "files and fields know real time only");
        name_units(["秒", "分钟", "小时", "天", "天", "年", "年"].map(str::to_owned));
        assert_eq!((short(50), short(10 * MS), unit("s")), ("2.5 分钟".into(), "347 天".into(), "秒".into()));
        assert_eq!(plain(2 * S), "2 s", "what is typed is in no language");
        show_in(Scale::Real);
        assert_eq!((short(2 * US), short(2 * S), unit("s")), ("2 µs".into(), "2 s".into(), "s".into()));
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
