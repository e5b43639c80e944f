//! The form: the knob, its range and steps; and below it the sweep's progress.

use super::{Choice, Results, SweepAction, View};
use crate::theme::{self, size, space};
use crate::widgets::wording;
use crate::{Action, Context};
use egui::{ComboBox, DragValue, ProgressBar, RichText, ScrollArea, TextEdit, Ui, vec2};
use loopscope_event::Ending;
use loopscope_text::say;

/// The content of the form.
pub struct Form {
    /// The range as typed.
    chosen: Option<Choice>,
    /// The range as offered.
    offered: Option<Choice>,
    count: u32,
    until: String,
}

impl Default for Form {
    fn default() -> Self {
        Self { chosen: None, offered: None, count: 15, until: "2s".into() }
    }
}

impl Form {
    /// Draws the form.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
        self.follow(view);
        ui.horizontal_wrapped(|ui| {
            self.knob(ui, cx, view);
            let Some(chosen) = &mut self.chosen else { return };
            field(ui, &say!("sweep.from"), &mut chosen.from, 76.0);
            field(ui, &say!("sweep.to"), &mut chosen.to, 76.0);
            let count = ui.add(
                DragValue::new(&mut self.count)
                    .range(1..=1000)
                    .custom_formatter(|n, _| say!("sweep.values", n = n))
                    .custom_parser(first_number),
            );
            ui.ctx().accesskit_node_builder(count.id, |node| node.set_label(say!("sweep.how_many")));
            let says = if chosen.log { say!("sweep.by_ratios") } else { say!("sweep.by_steps") };
            if ui.button(says).on_hover_text(say!("sweep.spacing")).clicked() {
                chosen.log = !chosen.log;
            }
            if view.endless {
                field(ui, &say!("sweep.lasts"), &mut self.until, 60.0);
            }
            self.button(ui, view, out);
        });
        status(ui, cx, view);
    }

    /// Follows the scenario: another one offers other ranges; what was typed is kept if it still has that knob.
    fn follow(&mut self, view: &View) {
        let same = self.chosen.as_ref().and_then(|chosen| view.knobs.iter().find(|knob| knob.key == chosen.key));
        let offer = same.or(view.knobs.first()).cloned();
        if same.is_none() || (self.chosen == self.offered && self.offered != offer) {
            self.chosen.clone_from(&offer);
        }
        self.offered = offer;
    }

    fn knob(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View) {
        let shown = self.chosen.as_ref().map_or_else(|| say!("sweep.nothing"), |chosen| chosen.key.clone());
        let text = RichText::new(&shown).font(theme::mono(size::CODE)).color(cx.theme.ink.strong);
        let width = (ui.ctx().content_rect().width() * 0.3).clamp(240.0, 400.0);
        let combo = ComboBox::from_id_salt("knob").width(width).truncate().height(420.0).selected_text(text).show_ui(ui, |ui| {
            ui.set_min_width(width);
            for knob in &view.knobs {
                let row = if knob.now.is_empty() { knob.key.clone() } else { format!("{} = {}", knob.key, knob.now) };
                if ui.selectable_label(knob.key == shown, RichText::new(row).font(theme::mono(size::SMALL))).clicked() {
                    self.chosen = Some(knob.clone());
                }
            }
        });
        let response = combo.response;
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("sweep.knob", key = shown)));
        response.on_hover_text(say!("sweep.key_says"));
    }

    /// The range in the command line's notation.
    pub fn over(&self) -> String {
        let Some(Choice { key, from, to, log, .. }) = &self.chosen else { return String::new() };
        let scale = if *log { "log" } else { "lin" };
        format!("{key}={}..{}:{scale}:{}", from.trim(), to.trim(), self.count)
    }

    fn button(&self, ui: &mut Ui, view: &View, out: &mut Vec<Action>) {
        if view.results.as_ref().is_some_and(|results| results.running) {
            if ui.button(say!("sweep.stop")).clicked() {
                out.push(Action::Sweep(SweepAction::Cancel));
            }
        } else if ui.button(RichText::new(say!("sweep.run")).strong()).clicked() {
            let until = view.endless.then(|| self.until.clone());
            out.push(Action::Sweep(SweepAction::Start { over: self.over(), until }));
        }
    }
}

/// The number in a typed text, whatever surrounds it.
fn first_number(text: &str) -> Option<f64> {
    text.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?.parse().ok()
}

/// A name and a short text field, kept on one line together.
fn field(ui: &mut Ui, name: &str, text: &mut String, width: f32) {
    let label = ui.label(name);
    ui.add(TextEdit::singleline(text).desired_width(width).font(theme::mono(size::CODE))).labelled_by(label.id);
}

/// Draws the status; one line of fixed height.
fn status(ui: &mut Ui, cx: &Context<'_>, view: &View) {
    let line = vec2(ui.available_width(), 24.0);
    ui.allocate_ui(line, |ui| {
        ui.set_min_size(line);
        let dim = |says: &str| RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.dim);
        match (&view.fault, &view.results) {
            (Some(fault), _) => {
                let text = RichText::new(fault).font(theme::text(size::SMALL)).color(cx.theme.wrong);
                ScrollArea::vertical().max_height(72.0).show(ui, |ui| ui.add(egui::Label::new(text).wrap().selectable(true)));
            }
            (None, Some(results)) if results.running => {
                let (done, all) = (results.done(), results.rows.len());
                ui.horizontal(|ui| {
                    ui.add(ProgressBar::new(done as f32 / all.max(1) as f32).desired_width(220.0).desired_height(12.0).corner_radius(3));
                    ui.label(dim(&say!("sweep.progress", done = done, all = all, title = results.title)));
                });
            }
            (None, Some(results)) => drop(ui.add(egui::Label::new(dim(&verdict(results))).truncate())),
            (None, None) => drop(ui.label(dim(&say!("sweep.simulated")))),
        }
    });
    ui.add_space(space::TIGHT - space::NORMAL);
}

fn verdict(results: &Results) -> String {
    let (done, all) = (results.done(), results.rows.len());
    let stopped = if done < all { say!("sweep.stopped", done = done, all = all) } else { say!("sweep.runs", all = all) };
    let bad: Vec<&Ending> =
        results.rows.iter().flatten().map(|row| &row.ending).filter(|e| !matches!(e, Ending::Drained | Ending::Until)).collect();
    let ended = match bad.first() {
        None => say!("sweep.click_opens"),
        Some(first) => say!("sweep.badly", n = bad.len(), says = wording::ending(first)),
    };
    say!("sweep.verdict", title = results.title, runs = stopped, ended = ended)
}
