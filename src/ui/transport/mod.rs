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

use super::{
    Action, Context, WindowAction,
    icon::{self, Button, Icon},
    theme::{self, size, space},
};
use crate::event::{InputKind, Speed, StepUnit};
use egui::{Align, Layout, Popup, RichText, Slider, Ui, vec2};

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
            if cx.desk.drawers {
                drawer(ui, cx, Icon::Sliders, "Controls", WindowAction::Controls, cx.desk.controls_open, out);
            }
            self.title(ui, cx, room, out);
            buttons(ui, cx, room, out);
            self.speed(ui, cx, room, out);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if cx.desk.drawers {
                    drawer(ui, cx, Icon::Numbers, "Numbers", WindowAction::Numbers, cx.desk.numbers_open, out);
                }
                let code = Button::new(Icon::Code, "The code beside the picture", "B").on(cx.desk.code_open);
                if code.ui(ui, cx.theme).clicked() {
                    out.push(Action::Window(WindowAction::Code));
                }
                let button = Button::new(Icon::Menu, "Menu", "").ui(ui, cx.theme);
                Popup::menu(&button).accessible_name("Menu").show(|ui| menu::window(ui, cx, out));
                clock::ui(ui, cx, out);
                if room >= Room::Wide {
                    projector(ui, cx, out);
                }
                if room > Room::Narrow {
                    mouse(ui, cx, room, out);
                }
            });
        });
    }

    /// Draws it for a hall: what a teacher needs while standing.
    pub fn hall(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            buttons(ui, cx, Room::Hall, out);
            ui.label(
                RichText::new(speed::words(cx.speed).replace(" a second", "/s")).font(theme::text(size::BODY)).color(cx.theme.ink.body),
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if Button::new(Icon::Close, "Leave the projector mode", "F5").ui(ui, cx.theme).clicked() {
                    out.push(Action::Window(WindowAction::Projector));
                }
                let button = Button::new(Icon::Menu, "Menu", "").ui(ui, cx.theme);
                Popup::menu(&button).accessible_name("Menu").show(|ui| menu::window(ui, cx, out));
                clock::ui(ui, cx, out);
            });
        });
    }

    fn title(&mut self, ui: &mut Ui, cx: &Context<'_>, room: Room, out: &mut Vec<Action>) {
        let start = ui.cursor().left();
        if room > Room::Narrow {
            ui.label(RichText::new("Loopscope").font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
        }
        let name = match (&cx.scenario.name, &cx.desk.path) {
            (Some(name), _) => name.clone(),
            (None, Some(path)) => menu::name_of(path),
            (None, None) => "Untitled".into(),
        };
        let name = if cx.scenario == cx.opened { name } else { format!("{name} *") };
        let width = match room {
            Room::Hall | Room::Narrow => 150.0,
            Room::Medium => 190.0,
            Room::Wide => 300.0,
        };
        let changed = if cx.scenario == cx.opened { "" } else { ", changed" };
        let says = format!("Scenario: {}{changed}", name.trim_end_matches(" *"));
        let button = icon::menu_button(ui, cx.theme, &name, theme::text(size::VALUE), Some(width), &says);
        let path = &mut self.path;
        Popup::menu(&button).accessible_name("Scenarios").show(|ui| menu::scenarios(ui, cx, path, out));
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
            Room::Hall | Room::Narrow => 164.0,
        };
        ui.allocate_ui_with_layout(vec2(width, space::TOP_BAR - space::NORMAL), Layout::top_down(Align::Min), |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let words = speed::words(cx.speed);
            let shown = if room == Room::Narrow { words.replace(" a second", "/s") } else { words.clone() };
            let button = icon::menu_button(ui, cx.theme, &shown, theme::text(size::BODY), Some(width), &format!("Speed: {words}"));
            Popup::menu(&button).accessible_name("Ways of playing").show(|ui| {
                ui.set_min_width(320.0);
                let ways = [
                    (Speed::Time(self.by_time), "By time", "the story runs at a steady ratio"),
                    (Speed::Events(self.by_event), "By event", "each event gets its moment"),
                    (Speed::Max, "As fast as it computes", "the live edge is shown"),
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
                node.set_label("Speed");
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
    let words = (room == Room::Wide).then_some("step");
    let (theme, unit) = (cx.theme, cx.unit);
    if Button::new(Icon::Start, "To the start", "Home").ui(ui, theme).clicked() {
        out.push(Action::ToStart);
    }
    if Button::new(Icon::Back, "Step back", "←").words(words).ui(ui, theme).clicked() {
        out.push(Action::StepBack(unit));
    }
    let play = if cx.playing { Button::new(Icon::Pause, "Pause", "Space") } else { Button::new(Icon::Play, "Play", "Space") };
    if play.ui(ui, theme).clicked() {
        out.push(if cx.playing { Action::Pause } else { Action::Play });
    }
    if Button::new(Icon::Forward, "Step", "→").words(words).ui(ui, theme).clicked() {
        out.push(Action::StepForward(unit));
    }
    if Button::new(Icon::End, "To the live edge", "End").ui(ui, theme).clicked() {
        out.push(Action::ToLiveEdge);
    }
    if room == Room::Hall {
        return;
    }
    let name = unit_name(unit);
    let picker = icon::menu_button(ui, theme, name, theme::text(size::BODY), Some(80.0), &format!("Step by: {name}"));
    Popup::menu(&picker).accessible_name("Steps").show(|ui| {
        ui.set_min_width(340.0);
        for (unit, says) in [
            (StepUnit::Event, "the next thing that happens"),
            (StepUnit::Tick, "the loop's next turn, or the next dispatch"),
            (StepUnit::Job, "until a job is done"),
        ] {
            let row = format!("{}: {says}", unit_name(unit));
            if ui.radio(cx.unit == unit, row).clicked() {
                out.push(Action::Unit(unit));
                ui.close();
            }
        }
    });
    ui.spacing_mut().item_spacing.x = between;
    icon::gap(ui, between);
}

/// What a step's size is called.
#[must_use]
pub const fn unit_name(unit: StepUnit) -> &'static str {
    match unit {
        StepUnit::Event => "event",
        StepUnit::Tick => "tick",
        StepUnit::Job => "job",
    }
}

fn drawer(ui: &mut Ui, cx: &Context<'_>, icon: Icon, says: &str, action: WindowAction, open: bool, out: &mut Vec<Action>) {
    if Button::new(icon, says, "").on(open).ui(ui, cx.theme).clicked() {
        out.push(Action::Window(action));
    }
}

fn mouse(ui: &mut Ui, cx: &Context<'_>, room: Room, out: &mut Vec<Action>) {
    let taken = cx.traces.iter().any(|trace| trace.model().takes_input);
    let words = (room == Room::Wide).then_some("post");
    let button = ui.add_enabled_ui(taken, |ui| Button::new(Icon::Mouse, "Post a mouse message", "M").words(words).ui(ui, cx.theme));
    let why = "None of the models that run has a message queue for it";
    if button.inner.on_disabled_hover_text(why).clicked() {
        out.push(Action::Post(InputKind::Mouse.into()));
    }
}

fn projector(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    if Button::new(Icon::Projector, "Projector: large type for a hall", "F5").ui(ui, cx.theme).clicked() {
        out.push(Action::Window(WindowAction::Projector));
    }
}
