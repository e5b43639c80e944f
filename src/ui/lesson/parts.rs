//! Parts of a lesson's card: choices with their votes, the prediction, the one slider, and what is compared.

use super::card::{filled, frame, heading, prose};
use super::{LessonAction, Open, words};
use crate::event::{Setting, time};
use crate::lesson::{Change, Measure, Text, cycle::MOST_VOTES};
use crate::text::say;
use crate::ui::{
    Context,
    theme::{self, line, radius, size, space},
};
use egui::{Button, DragValue, Rect, RichText, Role, Sense, Slider, Stroke, Ui, WidgetInfo, vec2};

/// A framed part.
pub(super) fn framed(ui: &mut Ui, cx: &Context<'_>, content: impl FnOnce(&mut Ui)) {
    frame(cx).show(ui, |ui| {
        ui.set_width(ui.available_width());
        content(ui);
    });
}

/// The choices as large buttons, and how many of the class are for each.
pub(super) fn choices(ui: &mut Ui, cx: &Context<'_>, open: &Open, text: &Text, counting: &mut bool, out: &mut Vec<LessonAction>) {
    let Open { lesson, attempt, .. } = open;
    let all: u32 = attempt.tally().iter().sum();
    *counting |= all > 0;
    for (place, choice) in text.choices.iter().enumerate() {
        let chosen = attempt.choice() == Some(place);
        let mut job = filled(cx, lesson, &choice.says, size::VALUE);
        job.wrap.max_width = ui.available_width() - 64.0;
        let galley = ui.painter().layout_job(job);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), (galley.size().y + 20.0).max(48.0)), Sense::click());
        let says = say!("lesson.choice", choice = words::choice(place), says = lesson.fill(&choice.says));
        response.widget_info(|| WidgetInfo::selected(Role::RadioButton, !attempt.is_locked(), chosen, &says));
        let hot = response.hovered() && !attempt.is_locked();
        let surface = &cx.theme.surface;
        let fill = if chosen {
            surface.chosen
        } else if hot {
            surface.control_hover
        } else {
            surface.control
        };
        let edge = if chosen || response.has_focus() { Stroke::new(line::STRONG, cx.theme.ink.strong) } else { Stroke::NONE };
        ui.painter().rect(rect, radius::CARD, fill, edge, egui::StrokeKind::Inside);
        let letter = words::choice(place);
        let at = rect.left_center() + vec2(22.0, 0.0);
        ui.painter().text(at, egui::Align2::CENTER_CENTER, letter, theme::bold(size::HEADING), cx.theme.ink.strong);
        ui.painter().galley(rect.left_center() + vec2(44.0, -galley.size().y / 2.0), galley, cx.theme.ink.body);
        if response.clicked() {
            out.push(LessonAction::Choose(place));
        }
        if *counting {
            votes(ui, cx, (place, all), open, out);
        }
    }
    if !*counting && !attempt.is_locked() && ui.add(Button::new(say!("lesson.count"))).clicked() {
        *counting = true;
    }
}

/// How many are for a choice, as a number that can be typed and as a bar.
fn votes(ui: &mut Ui, cx: &Context<'_>, (place, all): (usize, u32), open: &Open, out: &mut Vec<LessonAction>) {
    let attempt = &open.attempt;
    let before = attempt.tally()[place];
    let mut count = before;
    ui.horizontal(|ui| {
        let field = DragValue::new(&mut count).range(0..=MOST_VOTES).speed(0.1).min_decimals(0);
        let response = ui.add_enabled(!attempt.is_locked(), field);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("lesson.votes", choice = words::choice(place))));
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 14.0), Sense::hover());
        ui.painter().rect_filled(rect, radius::SMALL, cx.theme.surface.well);
        let share = before as f32 / all.max(1) as f32;
        let bar = Rect::from_min_size(rect.min, vec2(rect.width() * share, rect.height()));
        ui.painter().rect_filled(bar, radius::SMALL, cx.theme.ink.dim);
    });
    if count != before {
        out.push(LessonAction::Count(place, count));
    }
}

/// What was predicted.
pub(super) fn prediction(ui: &mut Ui, cx: &Context<'_>, open: &Open, text: &Text, title: &str) {
    let Open { lesson, attempt, .. } = open;
    let Some((place, choice)) = attempt.prediction().and_then(|place| Some((place, text.choices.get(place)?))) else { return };
    framed(ui, cx, |ui| {
        heading(ui, cx, title);
        prose(ui, cx, lesson, &say!("lesson.choice", choice = words::choice(place), says = choice.says), size::CAPTION);
        let all: u32 = attempt.tally().iter().sum();
        if all > 0 {
            let votes: Vec<String> = attempt.tally().iter().enumerate().map(|(i, n)| format!("{} {n}", words::choice(i))).collect();
            ui.label(RichText::new(votes.join("   ")).color(cx.theme.ink.dim));
        }
    });
    ui.add_space(space::TIGHT);
}

/// The one slider; true once it stands where it was asked to.
pub(super) fn slider(ui: &mut Ui, cx: &Context<'_>, change: &Change, place: &mut Option<f64>) -> bool {
    let Change { key, from, to } = change;
    let (start, end) = (from.as_f64(), to.as_f64());
    let mut value = place.unwrap_or(start);
    let (least, most) = (start.min(end), start.max(end));
    let mut there = false;
    framed(ui, cx, |ui| {
        let name = ui.label(RichText::new(words::knob(key)).color(cx.theme.ink.body));
        ui.label(RichText::new(shown(*from, value)).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
        ui.spacing_mut().slider_width = ui.available_width();
        let whole = matches!(from, Setting::Count(_));
        let slider = Slider::new(&mut value, least..=most).logarithmic(least > 0.0).smart_aim(false).show_value(false);
        let slider = if whole { slider.step_by(1.0) } else { slider };
        let response = ui.add(slider).labelled_by(name.id);
        // Nearly there is there: nobody need aim at the very end.
        let way = |value: f64| if least > 0.0 { (value / start).ln() / (end / start).ln() } else { (value - start) / (end - start) };
        if response.changed() {
            *place = Some(value);
        }
        there = !response.dragged() && way(value) > 0.97;
        ui.horizontal(|ui| {
            let (left, right) = if start < end { (*from, *to) } else { (*to, *from) };
            ui.label(RichText::new(shown(left, least)).color(cx.theme.ink.dim));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(shown(right, most)).color(cx.theme.ink.dim));
            });
        });
    });
    there
}

/// A value of the kind that `like` is.
fn shown(like: Setting, value: f64) -> String {
    match like {
        Setting::Count(_) => format!("{value:.0}"),
        Setting::Number(_) => format!("{value:.3}"),
        Setting::Time(_) => time::short(value as u64),
    }
}

/// What is compared, before the change and after it.
pub(super) fn watched(ui: &mut Ui, cx: &Context<'_>, measure: Measure, (before, after): &(String, Option<String>)) {
    framed(ui, cx, |ui| {
        heading(ui, cx, &words::measure(measure));
        ui.horizontal(|ui| {
            let mut value = |text: &str, says: &str| {
                ui.vertical(|ui| {
                    ui.label(RichText::new(text).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
                    ui.label(RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
                });
                ui.add_space(space::WIDE);
            };
            value(before, &say!("lesson.before"));
            if let Some(after) = after {
                value(after, &say!("lesson.after"));
            }
        });
    });
}
