//! The bar at the top: which scenario, play, pause and steps, how fast, and the clock.
//!
//! * `speed`: speeds in words and notches.
//! * `menu`: the two menus. `clock`: story time.
//!
//! It does *not* move the playhead (that is `app`'s playback).

mod clock;
mod menu;
pub mod speed;

pub(super) use menu::entry;

use super::lesson::LessonAction;
use super::theme::{self, size, space};
use super::widgets::icon::{self, Button, Icon};
use super::{Action, Context, WindowAction};
use crate::widgets::wording::built_in_words;
use egui::{Align, Layout, Popup, RichText, Slider, Ui, vec2};
use loopscope_event::{InputKind, Speed, StepUnit};
use loopscope_text::say;

/// The bar at the top.
pub struct Transport {
    /// The path while it is typed.
    path: String,
    /// The speeds to go back to when the way of playing changes.
    by_time: f64,
    by_event: f64,
}

impl Default for Transport {
    fn default() -> Self {
        Self { path: String::new(), by_time: 2e6, by_event: 4.0 }
    }
}

/// The room that the button with the mouse needs, points: without its word, and with it.
const MOUSE: f32 = 64.0;
const MOUSE_WORD: f32 = 96.0;

/// The room that a narrow window's clock and the four buttons beside it need, points.
const RIGHT: f32 = 324.0;

/// How much there is room for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Room {
    Hall,
    Narrow,
    Medium,
    Wide,
}

impl Transport {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        match cx.speed {
            Speed::Time(ratio) => self.by_time = ratio,
            Speed::Events(rate) => self.by_event = rate,
            Speed::Max => {}
        }
        let room = match ui.available_width() {
            w if w < 1200.0 => Room::Narrow,
            w if w < 1560.0 => Room::Medium,
            _ => Room::Wide,
        };
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = if room == Room::Narrow { 6.0 } else { space::NORMAL };
            if cx.desk.drawers && !cx.desk.lessons {
                drawer(ui, cx, Icon::Sliders, &say!("transport.controls"), WindowAction::Controls, cx.desk.controls_open, out);
            }
            self.title(ui, cx, room, out);
            buttons(ui, cx, room, out);
            self.speed(ui, cx, room, out);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if cx.desk.drawers {
                    drawer(ui, cx, Icon::Numbers, &say!("transport.numbers"), WindowAction::Numbers, cx.desk.numbers_open, out);
                }
                let says = say!("menu.code");
                let code = Button::new(Icon::Code, &says, "B").on(cx.desk.code_open);
                if code.ui(ui, cx.theme).clicked() {
                    out.push(Action::Window(WindowAction::Code));
                }
                let name = say!("transport.menu");
                let button = Button::new(Icon::Menu, &name, "").ui(ui, cx.theme);
                Popup::menu(&button).accessible_name(name).show(|ui| menu::window(ui, cx, out));
                if Button::new(Icon::Lessons, &say!("transport.lessons"), "L").on(cx.desk.lessons).ui(ui, cx.theme).clicked() {
                    out.push(Action::Lesson(LessonAction::List));
                }
                clock::ui(ui, cx, if room == Room::Narrow { size::TITLE } else { size::CLOCK }, out);
                if room >= Room::Wide {
                    projector(ui, cx, out);
                }
                // Its key and the menu are there in any case.
                if room > Room::Narrow && ui.available_width() > MOUSE {
                    mouse(ui, cx, out);
                }
            });
        });
    }

    /// Draws it for a hall: what a teacher needs while standing.
    pub fn hall(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            buttons(ui, cx, Room::Hall, out);
            ui.label(RichText::new(speed::short(cx.speed)).font(theme::text(size::BODY)).color(cx.theme.ink.body));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if Button::new(Icon::Close, &say!("transport.leave_projector"), "F5").ui(ui, cx.theme).clicked() {
                    out.push(Action::Window(WindowAction::Projector));
                }
                let name = say!("transport.menu");
                let button = Button::new(Icon::Menu, &name, "").ui(ui, cx.theme);
                Popup::menu(&button).accessible_name(name).show(|ui| menu::window(ui, cx, out));
                clock::ui(ui, cx, size::CLOCK, out);
            });
        });
    }

    fn title(&mut self, ui: &mut Ui, cx: &Context<'_>, room: Room, out: &mut Vec<Action>) {
        let start = ui.cursor().left();
        if room > Room::Narrow {
            ui.label(RichText::new(say!("transport.name")).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
        }
        let name = match (&cx.desk.lesson, &cx.scenario.name, &cx.desk.path) {
            (Some(title), ..) => title.clone(),
            (None, Some(name), _) => built_in(cx, name).unwrap_or_else(|| name.clone()),
            (None, None, Some(path)) => menu::name_of(path),
            (None, None, None) => say!("transport.untitled"),
        };
        // A recording is as it is, and none of its own scenario's edits.
        let as_opened = cx.scenario == cx.opened || cx.stage().is_some_and(|(trace, _)| trace.recorded().is_some());
        let name = if as_opened { name } else { format!("{name} *") };
        let width = match room {
            Room::Hall | Room::Narrow => 118.0,
            Room::Medium => 170.0,
            Room::Wide => 300.0,
        };
        let says = match as_opened {
            true => say!("transport.scenario", name = name),
            false => say!("transport.scenario_changed", name = name.trim_end_matches(" *")),
        };
        let button = icon::menu_button(ui, cx.theme, &name, theme::text(size::VALUE), Some(width), &says);
        let path = &mut self.path;
        Popup::menu(&button).accessible_name(say!("transport.scenarios")).show(|ui| menu::scenarios(ui, cx, path, out));
        // The buttons stand where they stand, however long the name is.
        let left = match room {
            Room::Hall | Room::Narrow => 0.0,
            Room::Medium => 312.0,
            Room::Wide => 470.0,
        };
        icon::gap(ui, (left - (ui.cursor().left() - start)).max(0.0));
    }

    fn speed(&mut self, ui: &mut Ui, cx: &Context<'_>, room: Room, out: &mut Vec<Action>) {
        let width = match room {
            Room::Wide => 230.0,
            Room::Medium => 164.0,
            // What the clock and the buttons right of it leave.
            Room::Hall | Room::Narrow => (ui.available_width() - RIGHT).clamp(84.0, 164.0),
        };
        ui.allocate_ui_with_layout(vec2(width, space::TOP_BAR - space::NORMAL), Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let says = say!("transport.speed_is", speed = speed::words(cx.speed));
            let (words, font) = (speed::words(cx.speed), theme::text(size::BODY));
            let shown = if icon::fits(ui, &words, &font, width) { words } else { speed::short(cx.speed) };
            let button = icon::menu_button(ui, cx.theme, &shown, font, Some(width), &says);
            Popup::menu(&button).accessible_name(say!("transport.ways")).show(|ui| {
                ui.set_min_width(320.0);
                theme::marks(ui);
                let ways = [
                    (Speed::Time(self.by_time), say!("transport.by_time"), say!("transport.by_time_says")),
                    (Speed::Events(self.by_event), say!("transport.by_event"), say!("transport.by_event_says")),
                    (Speed::Max, say!("transport.by_max"), say!("transport.by_max_says")),
                ];
                for (to, name, says) in ways {
                    let on = std::mem::discriminant(&to) == std::mem::discriminant(&cx.speed);
                    if ui.radio(on, name).on_hover_text(says).clicked() {
                        out.push(Action::Speed(to));
                        ui.close();
                    }
                }
            });
            ui.spacing_mut().slider_width = width;
            let (mut value, range) = match cx.speed {
                Speed::Events(rate) => (rate, speed::BY_EVENT),
                Speed::Time(ratio) => (ratio, speed::BY_TIME),
                Speed::Max => (*speed::BY_TIME.end(), speed::BY_TIME),
            };
            let slider = Slider::new(&mut value, range).logarithmic(true).smart_aim(false).show_value(false);
            let response = ui.add_enabled(cx.speed != Speed::Max, slider);
            let says = speed::words(cx.speed);
            ui.ctx().accesskit_node_builder(response.id, |node| {
                node.set_label(say!("transport.speed"));
                node.set_value(says);
            });
            if response.changed() {
                out.push(Action::Speed(match cx.speed {
                    Speed::Events(_) => Speed::Events(value),
                    _ => Speed::Time(value),
                }));
            }
        });
    }
}

fn buttons(ui: &mut Ui, cx: &Context<'_>, room: Room, out: &mut Vec<Action>) {
    let between = ui.spacing().item_spacing.x;
    ui.spacing_mut().item_spacing.x = 6.0;
    let words = (room == Room::Wide).then(|| say!("transport.step_word"));
    let words = words.as_deref();
    let (theme, unit) = (cx.theme, cx.unit);
    if Button::new(Icon::Start, &say!("transport.to_start"), "Home").ui(ui, theme).clicked() {
        out.push(Action::ToStart);
    }
    if Button::new(Icon::Back, &say!("transport.step_back"), "←").words(words).ui(ui, theme).clicked() {
        out.push(Action::StepBack(unit));
    }
    let (icon, says) = if cx.playing { (Icon::Pause, say!("transport.pause")) } else { (Icon::Play, say!("transport.play")) };
    if Button::new(icon, &says, "Space").ui(ui, theme).clicked() {
        out.push(if cx.playing { Action::Pause } else { Action::Play });
    }
    if Button::new(Icon::Forward, &say!("transport.step"), "→").words(words).ui(ui, theme).clicked() {
        out.push(Action::StepForward(unit));
    }
    if Button::new(Icon::End, &say!("transport.to_end"), "End").ui(ui, theme).clicked() {
        out.push(Action::ToLiveEdge);
    }
    if room == Room::Hall {
        return;
    }
    let name = unit_name(unit);
    let says = say!("transport.step_by", unit = name);
    let picker = icon::menu_button(ui, theme, &name, theme::text(size::BODY), Some(80.0), &says);
    Popup::menu(&picker).accessible_name(say!("transport.steps")).show(|ui| {
        ui.set_min_width(340.0);
        theme::marks(ui);
        for (unit, row) in [
            (StepUnit::Event, say!("transport.event_says")),
            (StepUnit::Tick, say!("transport.tick_says")),
            (StepUnit::Job, say!("transport.job_says")),
        ] {
            if ui.radio(cx.unit == unit, row).clicked() {
                out.push(Action::Unit(unit));
                ui.close();
            }
        }
    });
    ui.spacing_mut().item_spacing.x = between;
    icon::gap(ui, between);
}

/// What a scenario that comes with the program is called; its file has the English name.
fn built_in(cx: &Context<'_>, name: &str) -> Option<String> {
    cx.desk.built_in.iter().find(|built_in| built_in.title == name).map(|built_in| built_in_words(built_in).0)
}

/// What a step's size is called.
#[must_use]
pub fn unit_name(unit: StepUnit) -> String {
    match unit {
        StepUnit::Event => say!("transport.event"),
        StepUnit::Tick => say!("transport.tick"),
        StepUnit::Job => say!("transport.job"),
    }
}

fn drawer(ui: &mut Ui, cx: &Context<'_>, icon: Icon, says: &str, action: WindowAction, open: bool, out: &mut Vec<Action>) {
    if Button::new(icon, says, "").on(open).ui(ui, cx.theme).clicked() {
        out.push(Action::Window(action));
    }
}

fn mouse(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    let taken = cx.traces.iter().any(|trace| trace.model().takes_input);
    let (says, words) = (say!("transport.post_mouse"), (ui.available_width() > MOUSE_WORD).then(|| say!("transport.post_word")));
    let words = words.as_deref();
    let button = ui.add_enabled_ui(taken, |ui| Button::new(Icon::Mouse, &says, "M").words(words).ui(ui, cx.theme));
    let why = say!("transport.post_not");
    if button.inner.on_disabled_hover_text(why).clicked() {
        out.push(Action::Post(InputKind::Mouse.into()));
    }
}

fn projector(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    if Button::new(Icon::Projector, &say!("menu.projector"), "F5").ui(ui, cx.theme).clicked() {
        out.push(Action::Window(WindowAction::Projector));
    }
}
