//! Parts of a lesson's card: choices with their votes, the prediction, the slider, and the compared values.

use super::card::{filled, frame, heading, prose};
use super::question::{self, Words};
use super::sketch::{self, Sketch};
use super::{LessonAction, Open, words};
use crate::Context;
use crate::stage::item::Icon;
use crate::stage::paint;
use crate::theme::{self, line, radius, size, space};
use egui::{Button, Color32, DragValue, Galley, Rect, RichText, Role, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use loopscope_event::{Setting, time};
use loopscope_lesson::cycle::MOST_VOTES;
use loopscope_lesson::measure::Unit;
use loopscope_lesson::{Change, Lesson as Script, Measure, Text, Value};
use loopscope_text::say;
use std::sync::Arc;

/// A framed part.
pub(super) fn framed(ui: &mut Ui, cx: &Context<'_>, content: impl FnOnce(&mut Ui)) {
    frame(cx).show(ui, |ui| {
        ui.set_width(ui.available_width());
        content(ui);
    });
}

/// Draws the choices as large buttons, with the class's votes for each.
pub(super) fn choices(ui: &mut Ui, cx: &Context<'_>, open: &Open, text: &Text, counting: &mut bool, out: &mut Vec<LessonAction>) {
    let Open { lesson, attempt, .. } = open;
    *counting |= attempt.tally().iter().sum::<u32>() > 0;
    for (place, choice) in text.choices.iter().enumerate() {
        let mut job = filled(cx, lesson, &choice.says, (size::VALUE, size::VALUE));
        job.wrap.max_width = ui.available_width() - 64.0;
        let galley = ui.painter().layout_job(job);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), (galley.size().y + 20.0).max(48.0)), Sense::hover());
        one_choice(ui, cx, (place, rect, galley), open, out);
        if *counting {
            ui.horizontal(|ui| {
                let field = ui.allocate_exact_size(vec2(VOTES, space::CLICK), Sense::hover()).0;
                votes(ui, (place, field), open, out);
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 14.0), Sense::hover());
                share(ui, cx, (place, rect), open);
            });
        }
    }
    if !*counting && !attempt.is_locked() && ui.add(Button::new(say!("lesson.count"))).clicked() {
        *counting = true;
    }
}

/// Width of the field for votes, points.
const VOTES: f32 = 58.0;

/// Draws the question and all its choices for a hall: in sight at once, in the available room.
pub(super) fn asked(ui: &mut Ui, cx: &Context<'_>, open: &Open, text: &Text, counting: &mut bool, out: &mut Vec<LessonAction>) {
    let Open { lesson, attempt, .. } = open;
    *counting |= attempt.tally().iter().sum::<u32>() > 0;
    let beside = if *counting { VOTES + space::NORMAL } else { 0.0 };
    let layout = |ui: &Ui, words: Words, size: f32, width: f32| {
        let (text, width) = match words {
            Words::Question => (&text.question, width),
            Words::Choice(n) => (&text.choices[n].says, width - beside),
        };
        let mut job = filled(cx, lesson, text, (size, size::CAPTION));
        job.wrap.max_width = width;
        ui.painter().layout_job(job)
    };
    let room = ui.available_size();
    let placed =
        question::place(room, text.choices.len(), space::BUTTON + 4.0, &|words, size, width| layout(ui, words, size, width).size().y);
    let (area, _) = ui.allocate_exact_size(vec2(room.x, placed.bottom()), Sense::hover());
    let by = area.min.to_vec2();
    let says = ui.interact(placed.question.translate(by), ui.scope_id().with("question"), Sense::hover());
    says.widget_info(|| WidgetInfo::labeled(Role::Label, true, lesson.fill(&text.question)));
    let galley = layout(ui, Words::Question, placed.question_size, placed.question.width());
    ui.painter().galley(says.rect.min, galley, cx.theme.ink.body);
    for (place, rect) in placed.choices.iter().enumerate() {
        let rect = rect.translate(by);
        let galley = layout(ui, Words::Choice(place), placed.choice_size, rect.width() - question::BESIDE);
        one_choice(ui, cx, (place, rect, galley), open, out);
        if *counting {
            let field = Rect::from_center_size(rect.right_center() - vec2(VOTES / 2.0 + 10.0, 0.0), vec2(VOTES, space::BUTTON));
            votes(ui, (place, field), open, out);
            let bar = Rect::from_min_max(rect.left_bottom() + vec2(44.0, -7.0), rect.right_bottom() - vec2(VOTES + 20.0, 3.0));
            share(ui, cx, (place, bar), open);
        }
    }
}

/// Draws a choice as a large button, its words laid out already.
fn one_choice(ui: &mut Ui, cx: &Context<'_>, (place, rect, words): (usize, Rect, Arc<Galley>), open: &Open, out: &mut Vec<LessonAction>) {
    let attempt = &open.attempt;
    let response = ui.interact(rect, ui.scope_id().with(("choice", place)), Sense::click());
    let chosen = attempt.choice() == Some(place);
    let letter = words::choice(place);
    let says = say!("lesson.choice", choice = letter, says = words.text());
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, !attempt.is_locked(), chosen, &says));
    let hot = response.hovered() && !attempt.is_locked();
    let surface = &cx.theme.surface;
    let fill = match chosen {
        true => surface.chosen,
        false if hot => surface.control_hover,
        false => surface.control,
    };
    let edge = if chosen { Stroke::new(line::STRONG, cx.theme.ink.strong) } else { Stroke::NONE };
    ui.painter().rect(rect, radius::CARD, fill, edge, StrokeKind::Inside);
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(1.0), radius::CARD, Stroke::new(line::SELECTED, cx.theme.ink.focus), StrokeKind::Outside);
    }
    let at = rect.left_center() + vec2(22.0, 0.0);
    ui.painter().text(at, egui::Align2::CENTER_CENTER, letter, theme::bold(size::CAPTION), cx.theme.ink.strong);
    ui.painter().galley(rect.left_center() + vec2(44.0, -words.size().y / 2.0), words, cx.theme.ink.body);
    if response.clicked() {
        out.push(LessonAction::Choose(place));
    }
}

/// Draws the number of votes for a choice, which can be typed.
fn votes(ui: &mut Ui, (place, rect): (usize, Rect), open: &Open, out: &mut Vec<LessonAction>) {
    let attempt = &open.attempt;
    let before = attempt.tally()[place];
    let mut count = before;
    let field = DragValue::new(&mut count).range(0..=MOST_VOTES).speed(0.1).min_decimals(0);
    let response = ui.add_enabled_ui(!attempt.is_locked(), |ui| ui.put(rect, field)).inner;
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("lesson.votes", choice = words::choice(place))));
    if count != before {
        out.push(LessonAction::Count(place, count));
    }
}

/// Draws the votes as a bar: the share of the class.
fn share(ui: &Ui, cx: &Context<'_>, (place, rect): (usize, Rect), open: &Open) {
    let tally = open.attempt.tally();
    let all: u32 = tally.iter().sum();
    ui.painter().rect_filled(rect, radius::SMALL, cx.theme.surface.well);
    let part = tally[place] as f32 / all.max(1) as f32;
    ui.painter().rect_filled(Rect::from_min_size(rect.min, vec2(rect.width() * part, rect.height())), radius::SMALL, cx.theme.ink.dim);
}

/// Draws the claim as a picture, if its scenario has one.
pub(super) fn picture(ui: &mut Ui, cx: &Context<'_>, lesson: &Script) {
    let Some(scenario) = lesson.run("before") else { return };
    let width = ui.available_width().min(720.0);
    // In a hall all of it must be in sight; at a desk it may be scrolled to.
    let height = if cx.desk.audience.is_hall() { ui.available_height() } else { f32::INFINITY };
    let sketch = sketch::sketch(scenario, vec2(width, height), &|text, size, face| {
        ui.painter().layout_no_wrap(text.to_owned(), paint::font(size, face), Color32::WHITE).size().x
    });
    let Some(Sketch { items, size, description }) = sketch else { return };
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &description));
    paint::paint(ui.painter(), rect.min, &items, cx.theme);
}

/// Draws the prediction.
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

/// Draws the slider. Returns true once it is set as asked.
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
        // Nearly at the end counts as the end, so that the exact end need not be hit.
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

/// A value in the unit of `like`.
fn shown(like: Setting, value: f64) -> String {
    match like {
        Setting::Count(_) => format!("{value:.0}"),
        Setting::Number(_) => format!("{value:.3}"),
        Setting::Time(_) => time::short(value as u64),
    }
}

/// Draws the compared values before and after the change, in figures and as bars.
pub(super) fn watched(ui: &mut Ui, cx: &Context<'_>, measure: Measure, values: &[Option<Value>; 2]) {
    framed(ui, cx, |ui| {
        heading(ui, cx, &words::measure(measure));
        let lengths = lengths(values);
        for ((value, length), says) in values.iter().zip(lengths).zip([say!("lesson.before"), say!("lesson.after")]) {
            let Some(value) = value else { continue };
            ui.horizontal(|ui| {
                ui.label(RichText::new(value.to_string()).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
                ui.label(RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
            });
            if let Some(length) = length {
                bar(ui, cx, measure, length);
            }
        }
    });
}

/// The lengths of two values' bars as shares of the room: a share as it is, other amounts relative to the larger of the
/// two.
fn lengths(values: &[Option<Value>; 2]) -> [Option<f32>; 2] {
    let amount = |value: &Option<Value>| if let Some(Value::Amount(amount, unit)) = value { Some((*amount, *unit)) } else { None };
    let amounts = [amount(&values[0]), amount(&values[1])];
    let most = amounts.iter().flatten().map(|(amount, _)| *amount).fold(0.0, f64::max);
    amounts.map(|amount| match amount? {
        (share, Unit::Share) => Some(share.clamp(0.0, 1.0) as f32),
        // Alone it would fill the room, and show nothing.
        (amount, _) => (most > 0.0 && amounts[1].is_some()).then_some((amount / most) as f32),
    })
}

/// Draws a bar; what a core did has the colour and the pattern of its state.
fn bar(ui: &mut Ui, cx: &Context<'_>, measure: Measure, length: f32) {
    let theme = cx.theme;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 22.0), Sense::hover());
    let (tone, icon) = match measure {
        Measure::Utilisation | Measure::Computed => (Some(theme.running), Some(Icon::Chip)),
        Measure::Switching | Measure::Switches => (Some(theme.switching), None),
        _ => (None, None),
    };
    let left = if icon.is_some() { 28.0 } else { 0.0 };
    if let (Some(icon), Some(tone)) = (icon, tone) {
        let at = Rect::from_min_size(rect.min, vec2(22.0, 22.0));
        paint::picture(ui.painter(), at, icon, tone.text);
    }
    let track = Rect::from_min_max(rect.min + vec2(left, 3.0), rect.max - vec2(0.0, 3.0));
    ui.painter().rect(track, radius::SMALL, theme.surface.well, Stroke::new(line::THIN, theme.surface.outline), StrokeKind::Inside);
    let part = Rect::from_min_size(track.min, vec2((track.width() * length).max(2.0), track.height()));
    ui.painter().rect_filled(part, radius::SMALL, tone.map_or(theme.ink.dim, |tone| tone.fill));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_what_they_stand_for() {
        let amount = |amount, unit| Some(Value::Amount(amount, unit));
        assert_eq!(lengths(&[amount(0.05, Unit::Share), amount(0.5, Unit::Share)]), [Some(0.05), Some(0.5)]);
        assert_eq!(lengths(&[amount(0.05, Unit::Share), None]), [Some(0.05), None]);
        assert_eq!(lengths(&[amount(160e6, Unit::Time), amount(40e6, Unit::Time)]), [Some(1.0), Some(0.25)]);
        assert_eq!(lengths(&[amount(160e6, Unit::Time), None]), [None, None]);
        assert_eq!(lengths(&[amount(0.0, Unit::Count), amount(0.0, Unit::Count)]), [None, None]);
        assert_eq!(lengths(&[Some(Value::Words("C B A".into())), None]), [None, None]);
    }
}
