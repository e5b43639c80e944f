//! Logs and traces from files: how far the reading is, what is shown of them where a live run has a machine or sliders, and what they are.
//!
//! * `over`: the window is kept busy, or asked a question. `about`: what a trace holds and what had to be put up with. [`span`]: one of its spans.
//!
//! It does *not* read anything (that is `app`), nor draw lanes (that is [`timeline`](super::timeline)).

mod about;
mod over;
pub mod span;

pub use about::{about, no_machine};
pub use over::over;

use super::{
    Action, Context, WindowAction,
    controls::knob::grouped,
    theme::{self, size, space},
};
use egui::{Align, Button, Frame, Layout, Margin, Panel, RichText, Ui};
use loopscope_event::{Origin, time};
use loopscope_text::say;
use loopscope_trace::{Recorded, Trace};

/// What lies over the window while files are opened.
#[derive(Clone, PartialEq, Debug)]
pub enum View {
    /// They are being read.
    Reading {
        /// What they are called.
        name: String,
        /// How much was read, from 0 to 1.
        share: f32,
    },
    /// They take up more than they may.
    TooBig(TooBig),
}

/// Files that take up more memory than they may, all numbers about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TooBig {
    /// What they are called.
    pub name: String,
    /// How many events there are.
    pub events: u64,
    /// What they would take up, bytes.
    pub bytes: u64,
    /// What they may, bytes.
    pub bound: u64,
    /// How many events fit.
    pub part: u64,
}

/// What is on the stage, if it is a recording.
#[must_use]
pub fn shown<'a>(cx: &Context<'a>) -> Option<(&'a Trace, &'a Recorded)> {
    let (trace, _) = cx.stage()?;
    Some((trace, trace.recorded()?))
}

/// What a recording is called beside others: its file's name and, of several files of one name, which one it was.
#[must_use]
pub fn called(traces: &[Trace], trace: &Trace) -> Option<String> {
    let file = &trace.recorded()?.file;
    let same = |other: &&Trace| other.recorded().is_some_and(|recorded| recorded.file == *file);
    // Those that were opened later have higher numbers.
    match traces.iter().filter(same).filter(|other| other.run() < trace.run()).count() {
        0 => Some(file.clone()),
        before => Some(format!("{file} ({})", before + 1)),
    }
}

/// Where a recording's events come from, in a word.
#[must_use]
pub fn origin(origin: Origin) -> String {
    match origin {
        Origin::Simulated => say!("scoreboard.simulated"),
        Origin::Measured => say!("recording.measured"),
        Origin::Imported => say!("recording.imported"),
    }
}

/// Under the transport: that this is a recording and of what, and the ways out of it. Nothing above a live run.
pub fn banner(ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
    let Some((trace, recorded)) = shown(cx) else { return };
    let frame = Frame::new().fill(cx.theme.surface.card).inner_margin(Margin::symmetric(16, 5));
    Panel::top("recording").frame(frame).show_separator_line(false).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.set_min_height(space::CLICK);
            ui.spacing_mut().item_spacing.x = space::NORMAL;
            let mut button = |ui: &mut Ui, name: String, says: String, action: WindowAction| {
                if ui.add(Button::new(RichText::new(name).font(theme::text(size::SMALL)))).on_hover_text(says).clicked() {
                    out.push(Action::Window(action));
                }
            };
            button(ui, say!("recording.leave"), say!("recording.leave_says"), WindowAction::LeaveRecording);
            button(ui, say!("recording.beside"), say!("recording.beside_says"), WindowAction::OpenBeside);
            if recorded.scenario {
                button(ui, say!("recording.run"), say!("recording.run_says"), WindowAction::RunRecorded);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let font = theme::bold(size::SMALL);
                ui.label(RichText::new(say!("recording.title")).font(font).color(cx.theme.looping.text));
                let text = RichText::new(says(trace, recorded)).font(theme::text(size::SMALL));
                let color = if recorded.broken.is_some() || recorded.part.is_some() { cx.theme.wrong } else { cx.theme.ink.body };
                ui.add(egui::Label::new(text.color(color)).truncate()).on_hover_text(full(trace, recorded));
            });
        });
    });
}

/// The most important thing about a recording, in a line.
fn says(trace: &Trace, recorded: &Recorded) -> String {
    let what = format!("{} · {}", recorded.file, origin(recorded.origin));
    if let Some(broken) = &recorded.broken {
        return say!("recording.broken", what = what, why = broken);
    }
    if let Some(part) = recorded.part {
        return say!("recording.part", what = what, n = grouped(part.events), at = time::human(part.until));
    }
    match (trace.imported(), recorded.tolerated.is_empty()) {
        (Some(about), true) => say!("recording.spans", what = what, n = grouped(about.count), time = time::human(trace.end())),
        (Some(about), false) => say!("recording.spans_odd", what = what, n = grouped(about.count), odd = grouped(odd(recorded))),
        (None, true) => say!("recording.events", what = what, n = grouped(trace.len()), time = time::human(trace.end())),
        (None, false) => say!("recording.events_odd", what = what, n = grouped(trace.len()), odd = grouped(odd(recorded))),
    }
}

/// Everything about it, a line each.
fn full(trace: &Trace, recorded: &Recorded) -> String {
    let mut lines = vec![says(trace, recorded)];
    if trace.imported().is_none() && !recorded.model.is_empty() {
        lines.push(say!("recording.model", name = recorded.model));
    }
    lines.extend(recorded.tolerated.iter().map(|(what, n)| format!("{}: {}", say!(what), grouped(*n))));
    lines.join("\n")
}

fn odd(recorded: &Recorded) -> u64 {
    recorded.tolerated.iter().map(|(_, n)| n).sum()
}

/// In place of the sliders: why there are none.
pub fn no_sliders(ui: &mut Ui, cx: &Context<'_>, recorded: &Recorded, out: &mut Vec<Action>) {
    ui.label(RichText::new(say!("recording.title")).font(theme::bold(size::HEADING)).color(cx.theme.ink.dim));
    ui.add_space(space::TIGHT);
    let foreign = recorded.origin == Origin::Imported && recorded.model.is_empty();
    let says = if foreign { say!("recording.no_sliders_imported") } else { say!("recording.no_sliders") };
    ui.label(RichText::new(says).color(cx.theme.ink.body));
    ui.add_space(space::NORMAL);
    if recorded.scenario && ui.button(say!("recording.run")).on_hover_text(say!("recording.run_says")).clicked() {
        out.push(Action::Window(WindowAction::RunRecorded));
    }
}
