//! THE CODE BESIDE THE PICTURE: a job's steps as a program, with every task at its current line.
//!
//! * [`program`]: the programs of the scenario's jobs, each once. [`mod@source`] writes them: `straight` and
//!   `callbacks`, with `names`.
//! * [`mod@marks`]: the tasks at each line. [`mod@memory`]: one task's variables, and where they are.
//! * [`layout`] makes items of it all, which the stage's painter draws. `words` has the texts.
//!
//! Text, marks and memory are pure functions of the log and the playhead; a model's own style follows from what holds
//! its requests in flight. It does *not* run anything, and decides nothing about the playhead.

mod callbacks;
pub mod layout;
pub mod marks;
pub mod memory;
mod names;
pub mod program;
pub mod source;
mod straight;
mod words;

use super::stage::{
    self,
    item::{Face, Hit},
    paint,
};
use super::theme::{self, size, space};
use super::widgets::wording::commas;
use super::{Action, Context, Selected, Selection};
use egui::{Color32, Frame, Rect, RichText, Role, ScrollArea, Sense, Ui, Vec2, WidgetInfo, vec2};
use loopscope_event::time::{self, Scale};
use loopscope_event::{Event, EventNo, Scenario, TaskId};
use loopscope_text::say;
use loopscope_trace::{Playhead, State, Task, Trace};
use marks::{Mark, MarkInputs, marks};
use memory::{Memory, memory, style_of};
use program::Programs;
use source::{Language, Source, Style, source};
use std::sync::Arc;

/// Height of the memory's picture, points.
const MEMORY: f32 = 164.0;
/// Events searched, back from the playhead, for the values of a task's variables.
const MOST: EventNo = 1 << 16;

/// The code panel.
#[derive(Default)]
pub struct Code {
    /// The chosen style; `None`: the model's own.
    style: Option<Style>,
    language: Language,
    written: Option<Written>,
    /// The line scrolled to last.
    seen: Option<usize>,
}

/// A source, and the inputs it was written from.
struct Written {
    scenario: Arc<Scenario>,
    style: Style,
    language: Language,
    scale: Scale,
    programs: Programs,
    source: Source,
}

impl Written {
    fn new(scenario: Arc<Scenario>, style: Style, language: Language) -> Self {
        let programs = Programs::of(&scenario);
        let source = source(&scenario, &programs, style, language);
        Self { scenario, style, language, scale: time::scale(), programs, source }
    }
    fn fits(&self, scenario: &Arc<Scenario>, style: Style, language: Language) -> bool {
        Arc::ptr_eq(&self.scenario, scenario) && self.style == style && self.language == language && self.scale == time::scale()
    }
}

impl Code {
    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let Some((trace, head)) = cx.stage() else { return };
        let own = style_of(trace.model().places.holder);
        self.tabs(ui, cx, own);
        let style = self.style.unwrap_or(own);
        let scenario = trace.scenario_at(head.event);
        let written = self.written.take().filter(|written| written.fits(scenario, style, self.language));
        let written = written.unwrap_or_else(|| Written::new(scenario.clone(), style, self.language));
        if written.source.lines.is_empty() {
            ui.label(RichText::new(say!("code.no_jobs")).color(cx.theme.ink.dim));
            return;
        }
        let state = trace.state_at(head.event);
        let last = head.event.checked_sub(1).and_then(|last| trace.event(last));
        let inputs = MarkInputs { programs: &written.programs, state: &state, names: trace.names(), last };
        let marks = marks(&written.source, &inputs);
        let task = focus(cx, trace, &inputs);
        let below = (style == own).then(|| task.and_then(|task| kept(&written.source, &inputs, trace, head, task))).flatten();
        let room = ui.available_height() - MEMORY - 74.0;
        let clicked = self.lines(ui, cx, &written.source, &marks, (task, &inputs), room.max(120.0));
        out.extend(clicked.map(|task| Action::Select(Some(Selection { run: trace.run(), what: Selected::Task(task) }))));
        remembered(ui, cx, style == own, below.as_ref());
        self.written = Some(written);
    }

    fn tabs(&mut self, ui: &mut Ui, cx: &Context<'_>, own: Style) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(say!("code.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.strong));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                for language in Language::ALL.into_iter().rev() {
                    if ui.selectable_label(self.language == language, words::language(language)).clicked() {
                        self.language = language;
                    }
                }
            });
        });
        ui.horizontal(|ui| {
            for style in Style::ALL {
                let (mut name, mut says) = (words::style(style), words::style_description(style));
                if style == own {
                    (name, says) = (format!("{name} •"), say!("code.own", says = says));
                }
                if ui.selectable_label(self.style.unwrap_or(own) == style, name).on_hover_text(says).clicked() {
                    self.style = (style != own).then_some(style);
                }
            }
        });
        ui.add_space(space::TIGHT);
    }

    fn lines(
        &mut self,
        ui: &mut Ui,
        cx: &Context<'_>,
        source: &Source,
        marks: &[Vec<Mark>],
        (task, inputs): (Option<&Task>, &MarkInputs<'_>),
        height: f32,
    ) -> Option<TaskId> {
        let focus = task.and_then(|task| Some((source.find(marks::place(task, inputs)?)?, marks::tone(task))));
        let moved = focus.map(|(line, _)| line) != self.seen;
        self.seen = focus.map(|(line, _)| line);
        let area = ScrollArea::both().id_salt("code").max_height(height).min_scrolled_height(height).auto_shrink([false, false]);
        area.show(ui, |ui| {
            let painter = ui.painter().clone();
            let measure = |text: &str, size: f32, face: Face| {
                painter.layout_no_wrap(text.to_owned(), paint::font(size, face), Color32::PLACEHOLDER).size().x
            };
            let listing = layout::listing(source, marks, focus, self.language, ui.available_width() - 14.0, &measure);
            // With the keyboard, tasks are chosen on the stage.
            let (rect, response) = ui.allocate_exact_size(listing.size, Sense::CLICK);
            paint::paint(ui.painter(), rect.min, &listing.items, cx.theme);
            if let Some(line) = listing.focus.filter(|_| moved) {
                let line = Rect::from_min_size(rect.min + line.min.to_vec2(), vec2(1.0, line.height()));
                ui.scroll_to_rect(line.expand2(vec2(0.0, 2.0 * line.height())), None);
            }
            response.widget_info(|| WidgetInfo::labeled(Role::Image, true, spoken(source, marks)));
            let under = |at: egui::Pos2| stage::layout::hit(&listing.items, at - rect.min.to_vec2());
            if response.hover_pos().and_then(under).is_some() {
                ui.set_cursor_icon(egui::CursorIcon::PointingHand);
            }
            let clicked = response.clicked().then(|| response.interact_pointer_pos()).flatten().and_then(under);
            clicked.and_then(|hit| if let Hit::Task(task) = hit { Some(task) } else { None })
        })
        .inner
    }
}

/// The lines with tasks at them, in words.
fn spoken(source: &Source, marks: &[Vec<Mark>]) -> String {
    let line = |(number, marks): (usize, &Vec<Mark>)| {
        let names: Vec<String> = marks.iter().take(12).map(|mark| mark.task.name().to_string()).collect();
        (!names.is_empty()).then(|| say!("code.line", n = number + 1, text = source.lines[number].text, tasks = commas(&names)))
    };
    let inputs = marks.iter().enumerate().filter_map(line).collect::<Vec<_>>().join("; ");
    if inputs.is_empty() { say!("code.title") } else { inputs }
}

/// The focused task: the one selected, or that of the last event, or one that computes.
fn focus<'a>(cx: &Context<'_>, trace: &Trace, inputs: &MarkInputs<'a>) -> Option<&'a Task> {
    let state: &State = inputs.state;
    let known = |task: TaskId| state.task(task).filter(|task| inputs.programs.of_task(task.id).is_some());
    let selected = cx.selection.and_then(|selection| match selection.what {
        Selected::Task(task) | Selected::Message(_, task) => known(task),
        Selected::Request(device, request) if selection.run == trace.run() => known(state.request(device, request)?.task),
        _ => None,
    });
    let last = || known(inputs.last?.kind.task()?);
    let running = || state.cores.iter().find_map(|(_, core)| known(core.doing.task()?));
    selected.or_else(last).or_else(running).or_else(|| state.tasks().find_map(|task| known(task.id)))
}

fn kept(source: &Source, inputs: &MarkInputs<'_>, trace: &Trace, head: Playhead, task: &Task) -> Option<Memory> {
    let reads = source.locals.iter().any(|local| matches!(local.from, source::From::Shared(_)));
    let first = task.arrived_event.max(trace.first()).max(head.event.saturating_sub(MOST));
    let own = trace.events(if reads { first } else { head.event }, head.event).map(|(_, event): (EventNo, Event)| event);
    memory(source, inputs, trace.model().places.holder, task, own)
}

/// Draws the memory of the focused task.
fn remembered(ui: &mut Ui, cx: &Context<'_>, own: bool, memory: Option<&Memory>) {
    ui.add_space(space::NORMAL);
    let card = Frame::new().fill(cx.theme.surface.card).corner_radius(theme::radius::CARD).inner_margin(10);
    card.show(ui, |ui| {
        let width = ui.available_width();
        ui.set_min_size(vec2(width, MEMORY + 44.0));
        let Some(memory) = memory else {
            let says = if own { say!("code.nobody") } else { say!("code.compared") };
            ui.label(RichText::new(says).color(cx.theme.ink.dim));
            return;
        };
        let says = ui.label(RichText::new(&memory.description).font(theme::text(size::SMALL)).color(cx.theme.ink.body));
        let left = (MEMORY + 44.0 - says.rect.height() - space::NORMAL).max(60.0);
        let (rect, response) = ui.allocate_exact_size(Vec2::new(width, left), Sense::hover());
        let painter = ui.painter().clone();
        let measure = |text: &str, size: f32, face: Face| {
            painter.layout_no_wrap(text.to_owned(), paint::font(size, face), Color32::PLACEHOLDER).size().x
        };
        paint::paint(&painter, rect.min, &layout::picture(memory, rect.size(), &measure), cx.theme);
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words::memory_spoken(memory)));
    });
}
