//! What the timeline shows, as plain data: the runs' tracks over a stretch of time, within a plan of lanes. Pure.
//!
//! It does *not* decide which stretch that is (`view`), which lane goes where (`plan`) or what colours are used (`paint`).

use super::columns::Columns;
use super::items::{Font, Ink, Items, Label, Quad, Side, TextInk, tile};
use super::lane::{self, Frame, Letters, Out};
use super::plan::{Band, Plan};
use super::ruler;
use super::strip::{self, Inks, axis_end};
use super::view::Axis;
use crate::event::{Ns, TaskId};
use crate::text::say;
use crate::trace::{Series, Trace, Track};
use crate::ui::wording;

/// What is to be drawn.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// All runs.
    pub traces: &'a [Trace],
    /// Which of them is on the stage.
    pub on_stage: usize,
    /// The playhead's time.
    pub now: Ns,
    /// How many are in the queue and in flight at the playhead; it may stand between two events of one instant.
    pub counts: (u32, u32),
    /// Time to pixels.
    pub axis: Axis,
    /// Where the lanes are.
    pub plan: &'a Plan,
    /// Pixels per point.
    pub scale: f32,
    /// Where the pointer is, px from the panel's left edge, if it is over the lanes or the ruler.
    pub pointer: Option<i32>,
    /// The selected task, and the one that the pointer is over.
    pub marked: [Option<TaskId>; 2],
    /// Whether colours need an outline on this ground.
    pub outlined: bool,
    /// How wide a text is, px.
    pub measure: &'a dyn Fn(&str, Font) -> f32,
}

/// Fills `items` anew.
///
/// `columns` only saves time: what is drawn does not depend on what it remembers.
pub fn layout(scene: &Scene<'_>, columns: &mut Columns, items: &mut Items) {
    items.clear();
    columns.begin();
    items.phase = scene.axis.phase(i64::from(tile(scene.scale))) as i32;
    Layout { scene, columns, items, now: scene.axis.px(scene.now), shared: Vec::new() }.all();
}

/// The other runs, in their order.
pub fn others<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a Trace> {
    let on_stage = scene.on_stage;
    scene.traces.iter().enumerate().filter(move |(i, _)| *i != on_stage).map(|(_, trace)| trace)
}

pub(super) struct Layout<'a, 'b> {
    pub(super) scene: &'a Scene<'a>,
    columns: &'b mut Columns,
    pub(super) items: &'b mut Items,
    /// The playhead, px from the lanes' left edge.
    pub(super) now: i64,
    /// Task rows that several tasks used in sight, by turns: number and band.
    shared: Vec<(usize, Band)>,
}

impl<'a> Layout<'a, '_> {
    fn all(&mut self) {
        let scene = self.scene;
        self.axis();
        let Some(trace) = scene.traces.get(scene.on_stage) else { return };
        self.open_run(trace);
        for (trace, band) in others(scene).zip(&scene.plan.others) {
            self.name(trace, band.middle());
            self.folded(trace, *band);
        }
        self.gone(trace);
        self.changes(trace);
        self.veil(trace);
        self.holders(trace);
        self.flags();
        self.cursor();
        self.hair();
        self.keys();
    }

    pub(super) fn px(&self, points: f32) -> i32 {
        (points * self.scene.scale).round() as i32
    }

    fn frame<'t>(&self, trace: &'t Trace) -> Frame<'t>
    where
        'a: 't,
    {
        let Scene { axis, plan, scale, outlined, marked, measure, .. } = *self.scene;
        Frame { axis, x0: plan.x0, edge: trace.end(), now: self.now, scale, outlined, marked, measure, imported: trace.imported() }
    }

    pub(super) fn label(&mut self, x: i32, y: i32, side: Side, text: impl Into<String>, (font, ink): (Font, TextInk)) {
        self.items.labels.push(Label { x, y, side, text: text.into(), font, ink });
    }

    fn axis(&mut self) {
        let Scene { axis, plan, measure, .. } = *self.scene;
        let gap = f64::from(self.px(28.0));
        let ticks = ruler::ticks(&axis, &|text| f64::from(measure(text, Font::Small)) + gap);
        let lanes = plan.lanes();
        for tick in ticks {
            let x0 = plan.x0 + tick.px as i32;
            let x1 = x0 + self.px(1.0);
            let y1 = lanes.y0;
            match tick.label {
                Some(text) => {
                    self.items.back.push(Quad { x0, x1, y0: y1 - self.px(4.0), y1: lanes.y1 - self.px(2.0), ink: Ink::Grid });
                    let half = measure(&text, Font::Small) as i32 / 2;
                    // The first label may lean over the names' column, but nothing is cut off at the right.
                    if x0 + half <= plan.x1 {
                        self.label(x0, y1 - self.px(15.0), Side::Middle, text, (Font::Small, TextInk::Dim));
                    }
                }
                None => self.items.back.push(Quad { x0, x1, y0: y1 - self.px(4.0), y1, ink: Ink::Tick }),
            }
        }
    }

    fn name(&mut self, trace: &Trace, y: i32) {
        let x = self.px(12.0);
        self.label(x, y, Side::Left, wording::short(trace.model()).to_uppercase(), (Font::Bold, TextInk::Strong));
    }

    fn idle(&mut self, band: Band, trace: &Trace) {
        let (x0, x1) = (self.scene.axis.px(0).max(0), self.scene.axis.px(trace.end()).min(self.scene.axis.width));
        if x0 < x1 {
            let left = self.scene.plan.x0;
            self.items.back.push(Quad { x0: left + x0 as i32, x1: left + x1 as i32, y0: band.y0, y1: band.y1, ink: Ink::Idle });
        }
    }

    fn draw(&mut self, track: &Track, (is_core, number): (bool, usize), band: Band, letters: Letters, trace: &Trace) -> lane::Drawn {
        let frame = self.frame(trace);
        let Items { spans, front, labels, .. } = &mut *self.items;
        let id = (trace.run(), is_core, number);
        lane::lane(track, id, band, letters, &frame, &mut Out { spans, front, labels, columns: self.columns })
    }

    fn open_run(&mut self, trace: &Trace) {
        let plan = self.scene.plan;
        let tracks = trace.tracks();
        if let (Some(first), Some(last)) = (plan.cores.first(), plan.cores.last()) {
            self.name(trace, first.middle().max(i32::midpoint(first.y0, last.y1).min(first.y0 + self.px(11.0))));
        }
        for (core, band) in (0_u16..).zip(&plan.cores) {
            self.idle(*band, trace);
            let letters = if band.height() >= self.px(16.0) { Letters::Each } else { Letters::None };
            if let Some(track) = tracks.cores.get(core) {
                self.draw(track, (true, usize::from(core)), *band, letters, trace);
            }
        }
        self.rows(trace);
        if let Some(imported) = trace.imported().filter(|imported| !imported.spans.is_empty()) {
            self.counters(imported, trace);
            return;
        }
        if let Some(band) = plan.queue {
            let inks = Inks { fill: Ink::QueueFill, range: Ink::QueueRange, line: Ink::QueueLine };
            let count = self.scene.counts.0;
            self.strip((&say!("timeline.queue"), TextInk::Queue, count), &tracks.queued, band, inks, trace);
        }
        if let Some(band) = plan.flight {
            let inks = Inks { fill: Ink::FlightFill, range: Ink::FlightRange, line: Ink::FlightLine };
            let count = self.scene.counts.1;
            self.strip((&say!("timeline.flight"), TextInk::Flight, count), &tracks.in_flight, band, inks, trace);
        }
    }

    fn rows(&mut self, trace: &Trace) {
        let plan = self.scene.plan;
        let letters = if self.tall() { Letters::Once } else { Letters::None };
        let mut lone = Vec::new();
        for (number, band) in (plan.first_row..).zip(&plan.rows) {
            let Some(track) = trace.tracks().rows.get(number) else { continue };
            let drawn = self.draw(track, (false, number), *band, letters, trace);
            match drawn.only {
                Some(task) => lone.push((number, *band, task)),
                None => self.shared.push((number, *band)),
            }
        }
        if let Some(imported) = trace.imported() {
            self.lanes(imported);
            lone.retain(|(row, ..)| *row < imported.tasks);
        }
        let second = self.second_column(lone.iter().map(|(.., task)| *task));
        for (number, band, task) in lone {
            let x = plan.x0 - self.px(8.0) - if self.in_second_column(number) { second } else { 0 };
            self.label(x, band.middle(), Side::Right, task.name().to_string(), (Font::Small, TextInk::Dim));
        }
    }

    /// Whether a letter is lower than its row.
    fn tall(&self) -> bool {
        self.scene.plan.pitch >= self.px(17.0)
    }

    /// Letters higher than their rows stand in two columns by turns.
    fn in_second_column(&self, row: usize) -> bool {
        !self.tall() && row.is_multiple_of(2)
    }

    /// How far the second column is from the first, px.
    fn second_column(&self, tasks: impl Iterator<Item = TaskId>) -> i32 {
        let widths = tasks.map(|task| (self.scene.measure)(&task.name().to_string(), Font::Small));
        widths.fold(0.0, f32::max).ceil() as i32 + self.px(7.0)
    }

    /// Who is on the rows that tasks share, beside the playhead.
    fn holders(&mut self, trace: &Trace) {
        let Scene { plan, axis, now, .. } = *self.scene;
        if !(0..=axis.width).contains(&self.now) || now > trace.end() {
            return;
        }
        let shared = std::mem::take(&mut self.shared);
        if trace.imported().is_some() {
            return;
        }
        let here = |row: usize| trace.tracks().rows.get(row)?.at(now).map(|span| span.task);
        let held: Vec<_> = shared.into_iter().filter_map(|(row, band)| Some((row, band, here(row)?))).collect();
        let second = self.second_column(held.iter().map(|(.., task)| *task));
        let left = plan.x0 + self.now as i32 + self.px(8.0);
        let columns = if self.tall() { 1 } else { 2 };
        if left + second * columns > plan.x1 {
            return;
        }
        for (row, band, task) in held {
            let x = left + if self.in_second_column(row) { 0 } else { second * (columns - 1) };
            let text = task.name().to_string();
            if now < trace.end() {
                let x1 = x + (self.scene.measure)(&text, Font::Small) as i32 + self.px(3.0);
                let ground = Quad { x0: x - self.px(3.0), x1, y0: band.y0, y1: band.y1, ink: Ink::Ground };
                self.items.front.push(ground);
            }
            self.label(x, band.middle(), Side::Left, text, (Font::Small, TextInk::Dim));
        }
    }

    pub(super) fn strip(&mut self, (name, ink, value): (&str, TextInk, u32), series: &Series, band: Band, inks: Inks, trace: &Trace) {
        let Scene { plan, now, axis, .. } = *self.scene;
        let most = axis_end(series.peak());
        strip::strip(series, band, most, inks, &self.frame(trace), &mut self.items.spans);
        let base = Quad { x0: plan.x0, x1: plan.x1, y0: band.y1, y1: band.y1 + self.px(1.0), ink: Ink::Grid };
        self.items.back.push(base);
        let number = plan.x0 - self.px(8.0);
        self.label(self.px(12.0), band.middle(), Side::Left, name, (Font::Small, ink));
        self.label(number, band.y0 + self.px(7.0), Side::Right, most.to_string(), (Font::Small, TextInk::Dim));
        self.label(number, band.y1 - self.px(6.0), Side::Right, "0", (Font::Small, TextInk::Dim));
        if (0..=axis.width).contains(&self.now) && now <= trace.end() {
            let text = value.to_string();
            let right = plan.x0 + self.now as i32 + self.px(8.0);
            let width = (self.scene.measure)(&text, Font::Bold) as i32;
            let (x, side) = if right + width <= plan.x1 { (right, Side::Left) } else { (right - self.px(16.0), Side::Right) };
            let y = strip::level(value, most, band).clamp(band.y0 + self.px(7.0), band.y1 - self.px(6.0));
            self.label(x, y, side, text, (Font::Bold, ink));
        }
    }

    /// Another run: its cores, one under another in one lane.
    fn folded(&mut self, trace: &Trace, band: Band) {
        self.idle(band, trace);
        let cores = trace.tracks().cores.len().max(1) as i32;
        for (i, (core, track)) in (0..).zip(trace.tracks().cores.iter()) {
            let edge = |i: i32| band.y0 + band.height() * i / cores;
            let sub = Band { y0: edge(i), y1: edge(i + 1) };
            let letters = if sub.height() >= self.px(16.0) { Letters::Each } else { Letters::None };
            self.draw(track, (true, usize::from(core)), sub, letters, trace);
        }
    }
}
