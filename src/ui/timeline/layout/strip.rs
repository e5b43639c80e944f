//! A number over time as a strip of steps. Pure. Costs as much as it has pixels, however many steps there are.

use super::columns::bucket_shift;
use super::items::{Ink, Quad};
use super::lane::Frame;
use crate::controls::knob::grouped;
use crate::timeline::lanes::plan::Band;
use loopscope_event::Ns;
use loopscope_trace::Series;
use loopscope_trace::imported::foreign::decimal;

/// What a strip is drawn with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Inks {
    /// Under the line.
    pub fill: Ink,
    /// Between the least and the greatest value of a column.
    pub range: Ink,
    /// The line.
    pub line: Ink,
}

/// Draws a number that goes from 0, at the strip's bottom, to `most`, at its top.
pub fn strip(series: &Series, band: Band, most: u32, inks: Inks, frame: &Frame<'_>, out: &mut Vec<Quad>) {
    let (from, to) = frame.axis.range();
    let to = to.min(frame.edge);
    if from >= to {
        return;
    }
    let thick = ((2.0 * frame.scale).round() as i32).max(1);
    let mut draw = Steps { band, most: most.max(1), inks, thick, frame, out, last: None };
    if series.density(from, to) as i64 > frame.axis.width {
        draw.columns(series, from, to);
    } else {
        let mut steps = series.steps(from, to).peekable();
        while let Some((start, value)) = steps.next() {
            draw.step(start, steps.peek().map_or(to, |next| next.0), (value, value));
        }
    }
}

/// Where a value's line is, px.
#[must_use]
pub fn level(value: u32, most: u32, band: Band) -> i32 {
    let share = f64::from(value) / f64::from(most.max(1));
    band.y1 - (share.min(1.0) * f64::from(band.height() - 2)).round() as i32
}

struct Steps<'a, 'b> {
    band: Band,
    most: u32,
    inks: Inks,
    thick: i32,
    frame: &'a Frame<'b>,
    out: &'a mut Vec<Quad>,
    last: Option<i32>,
}

impl Steps<'_, '_> {
    fn columns(&mut self, series: &Series, from: Ns, to: Ns) {
        let bucket = 1 << bucket_shift(self.frame.axis.ns_per_px, self.frame.axis.width, self.frame.lanes);
        let first = from / bucket * bucket;
        let edges = || (0..).map(|i| first.saturating_add(bucket.saturating_mul(i))).take_while(|edge| *edge < to).chain([to]);
        for ((start, end), range) in edges().zip(edges().skip(1)).zip(series.ranges(edges())) {
            self.step(start, end, range);
        }
    }

    fn step(&mut self, start: Ns, end: Ns, (least, most): (u32, u32)) {
        let Self { band, inks: Inks { fill, range, line }, thick, frame, .. } = *self;
        let (a, b) = (frame.axis.px(start).max(0), frame.axis.px(end).min(frame.axis.width));
        let (high, low) = (level(most, self.most, band), level(least, self.most, band));
        let (x0, x1) = (frame.x0 + a as i32, frame.x0 + b as i32);
        if a < b {
            if low < band.y1 {
                self.out.push(Quad { x0, x1, y0: low, y1: band.y1, ink: fill });
            }
            // Nothing is a thin line.
            let thick = if most == 0 { 1 } else { thick };
            let top = high - thick / 2;
            self.out.push(Quad { x0, x1, y0: top, y1: top + thick, ink: line });
            if low > high {
                self.out.push(Quad { x0, x1, y0: top + thick, y1: low - thick / 2 + thick, ink: range });
            }
        }
        // The riser from the step before.
        if let Some(last) = self.last.filter(|last| *last != low)
            && (0..frame.axis.width).contains(&a)
        {
            let (y0, y1) = (last.min(high) - thick / 2, last.max(high) - thick / 2 + thick);
            self.out.push(Quad { x0, x1: x0 + thick, y0, y1, ink: line });
        }
        self.last = Some(low);
    }
}

/// The end of an axis that must reach `value`: a number that is easy to read and does not change with every step.
#[must_use]
pub fn axis_end(value: u32) -> u32 {
    let mut power = 1_u32;
    loop {
        for digit in [1, 2, 3, 4, 5, 6, 8] {
            let end = power.saturating_mul(digit);
            if end >= value {
                return end;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A multiple of a power of ten in few letters, for an axis: what has many digits in thousands, millions and so on.
#[must_use]
pub fn short(value: u32, exponent: i8) -> String {
    let number = f64::from(value) * 10_f64.powi(exponent.into());
    let Some((unit, sign)) =
        [(1e12, 'T'), (1e9, 'G'), (1e6, 'M'), (1e3, 'k')].into_iter().find(|(unit, _)| number >= *unit && number >= 1e4)
    else {
        return full(value, exponent);
    };
    let text = format!("{:.1}", number / unit);
    format!("{}{sign}", text.strip_suffix(".0").unwrap_or(&text))
}

/// A multiple of a power of ten in all its digits, in groups.
#[must_use]
pub fn full(value: u32, exponent: i8) -> String {
    let text = decimal(value, exponent);
    let (whole, part) = text.split_once('.').map_or((&*text, None), |(whole, part)| (whole, Some(part)));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    part.map_or_else(|| whole.clone(), |part| format!("{whole}.{part}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_many_digits_is_written_short() {
        let written =
            [(0, 0), (9999, 0), (10_000, 0), (12_345, 0), (8_000_000, 0), (u32::MAX, 0), (4_000_000, -3), (2_000_000, 7), (5, -1)];
        let written = written.map(|(value, exponent)| short(value, exponent));
        assert_eq!(written, ["0", "9999", "10k", "12.3k", "8M", "4.3G", "4000", "20T", "0.5"]);
        assert_eq!(
            [(1_234_567, 0), (12_345_678, -3)].map(|(value, exponent)| full(value, exponent)),
            ["1\u{2009}234\u{2009}567", "12\u{2009}345.678"]
        );
    }

    #[test]
    fn an_axis_ends_at_a_readable_number() {
        let ends: Vec<u32> = [0, 1, 7, 8, 9, 20, 21, 99, 1001, u32::MAX].into_iter().map(axis_end).collect();
        assert_eq!(ends, [1, 1, 8, 8, 10, 20, 30, 100, 2000, u32::MAX]);
    }

    #[test]
    fn a_level_stays_in_its_strip() {
        let band = Band { y0: 10, y1: 50 };
        assert_eq!((level(0, 20, band), level(20, 20, band), level(99, 20, band)), (50, 12, 12));
    }
}
