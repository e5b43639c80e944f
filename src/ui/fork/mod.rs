//! A fork of time, in a bar over the timeline: where it was made, what was different, the first difference, and the
//! ways on: back to the other future, to a comparison, or on without it. While runs are re-executed it shows their
//! progress.
//!
//! It does *not* make forks (that is `app`), nor draw the ghost's lanes (that is the timeline's).

pub mod words;

use super::commands::Command;
use super::theme::{self, radius, size, space};
use super::widgets::icon::Icon;
use super::{Action, Context};
use egui::{Align, Frame, Layout, Margin, ProgressBar, Response, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use loopscope_event::{EventNo, Ns, time};
use loopscope_text as text;
use loopscope_text::{Language, say};
use loopscope_trace::compare::First;
use loopscope_trace::{Comparison, Ghost, Trace};

/// Height of the bar with the gap above it, points.
pub const HEIGHT: f32 = 76.0;
/// Events compared per frame.
const READ: u64 = 40_000;

/// The futures besides the present one.
#[derive(Clone, Copy, Default)]
pub struct Futures<'a> {
    /// The future that a fork left.
    pub ghost: Option<&'a Ghost>,
    /// The progress of the runs being re-executed, 0 to 1; `None` if there are none.
    pub coming: Option<f32>,
}

/// An action of the bar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ForkAction {
    /// Drop the ghost.
    Forget,
    /// Return to the ghost's future; the present one becomes the ghost.
    Return,
    /// Stop re-executing runs and start anew.
    Stop,
}

/// The bar's own state.
#[derive(Default)]
pub struct Fork {
    comparison: Option<Comparison>,
    difference: Option<FirstDifference>,
}

/// The first difference in words.
struct FirstDifference {
    spoken: Language,
    first: First,
    description: String,
}

impl Futures<'_> {
    /// True if the bar has anything to show.
    #[must_use]
    pub const fn are_shown(&self) -> bool {
        self.ghost.is_some() || self.coming.is_some()
    }
}

impl Fork {
    /// Draws the bar.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let frame = Frame::new().fill(cx.theme.surface.panel).corner_radius(radius::PANEL).inner_margin(Margin::symmetric(12, 6));
        frame.show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.spacing_mut().item_spacing.y = 2.0;
            if let Some(share) = cx.futures.coming {
                coming(ui, cx, share, out);
                return;
            }
            let Some((ghost, (present, _))) = cx.futures.ghost.zip(cx.stage()) else { return };
            head(ui, cx, ghost, present, out);
            match ghost.run_of(present.model()) {
                Some(other) => self.difference(ui, cx, [other, present], ghost.at, out),
                None => {
                    ui.label(RichText::new(say!("fork.no_run")).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
                }
            }
        });
    }

    /// Draws the first difference, and the way to it.
    fn difference(&mut self, ui: &mut Ui, cx: &Context<'_>, runs: [&Trace; 2], at: Ns, out: &mut Vec<Action>) {
        if self.comparison.as_ref().is_none_or(|known| !known.is_of(runs)) {
            self.comparison = Some(Comparison::new(runs, Some(at)));
            self.difference = None;
        }
        let Some(comparison) = &mut self.comparison else { return };
        if comparison.seek(runs, READ) {
            ui.ctx().request_repaint();
        }
        let Some(first) = comparison.first().copied() else {
            let says = say!("fork.same_so_far");
            ui.label(RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
            return;
        };
        if self.difference.as_ref().is_none_or(|told| (told.spoken, told.first) != (text::spoken(), first)) {
            let ghost = cx.futures.ghost.map(|ghost| ghost.origin).unwrap_or(loopscope_trace::Origin::Before);
            self.difference = Some(FirstDifference { spoken: text::spoken(), first, description: words::first(&first, runs, ghost) });
        }
        let Some(told) = &self.difference else { return };
        row(ui, |ui| {
            if small(ui, &say!("fork.show"), &say!("fork.show")).on_hover_text(say!("fork.show_says")).clicked() {
                out.push(jump(&first, runs[1], 1));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(&told.description).font(theme::text(size::SMALL)).color(cx.theme.ink.body);
                ui.add(egui::Label::new(text).truncate()).on_hover_text(&told.description);
            });
        });
    }
}

/// A row of the bar, laid out from right to left.
fn row(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let room = vec2(ui.available_width(), space::CLICK);
    ui.allocate_ui_with_layout(room, Layout::right_to_left(Align::Center), content);
}

/// A small button, and its name for those who cannot see it.
fn small(ui: &mut Ui, words: &str, says: &str) -> Response {
    let text = RichText::new(words).font(theme::text(size::SMALL));
    let button = ui.add(egui::Button::new(text).small().min_size(vec2(space::CLICK, space::CLICK)));
    button.widget_info(|| WidgetInfo::labeled(Role::Button, true, says));
    button
}

/// The action that jumps to a difference, on this side of a comparison.
#[must_use]
pub fn jump(first: &First, run: &Trace, side: usize) -> Action {
    let at: Option<EventNo> = first.event(side);
    at.map_or(Action::JumpToTime(first.at()), |event| Action::JumpToEvent(run.run(), event))
}

/// Draws where time forked, and the actions.
fn head(ui: &mut Ui, cx: &Context<'_>, ghost: &Ghost, present: &Trace, out: &mut Vec<Action>) {
    let theme = cx.theme;
    row(ui, |ui| {
        for (words, says, command) in [
            ("×".to_owned(), Command::ForgetFuture.name(), Command::ForgetFuture),
            (say!("fork.compare"), Command::Compare.name(), Command::Compare),
            (say!("fork.return"), say!("fork.return_says"), Command::OtherFuture),
        ] {
            if small(ui, &words, &says).on_hover_text(format!("{says} ({})", command.hint())).clicked() {
                out.push(Action::Command(command));
            }
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let (sign, _) = ui.allocate_exact_size(vec2(20.0, space::CLICK), Sense::hover());
            Icon::Fork.paint(ui.painter(), sign.center(), theme.ink.body);
            let title = say!("fork.title", at = time::human(ghost.at));
            ui.label(RichText::new(title).font(theme::bold(size::BODY)).color(theme.ink.strong));
            let before = words::label(ghost, present);
            ui.add(egui::Label::new(RichText::new(&before).color(theme.ink.dim)).truncate()).on_hover_text(before);
        });
    });
}

/// Draws the progress of the runs being re-executed.
fn coming(ui: &mut Ui, cx: &Context<'_>, share: f32, out: &mut Vec<Action>) {
    row(ui, |ui| {
        if small(ui, &say!("fork.stop"), &say!("fork.stop")).clicked() {
            out.push(Action::Fork(ForkAction::Stop));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let says = say!("fork.coming");
            ui.label(RichText::new(&says).color(cx.theme.ink.strong));
            let bar = ui.add(ProgressBar::new(share).desired_width(200.0).fill(cx.theme.ink.dim).show_percentage());
            bar.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &says));
        });
    });
}
