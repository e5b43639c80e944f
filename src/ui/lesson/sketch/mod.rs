//! [`sketch`]: a claim as a picture, from the lesson's own scenario alone: the time that each job or input asks for, in
//! proportion. Green with a chip is computing, hatched with an hourglass is waiting for something else.
//!
//! Pure. It shows the demand, never the outcome: that is to be predicted.

use crate::stage::item::{Drawing, Face, Icon, Ink, Item, Measure, Shape, Style, Tone};
use crate::widgets::wording;
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_event::{Arrivals, InputKind, Jobs, Ns, Op, Scenario, Step, TaskId, time};
use loopscope_text::say;

/// The most different jobs shown.
const MOST: usize = 3;
/// The most repetitions of an input shown.
const BEATS: usize = 24;
/// The least visible width of a part, points.
const LEAST: f32 = 3.0;
/// Heights, points: of the pictures above a bar, of a bar, of the figures under it, between two rows.
const SIGNS: f32 = 26.0;
const BAR: f32 = 34.0;
const FIGURES: f32 = 30.0;
const GAP: f32 = 12.0;
/// The size of figures, legible in a hall, points.
const FIGURE: f32 = 20.0;
/// The least length of a bar with its picture on it, points.
const ON_BAR: f32 = 44.0;
/// The left end of bars, points: the job's letter is left of it.
const LEFT: f32 = 64.0;

/// The use of a stretch of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Computes,
    Waits,
}

/// A row: one job or input, or several alike.
struct Row {
    who: Who,
    parts: Vec<(Part, f64)>,
}

enum Who {
    /// This many jobs, of which this is the first.
    Jobs(TaskId, u64),
    /// A device that posts a message periodically, at this interval, ns.
    Beats(InputKind, Ns),
}

/// The picture, and the same in words; `None` if the scenario asks for nothing that takes time. Its top left corner is
/// at the origin. What does not fit into the room's height is left out, except the first row.
pub(super) fn sketch(scenario: &Scenario, room: Vec2, measure: Measure) -> Option<Sketch> {
    let width = room.x;
    let rows = rows(scenario);
    let length = |row: &Row| row.parts.iter().map(|(_, ns)| ns).sum::<f64>();
    let longest = rows.iter().filter(|row| matches!(row.who, Who::Jobs(..))).map(length).fold(0.0, f64::max);
    if longest <= 0.0 {
        return None;
    }
    let mut drawing = Drawing::default();
    let mut pen = Pen { d: &mut drawing, measure, width, per_ns: f64::from(width - LEFT) / longest, y: 0.0 };
    let mut drawn = (pen.d.items.len(), pen.y);
    for (n, row) in rows.iter().enumerate() {
        pen.row(row);
        if n == 0 || pen.y - GAP <= room.y {
            drawn = (pen.d.items.len(), pen.y);
        }
    }
    if let [Row { parts, .. }] = &rows[..] {
        pen.balance(parts);
        if pen.y - GAP <= room.y {
            drawn = (pen.d.items.len(), pen.y);
        }
    }
    drawing.items.truncate(drawn.0);
    let height = drawn.1 - GAP;
    Some(Sketch {
        items: drawing.items,
        size: vec2(width, height),
        description: wording::sentences(&rows.iter().map(Row::description).collect::<Vec<_>>()),
    })
}

/// A picture and its description.
pub(super) struct Sketch {
    pub items: Vec<Item>,
    pub size: Vec2,
    pub description: String,
}

fn rows(scenario: &Scenario) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(workload) = &scenario.workload {
        let many = match (&workload.arrivals, workload.jobs) {
            (Arrivals::Closed(closed), _) => u64::from(closed.clients),
            (_, Jobs::Count(n)) => u64::from(n),
            (_, Jobs::Endless) => u64::MAX,
        };
        rows.push(Row { who: Who::Jobs(TaskId(0), many), parts: parts(scenario, &workload.steps) });
    }
    let first =
        u32::try_from(scenario.total_jobs().unwrap_or(0)).unwrap_or(0).saturating_sub(u32::try_from(scenario.job.len()).unwrap_or(0));
    for (n, job) in (first..).zip(&scenario.job) {
        let parts = parts(scenario, &job.steps);
        // Jobs that ask for the same share a row.
        match rows.iter_mut().find(|row| row.parts == parts) {
            Some(Row { who: Who::Jobs(_, many), .. }) => *many = many.saturating_add(1),
            _ => rows.push(Row { who: Who::Jobs(TaskId(n), 1), parts }),
        }
    }
    rows.retain(|row| row.parts.iter().any(|(_, ns)| *ns > 0.0));
    rows.truncate(MOST);
    let beats = scenario.input.iter().filter_map(|input| Some((input.kind, input.every?, input.cpu.mean())));
    rows.extend(beats.take(1).map(|(kind, every, ns)| Row { who: Who::Beats(kind, every), parts: vec![(Part::Computes, ns)] }));
    rows
}

/// The times that a list of steps asks for, neighbours of one kind merged.
fn parts(scenario: &Scenario, steps: &[Step]) -> Vec<(Part, f64)> {
    let mut all: Vec<(Part, f64)> = Vec::new();
    for (part, ns) in steps.iter().flat_map(|step| of_step(scenario, step)) {
        match all.last_mut() {
            Some((last, sum)) if *last == part => *sum += ns,
            _ => all.push((part, ns)),
        }
    }
    all
}

fn of_step(scenario: &Scenario, step: &Step) -> Vec<(Part, f64)> {
    match &step.op {
        Op::Cpu(dist) => vec![(Part::Computes, dist.mean())],
        Op::Io { device, latency } => {
            let own = || scenario.devices.get(device)?.latency.as_ref();
            latency.as_ref().or_else(own).map(|dist| (Part::Waits, dist.mean())).into_iter().collect()
        }
        // Concurrent branches compute one after the other, and wait side by side.
        Op::All(branches) => {
            let sums = |part: Part| branches.iter().map(move |steps| sum(&parts(scenario, steps), part));
            vec![(Part::Computes, sums(Part::Computes).sum()), (Part::Waits, sums(Part::Waits).fold(0.0, f64::max))]
        }
        Op::Any(branches) => {
            let all = branches.iter().map(|steps| parts(scenario, steps));
            let length = |parts: &Vec<(Part, f64)>| parts.iter().map(|(_, ns)| ns).sum::<f64>();
            all.min_by(|a, b| length(a).total_cmp(&length(b))).unwrap_or_default()
        }
        Op::Lock(_) | Op::Unlock(_) | Op::Read(_) | Op::Write { .. } | Op::Yield => Vec::new(),
    }
}

fn sum(parts: &[(Part, f64)], of: Part) -> f64 {
    parts.iter().filter(|(part, _)| *part == of).map(|(_, ns)| ns).sum()
}

fn figure(ns: f64) -> String {
    time::short(ns.round().max(0.0) as Ns)
}

impl Part {
    const fn icon(self) -> Icon {
        match self {
            Self::Computes => Icon::Chip,
            Self::Waits => Icon::Hourglass,
        }
    }
    const fn tone(self) -> Tone {
        match self {
            Self::Computes => Tone::Running,
            Self::Waits => Tone::Waiting,
        }
    }
}

impl Row {
    /// The description of the picture.
    fn description(&self) -> String {
        let part = |(part, ns): &(Part, f64)| match part {
            Part::Computes => say!("lesson.sketch_computes", time = figure(*ns)),
            Part::Waits => say!("lesson.sketch_waits", time = figure(*ns)),
        };
        let parts = wording::commas(&self.parts.iter().map(part).collect::<Vec<_>>());
        match self.who {
            Who::Jobs(task, 1) => say!("lesson.sketch_job", task = task.name(), parts = parts),
            Who::Jobs(_, u64::MAX) => say!("lesson.sketch_each", parts = parts),
            Who::Jobs(_, n) => say!("lesson.sketch_many", n = n, parts = parts),
            Who::Beats(_, every) => say!("lesson.sketch_beats", time = time::short(every)),
        }
    }
}

struct Pen<'a> {
    d: &'a mut Drawing,
    measure: Measure<'a>,
    width: f32,
    per_ns: f64,
    y: f32,
}

impl Pen<'_> {
    fn row(&mut self, row: &Row) {
        match row.who {
            Who::Jobs(task, many) => {
                // Pictures are on the bars, unless one bar is too short for its own: then all are above.
                if row.parts.iter().all(|(_, ns)| self.length(*ns) >= ON_BAR) {
                    self.y -= SIGNS - 12.0;
                }
                self.who(task, many);
                self.parts(&row.parts);
            }
            Who::Beats(kind, every) => self.beats(kind, every),
        }
    }

    /// Draws a tile with the letter; for many jobs with further tiles behind it, and their number.
    fn who(&mut self, task: TaskId, many: u64) {
        let side = 32.0;
        let top = self.y + SIGNS;
        for behind in (1..many.min(3)).rev() {
            let by = 5.0 * behind as f32;
            self.d.block(Rect::from_min_size(pos2(by, top - by), Vec2::splat(side)), 6.0, Some(Ink::Well), Some((1.5, Ink::Outline)));
        }
        let tile = Rect::from_min_size(pos2(0.0, top), Vec2::splat(side));
        self.d.block(tile, 6.0, Some(Ink::Fill(Tone::Idle)), None);
        self.d.text(tile, task.name().to_string(), Style::new(FIGURE, Face::Bold, Ink::On(Tone::Idle)).center());
        if (2..u64::MAX).contains(&many) {
            let below = Rect::from_min_max(pos2(0.0, tile.bottom() + 2.0), pos2(LEFT, tile.bottom() + FIGURES));
            self.d.text(below, format!("×{many}"), Style::new(if many > 9999 { 0.85 * FIGURE } else { FIGURE }, Face::Bold, Ink::Strong));
        }
    }

    fn length(&self, ns: f64) -> f32 {
        ((ns * self.per_ns) as f32).max(LEAST)
    }

    /// Draws the parts side by side, each with its picture above and its time below, as far as there is room.
    fn parts(&mut self, parts: &[(Part, f64)]) {
        let on_bar = parts.iter().all(|(_, ns)| self.length(*ns) >= ON_BAR);
        let mut x = LEFT;
        let (mut signs, mut figures) = (0.0_f32, 0.0_f32);
        for (n, (part, ns)) in parts.iter().enumerate() {
            // A part too short to be in proportion takes its points from the others.
            let end = if n + 1 == parts.len() { self.end(parts).max(x + LEAST) } else { x + self.length(*ns) };
            let bar = Rect::from_min_max(pos2(x, self.y + SIGNS), pos2(end.min(self.width), self.y + SIGNS + BAR));
            self.bar(*part, bar);
            let sign = (bar.center().x - 11.0).clamp(x.min(self.width - 22.0), self.width - 22.0);
            if on_bar {
                let plate = Rect::from_center_size(bar.center(), Vec2::splat(28.0));
                self.d.block(plate, 5.0, Some(Ink::Card), None);
                self.d.icon(plate.shrink(3.0), part.icon(), Ink::Text(part.tone()));
            } else if sign >= signs {
                self.d.icon(Rect::from_min_size(pos2(sign, self.y), Vec2::splat(22.0)), part.icon(), Ink::Text(part.tone()));
                signs = sign + 26.0;
            }
            let (text, style) = (figure(*ns), Style::new(FIGURE, Face::Bold, Ink::Text(part.tone())));
            let wide = (self.measure)(&text, style.size, style.face);
            let left = (bar.center().x - wide / 2.0).clamp(LEFT, (self.width - wide).max(LEFT));
            if left >= figures && left + wide <= self.width + 0.5 {
                self.d.text(Rect::from_min_size(pos2(left, bar.bottom()), vec2(wide, FIGURES)), text, style);
                figures = left + wide + 10.0;
            }
            x = bar.right();
        }
        self.y += SIGNS + BAR + FIGURES + GAP;
    }

    /// The right end of a row's bar.
    fn end(&self, parts: &[(Part, f64)]) -> f32 {
        let whole: f64 = parts.iter().map(|(_, ns)| ns).sum();
        LEFT + self.length(whole)
    }

    fn bar(&mut self, part: Part, bar: Rect) {
        match part {
            Part::Computes => self.d.block(bar, 0.0, Some(Ink::Fill(Tone::Running)), None),
            Part::Waits => self.d.push(bar, Shape::Hatch { radius: 0.0, tone: Tone::Waiting, pitch: 12.0 }),
        };
    }

    /// Draws all computing beside all waiting.
    fn balance(&mut self, parts: &[(Part, f64)]) {
        let sums = [Part::Computes, Part::Waits].map(|part| (part, sum(parts, part)));
        if sums.iter().any(|(_, ns)| *ns <= 0.0) {
            return;
        }
        for (part, ns) in sums {
            let bar = Rect::from_min_size(pos2(LEFT, self.y), vec2(self.length(ns), BAR));
            self.d.icon(Rect::from_min_size(pos2(20.0, bar.center().y - 13.0), Vec2::splat(26.0)), part.icon(), Ink::Text(part.tone()));
            self.bar(part, bar);
            let style = Style::new(FIGURE, Face::Bold, Ink::Text(part.tone()));
            let text = figure(ns);
            let wide = (self.measure)(&text, style.size, style.face);
            let beside = pos2(bar.right() + 8.0, bar.top());
            if beside.x + wide <= self.width {
                self.d.text(Rect::from_min_size(beside, vec2(wide, BAR)), text, style);
            } else {
                let plate = Rect::from_center_size(bar.center(), vec2(wide + 16.0, BAR - 6.0));
                self.d.block(plate, 5.0, Some(Ink::Card), None);
                self.d.text(plate, text, style.center());
            }
            self.y += BAR + 6.0;
        }
        self.y += GAP - 6.0;
    }

    /// Draws a device's messages along the longest job.
    fn beats(&mut self, kind: InputKind, every: Ns) {
        let icon = match kind {
            InputKind::Mouse => Icon::Mouse,
            InputKind::Key => Icon::Key,
            InputKind::Timer => Icon::Timer,
        };
        self.d.icon(Rect::from_min_size(pos2(3.0, self.y + 4.0), Vec2::splat(26.0)), icon, Ink::Strong);
        let step = ((every as f64 * self.per_ns) as f32).max(9.0);
        for n in 0..BEATS {
            let x = LEFT + n as f32 * step;
            if x + 5.0 > self.width {
                break;
            }
            self.d.block(Rect::from_min_size(pos2(x, self.y + 2.0), vec2(5.0, BAR - 4.0)), 1.0, Some(Ink::Outline), None);
        }
        self.y += BAR + GAP;
    }
}

#[cfg(test)]
mod tests;
