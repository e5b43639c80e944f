//! The CPU: the loop with its two lines and its handler, or a row per core; the task on it, and its progress.

use super::decor::Decor;
use super::tokens::Pen;
use super::window;
use crate::stage::item::{Drawing, Face, Hit, Icon, Ink, Shape, Style, Tone};
use crate::stage::layout::arrange::{Cell, Spot};
use crate::stage::layout::frame::Frame;
use crate::stage::layout::parts::{CpuParts, Spent, cpu_parts};
use crate::stage::layout::travel::Moved;
use crate::stage::scene::rows::{self, OnRow, Row};
use crate::stage::scene::{CoreScene, OnCore};
use crate::stage::words;
use egui::{Rect, Vec2, pos2, vec2};
use loopscope_event::{Holder, Ns, Processor, RunEnd, TaskId};
use loopscope_text::{say, wordings};

/// The text and times of a core's activity.
struct Activity {
    tone: Tone,
    label: Vec<String>,
    /// Elapsed and total time, ns.
    time: Option<(Ns, Ns)>,
    /// True if a task is in the cell and nothing is done for it just now.
    hand: bool,
}

pub(crate) fn draw(d: &mut Drawing, decor: &Decor, pen: &Pen, moved: &[Moved]) {
    let Frame { scale, cpu, .. } = *decor.frame;
    let CpuParts { code, frames, window, .. } = cpu_parts(decor.frame, decor.setting);
    let scene = decor.scene;
    let looped = decor.setting.info.places.processor == Processor::Loop;
    let busy = scene.cores.iter().any(|core| matches!(core.doing, OnCore::Running { .. } | OnCore::Paused { .. }));
    let switching = scene.cores.iter().any(|core| matches!(core.doing, OnCore::Switching { .. }));
    let edge = match () {
        () if busy => Tone::Running,
        () if looped => Tone::Looping,
        () if switching => Tone::Switching,
        () => Tone::Idle,
    };
    d.block(cpu, 10.0 * scale.t, Some(Ink::Card), Some((scale.strong(), Ink::Edge(edge))));
    match code {
        Some(code) if scene.rows.is_empty() => lines(d, decor, code, busy),
        Some(code) => {
            let texts = ["while True: process_event(get_event())", "process_event(get_event())", "process(get_event())", "get_event()"];
            d.fitting(code, &texts, Style::new(15.0 * scale.t, Face::Code, Ink::Dim), decor.measure);
        }
        None => {}
    }
    if let Some(rect) = window {
        window::draw(d, decor, rect, pen.at, window::Buttons::Both);
    }
    for (row, cell) in scene.rows.iter().zip(&decor.laid.cells) {
        draw_row(d, decor, pen, row, *cell, moved);
    }
    thefts(d, decor);
    if let Some((_, rect, hidden)) = decor.laid.rows_more {
        let half = Rect::from_min_max(rect.min, pos2(rect.center().x, rect.bottom()));
        d.fitting(half, &[say!("cpu.more", n = hidden)], Style::new(scale.small(), Face::Text, Ink::Dim).center(), decor.measure);
    }
    for (core, cell) in scene.cores.iter().zip(&decor.laid.cells).filter(|_| scene.rows.is_empty()) {
        let here = |m: &&Moved| m.token.key.spot == Spot::Core(core.core) && !m.leaves;
        let arriving = moved.iter().filter(here).any(|m| m.travels);
        draw_cell(d, decor, (core, activity(decor, pen, core)), *cell, arriving);
    }
    if let Some(frames) = frames {
        let count = scene.frames.len();
        let style = Style::new(scale.small(), Face::Text, Ink::Dim);
        let text = Rect::from_min_size(frames.min, vec2(if scale.wide > 1.0 { 130.0 } else { 106.0 } * scale.t, frames.height()));
        let n = words::number(count as u64);
        let says = match decor.setting.info.places.holder {
            Holder::Callback => wordings!("cpu.frames_registered", n = n),
            Holder::Thread | Holder::Frame => wordings!("cpu.frames_suspended", n = n),
        };
        d.fitting(text, &says, style, decor.measure);
    }
}

/// Draws the split of the time so far: green is computing, hollow is idle. The figure is the share of green.
pub(crate) fn draw_spent(d: &mut Drawing, decor: &Decor, spent: Spent) {
    let Frame { scale, .. } = *decor.frame;
    let Some(area) = cpu_parts(decor.frame, decor.setting).spent else { return };
    let side = 0.8 * area.height();
    let icon = Rect::from_min_size(pos2(area.left(), area.center().y - side / 2.0), Vec2::splat(side));
    let style = Style::new(scale.small(), Face::Bold, Ink::Text(Tone::Running)).right();
    let figures = (decor.measure)("100 %", style.size, style.face);
    let bare = area.width() - side - figures < 60.0 * scale.t;
    let (icon, figures) = if bare { (Rect::from_min_size(area.min, Vec2::ZERO), 0.0) } else { (icon, figures) };
    let bar = Rect::from_min_max(
        pos2(icon.right() + 6.0 * scale.t, area.top() + 4.0 * scale.t),
        area.max - vec2(figures + 6.0 * scale.t, 4.0 * scale.t),
    );
    if bar.width() < 30.0 * scale.t {
        return;
    }
    if !bare {
        d.icon(icon, Icon::Chip, Ink::Text(Tone::Running));
    }
    let part = |from: f32, to: f32| {
        Rect::from_min_max(pos2(bar.left() + from * bar.width(), bar.top()), pos2(bar.left() + to * bar.width(), bar.bottom()))
    };
    d.block(bar, 3.0 * scale.t, Some(Ink::Well), Some((1.0, Ink::Outline)));
    let running = spent.running.clamp(0.0, 1.0);
    let end = (running + spent.other).clamp(running, 1.0);
    for (from, to, tone) in [(0.0, running, Tone::Running), (running, end, Tone::Switching)] {
        if to > from {
            d.block(part(from, to), 0.0, Some(Ink::Fill(tone)), None);
        }
    }
    let says = format!("{:.0} %", 100.0 * running);
    if !bare {
        d.text(Rect::from_min_max(pos2(bar.right(), area.top()), area.max), says, style);
    }
}

/// Draws the loop's lines; the current one is marked, and while the loop waits in the kernel it is connected to what it
/// waits for.
fn lines(d: &mut Drawing, decor: &Decor, area: Rect, processing: bool) {
    let Frame { scale, waiting, cpu, .. } = *decor.frame;
    let parked = decor.scene.parked;
    let count = (area.height() / (24.0 * scale.t)).round().max(1.0);
    let height = area.height() / count;
    let all: [(&[&str], Option<Tone>); 3] = [
        (&["while True:"], None),
        (&["event = loop.get_event()", "e = get_event()", "get_event()"], (!processing).then_some(Tone::Looping)),
        (&["process_event(event)", "process_event(e)", "process()"], processing.then_some(Tone::Running)),
    ];
    let skip = if count >= 3.0 { 0 } else { 1 };
    for (n, (texts, marked)) in all.iter().skip(skip).enumerate() {
        let row = Rect::from_min_size(area.min + vec2(0.0, n as f32 * height), vec2(area.width(), height));
        let indent = if n + skip == 0 { 6.0 } else { 24.0 } * scale.t;
        if let Some(tone) = marked {
            d.block(row.shrink2(vec2(0.0, 1.0)), 5.0 * scale.t, Some(Ink::Tint(*tone)), None);
            let mark = Rect::from_center_size(pos2(row.left() + 12.0 * scale.t, row.center().y), Vec2::splat(12.0 * scale.t));
            d.icon(mark, Icon::Here, Ink::Text(*tone));
        }
        let ink = marked.map_or(Ink::Dim, |_| Ink::Strong);
        let text = Rect::from_min_max(pos2(row.left() + indent, row.top()), pos2(row.right() - 4.0 * scale.t, row.bottom()));
        d.fitting(text, texts, Style::new(15.5 * scale.t, Face::Code, ink), decor.measure);
        if parked && n + skip == 1 {
            let points = vec![pos2(waiting.left() - 3.0 * scale.t, row.center().y), pos2(cpu.right() + 3.0 * scale.t, row.center().y)];
            d.line(points, 0.0, scale.strong(), Ink::Edge(Tone::Looping), true, 10.0 * scale.t);
        }
    }
    if skip == 0 {
        let side = 19.0 * scale.t;
        let after = (decor.measure)("while True:", 15.5 * scale.t, Face::Code) + 18.0 * scale.t;
        let place = Rect::from_min_size(pos2(area.left() + after, area.top() + 3.0 * scale.t), Vec2::splat(side));
        d.icon(place, Icon::Around, Ink::Text(Tone::Looping));
    }
}

fn activity(decor: &Decor, pen: &Pen, core: &CoreScene) -> Activity {
    let gone = pen.at.saturating_sub(core.since);
    let looped = decor.setting.info.places.processor == Processor::Loop;
    match core.doing {
        OnCore::Idle if looped && decor.scene.parked => {
            Activity { tone: Tone::Looping, label: wordings!("cpu.select"), time: None, hand: false }
        }
        OnCore::Idle => {
            let stuck = decor.setting.info.places.one_thread() && decor.scene.waiting() > 0;
            let label = match () {
                () if stuck => wordings!("cpu.stuck"),
                () if looped => wordings!("cpu.no_handler"),
                () if decor.scene.cores.len() > 1 => wordings!("cpu.core_idle", core = core.core),
                () => wordings!("cpu.idle"),
            };
            Activity { tone: Tone::Idle, label, time: None, hand: false }
        }
        OnCore::Switching { task: TaskId::NONE, thread, cost, .. } => {
            let label = wordings!("cpu.to_process", n = thread);
            Activity { tone: Tone::Switching, label, time: Some((gone, cost)), hand: false }
        }
        OnCore::Stealing { victim, tasks, cost } => {
            let label = wordings!("cpu.steals", n = tasks, victim = victim);
            Activity { tone: Tone::Switching, label, time: Some((gone, cost)), hand: false }
        }
        OnCore::Switching { task, cost, first, .. } => {
            let label = match first {
                true => wordings!("cpu.to_new_thread", task = task.name()),
                false => wordings!("cpu.to_thread", task = task.name()),
            };
            Activity { tone: Tone::Switching, label, time: Some((gone, cost)), hand: false }
        }
        OnCore::Dispatching { cost, .. } => {
            Activity { tone: Tone::Looping, label: wordings!("cpu.takes"), time: Some((gone, cost)), hand: false }
        }
        OnCore::Running { task, line, burst } => {
            let label = words::label(pen.scenario, task, line).into_iter().chain([say!("cpu.runs")]).collect();
            Activity { tone: Tone::Running, label, time: Some((gone, burst)), hand: false }
        }
        OnCore::Paused { why, .. } => {
            let label = match why {
                RunEnd::Await if looped => say!("cpu.awaits"),
                RunEnd::Await => say!("cpu.asks"),
                RunEnd::Done => say!("cpu.done"),
                RunEnd::Quantum => say!("cpu.quantum"),
                RunEnd::Burst => say!("cpu.goes_on"),
            };
            Activity { tone: Tone::Running, label: vec![label], time: None, hand: false }
        }
    }
}

/// Draws the loop of a process, or a worker: on a core, waiting for one, or idle.
fn draw_row(d: &mut Drawing, decor: &Decor, pen: &Pen, row: &Row, cell: Cell, moved: &[Moved]) {
    let Frame { scale, .. } = *decor.frame;
    let t = scale.t;
    let own = |m: &&Moved| Some((m.token.key.task, m.token.key.spot)) == row.task() && !m.leaves;
    let arriving = moved.iter().filter(own).any(|m| m.travels);
    let tone = match row.doing {
        OnRow::Core(core) => {
            let mut activity = Activity { hand: row.hand.is_some(), ..activity(decor, pen, &core) };
            if decor.scene.rows.len() > decor.scene.cores.len() {
                let on = say!("cpu.core", core = core.core);
                activity.label =
                    activity.label.iter().map(|label| say!("cpu.on_core", core = core.core, says = label)).chain([on]).collect();
            }
            return draw_cell(d, decor, (&core, activity), cell, arriving);
        }
        OnRow::Runnable => Tone::Runnable,
        OnRow::Parked | OnRow::Idle => Tone::Idle,
    };
    let radius = 5.0 * t;
    let elsewhere = if row.rests() { decor.scene.wasted() } else { 0 };
    let wasted = elsewhere > 0;
    let (line, fill) = match tone {
        Tone::Idle => ((scale.thin(), Ink::Outline), Ink::Well),
        _ => ((scale.thin(), Ink::Edge(tone)), Ink::Tint(tone)),
    };
    if wasted {
        // It glows: this core could do what waits in another's queue.
        d.block(cell.rect.expand(1.5 * t), radius + 1.5 * t, Some(fill), Some((scale.strong(), Ink::Strong)));
    } else {
        d.dashed(cell.rect, radius, Some(fill), line);
    }
    let labels = match row.doing {
        OnRow::Runnable => wordings!("cpu.for_core"),
        _ if wasted => wordings!("cpu.wasted", n = elsewhere),
        OnRow::Parked => wordings!("cpu.parked"),
        _ => wordings!("cpu.no_handler_row"),
    };
    let left = if row.task().is_some() { cell.tile.right() } else { cell.rect.left() };
    let inner = Rect::from_min_max(pos2(left + 6.0 * t, cell.rect.top()), cell.rect.max - vec2(6.0 * t, 0.0));
    let ink = match tone {
        Tone::Idle if wasted => Ink::Strong,
        Tone::Idle => Ink::Dim,
        _ => Ink::Text(tone),
    };
    d.fitting(inner, &labels, Style::new(scale.small(), Face::Text, ink).center(), decor.measure);
}

/// Draws an arc from each queue that is stolen from to the stealing worker, for as long as the steal takes.
fn thefts(d: &mut Drawing, decor: &Decor) {
    let Frame { scale, ready, cpu, .. } = *decor.frame;
    let rest = decor.laid.rows_more.map(|(rect, ..)| rect.center().y);
    let height = |row: usize| decor.laid.queue_rows.get(row).map(|row| row.track.center().y).or(rest);
    for row in &decor.scene.rows {
        let OnRow::Core(CoreScene { doing: OnCore::Stealing { victim, .. }, .. }) = row.doing else { continue };
        if let (Some(from), Some(to)) = (height(victim.into()), height(row.id.into())) {
            let (left, bow) = (ready.right() + 2.0 * scale.t, (ready.right() + cpu.left()) / 2.0);
            let arc = vec![pos2(left, from), pos2(bow, from), pos2(bow, to), pos2(left, to)];
            d.line(arc, 12.0 * scale.t, scale.strong(), Ink::Edge(Tone::Switching), false, 10.0 * scale.t);
        }
    }
}

/// Draws the queues of the visible rows, each under its name; the tasks in them are drawn later.
pub(crate) fn draw_queues(d: &mut Drawing, decor: &Decor) {
    let Frame { scale, .. } = *decor.frame;
    let (t, style) = (scale.t, Style::new(scale.small(), Face::Text, Ink::Dim));
    let kind = decor.setting.info.places.rows;
    for (row, laid) in decor.scene.rows.iter().zip(&decor.laid.queue_rows) {
        d.block(laid.name.union(laid.track), 6.0 * t, None, None).hit = Some(Hit::Queue(row.id));
        d.block(laid.track, 6.0 * t, Some(Ink::Well), None).hit = Some(Hit::Queue(row.id));
        d.fitting(laid.name, &rows::names(kind, row.id), style, decor.measure);
    }
    if let Some((rect, _, hidden)) = decor.laid.rows_more {
        let name =
            Rect::from_min_size(rect.min, vec2(decor.laid.queue_rows.first().map_or(rect.width(), |row| row.name.width()), rect.height()));
        d.fitting(name, &[say!("cpu.more", n = hidden), hidden.to_string()], style, decor.measure);
    }
}

fn draw_cell(d: &mut Drawing, decor: &Decor, (core, activity): (&CoreScene, Activity), cell: Cell, arriving: bool) {
    let Frame { scale, .. } = *decor.frame;
    let t = scale.t;
    let Activity { tone, label, time, hand } = activity;
    let hit = Some(Hit::Core(core.core));
    let high = cell.rect.height() >= 60.0 * t && decor.scene.rows.is_empty();
    let radius = if high { 8.0 } else { 5.0 } * t;
    if core.doing.task().is_none() {
        let line = (scale.thin(), if tone == Tone::Idle { Ink::Outline } else { Ink::Edge(tone) });
        d.dashed(cell.rect, radius, Some(Ink::Well), line).hit = hit;
        let ink = if tone == Tone::Idle { Ink::Dim } else { Ink::Text(tone) };
        let mut inner = cell.rect.shrink2(vec2(6.0 * t, 0.0));
        if hand {
            inner.min.x = cell.tile.right() + 6.0 * t;
        }
        let side = 2.4 * scale.body();
        if high && tone == Tone::Idle && !hand && inner.height() > 3.0 * side && inner.width() > 1.3 * side {
            // A picture of an empty core, for those who do not read.
            let icon = Rect::from_center_size(inner.center() - vec2(0.0, 0.5 * side), Vec2::splat(side));
            d.icon(icon, Icon::Chip, Ink::Outline);
            inner.min.y = icon.bottom();
            inner.max.y = inner.min.y + 2.0 * scale.body();
        }
        d.fitting(inner, &label, Style::new(scale.body(), Face::Text, ink).center(), decor.measure);
        return;
    }
    d.block(cell.rect, radius, Some(Ink::Tint(tone)), Some((scale.thin(), Ink::Edge(tone)))).hit = hit;
    if arriving {
        d.dashed(cell.tile, 0.2 * cell.tile.height(), None, (scale.thin(), Ink::Edge(tone)));
    }
    let left = cell.tile.right() + if high { 12.0 } else { 6.0 } * t;
    let right = Rect::from_min_max(pos2(left, cell.tile.top()), pos2(cell.rect.right() - 8.0 * t, cell.tile.bottom()));
    if right.width() < 12.0 * t {
        return;
    }
    if high {
        let half = right.height() / 2.0;
        let upper = Rect::from_min_size(right.min, vec2(right.width(), half));
        d.fitting(upper, &label, Style::new(18.0 * t, Face::Bold, Ink::Strong), decor.measure);
        if let Some((gone, whole)) = time {
            clock(d, decor, Rect::from_min_size(pos2(left, right.top() + half), vec2(right.width(), half)), gone, whole, tone);
        }
        let bar =
            Rect::from_min_max(pos2(cell.tile.left(), cell.tile.bottom() + 8.0 * t), pos2(right.right(), cell.rect.bottom() - 9.0 * t));
        let bar =
            Rect::from_min_size(pos2(bar.left(), bar.bottom() - bar.height().min(12.0 * t)), vec2(bar.width(), bar.height().min(12.0 * t)));
        if bar.height() >= 4.0 * t {
            progress(d, decor, bar, time, tone);
        }
        return;
    }
    // At the top: the bar lies behind the words.
    let bar = Rect::from_min_max(pos2(left, cell.rect.top() + 4.0 * t), pos2(right.right(), cell.rect.bottom() - 4.0 * t));
    let thin = Rect::from_min_max(pos2(bar.left(), bar.bottom() - 4.0 * t), bar.max);
    progress(d, decor, thin, time, tone);
    let text = Rect::from_min_max(bar.min, pos2(bar.right(), thin.top()));
    let wide = text.width() > 190.0 * t;
    let used = if wide { 0.55 } else { 1.0 };
    let name = Rect::from_min_size(text.min, vec2(used * text.width(), text.height()));
    if text.height() >= 1.1 * scale.small() {
        d.fitting(name, &label, Style::new(scale.small(), Face::Bold, Ink::Strong), decor.measure);
        if let (true, Some((gone, whole))) = (wide, time) {
            clock(d, decor, Rect::from_min_max(pos2(name.right() + 4.0 * t, text.top()), text.max), gone, whole, tone);
        }
    }
}

/// Draws "0.62 of 1.00 ms", with the second half at a fixed position.
fn clock(d: &mut Drawing, decor: &Decor, rect: Rect, gone: Ns, whole: Ns, tone: Tone) {
    let Frame { scale, .. } = *decor.frame;
    let (number, widest, unit) = words::running(gone.min(whole), whole);
    let style = Style::new(scale.small(), Face::Text, Ink::Text(tone));
    let slot = (decor.measure)(&widest, style.size, style.face);
    let rest = say!("stage.running_time", time = widest, unit = unit);
    let width = (decor.measure)(&rest, style.size, style.face);
    let first = Rect::from_min_size(rect.min, vec2(slot, rect.height()));
    if slot + width <= rect.width() {
        d.text(first, number, style.right());
        d.text(Rect::from_min_size(pos2(first.right(), rect.top()), vec2(width + 1.0, rect.height())), rest, style);
    } else {
        d.fitting(rect, &[&format!("{widest} {unit}")], style, decor.measure);
    }
}

fn progress(d: &mut Drawing, decor: &Decor, bar: Rect, time: Option<(Ns, Ns)>, tone: Tone) {
    let radius = (bar.height() / 2.0).min(4.0 * decor.frame.scale.t);
    let part = match time {
        Some((gone, whole)) if whole > 0 => (gone as f64 / whole as f64).min(1.0) as f32,
        _ => 1.0,
    };
    d.block(bar, radius, Some(Ink::Well), None);
    let gone = Rect::from_min_size(bar.min, vec2((part * bar.width()).max(2.0 * radius).min(bar.width()), bar.height()));
    if part > 0.0 {
        d.push(gone, Shape::Block { radius, fill: Some(Ink::Fill(tone)), line: None, dashed: false });
    }
}
