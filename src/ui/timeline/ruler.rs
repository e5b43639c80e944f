//! The time axis: which instants get a line and a label, and how instants are written at a zoom. Pure.

use super::view::Axis;
use crate::event::Ns;
use crate::event::time::{MS, S, US, fixed};

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
        let (unit, size) = match most {
            n if n >= S => ("s", S),
            n if n >= MS => ("ms", MS),
            n if n >= US => ("µs", US),
            _ => ("ns", 1),
        };
        let digits = size.ilog10();
        let needed = (size as f64 / step.max(1.0)).log10().ceil();
        Self { unit, size, decimals: (needed.max(0.0) as u32).min(digits) }
    }

    /// `"25.62 ms"`.
    #[must_use]
    pub fn write(&self, t: Ns) -> String {
        let Self { unit, size, decimals } = *self;
        if decimals == 0 { format!("{} {unit}", t / size) } else { format!("{} {unit}", fixed(t, size, decimals)) }
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
