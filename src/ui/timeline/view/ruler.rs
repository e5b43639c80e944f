//! The time axis: which instants get a line and a label, and how instants are written at a zoom. Pure.
//!
//! A label is exact, or it would lie: far from the beginning and close up it would need so many digits that they are written once, as the
//! [`Ruler::base`] at the left, and the lines say how much later they are.

use super::Axis;
use loopscope_event::Ns;
use loopscope_event::time::{self, Scale, fixed};

/// A line of the time axis.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// Its pixel, from the left edge.
    pub px: i64,
    /// What is written there; small lines between the others have nothing.
    pub label: Option<String>,
}

/// How instants are written: in one unit for the whole axis, with as many decimals as a step between them needs.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Writing {
    unit: &'static str,
    size: Ns,
    decimals: u32,
}

impl Writing {
    /// For instants up to `most` that lie `step` apart.
    #[must_use]
    pub fn new(most: Ns, step: f64) -> Self {
        let scale = time::scale();
        // Years are no decimal multiple of days: there the unit is one that a step is many of.
        let (unit, size) = match scale {
            Scale::Real => scale.unit_for(most),
            Scale::Human => scale.unit_for(scale.shown(step.max(1.0) as Ns)),
        };
        let decimals = match scale {
            Scale::Real => decimals(size, step),
            Scale::Human => 0,
        };
        Self { unit, size, decimals }
    }

    /// `"25.62 ms"`.
    #[must_use]
    pub fn write(&self, t: Ns) -> String {
        let Self { unit, size, decimals } = *self;
        let t = time::scale().shown(t);
        time::with_unit(&if decimals == 0 { (t / size).to_string() } else { fixed(t, size, decimals) }, unit)
    }
}

/// A longer text is not read as one number.
const LONG: usize = 12;

/// How instants are written at the precision of one pixel of this axis; all of one length, so that nothing jumps.
#[must_use]
pub fn precise(axis: &Axis, t: Ns) -> String {
    let plain = Writing::new(t, axis.ns_per_px).write(t);
    if plain.chars().count() > LONG { in_parts(t, axis.ns_per_px) } else { plain }
}

/// `"3 h 12 min 4.000 123 s"`: rounded down to what a step needs, and no further.
#[must_use]
pub fn in_parts(t: Ns, step: f64) -> String {
    let scale = time::scale();
    let mut rest = scale.shown(t);
    let units: &[(&str, u64)] = match scale {
        Scale::Real => &[("h", 3600 * time::S), ("min", 60 * time::S)],
        Scale::Human => &[("years", 31_557_600), ("days", 86_400), ("h", 3600), ("min", 60)],
    };
    let mut parts = Vec::new();
    for (unit, size) in units {
        if rest >= *size || !parts.is_empty() {
            parts.push(time::with_unit(&(rest / size).to_string(), unit));
        }
        rest %= size;
    }
    let seconds = match (scale, decimals(time::S, step)) {
        (Scale::Human, _) => rest.to_string(),
        (Scale::Real, 0) => (rest / time::S).to_string(),
        (Scale::Real, decimals) => in_threes(&fixed(rest, time::S, decimals)),
    };
    parts.push(format!("{seconds} s"));
    parts.join(" ")
}

/// The decimals that tell apart what lies `step` apart, in a unit of this size.
fn decimals(size: Ns, step: f64) -> u32 {
    let needed = (size as f64 / step.max(1.0)).log10().ceil();
    (needed.max(0.0) as u32).min(size.ilog10())
}

/// `"4.000123"` as `"4.000 123"`.
fn in_threes(number: &str) -> String {
    let Some((whole, decimals)) = number.split_once('.') else { return number.to_owned() };
    let mut text = format!("{whole}.");
    for (i, digit) in decimals.chars().enumerate() {
        if i > 0 && i.is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// The least of 1, 2, 5, 10, 20, … ns that is at least `least`, and into how many parts it is divided by small lines.
#[must_use]
pub fn nice(least: f64) -> (Ns, u32) {
    if time::scale() == Scale::Human {
        return nice_for_humans(least);
    }
    let mut power: Ns = 1;
    loop {
        for (digit, parts) in [(1, 5), (2, 4), (5, 5)] {
            let step = power.saturating_mul(digit);
            if step as f64 >= least || step >= Ns::MAX / 20 {
                return (step, parts);
            }
        }
        power = power.saturating_mul(10);
    }
}

/// As [`nice`], in seconds, minutes, hours, days and years of human time.
fn nice_for_humans(least: f64) -> (Ns, u32) {
    let steps: &[(u64, &[(u64, u32)])] = &[
        (1, &[(3, 3), (6, 2), (15, 5), (30, 5)]),
        (60, &[(1, 4), (2, 2), (5, 5), (10, 5), (30, 3)]),
        (3600, &[(1, 4), (2, 4), (6, 6), (12, 4)]),
        (86_400, &[(1, 4), (2, 2), (5, 5), (10, 5), (20, 4), (50, 5), (100, 5), (200, 4)]),
    ];
    let fine = steps.iter().flat_map(|(unit, steps)| steps.iter().map(move |(step, parts)| (unit * step / time::CYCLES, *parts)));
    let year: u64 = 31_557_600 / time::CYCLES;
    let powers = std::iter::successors(Some(year), |power| power.checked_mul(10).filter(|power| *power < Ns::MAX / 20));
    let years = powers.flat_map(|power| [(power, 4), (power.saturating_mul(2), 2), (power.saturating_mul(5), 5)]);
    fine.chain(years).find(|(step, _)| *step as f64 >= least).unwrap_or((Ns::MAX / 20, 1))
}

/// A time axis.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ruler {
    /// What all labels count from, exactly, if that is not the beginning: the instant and its text.
    pub base: Option<(Ns, String)>,
    /// The lines, from left to right.
    pub ticks: Vec<Tick>,
}

/// The lines of an axis. `room` is how many pixels a label of a certain text needs, its distance to the next included.
#[must_use]
pub fn ruler(axis: &Axis, room: &dyn Fn(&str) -> f64) -> Ruler {
    let (from, to) = axis.range();
    let (step, parts, writing) = step(axis, to, room);
    let too_long = |step: Ns, writing: &Writing| writing.write(to - to % step).chars().count() > LONG;
    let (base, (step, parts, writing)) = if too_long(step, &writing) {
        let base = base(from, to);
        let room = |text: &str| room(&format!("+{text}"));
        (Some((base, in_parts(base, base_step(to - from) as f64))), self::step(axis, to - base, &room))
    } else {
        (None, (step, parts, writing))
    };
    let zero = base.as_ref().map_or(0, |(at, _)| *at);
    let write = |t: Ns| if base.is_some() { format!("+{}", writing.write(t - zero)) } else { writing.write(t) };
    let small = step / Ns::from(parts);
    let small = if small == 0 || !step.is_multiple_of(small) { step } else { small };
    let mut ticks = Vec::new();
    // Counted from the base: the steps of human time do not divide it.
    let mut t = zero + (from.saturating_sub(zero)) / small * small;
    while t <= to && ticks.len() < 4096 {
        let px = axis.px(t);
        if (0..axis.width).contains(&px) {
            ticks.push(Tick { px, label: (t - zero).is_multiple_of(step).then(|| write(t)) });
        }
        let Some(next) = t.checked_add(small) else { break };
        t = next;
    }
    Ruler { base, ticks }
}

/// The step between labels of instants up to `most`, into how many parts it is divided, and how they are written: a label's length
/// depends on the step, and the step on the label's length, so it is widened until it fits.
fn step(axis: &Axis, most: Ns, room: &dyn Fn(&str) -> f64) -> (Ns, u32, Writing) {
    let mut least = axis.ns_per_px * 20.0;
    loop {
        let (step, parts) = nice(least);
        let writing = Writing::new(most, step as f64);
        let widest = writing.write(most - most % step);
        if step as f64 / axis.ns_per_px >= room(&widest) || step >= Ns::MAX / 20 {
            return (step, parts, writing);
        }
        least = step as f64 * 1.5;
    }
}

/// A round instant at or before `from` that stays while the view moves a little.
fn base(from: Ns, to: Ns) -> Ns {
    from - from % base_step(to - from)
}

/// The least round step that is not less than a stretch.
fn base_step(stretch: Ns) -> Ns {
    let seconds = time::S;
    let steps: &[Ns] = match time::scale() {
        Scale::Real => &[time::US, time::MS, seconds, 60 * seconds, 3600 * seconds],
        Scale::Human => &[60 / time::CYCLES, 3600 / time::CYCLES, 86_400 / time::CYCLES, 31_557_600 / time::CYCLES],
    };
    let last = steps[steps.len() - 1];
    steps.iter().copied().find(|step| *step >= stretch).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::view::View;

    fn labels(view: &View) -> Vec<String> {
        ruler(&view.axis(1300), &|text| 9.0 * text.chars().count() as f64 + 30.0).ticks.into_iter().filter_map(|tick| tick.label).collect()
    }

    #[test]
    fn sixty_milliseconds_are_labelled_every_five() {
        let found = labels(&View::new(60e6));
        assert_eq!(found[..4], ["0 ms", "5 ms", "10 ms", "15 ms"]);
        assert_eq!(found.len(), 12);
    }

    #[test]
    fn in_human_time_labels_are_whole_and_stand_apart() {
        time::show_in(Scale::Human);
        let days = labels(&View::new(60e6));
        assert_eq!(days[..3], ["0 days", "200 days", "400 days"], "{days:?}");
        for exponent in 0..150 {
            let found = labels(&View::new(1.26_f64.powi(exponent)));
            let mut unique = found.clone();
            unique.dedup();
            assert_eq!(found, unique);
            assert!(found.iter().all(|label| !label.contains('.')), "{found:?}");
        }
        time::show_in(Scale::Real);
    }

    #[test]
    fn labels_close_together_get_the_decimals_that_tell_them_apart() {
        let mut view = View::new(20_000.0);
        view.jump_to(25_620_000);
        let found = labels(&view);
        assert_eq!(found[0], "25.606 ms");
        let mut unique = found.clone();
        unique.dedup();
        assert_eq!(found, unique);
    }

    #[test]
    fn labels_never_come_closer_than_they_need_at_any_zoom() {
        for exponent in 0..160 {
            let mut view = View::new(1.26_f64.powi(exponent));
            view.jump_to(3_000_000_000_000_000);
            let axis = view.axis(1300);
            let room = |text: &str| 9.0 * text.chars().count() as f64 + 20.0;
            let found: Vec<_> = ruler(&axis, &room).ticks.into_iter().filter(|tick| tick.label.is_some()).collect();
            assert!(found.len() < 60);
            for pair in found.windows(2) {
                let text = pair[0].label.as_deref().unwrap_or_default();
                assert!((pair[1].px - pair[0].px) as f64 >= room(text) - 2.0, "{pair:?}");
            }
        }
    }

    #[test]
    fn the_cursor_is_written_to_the_pixel() {
        assert_eq!(precise(&View::new(60e6).axis(1300), 25_626_000), "25.62 ms");
        assert_eq!(precise(&View::new(60e9).axis(1300), 25_626_000_000), "25.62 s");
        assert_eq!(nice(3.0), (5, 5));
        assert!(nice(f64::INFINITY).0 > Ns::MAX / 30);
    }

    /// A view of one ns per so many pixels, its middle at `t`.
    fn close_up(t: Ns, px_per_ns: f64) -> View {
        let mut view = View::new(1300.0 / px_per_ns);
        view.jump_to(t);
        view.pan(0.25);
        view
    }

    #[test]
    fn hours_from_the_beginning_a_nanosecond_is_ten_pixels() {
        let three_hours = 3 * 3600 * time::S + 12 * 60 * time::S + 4 * time::S + 123_456;
        let view = close_up(three_hours, 10.0);
        let axis = view.axis(1300);
        let found = ruler(&axis, &|text| 9.0 * text.chars().count() as f64 + 30.0);
        let (base, text) = found.base.clone().unwrap();
        assert_eq!(text, "3 h 12 min 4.000 123 s");
        assert_eq!(base, three_hours - 456);
        let labels: Vec<String> = found.ticks.iter().filter_map(|tick| tick.label.clone()).collect();
        assert!(labels.iter().any(|label| label == "+460 ns"), "{labels:?}");
        assert_eq!(precise(&axis, three_hours + 7), "3 h 12 min 4.000 123 463 s");
    }

    #[test]
    fn labels_say_exactly_where_their_lines_are_from_hours_to_nanoseconds_and_at_the_horizon() {
        let parsed = |label: &str| -> u64 {
            let (number, unit) = label.trim_start_matches('+').split_once(' ').unwrap();
            let size = Scale::Real.units().iter().find(|(name, _)| *name == unit).unwrap().1;
            let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
            let decimals: u64 =
                if decimals.is_empty() { 0 } else { decimals.parse::<u64>().unwrap() * size / 10_u64.pow(decimals.len() as u32) };
            whole.parse::<u64>().unwrap() * size + decimals
        };
        for t in [0, 25_620_999, 3 * 3600 * time::S + 1, 99 * 86_400 * time::S + 7, time::HORIZON - 1] {
            for exponent in -3..14 {
                let view = close_up(t, 10_f64.powi(1 - exponent));
                let axis = view.axis(1300);
                let found = ruler(&axis, &|text| 9.0 * text.chars().count() as f64 + 30.0);
                let zero = found.base.as_ref().map_or(0, |(at, _)| *at);
                let mut before = None;
                for tick in found.ticks {
                    let Some(label) = tick.label else { continue };
                    let at = zero + parsed(&label);
                    assert_eq!(axis.px(at), tick.px, "{label} at {t}, zoom {exponent}");
                    assert_ne!(before.replace(label.clone()), Some(label), "at {t}, zoom {exponent}");
                }
            }
        }
    }

    #[test]
    fn human_time_far_from_the_beginning_is_written_in_parts() {
        time::show_in(Scale::Human);
        let view = close_up(3600 * time::S, 10.0);
        let found = ruler(&view.axis(1300), &|text| 9.0 * text.chars().count() as f64 + 30.0);
        let labels: Vec<String> = found.ticks.iter().filter_map(|tick| tick.label.clone()).collect();
        let text = found.base.map(|(_, text)| text);
        time::show_in(Scale::Real);
        assert!(text.as_ref().is_some_and(|text| text.starts_with("342231 years")), "{text:?}");
        assert!(labels.len() > 1 && labels.iter().all(|label| label.starts_with('+')), "{labels:?}");
    }
}
