//! The timeline in sentences: what happened last, the newest first, each a jump; and how every task stands, for a reader
//! who does not see the lanes.
//!
//! It does *not* make the sentences (that are `caption`'s and the inspector's).

use super::caption::Level;
use super::inspector::words;
use super::theme::{self, Theme, radius, size, space};
use super::widgets::wording;
use super::{Action, Context, stage};
use egui::{Label, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};
use loopscope_event::{EventNo, Ns, RunId, Speed, time};
use loopscope_text as text;
use loopscope_text::{Language, say};
use loopscope_trace::{Playhead, Task, Trace};

/// So many events are told.
const LINES: EventNo = 6;
/// So many tasks are named.
const TASKS: usize = 12;
/// Faster than so many events a second nobody reads along.
const READABLE: f64 = 8.0;

/// The list under the inspector.
#[derive(Default)]
pub struct Transcript {
    seen: Option<Seen>,
}

/// What was told, until the playhead passes an event.
struct Seen {
    run: RunId,
    event: EventNo,
    spoken: (Language, Level),
    lines: Vec<Line>,
}

struct Line {
    event: EventNo,
    at: Ns,
    says: String,
}

impl Transcript {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let Some((trace, head)) = cx.stage() else { return };
        ui.label(RichText::new(say!("transcript.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
        ui.add_space(space::TIGHT);
        if !readable(cx) {
            ui.label(RichText::new(say!("transcript.too_fast")).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
            return;
        }
        let spoken = (text::spoken(), cx.desk.captions);
        let stale = |seen: &Seen| (seen.run, seen.event, seen.spoken) != (trace.run(), head.event, spoken);
        if self.seen.as_ref().is_none_or(stale) {
            self.seen = Some(Seen { run: trace.run(), event: head.event, spoken, lines: lines(trace, head.event, spoken.1) });
        }
        for line in self.seen.iter().flat_map(|seen| &seen.lines) {
            if entry(ui, cx.theme, line) {
                out.push(Action::JumpToEvent(trace.run(), line.event));
            }
        }
    }
}

fn readable(cx: &Context<'_>) -> bool {
    !cx.playing || matches!(cx.speed, Speed::Events(rate) if rate <= READABLE)
}

/// The last events before this place, the newest first.
fn lines(trace: &Trace, n: EventNo, level: Level) -> Vec<Line> {
    let first = n.saturating_sub(LINES).max(trace.first());
    let line = |event: EventNo| {
        let at = trace.event(event)?.at;
        let says = stage::sentences(trace, Playhead::after(event + 1, at), level).into_iter().next()?;
        Some(Line { event, at, says })
    };
    (first..n).rev().filter_map(line).collect()
}

/// One event; true if it was chosen.
fn entry(ui: &mut Ui, theme: &Theme, line: &Line) -> bool {
    let time = time::human(line.at);
    let says = say!("transcript.line", time = time, says = line.says);
    let words = ui
        .vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            ui.label(RichText::new(&time).font(theme::text(size::SMALL)).color(theme.ink.dim));
            ui.add(Label::new(RichText::new(&line.says).font(theme::text(size::SMALL)).color(theme.ink.body)).wrap());
        })
        .response;
    // A control of its own: what only holds words gives the focus away again.
    let response = ui.interact(words.rect, ui.scope_id().with(("line", line.event)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Link, true, &says));
    if response.hovered() || response.has_focus() {
        let edge = Stroke::new(theme::line::THIN, if response.has_focus() { theme.ink.focus } else { theme.surface.outline });
        ui.painter().rect_stroke(response.rect.expand(2.0), radius::SMALL, edge, StrokeKind::Outside);
    }
    response.clicked()
}

/// How every task of the run on the stage stands at the playhead, and how far the other runs are.
#[must_use]
pub fn standing(cx: &Context<'_>) -> String {
    let Some((trace, head)) = cx.stage() else { return String::new() };
    let state = trace.state_at(head.event);
    let stands = |task: &Task| say!("transcript.task", task = task.id.name(), phase = words::phase(trace, &state, task));
    let mut told: Vec<String> = state.tasks().take(TASKS).map(stands).collect();
    let more = state.tasks().count().saturating_sub(TASKS);
    if more > 0 {
        told.push(say!("transcript.more", n = more));
    }
    for (other, head) in cx.traces.iter().zip(cx.playheads).enumerate().filter(|(i, _)| *i != cx.on_stage).map(|(_, other)| other) {
        told.push(say!("transcript.other", model = wording::short(other.model()), n = other.state_at(head.event).done));
    }
    wording::sentences(&told)
}
