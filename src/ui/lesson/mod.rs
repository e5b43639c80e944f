//! The lesson panel: the list of lessons, or one of them, a step at a time. It takes the controls' place.
//!
//! * `card`: the content of each step. `parts`: choices, votes, the slider. `words`: names of phases, knobs and
//!   measures.
//! * `sketch`: a claim as a picture. `question`: the layout of a question and its choices for a hall. Both pure.
//!
//! It does *not* decide which step follows (that is `lesson::cycle`), nor make the run play or stop (that is `app`).

mod card;
mod parts;
mod question;
mod sketch;
mod words;

use super::theme::{self, beside_scroll_bar, line, size, space};
use super::widgets::icon::{Button, Icon};
use super::{Action, Context, WindowAction};
use egui::{Align, Layout, RichText, ScrollArea, Sense, Stroke, Ui, vec2};
use loopscope_lesson::{Answer, Attempt, Course, Lesson as Script, Phase, Progress, Value};
use loopscope_text as text;
use loopscope_text::say;
use std::sync::Arc;

/// The content of the panel.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// All lessons.
    pub course: &'a Course,
    /// The answers so far.
    pub progress: &'a Progress,
    /// The open lesson; `None`: the list.
    pub open: Option<&'a Open>,
}

impl View<'_> {
    /// True while the lesson has only text: the picture has nothing to show yet, or has been shown.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.open.is_none_or(|open| matches!(open.attempt.phase(), Phase::Claim | Phase::Predict | Phase::Explain))
    }
}

/// An open lesson.
pub struct Open {
    /// The lesson.
    pub lesson: Arc<Script>,
    /// The progress through it.
    pub attempt: Attempt,
    /// The compared values: before the change and, once measured, after it.
    pub watched: [Option<Value>; 2],
    /// A statement of the lesson that its runs do not bear out.
    pub fault: Option<String>,
}

/// An action of the panel.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LessonAction {
    /// Show the list, or close it.
    List,
    /// Begin the lesson at this index of the course.
    Open(usize),
    /// Leave the lesson and return to what was open before.
    Leave,
    /// Go to the next phase.
    Next,
    /// Go back a phase.
    Back,
    /// Predict this choice.
    Choose(usize),
    /// Set the class's votes for a choice.
    Count(usize, u32),
    /// The slider was set as asked.
    Moved,
    /// Play the rest at once.
    ToEnd,
}

/// The panel's own state.
#[derive(Default)]
pub struct Lesson {
    /// True while a teacher enters the class's votes.
    counting: bool,
    /// The slider's position while it is being dragged.
    slider: Option<f64>,
}

/// The panel's width in a window of this width, points.
#[must_use]
pub fn width(window: f32) -> f32 {
    (window * 0.27).clamp(340.0, 460.0).min(window * 0.42)
}

impl Lesson {
    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, out: &mut Vec<Action>) {
        let mut asked = Vec::new();
        match view.open {
            Some(open) => self.card(ui, cx, view, open, &mut asked),
            None => {
                *self = Self::default();
                list(ui, cx, view, &mut asked, out);
            }
        }
        out.extend(asked.into_iter().map(Action::Lesson));
    }
}

/// A title with a close button at the right.
fn head(ui: &mut Ui, cx: &Context<'_>, title: &str, close: (&str, LessonAction), out: &mut Vec<LessonAction>) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(title).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if Button::new(Icon::Close, close.0, "").ui(ui, cx.theme).clicked() {
                out.push(close.1);
            }
        });
    });
}

fn list(ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, out: &mut Vec<LessonAction>, actions: &mut Vec<Action>) {
    head(ui, cx, &say!("lesson.title"), (&say!("lesson.close"), LessonAction::List), out);
    ScrollArea::vertical().id_salt("lessons").auto_shrink([false, false]).show(ui, |ui| {
        beside_scroll_bar(ui, |ui| {
            ui.label(RichText::new(say!("lesson.intro")).color(cx.theme.ink.body));
            ui.add_space(space::NORMAL);
            for (place, lesson) in view.course.lessons.iter().enumerate() {
                if entry(ui, cx, lesson, view.progress.of(&lesson.slug)) {
                    out.push(LessonAction::Open(place));
                }
            }
            hand_in(ui, cx, view, actions);
            for fault in &view.course.faults {
                ui.label(RichText::new(say!("lesson.broken")).font(theme::bold(size::SMALL)).color(cx.theme.wrong));
                ui.label(RichText::new(fault).font(theme::text(size::SMALL)).color(cx.theme.ink.body));
            }
        });
    });
}

/// Draws the button for handing in, and the field for the student's name.
fn hand_in(ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, out: &mut Vec<Action>) {
    if view.progress.answers().next().is_none() {
        return;
    }
    ui.add_space(space::WIDE);
    ui.label(RichText::new(say!("homework.heading")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
    ui.horizontal(|ui| {
        let label = ui.label(say!("homework.name"));
        let mut name = cx.desk.name.clone();
        let field = egui::TextEdit::singleline(&mut name).desired_width(f32::INFINITY).char_limit(80);
        if ui.add(field).labelled_by(label.id).changed() {
            out.push(Action::Window(WindowAction::Name(name)));
        }
    });
    if ui.button(say!("homework.hand_in")).on_hover_text(say!("homework.hint")).clicked() {
        out.push(Action::Window(WindowAction::HandIn));
    }
}

/// Draws a row of the list. Returns true if it was chosen.
fn entry(ui: &mut Ui, cx: &Context<'_>, lesson: &Script, answer: Option<&Answer>) -> bool {
    let theme = cx.theme;
    let title = lesson.text(text::spoken().code()).map_or("", |text| &text.title);
    let number = lesson.number().map_or_else(String::new, |number| format!("{number}  "));
    let wide = ui.available_width();
    let button =
        egui::Button::new(RichText::new(format!("{number}{title}")).font(theme::text(size::VALUE))).min_size(vec2(wide, space::BUTTON));
    let response = ui.add(button.right_text(" "));
    let says = if answer.is_some_and(|answer| answer.finished) { say!("lesson.done", title = title) } else { title.to_owned() };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &says));
    let at = response.rect.right_center() - vec2(20.0, 0.0);
    let stroke = Stroke::new(line::NORMAL, theme.ink.dim);
    match answer {
        Some(answer) if answer.finished => drop(ui.painter().circle_filled(at, 6.0, theme.ink.strong)),
        Some(_) => drop(ui.painter().circle_stroke(at, 6.0, stroke)),
        None => {}
    }
    response.clicked()
}

/// Allocates room for a painted mark and returns its centre.
fn dot(ui: &mut Ui, radius: f32) -> egui::Pos2 {
    ui.allocate_exact_size(vec2(2.0 * radius, space::CLICK), Sense::hover()).0.center()
}
