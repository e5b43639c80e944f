//! [`Frame`]: the positions of places, lanes, caption and strips, for a size. It contains nothing of a run.
//!
//! Tasks waiting for the CPU rise in the left column to the CPU's height; requests sink in the right one to the lane
//! that leads back under the CPU. So everything circulates clockwise around the CPU, and nothing crosses. A completed
//! job leaves upwards, on a lane of its own.

use crate::Audience;
use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// The width of each of two applications side by side, as a share of the stage.
const TWIN: f32 = 0.19;

/// Sizes that scale with the stage.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Scale {
    /// The scale of distances: 1 on a stage of 1290 × 540.
    pub u: f32,
    /// The scale of text and its boxes: `u`, but never so small that text is illegible.
    pub t: f32,
    /// The aspect ratio of a tile: names of four digits need more room than letters.
    pub wide: f32,
    /// The size of figures, relative to `t`.
    pub figures: f32,
}

impl Scale {
    /// The scale for a stage of this size. In a hall text is never smaller than the window's type, which is large.
    pub fn of(size: Vec2, audience: Audience) -> Self {
        let u = (size.x / 1290.0).min(size.y / 540.0).clamp(0.3, 6.0);
        let (least, figures) = if audience.is_hall() { (1.0, 20.0) } else { (0.8, 17.0) };
        Self { u, t: u.max(least), wide: 1.0, figures }
    }
    /// The smallest type size.
    pub fn small(self) -> f32 {
        15.0 * self.t
    }
    pub fn body(self) -> f32 {
        17.0 * self.t
    }
    /// The type size of counts and times: larger than words for a hall.
    pub fn figure(self) -> f32 {
        self.figures * self.t
    }
    pub fn title(self) -> f32 {
        24.0 * self.t
    }
    /// Height of a message or a request.
    pub fn row(self) -> f32 {
        38.0 * self.t
    }
    /// The gap between two rows.
    pub fn gap(self) -> f32 {
        6.0 * self.t
    }
    /// Side of a tile with a task's letter.
    pub fn chip(self) -> f32 {
        28.0 * self.t
    }
    /// Side of a travelling tile.
    pub fn traveller(self) -> f32 {
        1.15 * self.chip()
    }
    /// Padding inside a place.
    pub fn pad(self) -> f32 {
        10.0 * self.t
    }
    /// The size of a tile among many.
    pub fn tile(self) -> Vec2 {
        vec2(self.chip() * self.wide, self.chip())
    }
    /// Height of a line at the foot of a place.
    pub fn foot(self) -> f32 {
        26.0 * self.t
    }
    pub fn thin(self) -> f32 {
        1.5 * self.t
    }
    pub fn strong(self) -> f32 {
        2.5 * self.t
    }
}

/// The inputs of a frame.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Plan {
    pub size: Vec2,
    /// True if jobs wait at a gate before they begin.
    pub gate: bool,
    /// True if names have more than three digits.
    pub wide: bool,
    /// True if there is a row for each of several queues.
    pub rows: bool,
    /// The number of applications drawn: one beside its loop, or two side by side at the right.
    pub applications: usize,
    /// The number of strips under the hero, one per other model.
    pub strips: usize,
    /// The viewing distance.
    pub audience: Audience,
}

/// The positions of everything but tasks.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Frame {
    pub scale: Scale,
    /// True if there is a row for each of several queues.
    pub rows: bool,
    pub hero: Rect,
    pub title: Rect,
    /// The baseline of the places' headings.
    pub heads: f32,
    pub gate: Option<Rect>,
    pub ready: Rect,
    pub cpu: Rect,
    pub waiting: Rect,
    pub done: Rect,
    /// An application and its twin, side by side, right of all places.
    pub twins: Option<[Rect; 2]>,
    /// The entrance of jobs: the left edge, at the height of the queue's tail.
    pub door: Pos2,
    /// The lane from the ready place to the CPU.
    pub take: [Pos2; 2],
    /// The lane from the gate to the ready place, if there is a gate.
    pub begin: Option<[Pos2; 2]>,
    /// The two ends of the lane back under the CPU.
    pub back: [Pos2; 2],
    /// The lane over the top to the shelf.
    pub leave: [Pos2; 4],
    /// The rectangle for the labels of the lane back and the lane to the shelf, clear of what travels along them.
    pub back_label: Rect,
    pub leave_label: Rect,
    pub caption: Rect,
    pub strips: Vec<Rect>,
}

impl Frame {
    pub fn new(plan: Plan) -> Self {
        let Plan { size, gate, wide, rows, applications, strips, audience } = plan;
        let scale = Scale { wide: if wide { 1.5 } else { 1.0 }, ..Scale::of(size, audience) };
        let Scale { u, t, .. } = scale;
        let strips = strip_rects(size, strips, scale);
        let bottom = strips.first().map_or(size.y, |first| first.top() - 8.0 * t);
        let hero = Rect::from_min_max(Pos2::ZERO, pos2(size.x, bottom.max(0.0)));

        let pad = 16.0 * t;
        let tight = hero.height() < 300.0 * t;
        let caption_height = if hero.height() < 170.0 * t { 0.0 } else { 40.0 * t };
        let caption = Rect::from_min_max(
            pos2(hero.left() + 0.6 * pad, hero.bottom() - caption_height - 0.5 * pad),
            pos2(hero.right() - 0.6 * pad, hero.bottom() - 0.5 * pad),
        );
        let title_height = if tight { 32.0 * t } else { 42.0 * t };
        let title_top = hero.top() + if tight { 2.0 * t } else { 8.0 * t };
        let heads = if tight { 20.0 * t } else { 26.0 * t };
        let top = title_top + title_height + heads;
        let end = (caption.top() - if tight { 6.0 * t } else { 12.0 * t }).max(top + 40.0 * t);

        let mut inner = hero.shrink2(vec2(pad, 0.0));
        let twins = (applications > 1).then(|| {
            let width = TWIN * inner.width();
            let from = |right: f32| Rect::from_min_max(pos2(right - width, top), pos2(right, end));
            let right = from(inner.right());
            let left = from(right.left() - 0.8 * pad);
            inner.max.x = left.left() - 1.4 * pad;
            [left, right]
        });
        let paints = applications == 1;
        let widths: [f32; 8] = if gate {
            // gate  gap    ready  gap    cpu    gap    wait   gap; the shelf gets the rest
            [0.153, 0.030, 0.122, 0.052, 0.218, 0.064, 0.208, 0.034]
        } else if audience.is_hall() && !paints {
            [0.0, 0.0, 0.200, 0.046, 0.296, 0.052, 0.260, 0.030]
        } else if paints {
            [0.0, 0.0, 0.176, 0.046, 0.378, 0.056, 0.206, 0.030]
        } else {
            [0.0, 0.0, 0.208, 0.052, 0.245, 0.064, 0.268, 0.034]
        };
        // Left of all places: the door, as wide as the tasks at it.
        let mut x = hero.left() + 30.0 * t;
        let room = inner.right() - x;
        let mut next = |width: f32| {
            let from = x;
            x += width * room;
            (from, x)
        };
        let [gate_x, _, ready, _, cpu, _, waiting, _] = widths.map(&mut next);
        let done = (x, inner.right());
        // Under the CPU: the labels of the lane back, then the lane, at the height of the row that leaves next. Where
        // there are rows and little room, the rows take precedence over the labels.
        let lane = (scale.row() + 2.0 * scale.pad() + 10.0 * t).min(if rows && end - top < 290.0 * t { 0.14 } else { 0.25 } * (end - top));
        let back = end - (0.5 * scale.row() + scale.pad() + 2.0 * t).min(0.5 * lane);
        let place = |(left, right): (f32, f32), bottom: f32| Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        let cpu = place(cpu, end - lane);
        let (ready, waiting, done) = (place(ready, end), place(waiting, end), place(done, end));
        let gate = gate.then(|| place(gate_x, end));

        let first = gate.unwrap_or(ready);
        let head = top + 30.0 * t + scale.row() / 2.0;
        let over = title_top + title_height / 2.0;
        let up = cpu.right() - 22.0 * t;
        let gap = 4.0 * u;
        let tile = 0.5 * scale.traveller() + t;
        let heads_top = top - heads;
        Self {
            scale,
            rows,
            hero,
            title: Rect::from_min_max(pos2(inner.left(), title_top), pos2(up - 14.0 * t, title_top + title_height)),
            heads: heads_top,
            door: pos2(hero.left() + 15.0 * t, back),
            take: [pos2(ready.right() + gap, head), pos2(cpu.left() - gap, head)],
            begin: gate.map(|gate| [pos2(gate.right() + gap, head), pos2(ready.left() - gap, head)]),
            back: [pos2(waiting.left() - gap, back), pos2(ready.right() + gap, back)],
            leave: [pos2(up, cpu.top() - gap), pos2(up, over), pos2(done.center().x, over), pos2(done.center().x, done.top() - gap)],
            back_label: Rect::from_min_max(pos2(cpu.left(), cpu.bottom() + t), pos2(cpu.right(), back - tile)),
            leave_label: Rect::from_min_max(pos2(waiting.left(), heads_top), pos2(done.center().x - tile - 2.0 * t, top - 2.0 * t)),
            gate: gate.map(|_| first),
            ready,
            cpu,
            waiting,
            done,
            twins,
            caption,
            strips,
        }
    }
}

impl Frame {
    /// The position where returning tasks go up to their row: left of the queues' tails.
    pub fn tail(&self) -> f32 {
        self.ready.left() + self.scale.pad() + self.scale.chip() / 2.0
    }
}

/// The strips at the bottom, in one column or, if there are many, in two.
fn strip_rects(size: Vec2, strips: usize, scale: Scale) -> Vec<Rect> {
    if strips == 0 {
        return Vec::new();
    }
    let columns = if strips > 3 { 2 } else { 1 };
    let lines = strips.div_ceil(columns);
    let gap = 6.0 * scale.t;
    // The hero stays large: the more strips there are, the lower they are.
    let height = (if lines > 3 { 31.0 } else { 40.0 } * scale.t).min((0.4 * size.y / lines as f32 - gap).max(8.0));
    let top = size.y - lines as f32 * (height + gap) + gap;
    let width = (size.x - (columns - 1) as f32 * gap) / columns as f32;
    (0..strips)
        .map(|n| {
            let (column, line) = (n % columns, n / columns);
            Rect::from_min_size(pos2(column as f32 * (width + gap), top + line as f32 * (height + gap)), vec2(width, height))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_apart_and_inside_at_every_size() {
        for (w, h) in
            [(600.0, 300.0), (760.0, 420.0), (1000.0, 480.0), (1290.0, 540.0), (2600.0, 1100.0), (3840.0, 1400.0), (900.0, 1200.0)]
        {
            for (gate, applications) in [(false, 0), (true, 0), (false, 1), (false, 2)] {
                for strips in [0, 2, 7] {
                    let audience = Audience::Desk;
                    let frame = Frame::new(Plan { size: vec2(w, h), gate, wide: false, rows: false, applications, strips, audience });
                    let places = frame.gate.into_iter().chain([frame.ready, frame.cpu, frame.waiting, frame.done]);
                    let places: Vec<Rect> = places.chain(frame.twins.into_iter().flatten()).collect();
                    for pair in places.windows(2) {
                        assert!(pair[0].right() < pair[1].left(), "{w}×{h} {gate} {strips}");
                    }
                    for rect in places.iter().chain(&frame.strips).chain([&frame.caption, &frame.title]) {
                        assert!(rect.is_positive() || *rect == frame.caption, "{w}×{h} {gate} {strips}: {rect:?}");
                        assert!(
                            Rect::from_min_size(Pos2::ZERO, vec2(w, h)).expand(0.5).contains_rect(*rect),
                            "{w}×{h} {gate} {strips}: {rect:?}"
                        );
                    }
                    assert!(frame.done.bottom() <= frame.caption.top(), "{w}×{h} {gate} {strips}");
                }
            }
        }
    }
}
