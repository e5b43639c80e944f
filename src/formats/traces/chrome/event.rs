//! [`Fields`]: one event's keys as they stand in the text, and what they mean.

use super::scan::{Stop, object};
use std::borrow::Cow;

/// One event's keys. What is not there is empty.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Fields<'a> {
    pub(super) phase: u8,
    pub(super) name: &'a [u8],
    pub(super) category: &'a [u8],
    pub(super) ts: &'a [u8],
    pub(super) dur: &'a [u8],
    pub(super) pid: &'a [u8],
    pub(super) tid: &'a [u8],
    pub(super) id: &'a [u8],
    /// True if `id` counts within the process only.
    pub(super) local: bool,
    pub(super) args: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The event at the beginning of the text, and its bytes.
    pub(super) fn of(text: &'a [u8]) -> Result<(Self, usize), Stop> {
        let mut fields = Self::default();
        let bytes = object(text, |key, value| match key {
            b"ph" => fields.phase = plain(value).first().copied().unwrap_or(0),
            b"name" => fields.name = value,
            b"cat" => fields.category = value,
            b"ts" => fields.ts = value,
            b"dur" => fields.dur = value,
            b"pid" => fields.pid = value,
            b"tid" => fields.tid = value,
            b"id" => fields.id = value,
            b"id2" if value.first() == Some(&b'{') => {
                let _ = object(value, |key, value| (fields.local, fields.id) = (key == b"local", value));
            }
            b"args" => fields.args = value,
            _ => {}
        })?;
        Ok((fields, bytes))
    }
}

/// A value without its quotes.
pub(super) fn plain(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|value| value.strip_suffix(b"\"")).unwrap_or(value)
}

/// A value as text for people: escapes are resolved, and what is no UTF-8 is replaced.
pub(super) fn text(value: &[u8]) -> Cow<'_, str> {
    if value.first() == Some(&b'"') && value.contains(&b'\\') {
        let known = String::from_utf8_lossy(value);
        if let Ok(text) = serde_json::from_str::<String>(&known) {
            return Cow::Owned(text);
        }
    }
    String::from_utf8_lossy(plain(value))
}

/// Microseconds, as a number or in quotes, in nanoseconds: exactly, but for digits beyond the third decimal, which are rounded.
/// `None`: it is no number, or one that no clock of ours reaches.
pub(super) fn nanos(value: &[u8]) -> Option<i64> {
    let value = plain(value);
    let (negative, digits) = match value.first()? {
        b'-' => (true, &value[1..]),
        b'+' => (false, &value[1..]),
        _ => (false, value),
    };
    let mut parts = digits.splitn(2, |byte| *byte == b'.');
    let (whole, fraction) = (parts.next()?, parts.next().unwrap_or_default());
    let all_digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    if !all_digits(whole) || !all_digits(fraction) {
        return inexact(value);
    }
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut ns = whole.iter().try_fold(0_i64, |sum, digit| sum.checked_mul(10)?.checked_add(i64::from(digit - b'0')))?;
    for place in 0..3 {
        let digit = fraction.get(place).map_or(0, |digit| i64::from(digit - b'0'));
        ns = ns.checked_mul(10)?.checked_add(digit)?;
    }
    if fraction.get(3).is_some_and(|digit| *digit >= b'5') {
        ns = ns.checked_add(1)?;
    }
    within(if negative { -ns } else { ns })
}

/// A number with an exponent.
fn inexact(value: &[u8]) -> Option<i64> {
    let micros: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    let ns = (micros * 1000.0).round();
    (ns.is_finite() && ns.abs() < FURTHEST as f64).then_some(ns as i64)
}

/// No clock counts further, ns: a century and a half either way.
const FURTHEST: i64 = 1 << 62;

fn within(ns: i64) -> Option<i64> {
    (-FURTHEST..FURTHEST).contains(&ns).then_some(ns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_become_nanoseconds_exactly() {
        let cases: [(&str, Option<i64>); 15] = [
            ("0", Some(0)),
            ("12.345", Some(12_345)),
            ("12.3", Some(12_300)),
            ("-1.5", Some(-1500)),
            ("\"7\"", Some(7000)),
            ("1700000000000000.123", Some(1_700_000_000_000_000_123)),
            ("0.0004", Some(0)),
            ("0.0005", Some(1)),
            ("1e3", Some(1_000_000)),
            ("NaN", None),
            ("inf", None),
            ("18446744073709551616", None),
            ("1e300", None),
            (".", None),
            ("\"\"", None),
        ];
        for (text, expected) in cases {
            assert_eq!(nanos(text.as_bytes()), expected, "{text}");
        }
    }

    #[test]
    fn keys_are_found_whatever_stands_between() {
        let text = br#"{ "args":{"ph":"X","deep":[[{"a":"}"}]]}, "ph":"b", "id2" : {"local":"0x1"},"name":"a\"b","ts":1.5 },"#;
        let (fields, bytes) = Fields::of(text).unwrap();
        assert_eq!(bytes, text.len() - 1);
        assert_eq!((fields.phase, fields.local, plain(fields.id)), (b'b', true, &b"0x1"[..]));
        assert_eq!((self::text(fields.name).as_ref(), nanos(fields.ts)), ("a\"b", Some(1500)));
        for cut in 0..text.len() - 1 {
            assert!(matches!(Fields::of(&text[..cut.max(1)]), Err(Stop::Cut)), "{cut}");
        }
        assert!(matches!(Fields::of(b"{\"a\" 1}"), Err(Stop::Wrong(5, _))));
    }
}
