//! The sweep panel: one knob along the axis, a curve for every model. Throughput, the latency of the slowest hundredth,
//! and the split of the CPU's time. A click on a point asks for exactly that run.
//!
//! * `form`: the knob, its range and the progress. `layout`: positions (pure). `chart`, `split`: the plots.
//!
//! Colour means state here too: models are told apart by their markers, their dashes and the names at their curves'
//! ends, and colours are only in the CPU split. It does *not* run anything: `app` hands the results over.

mod chart;
mod form;
mod layout;
mod split;

use self::{chart::Figure, form::Form};
use super::commands::Command;
use super::theme::{self, radius, size, space};
use super::widgets::icon::{self, Button, Icon};
use super::{Action, Context, WindowAction};
use egui::{Align, Frame, Layout, Margin, RichText, Ui, vec2};
use loopscope_event::{Axis, Ending, ModelInfo};
use loopscope_text::say;
use loopscope_trace::Report;

/// The content of the panel.
#[derive(Default)]
pub struct View {
    /// True while it is shown in the middle of the window.
    pub open: bool,
    /// The knobs that can be swept in the scenario as edited.
    pub knobs: Vec<Choice>,
    /// The sweeps that come with the program, as (title, what it shows).
    pub presets: Vec<(String, String)>,
    /// True if the runs need an end that the scenario does not give.
    pub endless: bool,
    /// The results of a sweep, finished or in progress.
    pub results: Option<Results>,
    /// The reason why there is none.
    pub fault: Option<String>,
}

/// A knob, with a range that suits it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Its key in the scenario file.
    pub key: String,
    /// Its present value; empty if it has none.
    pub now: String,
    /// The least value.
    pub from: String,
    /// The greatest.
    pub to: String,
    /// True if the values are spaced by ratios.
    pub log: bool,
}

/// A sweep over one knob.
pub struct Results {
    /// Its title.
    pub title: String,
    /// The knob and its values.
    pub axis: Axis,
    /// True if the values are spaced by ratios.
    pub log: bool,
    /// The models, in the order of the runs.
    pub models: Vec<&'static ModelInfo>,
    /// The result of each run, models varying faster than values; `None`: not computed yet.
    pub rows: Vec<Option<Row>>,
    /// True while runs are still being computed.
    pub running: bool,
}

/// The result of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// How it ended.
    pub ending: Ending,
    /// Its statistics.
    pub report: Report,
}

/// An action of the panel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SweepAction {
    /// Compute this range of the scenario, in the command line's notation; runs without an end stop at `until`.
    Start {
        /// `KEY=FROM..TO:lin|log:N`.
        over: String,
        /// A duration, if the runs need one.
        until: Option<String>,
    },
    /// Compute the preset at this index.
    Preset(usize),
    /// Stop computing.
    Cancel,
    /// Show the run of this number on the stage.
    Open(usize),
}

/// The panel's own state.
#[derive(Default)]
pub struct Sweep {
    form: Form,
    /// The run under the pointer, as of the last frame.
    hovered: Option<usize>,
}

impl Results {
    /// The number of finished runs.
    #[must_use]
    pub fn done(&self) -> usize {
        self.rows.iter().flatten().count()
    }
}

impl Sweep {
    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
        card(cx).show(ui, |ui| {
            ui.set_width(ui.available_width());
            self.head(ui, cx, view, out);
            self.form.ui(ui, cx, view, out);
        });
        ui.add_space(space::NORMAL);
        let Some(results) = &view.results else {
            presets(ui, cx, view, out);
            return;
        };
        let mut hovered = None;
        let size = ui.available_size();
        let columns = results.models.len().clamp(1, 4);
        let rows = results.models.len().div_ceil(columns) as f32;
        // The curves matter most; several rows of splits need their room as well.
        let curves = (size.y - space::NORMAL) * if rows > 1.0 { 0.46 } else { 0.56 };
        ui.horizontal(|ui| {
            let width = (size.x - space::NORMAL) / 2.0;
            for figure in [Figure::Throughput, Figure::Slowest] {
                hovered = hovered.or(in_card(ui, cx, vec2(width, curves), |ui| chart::ui(ui, cx, results, figure, self.hovered)));
            }
        });
        let rest = vec2(size.x, size.y - curves - space::NORMAL);
        hovered = hovered.or(in_card(ui, cx, rest, |ui| split::ui(ui, cx, results, columns, self.hovered)));
        if let Some(run) = hovered.filter(|_| ui.input(|i| i.pointer.primary_clicked())) {
            out.push(Action::Sweep(SweepAction::Open(run)));
        }
        if self.hovered != hovered {
            self.hovered = hovered;
            ui.ctx().request_repaint();
        }
    }

    fn head(&self, ui: &mut Ui, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(say!("sweep.title")).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
            ui.add_space(space::NORMAL);
            let words = say!("sweep.ready_made");
            let button = icon::menu_button(ui, cx.theme, &words, theme::text(size::BODY), None, &words);
            egui::Popup::menu(&button).accessible_name(words).show(|ui| entries(ui, cx, view, out));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if Button::new(Icon::Close, &say!("sweep.close"), &Command::Close.hint()).ui(ui, cx.theme).clicked() {
                    out.push(Action::Window(WindowAction::Sweep));
                }
                let scenario = cx.desk.path.as_ref().map_or_else(|| "SCENARIO".into(), |path| path.display().to_string());
                let command = format!("loopscope sweep {scenario} --over {}", self.form.over());
                if ui.button(say!("sweep.copy")).on_hover_text(&command).clicked() {
                    out.push(Action::Window(WindowAction::Copy(command)));
                }
            });
        });
    }
}

fn card(cx: &Context<'_>) -> Frame {
    Frame::new().fill(cx.theme.surface.panel).corner_radius(radius::PANEL).inner_margin(Margin::symmetric(space::PADDING as i8, 10))
}

/// Draws a card of this size.
fn in_card<R>(ui: &mut Ui, cx: &Context<'_>, size: egui::Vec2, content: impl FnOnce(&mut Ui) -> R) -> R {
    let frame = card(cx);
    let inner = size - frame.total_margin().sum();
    let shown = ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        frame.show(ui, |ui| {
            ui.set_min_size(inner);
            ui.set_max_size(inner);
            content(ui)
        })
    });
    shown.inner.inner
}

/// Draws the presets, while there are no results.
fn presets(ui: &mut Ui, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
    let size = ui.available_size();
    in_card(ui, cx, size, |ui| {
        ui.add_space((size.y * 0.14).min(90.0));
        ui.vertical_centered(|ui| {
            ui.set_max_width(660.0);
            let says = say!("sweep.question");
            ui.label(RichText::new(says).font(theme::text(size::CAPTION)).color(cx.theme.ink.strong));
            let says = say!("sweep.choose");
            ui.label(RichText::new(says).color(cx.theme.ink.dim));
            ui.add_space(space::NORMAL);
            ui.with_layout(Layout::top_down_justified(Align::Min), |ui| entries(ui, cx, view, out));
        });
    });
}

fn entries(ui: &mut Ui, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
    for (place, (title, says)) in view.presets.iter().enumerate() {
        if super::transport::entry(ui, cx, title, says) {
            out.push(Action::Sweep(SweepAction::Preset(place)));
        }
    }
}
