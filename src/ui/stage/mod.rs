//! THE STAGE: the animated message loop, and in fact any model, drawn from the places that it declares.
//!
//! * `scene` says who is where; `frame` where the places are; `arrange` puts the one into the other.
//! * `travel` moves what the last event moved along its lane; `slots` packs lists into boxes.
//! * [`layout`] makes [`item`]s of it all: `decor` (places and lanes), `cpu`, `tokens`, `strips`; [`paint`] draws them.
//!
//! The picture is a pure function of the log, the playhead and the size. Nothing here is animated by a clock, nothing
//! has a branch on a model's name. It does *not* decide where the playhead is, nor what a click leads to.

mod arrange;
mod cpu;
mod decor;
mod frame;
pub mod item;
pub mod layout;
pub mod paint;
mod scene;
mod slots;
mod strips;
mod tokens;
mod travel;
pub(crate) mod words;

pub use scene::Setting;
pub use travel::Moment;

use super::caption::{About, caption};
use super::{Action, Context, Selected, Selection};
use crate::event::{Ns, time};
use crate::trace::{Playhead, State, Trace};
use egui::{Align2, Color32, CursorIcon, Rect, Role, Sense, Ui, WidgetInfo};
use item::{Face, Hit};
use layout::{Inputs, Strip};
use std::sync::Arc;

/// The stage. All it shows comes from the context; it has no state of its own.
#[derive(Default)]
pub struct Stage;

/// Another run at its playhead.
struct Other {
    setting: Setting,
    state: Arc<State>,
    finished: Option<Ns>,
}

impl Stage {
    /// Draws it into all the room that there is.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::click());
        let Some((trace, playhead)) = cx.stage() else {
            nothing(ui, rect, cx);
            return;
        };
        let painter = ui.painter_at(rect.expand(1.0));
        let said = sentences(trace, playhead);
        let items = items(cx, trace, playhead, &said, rect.size(), &|text, size, face| {
            painter.layout_no_wrap(text.to_owned(), paint::font(size, face), Color32::WHITE).size().x
        });
        paint::paint(&painter, rect.min, &items, cx.theme);

        let under = |at: egui::Pos2| layout::hit(&items, at - rect.min.to_vec2());
        if let Some(hit) = response.hover_pos().and_then(under) {
            ui.set_cursor_icon(CursorIcon::PointingHand);
            out.extend(selection(trace, hit).map(Action::Hover));
        }
        if response.clicked() {
            out.push(match response.interact_pointer_pos().and_then(under) {
                Some(Hit::Focus(model)) => Action::Focus(model),
                hit => Action::Select(hit.and_then(|hit| selection(trace, hit))),
            });
        }
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(trace, playhead, &said)));
        for item in &items {
            let Some(Hit::Focus(model)) = item.hit else { continue };
            let strip = ui.interact(item.rect.translate(rect.min.to_vec2()), response.id.with(model), Sense::click());
            let title = cx.models.iter().find(|info| info.name == model).map_or(model, |info| info.short);
            strip.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Show {title} large")));
            if strip.has_focus() {
                painter.rect_stroke(strip.rect, 8.0, egui::Stroke::new(2.0, cx.theme.ink.focus), egui::StrokeKind::Inside);
            }
            if strip.clicked() {
                out.push(Action::Focus(model));
            }
            if strip.hovered() {
                ui.set_cursor_icon(CursorIcon::PointingHand);
            }
        }
    }
}

/// What happens now, in sentences.
fn sentences(trace: &Trace, playhead: Playhead) -> Vec<String> {
    let Playhead { event: n, at, .. } = playhead;
    let event = n.checked_sub(1).and_then(|last| Some((last, trace.event(last)?)));
    let cause = event.and_then(|(number, event)| trace.event(event.cause(number)?));
    let state = trace.state_at(n);
    caption(&About { info: trace.model(), scenario: trace.scenario_at(n), names: trace.names(), state: &state, event, cause, at })
}

/// Everything that is to be drawn, at the origin.
fn items(
    cx: &Context<'_>,
    trace: &Trace,
    playhead: Playhead,
    said: &[String],
    size: egui::Vec2,
    measure: item::Measure,
) -> Vec<item::Item> {
    let Playhead { event: n, phase, at } = playhead;
    let scenario = trace.scenario_at(n);
    let setting = Setting::new(trace.model(), scenario, trace.names());
    let now = trace.state_at(n);
    let last = n
        .checked_sub(1)
        .filter(|last| phase < 1.0 && *last >= trace.first())
        .and_then(|last| Some((trace.state_at(last), trace.event(last)?)));
    let (states, moments): (Vec<&State>, Vec<Moment>) = match &last {
        Some((before, event)) => (vec![before, &now], vec![Moment { event: *event, progress: phase }]),
        None => (vec![&now], Vec::new()),
    };
    let others: Vec<Other> = cx
        .traces
        .iter()
        .zip(cx.playheads)
        .enumerate()
        .filter(|(i, _)| *i != cx.on_stage)
        .map(|(_, (trace, playhead))| other(trace, *playhead))
        .collect();
    let strips: Vec<Strip> = others.iter().map(|o| Strip { setting: &o.setting, state: &o.state, finished: o.finished }).collect();
    let selected = cx.selection.filter(|selection| selection.run == trace.run() || matches!(selection.what, Selected::Task(_)));
    let inputs = Inputs {
        states: &states,
        moments: &moments,
        at,
        setting: &setting,
        scenario,
        caption: said,
        strips: &strips,
        selected: selected.map(|selection| selection.what),
        size,
    };
    layout::layout(&inputs, measure)
}

fn other(trace: &Trace, playhead: Playhead) -> Other {
    Other {
        setting: Setting::new(trace.model(), trace.scenario_at(playhead.event), trace.names()),
        state: trace.state_at(playhead.event),
        finished: trace.drained().filter(|(_, event)| *event < playhead.event).map(|(at, _)| at),
    }
}

fn selection(trace: &Trace, hit: Hit) -> Option<Selection> {
    let what = match hit {
        Hit::Task(task) => Selected::Task(task),
        Hit::Message(queue, task) => Selected::Message(queue, task),
        Hit::Core(core) => Selected::Core(core),
        Hit::Request(device, request) => Selected::Request(device, request),
        Hit::Focus(_) => return None,
    };
    Some(Selection { run: trace.run(), what })
}

/// The picture in words, for those who do not see it.
fn spoken(trace: &Trace, playhead: Playhead, said: &[String]) -> String {
    let state = trace.state_at(playhead.event);
    let names = |tasks: &mut dyn Iterator<Item = crate::event::TaskId>| {
        let names: Vec<String> = tasks.take(12).map(|task| task.name().to_string()).collect();
        if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
    };
    let info = trace.model();
    let on_core = names(&mut state.cores.iter().filter_map(|(_, core)| core.doing.task()));
    let queued = names(&mut state.queues.iter().flat_map(|(_, queue)| queue.waiting.iter().map(|queued| queued.task)));
    format!(
        "{}, at {}. On the CPU: {on_core}. {}, {} long: {queued}. {} requests under way. {} done. {}",
        info.title,
        time::human(playhead.at),
        info.places.ready.title,
        state.queued(),
        state.in_flight(),
        state.done,
        said.join(" ")
    )
}

/// Before there is a run.
fn nothing(ui: &Ui, rect: Rect, cx: &Context<'_>) {
    let theme = cx.theme;
    let painter = ui.painter_at(rect);
    painter.rect(rect, 10.0, theme.surface.panel, egui::Stroke::new(1.0, theme.surface.border), egui::StrokeKind::Inside);
    let text = "The first run is on its way …";
    painter.text(rect.center(), Align2::CENTER_CENTER, text, paint::font(20.0, Face::Text), theme.ink.dim);
}
