//! The card of a lesson: one step at a time, in large type.

use super::{Lesson, LessonAction, Open, View, dot, head, parts, words};
use crate::Context;
use crate::theme::{self, beside_scroll_bar, radius, size, space};
use egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, ScrollArea, Ui, text::LayoutJob, vec2};
use loopscope_lesson::{Lesson as Script, Phase, Text};
use loopscope_text as text;
use loopscope_text::say;

impl Lesson {
    pub(super) fn card(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, open: &Open, out: &mut Vec<LessonAction>) {
        let Open { lesson, attempt, fault, .. } = open;
        let Some(text) = lesson.text(text::spoken().code()) else { return };
        let title = lesson.number().map_or_else(|| say!("lesson.title"), |number| say!("lesson.number", number = number));
        // A hall's window has few lines: the titles share one, and the steps are at the foot.
        let hall = cx.desk.audience.is_hall() && view.is_read();
        let title = if hall { format!("{title} · {}", text.title) } else { title };
        head(ui, cx, &title, (&say!("lesson.leave"), LessonAction::Leave), out);
        Panel::bottom("lesson steps").frame(Frame::new().inner_margin(Margin { top: 8, bottom: 6, right: 10, ..Margin::ZERO })).show(
            ui,
            |ui| {
                self.foot(ui, cx, view, open, out);
            },
        );
        if hall && attempt.phase() == Phase::Predict {
            let room = ui.available_height();
            ScrollArea::vertical().id_salt("question").auto_shrink([false, false]).show(ui, |ui| {
                beside_scroll_bar(ui, |ui| {
                    ui.set_max_height(room);
                    parts::asked(ui, cx, open, text, &mut self.counting, out);
                });
            });
            return;
        }
        ScrollArea::vertical().id_salt(("lesson", attempt.phase() as u8)).auto_shrink([false, false]).show(ui, |ui| {
            beside_scroll_bar(ui, |ui| {
                if !hall {
                    ui.label(RichText::new(&text.title).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
                    ui.horizontal(|ui| way(ui, cx, attempt.phase()));
                    ui.add_space(space::NORMAL);
                }
                if let Some(fault) = fault {
                    ui.label(RichText::new(fault).color(cx.theme.wrong));
                }
                self.step(ui, cx, open, text, out);
            });
        });
    }

    fn step(&mut self, ui: &mut Ui, cx: &Context<'_>, open: &Open, text: &Text, out: &mut Vec<LessonAction>) {
        let Open { lesson, attempt, watched, .. } = open;
        if attempt.phase() != Phase::Change {
            self.slider = None;
        }
        match attempt.phase() {
            Phase::Claim => {
                ui.add_space(space::WIDE);
                prose(ui, cx, lesson, &text.claim, size::TITLE);
                ui.add_space(space::WIDE);
                parts::picture(ui, cx, lesson);
            }
            Phase::Predict => {
                prose(ui, cx, lesson, &text.question, size::CAPTION);
                ui.add_space(space::NORMAL);
                heading(ui, cx, &if attempt.is_locked() { say!("lesson.locked") } else { say!("lesson.predict") });
                parts::choices(ui, cx, open, text, &mut self.counting, out);
            }
            Phase::Run => {
                prose(ui, cx, lesson, &say!("lesson.watch"), size::CAPTION);
                ui.add_space(space::NORMAL);
                parts::prediction(ui, cx, open, text, &say!("lesson.locked"));
            }
            Phase::Frozen => {
                heading(ui, cx, &say!("lesson.look"));
                prose(ui, cx, lesson, &text.frozen, size::CAPTION);
            }
            Phase::Change => {
                heading(ui, cx, &say!("lesson.one_change"));
                prose(ui, cx, lesson, &text.change, size::CAPTION);
                ui.add_space(space::NORMAL);
                if parts::slider(ui, cx, &lesson.change, &mut self.slider) {
                    out.push(LessonAction::Moved);
                }
                ui.add_space(space::NORMAL);
                parts::watched(ui, cx, lesson.watch, watched);
            }
            Phase::Changed => {
                prose(ui, cx, lesson, &say!("lesson.watch_change"), size::CAPTION);
                ui.add_space(space::NORMAL);
                parts::watched(ui, cx, lesson.watch, watched);
                ui.add_space(space::NORMAL);
                if ui.button(say!("lesson.to_end")).clicked() {
                    out.push(LessonAction::ToEnd);
                }
            }
            Phase::Explain => explain(ui, cx, open, text),
        }
    }

    fn foot(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View<'_>, open: &Open, out: &mut Vec<LessonAction>) {
        let Open { lesson, attempt, .. } = open;
        let phase = attempt.phase();
        let hall = cx.desk.audience.is_hall() && view.is_read();
        ui.horizontal(|ui| {
            if phase > Phase::Claim && ui.add(Button::new(say!("lesson.back")).min_size(vec2(0.0, space::BUTTON))).clicked() {
                out.push(LessonAction::Back);
            }
            if hall && phase == Phase::Predict && !self.counting && !attempt.is_locked() {
                self.counting = ui.add(Button::new(say!("lesson.count")).min_size(vec2(0.0, space::BUTTON))).clicked();
            }
            if hall {
                way(ui, cx, phase);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let large = |text: &str| {
                    Button::new(RichText::new(text).font(theme::bold(size::VALUE)).color(cx.theme.ink.inverse))
                        .fill(cx.theme.ink.strong)
                        .min_size(vec2(0.0, space::BUTTON + 6.0))
                };
                if let Some(next) = words::next(phase)
                    && ui.add_enabled(attempt.can_advance(), large(&next)).clicked()
                {
                    out.push(LessonAction::Next);
                }
                let place = view.course.lessons.iter().position(|other| other.slug == lesson.slug);
                if let Some(place) =
                    place.map(|place| place + 1).filter(|place| phase == Phase::Explain && *place < view.course.lessons.len())
                    && ui.add(large(&say!("lesson.next_lesson"))).clicked()
                {
                    out.push(LessonAction::Open(place));
                }
            });
        });
    }
}

fn explain(ui: &mut Ui, cx: &Context<'_>, open: &Open, text: &Text) {
    let Open { lesson, attempt, watched, .. } = open;
    parts::prediction(ui, cx, open, text, &say!("lesson.predicted"));
    let right = &text.choices[attempt.right().min(text.choices.len() - 1)];
    let came_true = attempt.prediction() == Some(attempt.right());
    parts::framed(ui, cx, |ui| {
        heading(ui, cx, &say!("lesson.happened"));
        prose(ui, cx, lesson, &right.says, size::CAPTION);
        ui.label(RichText::new(if came_true { say!("lesson.came_true") } else { say!("lesson.not_true") }).color(cx.theme.ink.dim));
        prose(ui, cx, lesson, &right.because, size::BODY);
    });
    ui.add_space(space::NORMAL);
    parts::watched(ui, cx, lesson.watch, watched);
    if let Some(chosen) = attempt.prediction().filter(|_| !came_true).and_then(|place| text.choices.get(place)) {
        ui.add_space(space::TIGHT);
        prose(ui, cx, lesson, &chosen.because, size::BODY);
    }
    ui.add_space(space::NORMAL);
    prose(ui, cx, lesson, &text.explain, size::CAPTION);
}

/// Draws the progress: a mark for each phase, the present one named.
fn way(ui: &mut Ui, cx: &Context<'_>, phase: Phase) {
    for step in Phase::ALL {
        let at = dot(ui, 5.0);
        let color = if step <= phase { cx.theme.ink.strong } else { cx.theme.surface.outline };
        ui.painter().circle_filled(at, if step == phase { 5.0 } else { 3.5 }, color);
    }
    ui.label(RichText::new(words::phase(phase)).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
}

pub(super) fn heading(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(size::SMALL)).color(cx.theme.ink.dim));
}

/// Draws a text of the lesson, its figures in bold.
pub(super) fn prose(ui: &mut Ui, cx: &Context<'_>, lesson: &Script, text: &str, size: f32) {
    for paragraph in text.split('\n') {
        ui.label(filled(cx, lesson, paragraph, (size, size)));
        ui.add_space(space::TIGHT);
    }
}

/// Lays out a text of the lesson, words and figures each in their size.
pub(super) fn filled(cx: &Context<'_>, lesson: &Script, text: &str, (words, figures): (f32, f32)) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (piece, is_fact) in lesson.filled(text) {
        let (font, color) = if is_fact { (theme::bold(figures), cx.theme.ink.strong) } else { (theme::text(words), cx.theme.ink.body) };
        job.append(piece, 0.0, egui::TextFormat { font_id: font, color, ..egui::TextFormat::default() });
    }
    job
}

/// The frame of a part of the card.
pub(super) fn frame(cx: &Context<'_>) -> Frame {
    Frame::new().fill(cx.theme.surface.card).corner_radius(radius::CARD).inner_margin(Margin::symmetric(12, 8))
}
