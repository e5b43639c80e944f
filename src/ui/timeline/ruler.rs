//! The time axis: which instants get a line and a label, and how instants are written at a zoom. Pure.

use super::view::Axis;
use crate::event::Ns;
use crate::event::time::{self, Scale, fixed};

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
        let digits = size.ilog10();
        let needed = match scale {
            Scale::Real => (size as f64 / step.max(1.0)).log10().ceil(),
            Scale::Human => 0.0,
        };
        Self { unit, size, decimals: (needed.max(0.0) as u32).min(digits) }
    }

    /// `"25.62 ms"`.
    #[must_use]
    pub fn write(&self, t: Ns) -> String {
        let Self { unit, size, decimals } = *self;
        let t = time::scale().shown(t);
        time::with_unit(&if decimals == 0 { (t / size).to_string() } else { fixed(t, size, decimals) }, unit)
    }
}

/// How instants are written at the precision of one pixel of this axis; all of one length, so that nothing jumps.
#[must_use]
pub fn precise(axis: &Axis, t: Ns) -> String {
    Writing::new(t, axis.ns_per_px).write(t)
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

/// The lines of an axis. `room` is how many pixels a label of a certain text needs, its distance to the next included.
#[must_use]
pub fn ticks(axis: &Axis, room: &dyn Fn(&str) -> f64) -> Vec<Tick> {
    let (from, to) = axis.range();
    // A label's length depends on the step, and the step on the label's length: widen until it fits.
    let mut least = axis.ns_per_px * 20.0;
    let (step, parts, writing) = loop {
        let (step, parts) = nice(least);
        let writing = Writing::new(to, step as f64);
        let widest = writing.write(to - to % step);
        if step as f64 / axis.ns_per_px >= room(&widest) || step >= Ns::MAX / 20 {
            break (step, parts, writing);
        }
        least = step as f64 * 1.5;
    };
    let small = step / Ns::from(parts);
    let small = if small == 0 || !step.is_multiple_of(small) { step } else { small };
    let mut out = Vec::new();
    let mut t = from - from % small;
    while t <= to && out.len() < 4096 {
        let px = axis.px(t);
        if (0..axis.width).contains(&px) {
            out.push(Tick { px, label: t.is_multiple_of(step).then(|| writing.write(t)) });
        }
        let Some(next) = t.checked_add(small) else { break };
        t = next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::view::View;
    use super::*;

    fn labels(view: &View) -> Vec<String> {
        ticks(&view.axis(1300), &|text| 9.0 * text.chars().count() as f64 + 30.0).into_iter().filter_map(|tick| tick.label).collect()
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
            let found: Vec<_> = ticks(&axis, &room).into_iter().filter(|tick| tick.label.is_some()).collect();
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
}
