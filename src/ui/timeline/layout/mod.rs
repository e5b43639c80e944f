//! What the timeline shows, as plain data: the runs' tracks over a stretch of time, within a plan of lanes. Pure.
//!
//! It does *not* decide which stretch that is (`view`), which lane goes where (`plan`) or what colours are used (`paint`).

pub mod columns;
pub(super) mod foreign;
pub(super) mod ghost;
pub mod gutter;
pub mod items;
pub mod lane;
pub(super) mod layers;
pub(super) mod legend;
pub mod map;
pub(super) mod marks;
pub mod over;
pub mod strip;

use super::lanes::What;
use super::lanes::plan::{Band, Placed, Plan};
use super::view::Axis;
use super::view::ruler::{self, Ruler};
use crate::Purpose;
use columns::Columns;
use items::{Font, Ink, Items, Label, Quad, Side, TextInk, tile};
use lane::{Frame, Letters, Marked, Out};
use loopscope_event::{Ns, TaskId};
use loopscope_text::say;
use loopscope_trace::{Ghost, Imported, Series, Trace, Track};
use over::Over;
use strip::{Inks, axis_end};

/// What is to be drawn.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// All runs.
    pub traces: &'a [Trace],
    /// Which of them is on the stage.
    pub on_stage: usize,
    /// The future that a fork left.
    pub ghost: Option<&'a Ghost>,
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
    /// What is selected, and what the pointer is over.
    pub marked: [Option<Marked>; 2],
    /// Whether colours need an outline on this ground.
    pub outlined: bool,
    /// What it is drawn for.
    pub purpose: Purpose,
    /// What lies over the lanes.
    pub over: Over<'a>,
    /// How wide a text is, px.
    pub measure: &'a dyn Fn(&str, Font) -> f32,
}

/// Fills `items` anew.
///
/// `columns` only saves time: what is drawn does not depend on what it remembers.
pub fn layout(scene: &Scene<'_>, columns: &mut Columns, items: &mut Items) {
    items.clear();
    columns.begin(scene.axis.width);
    items.phase = scene.axis.phase(i64::from(tile(scene.scale))) as i32;
    Layout { scene, columns, items, now: scene.axis.px(scene.now), shared: Vec::new() }.all();
}

/// Where names begin in the column of names, points: left of them are the triangles that fold.
pub(super) const GUTTER_TEXT: f32 = 20.0;

pub(super) struct Layout<'a, 'b> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) columns: &'b mut Columns,
    pub(super) items: &'b mut Items,
    /// The playhead, px from the lanes' left edge.
    pub(super) now: i64,
    /// Task rows that several tasks used in sight, by turns.
    shared: Vec<Row>,
}

/// A number over time, as multiples of a power of ten.
#[derive(Clone, Copy)]
pub(super) struct Number<'a> {
    pub(super) name: &'a str,
    pub(super) ink: TextInk,
    /// As it is at the playhead.
    pub(super) value: u32,
    pub(super) series: &'a Series,
    pub(super) exponent: i8,
}

/// A row of tasks in sight.
#[derive(Clone, Copy)]
struct Row {
    run: usize,
    number: usize,
    band: Band,
    /// Letters higher than their rows stand in two columns by turns.
    second: bool,
}

impl<'a> Layout<'a, '_> {
    fn all(&mut self) {
        let scene = self.scene;
        self.axis();
        let Some(trace) = scene.traces.get(scene.on_stage) else { return };
        self.lanes();
        self.names();
        self.gone(trace);
        self.changes(trace);
        self.veil(trace);
        self.holders();
        self.flags();
        self.over();
        self.cursor();
        self.fork();
        self.hair();
        self.keys();
    }

    pub(super) fn px(&self, points: f32) -> i32 {
        (points * self.scene.scale).round() as i32
    }

    pub(super) fn frame<'t>(&self, trace: &'t Trace) -> Frame<'t>
    where
        'a: 't,
    {
        let Scene { axis, plan, scale, outlined, marked, measure, .. } = *self.scene;
        let lanes = plan.placed.len();
        let marked = marked.map(|marked| marked.filter(|marked| marked.is_in(trace)));
        Frame { axis, x0: plan.x0, edge: trace.end(), now: self.now, scale, outlined, lanes, marked, measure, imported: trace.imported() }
    }

    pub(super) fn label(&mut self, x: i32, y: i32, side: Side, text: impl Into<String>, (font, ink): (Font, TextInk)) {
        self.items.labels.push(Label { x, y, side, text: text.into(), font, ink });
    }

    fn axis(&mut self) {
        let Scene { axis, plan, measure, .. } = *self.scene;
        let gap = f64::from(self.px(28.0));
        let Ruler { base, ticks } = ruler::ruler(&axis, &|text| f64::from(measure(text, Font::Small)) + gap);
        let lanes = plan.lanes();
        let mut left = 0;
        if let Some((_, text)) = base {
            let x = self.px(12.0);
            left = x + measure(&text, Font::Small).ceil() as i32 + self.px(10.0);
            self.label(x, lanes.y0 - self.px(15.0), Side::Left, text, (Font::Small, TextInk::Strong));
        }
        for tick in ticks {
            let x0 = plan.x0 + tick.px as i32;
            let x1 = x0 + self.px(1.0);
            let y1 = lanes.y0;
            match tick.label {
                Some(text) => {
                    self.items.back.push(Quad { x0, x1, y0: y1 - self.px(4.0), y1: lanes.y1 - self.px(2.0), ink: Ink::Grid });
                    let half = measure(&text, Font::Small) as i32 / 2;
                    // The first label may lean over the names' column, but nothing is cut off at the right.
                    if x0 + half <= plan.x1 && x0 - half >= left {
                        self.label(x0, y1 - self.px(15.0), Side::Middle, text, (Font::Small, TextInk::Dim));
                    }
                }
                None => self.items.back.push(Quad { x0, x1, y0: y1 - self.px(4.0), y1, ink: Ink::Tick }),
            }
        }
    }

    fn idle(&mut self, band: Band, trace: &Trace) {
        let (x0, x1) = (self.scene.axis.px(0).max(0), self.scene.axis.px(trace.end()).min(self.scene.axis.width));
        if x0 < x1 {
            let left = self.scene.plan.x0;
            self.items.back.push(Quad { x0: left + x0 as i32, x1: left + x1 as i32, y0: band.y0, y1: band.y1, ink: Ink::Idle });
        }
    }

    fn draw(&mut self, track: &Track, (is_core, number): (bool, usize), band: Band, letters: Letters, trace: &Trace) -> lane::Drawn {
        let band = self.over_ghost(trace, (is_core, number), band);
        let frame = self.frame(trace);
        let Items { ribbons, spans, front, labels, .. } = &mut *self.items;
        let id = (trace.run(), is_core, number);
        lane::lane(track, id, band, letters, &frame, &mut Out { ribbons, spans, front, labels, columns: self.columns })
    }

    fn lanes(&mut self) {
        let Scene { plan, traces, .. } = *self.scene;
        let mut lone = Vec::new();
        let mut rows = 0;
        for placed in &plan.placed {
            let Some(trace) = traces.get(placed.lane.run) else { continue };
            match placed.lane.what {
                What::Cores => self.folded(trace, placed.band),
                What::Core(core) => self.core(trace, core, placed.band),
                What::Tasks => self.folded_tasks(trace, placed.band),
                What::Row(number) => {
                    rows += 1;
                    let row = Row { run: placed.lane.run, number, band: placed.band, second: !self.tall() && rows % 2 == 1 };
                    match self.row(trace, row) {
                        Some(task) => lone.push((row, task)),
                        None => self.shared.push(row),
                    }
                }
                What::Queue | What::Flight => self.number(trace, placed),
                What::Counter(number) => self.counter(trace, number, placed),
                What::Counters(rest) => self.more_counters(trace, rest, placed.band),
            }
        }
        for (run, imported) in traces.iter().enumerate().filter_map(|(run, trace)| Some((run, trace.imported()?))) {
            self.foreign_names(imported, run);
            lone.retain(|(row, _): &(Row, TaskId)| row.run != run || row.number < imported.tasks);
        }
        let second = self.second_column(lone.iter().map(|(_, task)| *task));
        for (row, task) in lone {
            let x = plan.x0 - self.px(8.0) - if row.second { second } else { 0 };
            self.label(x, row.band.middle(), Side::Right, task.name().to_string(), (Font::Small, TextInk::Dim));
        }
    }

    fn core(&mut self, trace: &Trace, core: u16, band: Band) {
        self.idle(band, trace);
        let letters = if band.height() >= self.px(16.0) { Letters::Each } else { Letters::None };
        if let Some(track) = trace.tracks().cores.get(core) {
            self.draw(track, (true, usize::from(core)), band, letters, trace);
        }
    }

    /// A row; answers its one task, if all that is in sight of it is one task's.
    fn row(&mut self, trace: &Trace, row: Row) -> Option<TaskId> {
        let letters = if self.tall() { Letters::Once } else { Letters::None };
        let track = trace.tracks().rows.get(row.number)?;
        self.draw(track, (false, row.number), row.band, letters, trace).only
    }

    fn folded_tasks(&mut self, trace: &Trace, band: Band) {
        let n = trace.tracks().rows.len();
        let ours = trace.imported().is_none_or(Imported::is_ours);
        self.line(if ours { say!("timeline.folded_tasks", n = n) } else { say!("timeline.folded_lanes", n = n) }, band);
    }

    /// A line that stands for lanes that are folded, and what it says.
    pub(super) fn line(&mut self, text: String, band: Band) {
        self.label(self.px(GUTTER_TEXT), band.middle(), Side::Left, text, (Font::Small, TextInk::Dim));
        let middle = band.middle();
        let (x0, x1) = (self.scene.plan.x0, self.scene.plan.x1);
        self.items.back.push(Quad { x0, x1, y0: middle, y1: middle + self.px(1.0), ink: Ink::Grid });
    }

    /// The queue's depth or the requests in flight.
    fn number(&mut self, trace: &Trace, placed: &Placed) {
        let Scene { on_stage, counts, now, .. } = *self.scene;
        let tracks = trace.tracks();
        let here = placed.lane.run == on_stage;
        let value = |series: &Series, counted: u32| if here { counted } else { series.at(now) };
        if placed.lane.what == What::Queue {
            let inks = Inks { fill: Ink::QueueFill, range: Ink::QueueRange, line: Ink::QueueLine };
            let (name, value) = (say!("timeline.queue"), value(&tracks.queued, counts.0));
            let number = Number { name: &name, ink: TextInk::Queue, value, series: &tracks.queued, exponent: 0 };
            self.strip(&number, placed, inks, trace);
        } else {
            let inks = Inks { fill: Ink::FlightFill, range: Ink::FlightRange, line: Ink::FlightLine };
            let (name, value) = (say!("timeline.flight"), value(&tracks.in_flight, counts.1));
            let number = Number { name: &name, ink: TextInk::Flight, value, series: &tracks.in_flight, exponent: 0 };
            self.strip(&number, placed, inks, trace);
        }
    }

    /// Whether a letter is lower than its row.
    fn tall(&self) -> bool {
        self.scene.plan.pitch >= self.px(17.0)
    }

    /// How far the second column is from the first, px.
    fn second_column(&self, tasks: impl Iterator<Item = TaskId>) -> i32 {
        let widths = tasks.map(|task| (self.scene.measure)(&task.name().to_string(), Font::Small));
        widths.fold(0.0, f32::max).ceil() as i32 + self.px(7.0)
    }

    /// Who is on the rows that tasks share, beside the playhead.
    fn holders(&mut self) {
        let Scene { plan, axis, now, traces, .. } = *self.scene;
        if !(0..=axis.width).contains(&self.now) {
            return;
        }
        let shared = std::mem::take(&mut self.shared);
        let here = |row: Row| {
            let trace = traces.get(row.run).filter(|trace| now <= trace.end() && trace.imported().is_none())?;
            Some((row, trace.tracks().rows.get(row.number)?.at(now)?.task, now < trace.end()))
        };
        let held: Vec<_> = shared.into_iter().filter_map(here).collect();
        let second = self.second_column(held.iter().map(|(_, task, _)| *task));
        let left = plan.x0 + self.now as i32 + self.px(8.0);
        let columns = if self.tall() { 1 } else { 2 };
        if left + second * columns > plan.x1 {
            return;
        }
        for (row, task, goes_on) in held {
            let Band { y0, y1 } = row.band;
            let x = left + if row.second { 0 } else { second * (columns - 1) };
            let text = task.name().to_string();
            if goes_on {
                let x1 = x + (self.scene.measure)(&text, Font::Small) as i32 + self.px(3.0);
                self.items.front.push(Quad { x0: x - self.px(3.0), x1, y0, y1, ink: Ink::Ground });
            }
            self.label(x, row.band.middle(), Side::Left, text, (Font::Small, TextInk::Dim));
        }
    }

    /// A number over time. Without a name, somebody else writes that.
    pub(super) fn strip(&mut self, number: &Number<'_>, placed: &Placed, inks: Inks, trace: &Trace) {
        let Number { name, ink, value, series, exponent } = *number;
        let Placed { band, pinned, low, .. } = *placed;
        let Scene { plan, now, axis, .. } = *self.scene;
        let most = axis_end(series.peak());
        strip::strip(series, band, most, inks, &self.frame(trace), &mut self.items.spans);
        self.ghost_strip(trace, ink, band, most);
        let base = Quad { x0: plan.x0, x1: plan.x1, y0: band.y1, y1: band.y1 + self.px(1.0), ink: Ink::Grid };
        self.items.back.push(base);
        let end = plan.x0 - self.px(8.0);
        if !pinned && !name.is_empty() {
            // Where it is the first of its run, the run's name stands above.
            let first = plan.heads().any(|(_, head, _)| head == placed);
            let y = if first && !low { band.y1 - self.px(8.0) } else { band.middle() };
            if !(first && low) {
                self.label(self.px(GUTTER_TEXT), y, Side::Left, name, (Font::Small, ink));
            }
        }
        if low {
            return;
        }
        self.label(end, band.y0 + self.px(7.0), Side::Right, strip::short(most, exponent), (Font::Small, TextInk::Dim));
        self.label(end, band.y1 - self.px(6.0), Side::Right, "0", (Font::Small, TextInk::Dim));
        if (0..=axis.width).contains(&self.now) && now <= trace.end() {
            let text = strip::full(value, exponent);
            let right = plan.x0 + self.now as i32 + self.px(8.0);
            let width = (self.scene.measure)(&text, Font::Bold) as i32;
            let (x, side) = if right + width <= plan.x1 { (right, Side::Left) } else { (right - self.px(16.0), Side::Right) };
            let y = strip::level(value, most, band).clamp(band.y0 + self.px(7.0), band.y1 - self.px(6.0));
            if side == Side::Right {
                // Over its own line it stands on ground.
                let (x0, x1) = (x - width - self.px(3.0), x + self.px(3.0));
                self.items.front.push(Quad { x0, x1, y0: y - self.px(7.0), y1: y + self.px(7.0), ink: Ink::Ground });
            }
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
