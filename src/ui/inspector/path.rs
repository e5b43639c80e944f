//! The split of a path's time: a bar of parts and, below it, a line for each that leads to its longest piece.

use super::links::{Link, Links};
use super::{parts, row};
use crate::caption::Level;
use crate::theme::{self, Theme, radius, size, space};
use crate::widgets::wording;
use crate::{Action, Context, Selected, Selection};
use egui::{Id, Rect, RichText, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use loopscope_event::{Ns, TaskId, time};
use loopscope_text::say;
use loopscope_trace::{Budget, JobPath, PieceKind, Playhead, RunPath, Share, Sums, Trace};

/// The most parts with a line of their own.
const LINES: usize = 9;
/// Height of the bar, points.
const BAR: f32 = 14.0;

/// Draws the path of a task's life.
pub fn job(ui: &mut Ui, cx: &Context<'_>, links: &mut Links, (trace, head): (&Trace, Playhead), task: TaskId, out: &mut Vec<Action>) {
    let Some(path) = trace.job_path(task, head, Budget::FRAME) else { return };
    let JobPath { told, arrived, done, whole, ref sums, .. } = path;
    let lasted = told.saturating_sub(arrived);
    if lasted == 0 {
        return;
    }
    let took = time::human(lasted);
    let title = match (cx.desk.captions, done) {
        (Level::Novice, true) => say!("path.novice_job", task = task.name(), time = took),
        (Level::Novice, false) => say!("path.novice_job_open", task = task.name(), time = took),
        (Level::Expert, true) => say!("path.job", time = took),
        (Level::Expert, false) => say!("path.job_open", time = took),
    };
    let what = |share: &Share| parts::of_job(trace, share.kind, share.on, share.who);
    draw(ui, cx, links, trace, Parts { title, sums, whole: lasted, salt: "job path", what: &what }, out);
    unfinished(ui, cx, whole);
}

/// Draws the path of a run.
pub fn run(ui: &mut Ui, cx: &Context<'_>, links: &mut Links, (trace, head): (&Trace, Playhead), out: &mut Vec<Action>) {
    let Some(path) = trace.run_path(head, Budget::FRAME) else {
        row::dim(ui, cx.theme, &say!("path.none_done"));
        return;
    };
    let RunPath { last, end, event, whole, told, ref sums, .. } = path;
    let says = match cx.desk.captions {
        Level::Novice => say!("path.novice_run", model = wording::short(trace.model()), task = last.name()),
        Level::Expert => say!("path.expert_run", model = wording::short(trace.model()), task = last.name()),
    };
    ui.label(RichText::new(says).color(cx.theme.ink.body));
    let id = ui.scope_id().with("last");
    let text = say!("path.last", task = last.name(), at = time::human(end));
    let link = Link { id, text: &text, value: "", tooltip: &text, color: cx.theme.ink.body, edge: Some(cx.theme.idle.edge) };
    if links.link(ui, cx.theme, &link).clicked() {
        out.push(Action::JumpToEvent(trace.run(), event));
    }
    ui.add_space(space::TIGHT);
    let what = |share: &Share| parts::of_run(trace, share.kind, share.on, share.longest.who);
    let title = say!("path.run", time = time::human(end - told));
    draw(ui, cx, links, trace, Parts { title, sums, whole: end - told, salt: "run path", what: &what }, out);
    unfinished(ui, cx, whole);
}

/// Says that the path is unfinished, and continues it in the next frame.
fn unfinished(ui: &mut Ui, cx: &Context<'_>, whole: bool) {
    if !whole {
        row::dim(ui, cx.theme, &say!("path.working"));
        ui.ctx().request_repaint();
    }
}

/// The inputs of the drawing.
struct Parts<'a> {
    title: String,
    sums: &'a Sums,
    whole: Ns,
    salt: &'static str,
    what: &'a dyn Fn(&Share) -> String,
}

fn draw(ui: &mut Ui, cx: &Context<'_>, links: &mut Links, trace: &Trace, parts: Parts<'_>, out: &mut Vec<Action>) {
    let Parts { title, sums, whole, salt, what } = parts;
    ui.label(RichText::new(title).font(theme::bold(size::SMALL)).color(cx.theme.ink.strong));
    if let Some(share) = bar(ui, cx.theme, sums, whole, what) {
        out.push(Action::JumpToEvent(trace.run(), share.longest.event));
    }
    ui.spacing_mut().item_spacing.y = 1.0;
    let largest = sums.largest();
    for share in largest.iter().take(LINES) {
        let text = what(share);
        let value = format!("{} · {}", time::short(share.total), percent(share.total, whole));
        let says = say!("path.part", what = text, time = time::human(share.total), share = percent(share.total, whole));
        let id = ui.scope_id().with((salt, share.kind, share.on, share.who));
        let edge = Some(parts::tone(cx.theme, share.kind).edge);
        let link = Link { id, text: &text, value: &value, tooltip: &says, color: cx.theme.ink.body, edge };
        let response = links.link(ui, cx.theme, &link);
        if response.hovered() || response.has_focus() {
            let tasks = [share.who.or(share.longest.who), None, None, None];
            out.push(Action::Hover(Selection { run: trace.run(), what: Selected::Tasks(tasks) }));
        }
        if response.clicked() {
            out.push(Action::JumpToEvent(trace.run(), share.longest.event));
        }
    }
    let rest = &largest[largest.len().min(LINES)..];
    if !rest.is_empty() {
        let time = rest.iter().map(|share| share.total).sum::<Ns>();
        row::dim(ui, cx.theme, &say!("path.others", n = rest.len(), time = time::short(time), share = percent(time, whole)));
    }
}

/// Draws all parts side by side, in the order of kinds, in proportion to their lengths. Returns the part that was
/// clicked. The lines below lead there with the keyboard.
fn bar(ui: &mut Ui, theme: &'static Theme, sums: &Sums, whole: Ns, what: &dyn Fn(&Share) -> String) -> Option<Share> {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), BAR), Sense::CLICK);
    let says = || {
        let parts = sums.largest().into_iter().take(LINES).map(|share| format!("{} {}", what(&share), percent(share.total, whole)));
        parts.collect::<Vec<_>>().join(", ")
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, says()));
    ui.painter().rect_filled(rect, radius::SMALL, theme.surface.well);
    let x = |at: Ns| rect.left() + rect.width() * (at as f64 / whole.max(1) as f64) as f32;
    let pointer = response.hover_pos().map(|at| at.x);
    let (mut at, mut pointed) = (0, None);
    // Parts of a kind are one block: the share of each blocker is listed below.
    for kind in PieceKind::ALL {
        let spent = sums.spent(kind);
        let block = Rect::from_min_max(pos2(x(at), rect.top()), pos2(x(at.saturating_add(spent)), rect.bottom()));
        at = at.saturating_add(spent);
        if spent == 0 {
            continue;
        }
        let tone = parts::tone(theme, kind);
        ui.painter().rect_filled(block, 0, tone.fill);
        if block.width() > 4.0 {
            ui.painter().vline(block.right() - 0.5, block.y_range(), egui::Stroke::new(1.0, theme.surface.panel));
        }
        if pointer.is_some_and(|x| block.x_range().contains(x)) {
            let largest = sums.iter().filter(|share| share.kind == kind).max_by_key(|share| share.longest.lasted());
            pointed = largest.map(|share| (*share, spent));
        }
    }
    ui.add_space(3.0);
    let (share, spent) = pointed?;
    let says = format!("{}: {} ({})", what(&Share { who: None, ..share }), time::human(spent), percent(spent, whole));
    let clicked = response.clicked();
    response.on_hover_text(says).on_hover_cursor(egui::CursorIcon::PointingHand);
    clicked.then_some(share)
}

/// "12 %", "0.4 %", "< 0.1 %".
fn percent(part: Ns, whole: Ns) -> String {
    let share = part as f64 * 100.0 / whole.max(1) as f64;
    match share {
        share if share >= 9.95 => format!("{share:.0} %"),
        share if share >= 0.1 => format!("{share:.1} %"),
        share if share > 0.0 => "< 0.1 %".to_owned(),
        _ => "0 %".to_owned(),
    }
}

/// An id derived from an event.
pub fn id_of(ui: &Ui, salt: &str, event: loopscope_event::EventNo, place: usize) -> Id {
    ui.scope_id().with((salt, event, place))
}
