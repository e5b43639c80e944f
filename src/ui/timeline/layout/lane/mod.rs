//! One lane's spans as rectangles. Pure.
//!
//! A span that is wide enough is drawn from pixel to pixel. Narrower ones are gathered in buckets of time whose length is a
//! power of two, and a bucket is drawn as a stack of states by their shares. Buckets are counted from time 0, not from the
//! edge of the view: a gliding picture does not flicker. Where nearly all spans are narrow, or all lanes together would be more than a frame
//! has time for, the trace's shares are asked instead of the spans, so that a lane costs as much as it has pixels, however much happened.

mod marked;

pub use marked::Marked;

use super::columns::{Columns, LaneId, bucket_shift};
use super::items::{Font, Future, Ink, Label, Quad, Ribbon, Side, TextInk};
use crate::timeline::lanes::plan::Band;
use crate::timeline::view::Axis;
use loopscope_event::{Ns, TaskId};
use loopscope_trace::{Imported, Mixture, Span, SpanState, Track, WHOLE};

/// Spans at least so many pixels wide are drawn by themselves.
const WIDE: i64 = 2;
/// Beside a wide span, less than so many pixels are not made a whole one: what takes no time should not look as if it did.
const TRIFLE: f64 = 0.34;
/// All lanes together are drawn with about so many rectangles at most, but for those of dense ones.
const RECTANGLES: i64 = 30_000;
/// From the bottom of a bucket's stack to its top.
pub const STACK: [SpanState; 9] = [
    SpanState::Running,
    SpanState::Dispatching,
    SpanState::Switching,
    SpanState::Queued,
    SpanState::Lock,
    SpanState::DeviceQueue,
    SpanState::Io,
    SpanState::Waiting,
    SpanState::Gate,
];

/// What all lanes of a frame have in common.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// Time to pixels.
    pub axis: Axis,
    /// The lanes' left edge, px.
    pub x0: i32,
    /// Nothing is known from here on.
    pub edge: Ns,
    /// Where the playhead is, px; no letters are written right of it.
    pub now: i64,
    /// Pixels per point.
    pub scale: f32,
    /// Whether colours need an outline on this ground.
    pub outlined: bool,
    /// How many lanes there are.
    pub lanes: usize,
    /// These are outlined: what is selected, and what is under the pointer.
    pub marked: [Option<Marked>; 2],
    /// How wide a text is, px.
    pub measure: &'a dyn Fn(&str, Font) -> f32,
    /// What spans are called, where another program recorded them.
    pub imported: Option<&'a Imported>,
}

/// Which letters are written inside a lane's spans.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Letters {
    /// None.
    None,
    /// Every span's, where there is room: who has the core.
    Each,
    /// Once for each task, where there is room.
    Once,
}

/// What a lane turned into.
#[derive(Default, Debug, PartialEq)]
pub struct Drawn {
    /// The task of all its spans in sight, if it is one and the same.
    pub only: Option<TaskId>,
    /// True if spans in sight belong to more than one task, or it was not looked at.
    pub several: bool,
}

/// Draws one lane. Spans go to `spans`, outlines to `front`, letters to `labels`.
pub fn lane(track: &Track, id: LaneId, band: Band, letters: Letters, frame: &Frame<'_>, out: &mut Out<'_>) -> Drawn {
    let (from, to) = frame.axis.range();
    let to = to.min(frame.edge);
    if from >= to {
        return Drawn { only: track.at(from).map(|span| span.task), several: false };
    }
    let share = RECTANGLES / frame.lanes.max(1) as i64 / if frame.outlined { 3 } else { 1 };
    if track.is_denser(from, to, share.min(frame.axis.width * 2 / 3) as usize) {
        dense(track, id, band, frame, (from, to), out);
        return Drawn { only: None, several: true };
    }
    let mut pen = Pen::new(band, frame, out, letters);
    for span in track.spans(from, to) {
        pen.span(&Span { end: span.end.min(to), ..span });
    }
    pen.finish()
}

/// Where a lane's parts go.
pub struct Out<'a> {
    /// Dense lanes.
    pub ribbons: &'a mut Vec<Ribbon>,
    /// Spans.
    pub spans: &'a mut Vec<Quad>,
    /// Outlines of marked tasks.
    pub front: &'a mut Vec<Quad>,
    /// Letters.
    pub labels: &'a mut Vec<Label>,
    /// What is known of dense lanes.
    pub columns: &'a mut Columns,
}

fn dense(track: &Track, id: LaneId, band: Band, frame: &Frame<'_>, (from, to): (Ns, Ns), out: &mut Out<'_>) {
    let shift = bucket_shift(frame.axis.ns_per_px, frame.axis.width, frame.lanes);
    let buckets = (from >> shift, ((to - 1) >> shift) + 1);
    let Some((x0, x1)) = across(buckets.0 << shift, to, frame) else { return };
    match out.columns.put(id, track, (shift, band.height()), buckets, frame.edge) {
        Some(row) => {
            // Reckoned from a bucket that has the sheet's first column, so that the places are small numbers.
            let width = out.columns.size()[0] as u64;
            let start = (buckets.0 / width * width) << shift;
            let place = |x: i32| frame.axis.steps(f64::from(x - frame.x0), start, shift);
            let columns = (place(x0), place(x1));
            out.ribbons.push(Ribbon { x0, x1, y0: band.y0, height: band.height(), row, columns, future: Future::Present });
        }
        None => stacks(track, band, frame, (shift, buckets, to), out),
    }
}

/// A dense lane as rectangles, where there is no more room for it among the columns.
fn stacks(track: &Track, band: Band, frame: &Frame<'_>, (shift, buckets, to): (u32, (u64, u64), Ns), out: &mut Out<'_>) {
    let mut before = Before::default();
    let mut number = buckets.0;
    for (alike, shares) in track.shares(shift, buckets, frame.edge) {
        let start = number << shift;
        number += alike;
        let end = start.saturating_add(alike.saturating_mul(1 << shift)).min(to);
        stack(shares.map(Ns::from), Ns::from(WHOLE), (start, end), (band, frame), &mut before, out.spans);
    }
}

/// A bucket as a stack of its states; what is left of its time up to `total` stays empty at the top. Where a layer goes on
/// as it was in the bucket before, that one is made wider instead.
fn stack(mixture: Mixture, total: Ns, (start, end): (Ns, Ns), (band, frame): (Band, &Frame<'_>), before: &mut Before, out: &mut Vec<Quad>) {
    let Some((x0, x1)) = across(start, end, frame) else { return };
    let height = f64::from(band.height());
    let (mut spent, mut y1) = (0, band.y1);
    for (state, last) in STACK.into_iter().zip(&mut before.0) {
        let time = mixture[state.index()];
        if time == 0 {
            continue;
        }
        spent += time;
        let y0 = band.y1 - (spent as f64 / total.max(spent) as f64 * height).round() as i32;
        if y0 == y1 {
            continue;
        }
        let ink = if is_hatched(state) { Ink::Far(state) } else { Ink::State(state) };
        match out.get_mut(*last) {
            Some(quad) if (quad.x1, quad.y0, quad.y1, quad.ink) == (x0, y0, y1, ink) => quad.x1 = x1,
            _ => {
                *last = out.len();
                out.push(Quad { x0, x1, y0, y1, ink });
            }
        }
        y1 = y0;
    }
}

/// For each layer of a stack, the place of the quad that it was in the bucket before.
struct Before([usize; STACK.len()]);

impl Default for Before {
    fn default() -> Self {
        Self([usize::MAX; STACK.len()])
    }
}

/// The pixels of a stretch of time, at least one, or none if it is out of sight.
fn across(start: Ns, end: Ns, frame: &Frame<'_>) -> Option<(i32, i32)> {
    let (a, b) = (frame.axis.px(start), frame.axis.px(end));
    let (a, b) = (a.max(0), b.max(a + 1).min(frame.axis.width));
    (a < b).then_some((frame.x0 + a as i32, frame.x0 + b as i32))
}

/// Narrow spans of one bucket.
#[derive(Clone, Copy)]
struct Bucket {
    shift: u32,
    number: Ns,
    start: Ns,
    end: Ns,
    mixture: Mixture,
}

impl Bucket {
    fn new(frame: &Frame<'_>) -> Self {
        Self {
            shift: bucket_shift(frame.axis.ns_per_px, frame.axis.width, frame.lanes),
            number: 0,
            start: Ns::MAX,
            end: 0,
            mixture: Mixture::default(),
        }
    }
}

struct Pen<'a, 'b> {
    band: Band,
    frame: &'a Frame<'a>,
    out: &'a mut Out<'b>,
    letters: Letters,
    bucket: Bucket,
    /// Stacks of buckets, drawn after the wide spans so that a pixel of them stays in sight.
    narrow: Vec<Quad>,
    /// Letters and what they stand on, drawn last.
    texts: Vec<Label>,
    grounds: Vec<Quad>,
    lettered: Option<TaskId>,
    drawn: Drawn,
    wide: Option<Span>,
}

impl<'a, 'b> Pen<'a, 'b> {
    fn new(band: Band, frame: &'a Frame<'a>, out: &'a mut Out<'b>, letters: Letters) -> Self {
        let (narrow, texts, grounds) = (Vec::new(), Vec::new(), Vec::new());
        let bucket = Bucket::new(frame);
        Self { band, frame, out, letters, bucket, narrow, texts, grounds, lettered: None, drawn: Drawn::default(), wide: None }
    }

    fn span(&mut self, span: &Span) {
        match self.drawn.only {
            None if !self.drawn.several => self.drawn.only = Some(span.task),
            Some(task) if task != span.task => self.drawn = Drawn { only: None, several: true },
            _ => {}
        }
        let axis = &self.frame.axis;
        if axis.px(span.end) - axis.px(span.start) >= WIDE {
            self.flush(Some(span.start));
            self.wide(span);
            self.wide = Some(*span);
        } else {
            self.gather(span);
            self.mark_alone(span);
        }
    }

    fn gather(&mut self, span: &Span) {
        let number = span.start >> self.bucket.shift;
        if number != self.bucket.number {
            self.flush(None);
            self.bucket.number = number;
        }
        self.bucket.start = self.bucket.start.min(span.start);
        self.bucket.end = self.bucket.end.max(span.end);
        self.bucket.mixture[span.state.index()] += span.end.saturating_sub(span.start);
    }

    /// Draws what was gathered; a wide span that begins at `next` follows.
    fn flush(&mut self, next: Option<Ns>) {
        let Bucket { start, end, mixture, .. } = self.bucket;
        let beside = self.wide.is_some_and(|wide| wide.end == start) || next == Some(end);
        let trifle = beside && (end.saturating_sub(start) as f64) < TRIFLE * self.frame.axis.ns_per_px;
        if start < end && !trifle {
            stack(mixture, end - start, (start, end), (self.band, self.frame), &mut Before::default(), &mut self.narrow);
        }
        self.bucket = Bucket { number: self.bucket.number, ..Bucket::new(self.frame) };
    }

    fn wide(&mut self, span: &Span) {
        let Some((mut x0, x1)) = across(span.start, span.end, self.frame) else { return };
        let axis = &self.frame.axis;
        // A notch between two tasks that follow upon one another.
        let touches = |before: Span| before.task != span.task && axis.px(span.start) - axis.px(before.end) < 1;
        if x1 - x0 > 3 && self.wide.is_some_and(touches) {
            x0 += 1;
        }
        let Band { y0, y1 } = shape(span.state, self.band);
        self.out.spans.push(Quad { x0, x1, y0, y1, ink: Ink::State(span.state) });
        if self.frame.outlined {
            self.outline(Quad { x0, x1, y0, y1, ink: Ink::Edge(span.state) });
        }
        self.mark(span, x0, x1);
        self.mark_alone(span);
        self.letter(span, x0, x1);
    }

    /// Lines above and below in the state's darker colour.
    fn outline(&mut self, quad: Quad) {
        if quad.y1 - quad.y0 > 6 {
            self.out.spans.push(Quad { y1: quad.y0 + 1, ..quad });
            self.out.spans.push(Quad { y0: quad.y1 - 1, ..quad });
        }
    }

    fn letter(&mut self, span: &Span, x0: i32, x1: i32) {
        let points = |n: f32| (n * self.frame.scale) as i32;
        let again = self.letters == Letters::Once && self.lettered == Some(span.task);
        if self.letters == Letters::None || (again && self.frame.imported.is_none()) || x1 - x0 < points(18.0) {
            return;
        }
        let text = match self.frame.imported {
            Some(imported) => self.fitting(imported.name(span.task), x1 - x0 - points(8.0)),
            None => span.task.name().to_string(),
        };
        let width = (self.frame.measure)(&text, Font::Bold) as i32;
        let (x, y) = (i32::midpoint(x0, x1), self.band.middle());
        let ahead = self.frame.imported.is_none() && i64::from(x - self.frame.x0) > self.frame.now;
        if text.is_empty() || x1 - x0 < width + points(8.0) || ahead {
            return;
        }
        if is_hatched(span.state) {
            let half = width / 2 + points(4.0);
            self.grounds.push(Quad { x0: x - half, x1: x + half, y0: self.band.y0, y1: self.band.y1, ink: Ink::Ground });
        }
        self.lettered = Some(span.task);
        self.texts.push(Label { x, y, side: Side::Middle, text, font: Font::Bold, ink: TextInk::On(span.state) });
    }

    /// As much of a name as there is room for, px; nothing rather than a letter or two.
    fn fitting(&self, name: String, room: i32) -> String {
        let wide = |text: &str| (self.frame.measure)(text, Font::Bold) as i32 <= room;
        if wide(&name) {
            return name;
        }
        // Wider letters are fewer: a guess from above, then one by one.
        let most = (room as f32 / (self.frame.measure)("i", Font::Bold).max(1.0)) as usize;
        let letters: Vec<char> = name.chars().take(most.max(1)).collect();
        let cut = (3..letters.len()).rev().map(|n| letters[..n].iter().chain(&['…']).collect::<String>());
        cut.into_iter().find(|text| wide(text)).unwrap_or_default()
    }

    fn finish(mut self) -> Drawn {
        self.flush(None);
        self.out.spans.append(&mut self.narrow);
        // A row of one task has its letter at the left.
        if self.letters == Letters::Each || self.drawn.several || self.frame.imported.is_some() {
            self.out.spans.append(&mut self.grounds);
            self.out.labels.append(&mut self.texts);
        }
        self.drawn
    }
}

/// States that are drawn with stripes.
#[must_use]
pub const fn is_hatched(state: SpanState) -> bool {
    matches!(state, SpanState::Io | SpanState::DeviceQueue | SpanState::Lock | SpanState::Waiting)
}

/// What a state's spans fill of their lane: switching and taking a message are lower, to be told from running without colours.
#[must_use]
pub const fn shape(state: SpanState, band: Band) -> Band {
    match state {
        SpanState::Switching | SpanState::Dispatching => Band { y0: band.y1 - (band.height() * 5 + 4) / 8, y1: band.y1 },
        _ => band,
    }
}

#[cfg(test)]
mod tests;
