//! The selected thing's path over the lanes: a line along each lane where its time went, and an arrow wherever one thing let the next go on.
//! Pure; `draw` draws it and follows clicks.
//!
//! It shows one path at a time and no more of it than the eye can follow: where arrows would lie closer than a few pixels there are none.
//! It does *not* find paths (that is `trace::critical`), nor decide which lane is where (`plan`).

mod draw;

use super::Context;
use super::lanes::What;
use super::lanes::plan::{Band, Plan};
use super::layout::Scene;
use super::layout::items::Ink;
use super::layout::items::{Font, Quad};
use crate::Selected;
use crate::inspector::parts;
use loopscope_event::{Ns, TaskId, time};
use loopscope_trace::{Budget, Piece, PieceKind, Resource, Trace};
use std::collections::HashMap;

/// Arrows keep so far apart, points.
const APART: f32 = 7.0;
/// The width of the line, points.
const THICK: f32 = 3.0;
/// Rows lower than this have no room for words, points.
const LEGIBLE: f32 = 11.0;
/// So many rows are looked through for a task that is not known yet, in a frame.
const LOOKS: usize = 40_000;

/// A lane of the run on the stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lane {
    /// A core's.
    Core(u16),
    /// The row of a task.
    Row(usize),
}

/// Where a lane is. The rows out of sight lie at the edge of those in sight; `None` if there is no such lane in the panel.
#[must_use]
pub fn band(plan: &Plan, run: usize, lane: Lane) -> Option<Band> {
    match lane {
        Lane::Core(core) => plan.band(run, What::Core(core)).or_else(|| plan.band(run, What::Cores)),
        Lane::Row(row) => plan.band(run, What::Row(row)).or_else(|| {
            let rows: Vec<(usize, Band)> = rows(plan, run).collect();
            let (first, last) = (rows.first()?, rows.last()?);
            let y = if row < first.0 { first.1.y0 } else { last.1.y1 };
            Some(Band { y0: y, y1: y })
        }),
    }
}

/// The rows of a run's tasks that are in sight.
fn rows(plan: &Plan, run: usize) -> impl Iterator<Item = (usize, Band)> {
    plan.placed.iter().filter(move |placed| placed.lane.run == run).filter_map(|placed| match placed.lane.what {
        What::Row(row) => Some((row, placed.band)),
        _ => None,
    })
}

/// A straight piece of the path, px from the panel's corner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// From there.
    pub from: (i32, i32),
    /// To there: on the same height, or straight below or above.
    pub to: (i32, i32),
    /// What it looks like.
    pub kind: LineKind,
    /// The stretch that it belongs to; an arrow leads to it.
    pub piece: Piece,
}

/// What a line looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    /// Time that was spent.
    Along,
    /// Time in which there was nobody: a client thought, or a job was still to come.
    Faint,
    /// From one lane to another, with a head: the end of the stretch before, which was this task's, let the next one go on.
    Arrow(Option<TaskId>),
}

/// Words beside the path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// The middle.
    pub at: (i32, i32),
    /// Half the width of the ground that they stand on.
    pub half: i32,
    /// What is written.
    pub text: String,
}

/// Everything that is drawn of a path.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Drawn {
    /// Lines, in the order of time.
    pub lines: Vec<Line>,
    /// Words.
    pub words: Vec<Words>,
    /// Over lanes that the path does not touch.
    pub veils: Vec<Quad>,
    /// How thick the lines are, px.
    pub thick: i32,
}

/// Whose path it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// That of a task which lives on this row.
    Job(usize),
    /// The run's.
    Run,
}

/// What the timeline remembers of paths: on which rows tasks were found.
#[derive(Default)]
pub struct Arrows {
    rows: HashMap<TaskId, usize>,
    drawn: Drawn,
}

impl Arrows {
    /// Lays the path of what is selected out anew.
    fn settle(&mut self, cx: &Context<'_>, scene: &Scene<'_>) -> Option<Whose> {
        self.drawn = Drawn::default();
        let (trace, head) = cx.stage()?;
        let selection = cx.selection.filter(|selection| selection.run == trace.run())?;
        if selection.what == Selected::Run {
            let path = trace.run_path(head, Budget::FRAME).filter(|path| path.whole)?;
            let seen = in_sight(&path.pieces, &[], scene);
            self.drawn = layout(scene, trace, &seen, Whose::Run, &mut self.rows);
            return Some(Whose::Run);
        }
        let path = trace.job_path(selection.task(cx.traces)?, head, Budget::FRAME)?;
        let seen = in_sight(&path.over, &path.open, scene);
        let whose = Whose::Job(path.row);
        self.drawn = layout(scene, trace, &seen, whose, &mut self.rows);
        Some(whose)
    }
}

/// The stretches in sight, of those shorter than a pixel one for each pixel.
fn in_sight(over: &[Piece], open: &[Piece], scene: &Scene<'_>) -> Vec<Piece> {
    let axis = &scene.axis;
    let (from, to) = axis.range();
    let mut seen = Vec::new();
    let mut next = over.partition_point(|piece| piece.to <= from);
    while let Some(piece) = over.get(next).filter(|piece| piece.from < to) {
        seen.push(*piece);
        let beyond = axis.time((axis.px(piece.from) + 1) as f64);
        let step = over[next + 1..].partition_point(|piece| piece.to <= beyond);
        // Those of another kind beside a long one are kept however short they are.
        next += 1 + if piece.to <= beyond { step } else { 0 };
    }
    seen.extend(open.iter().filter(|piece| piece.to > from && piece.from < to));
    seen
}

/// Lays a path out. `rows` only saves time.
#[must_use]
pub fn layout(scene: &Scene<'_>, trace: &Trace, pieces: &[Piece], whose: Whose, rows: &mut HashMap<TaskId, usize>) -> Drawn {
    let px = |points: f32| (points * scene.scale).round() as i32;
    let mut pen = Pen { scene, drawn: Drawn { thick: px(THICK).max(2), ..Drawn::default() }, last_arrow: i32::MIN / 2 };
    let mut looks = LOOKS;
    let mut lanes: Vec<Option<Lane>> = pieces.iter().map(|piece| lane_of(trace, piece, whose, rows, &mut looks)).collect();
    // What has no lane of its own is on the way to what comes next.
    for i in (0..lanes.len().saturating_sub(1)).rev() {
        lanes[i] = lanes[i].or(lanes[i + 1]);
    }
    let mut before: Option<(i32, Option<TaskId>)> = None;
    for (piece, lane) in pieces.iter().zip(&lanes) {
        let Some(band) = lane.and_then(|lane| band(scene.plan, scene.on_stage, lane)) else { continue };
        let y = (band.y1 - pen.drawn.thick / 2 - 1).max(band.y0);
        before = Some((pen.piece(piece, y, before), piece.who));
        let words_at = match whose {
            Whose::Job(row) => self::band(scene.plan, scene.on_stage, Lane::Row(row)),
            Whose::Run => matches!(lane, Some(Lane::Row(_))).then_some(band),
        };
        if let Some(band) = words_at {
            pen.words(trace, piece, band, whose);
        }
    }
    pen.veils(&lanes);
    pen.drawn
}

/// The lane on which a stretch was spent.
fn lane_of(trace: &Trace, piece: &Piece, whose: Whose, rows: &mut HashMap<TaskId, usize>, looks: &mut usize) -> Option<Lane> {
    let mut row = |task: TaskId| found_on(trace, task, piece, rows, looks).map(Lane::Row);
    match (whose, piece.kind, piece.on, piece.who) {
        (Whose::Job(_), PieceKind::Behind, Some(Resource::Core(core)), _) => Some(Lane::Core(core)),
        (Whose::Job(own), PieceKind::DeviceQueue | PieceKind::Lock | PieceKind::Gate | PieceKind::Child, _, Some(other)) => {
            Some(row(other).unwrap_or(Lane::Row(own)))
        }
        (Whose::Job(own), ..) => Some(Lane::Row(own)),
        (Whose::Run, _, Some(Resource::Core(core)), _) => Some(Lane::Core(core)),
        (Whose::Run, PieceKind::Think | PieceKind::Arrival | PieceKind::Forgotten, ..) => None,
        (Whose::Run, _, _, Some(task)) => row(task),
        (Whose::Run, ..) => None,
    }
}

/// The row that a task was on in the midst of a stretch.
fn found_on(trace: &Trace, task: TaskId, piece: &Piece, rows: &mut HashMap<TaskId, usize>, looks: &mut usize) -> Option<usize> {
    let at: Ns = piece.from + piece.lasted() / 2;
    let all = &trace.tracks().rows;
    let here = |row: usize| all.get(row).and_then(|track| track.at(at)).is_some_and(|span| span.task == task);
    if let Some(row) = rows.get(&task).copied().filter(|row| here(*row)) {
        return Some(row);
    }
    if *looks < all.len() {
        return None;
    }
    *looks -= all.len();
    let row = (0..all.len()).find(|row| here(*row))?;
    if rows.len() > 4096 {
        rows.clear();
    }
    rows.insert(task, row);
    Some(row)
}

struct Pen<'a> {
    scene: &'a Scene<'a>,
    drawn: Drawn,
    last_arrow: i32,
}

impl Pen<'_> {
    fn px(&self, points: f32) -> i32 {
        (points * self.scene.scale).round() as i32
    }

    fn x(&self, at: Ns) -> i32 {
        let axis = &self.scene.axis;
        self.scene.plan.x0 + axis.px(at).clamp(0, axis.width) as i32
    }

    /// The way from the lane before to this one, and along it; answers where it is now.
    fn piece(&mut self, piece: &Piece, y: i32, before: Option<(i32, Option<TaskId>)>) -> i32 {
        let (x0, x1) = (self.x(piece.from), self.x(piece.to));
        let begins_here = self.scene.axis.px(piece.from) >= 0;
        if let Some((from, whose)) = before.filter(|(from, _)| *from != y && begins_here) {
            if x0 - self.last_arrow < self.px(APART) {
                // Too near to the last one to be followed: the lane before goes on instead.
                if x1 - x0 < self.px(APART) {
                    self.along(piece, x0, x1, from);
                    return from;
                }
            }
            self.drawn.lines.push(Line { from: (x0, from), to: (x0, y), kind: LineKind::Arrow(whose), piece: *piece });
            self.last_arrow = x0;
        }
        self.along(piece, x0, x1, y);
        y
    }

    fn along(&mut self, piece: &Piece, x0: i32, x1: i32, y: i32) {
        if x0 < x1 {
            let nobody = matches!(piece.kind, PieceKind::Think | PieceKind::Arrival | PieceKind::Forgotten);
            let kind = if nobody { LineKind::Faint } else { LineKind::Along };
            self.drawn.lines.push(Line { from: (x0, y), to: (x1, y), kind, piece: *piece });
        }
    }

    /// What a stretch was, on the row that it is about, where there is room.
    fn words(&mut self, trace: &Trace, piece: &Piece, band: Band, whose: Whose) {
        let (x0, x1) = (self.x(piece.from), self.x(piece.to));
        if self.scene.plan.pitch < self.px(LEGIBLE) || band.height() == 0 || x1 - x0 < self.px(40.0) {
            return;
        }
        let what = match whose {
            Whose::Job(_) => parts::of_job(trace, piece.kind, piece.on, piece.who),
            Whose::Run => parts::of_run(trace, piece.kind, piece.on, piece.who),
        };
        let took = time::short(piece.lasted());
        let room = x1 - x0 - self.px(16.0);
        let width = |text: &str| (self.scene.measure)(text, Font::Small).ceil() as i32;
        // On a run's path whose time it was stands at the row's left.
        let short = parts::short(trace, piece.kind, piece.on, piece.who.filter(|_| whose != Whose::Run));
        let texts = [format!("{what} · {took}"), what, format!("{short} · {took}"), short, took];
        let fits = texts.into_iter().find(|text| width(text) <= room);
        if let Some(text) = fits {
            let half = width(&text) / 2 + self.px(5.0);
            self.drawn.words.push(Words { at: (i32::midpoint(x0, x1), band.middle()), half, text });
        }
    }

    /// Rows that the path does not touch are quiet.
    fn veils(&mut self, lanes: &[Option<Lane>]) {
        let plan = self.scene.plan;
        for (row, band) in rows(plan, self.scene.on_stage) {
            if !lanes.contains(&Some(Lane::Row(row))) {
                self.drawn.veils.push(Quad { x0: plan.x0, x1: plan.x1, y0: band.y0, y1: band.y1, ink: Ink::Veil });
            }
        }
    }
}

/// The arrow near a place, px.
#[must_use]
pub fn near(drawn: &Drawn, x: i32, y: i32, reach: i32) -> Option<&Line> {
    let close = |line: &&Line| {
        let (y0, y1) = (line.from.1.min(line.to.1), line.from.1.max(line.to.1));
        (line.from.0 - reach..=line.from.0 + reach).contains(&x) && (y0..=y1).contains(&y)
    };
    let arrows = drawn.lines.iter().filter(|line| matches!(line.kind, LineKind::Arrow(_)));
    arrows.filter(close).min_by_key(|line| line.from.0.abs_diff(x))
}

#[cfg(test)]
mod tests;
