//! The positions of a sweep's points, the marks of an axis, and the positions of the names at the curves' ends. Pure.

use super::{Results, Row};
use crate::controls::knob::grouped;
use loopscope_event::{Ending, Setting, time};
use loopscope_trace::CpuNs;

/// A point of a curve.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The number of its run.
    pub run: usize,
    /// The position along the axis.
    pub x: f64,
    /// The height.
    pub y: f64,
}

/// The mapping of an axis: values themselves, or their logarithms to base 10.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Places {
    /// True for logarithms.
    pub log: bool,
}

impl Places {
    /// A value's position; `None` if it has none on such an axis.
    #[must_use]
    pub fn of(self, value: f64) -> Option<f64> {
        if !self.log {
            Some(value)
        } else if value > 0.0 {
            Some(value.log10())
        } else {
            None
        }
    }
    /// The value at a position.
    #[must_use]
    pub fn value(self, place: f64) -> f64 {
        if self.log { 10_f64.powf(place) } else { place }
    }

    /// The axis marks, each with the step of its kind: 1, 2, 5, 10, … as suits the range.
    #[must_use]
    pub fn marks(self, (least, most): (f64, f64)) -> Vec<(f64, f64)> {
        let width = most - least;
        if !(width > 0.0 && width.is_finite()) {
            return Vec::new();
        }
        if self.log && width > 2.4 {
            return steps(least, most, (width / 9.0).ceil());
        }
        if self.log {
            let decades = least.floor() as i32..=most.ceil() as i32;
            let places = decades.flat_map(|decade| [1.0_f64, 2.0, 5.0].map(|digit| digit.log10() + f64::from(decade)));
            return places.filter(|place| (least..=most).contains(place)).map(|place| (place, 0.3)).collect();
        }
        let rough = width / 5.0;
        let decade = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|digit| digit * decade).find(|step| *step >= rough).unwrap_or(rough);
        steps(least, most, step)
    }
}

fn steps(least: f64, most: f64, step: f64) -> Vec<(f64, f64)> {
    let (first, last) = ((least / step).ceil() as i64, (most / step).floor() as i64);
    (first..=last).take(100).map(|i| (i as f64 * step, step)).collect()
}

/// The points of one model, from left to right; `y` gives the value drawn. Runs that ended badly have none.
#[must_use]
pub fn curve(results: &Results, model: usize, y: impl Fn(&Row) -> Option<f64>) -> Vec<Point> {
    let places = Places { log: results.log };
    let points = results.axis.values.iter().enumerate().filter_map(|(i, value)| {
        let run = i * results.models.len() + model;
        let row = results.rows.get(run)?.as_ref().filter(|row| matches!(row.ending, Ending::Drained | Ending::Until))?;
        Some(Point { run, x: places.of(value.as_f64())?, y: y(row)? })
    });
    points.collect()
}

/// The first and the last value, as positions; never empty.
#[must_use]
pub fn span(results: &Results) -> (f64, f64) {
    let places = Places { log: results.log };
    let ends = [results.axis.values.first(), results.axis.values.last()];
    let [least, most] = ends.map(|value| value.and_then(|value| places.of(value.as_f64())).unwrap_or(0.0));
    if most > least { (least, most) } else { (least - 0.5, least + 0.5) }
}

/// Moves overlapping names apart: each is at least `gap` from the next, as near as possible to its wanted position, and
/// within `range`.
#[must_use]
pub fn apart(wanted: &[f32], gap: f32, (top, bottom): (f32, f32)) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut placed = wanted.to_vec();
    let mut least = top;
    for i in &order {
        placed[*i] = placed[*i].max(least);
        least = placed[*i] + gap;
    }
    let mut most = bottom;
    for i in order.iter().rev() {
        placed[*i] = placed[*i].min(most);
        most = placed[*i] - gap;
    }
    placed
}

/// A value as the axis labels it, in the unit of the values swept.
#[must_use]
pub fn written(kind: Setting, value: f64) -> String {
    match kind {
        Setting::Time(_) => time::plain(value.round().max(0.0) as u64),
        Setting::Count(_) => grouped(value.round().max(0.0) as u64),
        Setting::Number(_) if value >= 100.0 => grouped(value.round() as u64),
        Setting::Number(_) => format!("{}", (value * 1000.0).round() / 1000.0),
    }
}

/// The shares of the CPU's time: running, switching, spawning, dispatching, stealing; the rest is idle.
#[must_use]
pub fn shares(cpu: &CpuNs) -> [f64; 5] {
    let CpuNs { run, switch, spawn, dispatch, steal, idle } = *cpu;
    let parts = [run, switch, spawn, dispatch, steal];
    let whole = parts.iter().sum::<u64>() + idle;
    parts.map(|part| if whole > 0 { part as f64 / whole as f64 } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_the_ends_stand_apart_and_within() {
        assert_eq!(apart(&[50.0, 10.0], 15.0, (0.0, 100.0)), [50.0, 10.0], "what is apart stays");
        assert_eq!(apart(&[50.0, 52.0, 51.0], 15.0, (0.0, 100.0)), [50.0, 80.0, 65.0]);
        assert_eq!(apart(&[99.0, 98.0], 15.0, (0.0, 100.0)), [100.0, 85.0]);
        assert_eq!(apart(&[], 15.0, (0.0, 100.0)), [0.0_f32; 0]);
    }

    #[test]
    fn marks_are_round_and_few() {
        let values = |log, ends| -> Vec<f64> {
            let places = Places { log };
            places.marks(ends).iter().map(|(place, _)| (places.value(*place) * 1e6).round() / 1e6).collect()
        };
        assert_eq!(values(true, (0.0, 4.2)), [1.0, 10.0, 100.0, 1000.0, 10_000.0]);
        assert_eq!(values(true, (0.0, 1.2)), [1.0, 2.0, 5.0, 10.0]);
        assert_eq!(values(false, (0.0, 17_500.0)), [0.0, 5000.0, 10_000.0, 15_000.0]);
        assert_eq!(values(true, (0.0, 17.0)).len(), 9);
        assert_eq!(values(false, (3.0, 3.0)), [0.0; 0]);
        assert_eq!((Places { log: true }.of(0.0), Places { log: false }.of(0.0)), (None, Some(0.0)));
    }

    #[test]
    fn values_are_written_in_their_kind() {
        assert_eq!(written(Setting::Time(0), 2000.4), "2 µs");
        assert_eq!(written(Setting::Count(0), 9999.6), "10\u{2009}000");
        assert_eq!((written(Setting::Number(0.0), 0.5), written(Setting::Number(0.0), 800.0)), ("0.5".into(), "800".into()));
    }
}
