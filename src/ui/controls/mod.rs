//! The sliders: what the run is made of, moved while it runs.
//!
//! * [`knob`]: what can be moved, how far, and how it is written.
//! * [`apply`]: where each value stands in a scenario.
//! * `row`: one slider.
//!
//! The panel edits a copy of the scenario and hands it over; it does *not* decide whether the run begins anew.

pub mod apply;
pub mod knob;
mod row;

use self::{
    apply::Shape,
    knob::{Group, Knob},
    row::Row,
};
use super::theme::{self, beside_scroll_bar, size, space};
use super::widgets::focus;
use super::widgets::wording;
use super::{Action, Context};
use egui::{Align, Checkbox, ComboBox, Layout, RichText, ScrollArea, TextEdit, Ui};
use loopscope_event::{ModelInfo, Scenario, time};
use loopscope_text::say;

/// The panel at the left.
#[derive(Default)]
pub struct Controls {
    /// The groups that are folded open, so that sliders at their defaults show too.
    more: [bool; 2],
    /// The seed while it is typed.
    seed: Option<String>,
}

impl Controls {
    /// Draws it.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        if let Some((_, recorded)) = super::recording::shown(cx) {
            super::recording::no_sliders(ui, cx, recorded, out);
            return;
        }
        let mut draft: Option<Scenario> = None;
        ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
            beside_scroll_bar(ui, |ui| {
                self.group(ui, cx, Group::Workload, &mut draft);
                ui.add_space(space::NORMAL);
                self.group(ui, cx, Group::Machine, &mut draft);
                ui.add_space(space::NORMAL);
                models(ui, cx, &mut draft);
                ui.add_space(space::NORMAL);
                self.seed(ui, cx, &mut draft);
                footer(ui, cx);
            });
        });
        if let Some(draft) = draft.filter(|draft| draft != cx.scenario.as_ref()) {
            out.push(Action::SetScenario(Box::new(draft)));
        }
    }

    fn group(&mut self, ui: &mut Ui, cx: &Context<'_>, group: Group, draft: &mut Option<Scenario>) {
        let open = &mut self.more[group as usize];
        ui.horizontal(|ui| {
            heading(ui, cx, &if group == Group::Workload { say!("controls.workload") } else { say!("controls.machine") });
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if group == Group::Workload {
                    reset_all(ui, cx, draft);
                }
            });
        });
        let knobs = Knob::of(cx.scenario).into_iter().filter(|knob| knob.group() == group);
        let mut folded = 0;
        for knob in knobs {
            let Some(value) = knob.get(cx.scenario) else { continue };
            let opened = knob.get(cx.opened);
            let plain = opened == Some(value) && is_default(knob, value);
            if plain && !knob.is_main() && !*open {
                folded += 1;
                continue;
            }
            let label = label_of(knob, cx.scenario);
            if let Some(new) = (Row { knob, label: &label, opened }).ui(ui, cx.theme, value) {
                knob.set(draft.get_or_insert_with(|| Scenario::clone(cx.scenario)), cx.opened, new);
            }
            if knob == Knob::Latency {
                shapes(ui, cx, draft);
            }
        }
        if folded > 0 || *open {
            let text = if *open { say!("controls.fewer") } else { say!("controls.more", n = folded) };
            let says = match (group, *open) {
                (Group::Workload, true) => say!("controls.fewer_workload"),
                (Group::Workload, false) => say!("controls.more_workload", n = folded),
                (Group::Machine, true) => say!("controls.fewer_machine"),
                (Group::Machine, false) => say!("controls.more_machine", n = folded),
            };
            let button = ui.add(egui::Button::new(RichText::new(&text).color(cx.theme.ink.dim)).frame(false));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &says));
            focus::ring(ui, &button);
            if button.on_hover_text(say!("controls.folded")).clicked() {
                *open = !*open;
            }
        }
    }

    fn seed(&mut self, ui: &mut Ui, cx: &Context<'_>, draft: &mut Option<Scenario>) {
        let mut set = None;
        ui.horizontal(|ui| {
            // As high as its button, or the name would not stand in the middle.
            ui.set_min_height(space::BUTTON);
            let name = ui.label(say!("controls.seed")).on_hover_text(say!("controls.seed_says"));
            if cx.scenario.seed != cx.opened.seed && row::reset(ui, cx.theme, &say!("controls.seed_reset", value = cx.opened.seed)) {
                set = Some(cx.opened.seed);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button(say!("controls.another")).on_hover_text(say!("controls.another_says")).clicked() {
                    set = Some(cx.scenario.seed.wrapping_add(1));
                }
                let mut text = self.seed.clone().unwrap_or_else(|| cx.scenario.seed.to_string());
                let field = TextEdit::singleline(&mut text).desired_width(110.0).align(egui::Align2::RIGHT_CENTER);
                let response = ui.add(field).labelled_by(name.id);
                self.seed = response.has_focus().then(|| text.clone());
                if response.lost_focus() {
                    set = text.trim().parse().ok().or(set);
                }
            });
        });
        if let Some(seed) = set {
            draft.get_or_insert_with(|| Scenario::clone(cx.scenario)).seed = seed;
        }
    }
}

fn heading(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
}

/// True if a knob stands where a scenario that does not mention it has it.
fn is_default(knob: Knob, value: f64) -> bool {
    match knob {
        Knob::Depth(_) => value.is_infinite(),
        Knob::IoSteps | Knob::Think => true,
        _ => knob.get(&Scenario::default()).is_none_or(|default| default == value),
    }
}

fn label_of(knob: Knob, scenario: &Scenario) -> String {
    match knob {
        Knob::Depth(i) => match apply::devices(scenario).into_iter().nth(usize::from(i)) {
            Some(device) => say!("controls.depth_of", device = device),
            None => knob.label(),
        },
        _ => knob.label(),
    }
}

/// The reset of everything, and in its place, while an edit is on its way, a word about that.
fn reset_all(ui: &mut Ui, cx: &Context<'_>, draft: &mut Option<Scenario>) {
    if cx.pending() {
        ui.label(RichText::new(say!("controls.applying")).color(cx.theme.ink.dim));
    } else if cx.scenario != cx.opened {
        let button = egui::Button::new(RichText::new(say!("controls.reset_all")).color(cx.theme.ink.dim)).frame(false);
        let button = ui.add(button);
        focus::ring(ui, &button);
        if button.on_hover_text(say!("controls.reset_all_says")).clicked() {
            *draft = Some(Scenario::clone(cx.opened));
        }
    }
}

fn shapes(ui: &mut Ui, cx: &Context<'_>, draft: &mut Option<Scenario>) {
    let now = apply::shape(cx.scenario);
    let text = now.map_or_else(|| say!("controls.shapes_many"), Shape::label);
    let mut picked = None;
    let combo = ComboBox::from_id_salt("latency shape").selected_text(text).width(ui.available_width());
    let response = combo.show_ui(ui, |ui| {
        for shape in Shape::ALL {
            if ui.selectable_label(now == Some(shape), shape.label()).clicked() {
                picked = Some(shape);
            }
        }
    });
    let says = apply::spread(cx.scenario);
    ui.ctx().accesskit_node_builder(response.response.id, |node| node.set_label(say!("controls.shape_of_latency")));
    response.response.on_hover_text(says);
    if let Some(shape) = picked {
        apply::set_shape(draft.get_or_insert_with(|| Scenario::clone(cx.scenario)), cx.opened, shape);
    }
}

fn models(ui: &mut Ui, cx: &Context<'_>, draft: &mut Option<Scenario>) {
    heading(ui, cx, &say!("controls.models"));
    let count = cx.models.iter().filter(|model| cx.scenario.runs(model)).count();
    let width = ui.available_width();
    egui::Grid::new("models").num_columns(2).min_col_width((width - space::NORMAL) / 2.0).show(ui, |ui| {
        theme::marks(ui);
        for (i, model) in cx.models.iter().enumerate() {
            let mut on = cx.scenario.runs(model);
            // The last one stays: without any there is nothing to look at.
            let box_ = ui.add_enabled(!on || count > 1, Checkbox::new(&mut on, model.name));
            let box_ = box_.on_hover_text(wording::awaits(model)).on_disabled_hover_text(say!("controls.one_model"));
            if box_.changed() {
                let draft = draft.get_or_insert_with(|| Scenario::clone(cx.scenario));
                draft.models = chosen(cx, |other| if other.name == model.name { on } else { cx.scenario.runs(other) });
            }
            if i % 2 == 1 {
                ui.end_row();
            }
        }
    });
}

/// The models that are chosen, written as the scenario that was opened writes them if it means the same.
fn chosen(cx: &Context<'_>, on: impl Fn(&ModelInfo) -> bool) -> Vec<String> {
    if cx.models.iter().all(|model| cx.opened.runs(model) == on(model)) {
        return cx.opened.models.clone();
    }
    cx.models.iter().filter(|model| on(model)).map(|model| model.name.to_owned()).collect()
}

fn footer(ui: &mut Ui, cx: &Context<'_>) {
    let hash = cx.workload_hash.get(..6).unwrap_or(cx.workload_hash);
    let text = match cx.scenario.until {
        Some(until) => say!("controls.footer_until", hash = hash, until = time::plain(until)),
        None => say!("controls.footer", hash = hash),
    };
    ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(cx.theme.ink.dim))
        .on_hover_text(say!("controls.footer_says", hash = cx.workload_hash));
}
