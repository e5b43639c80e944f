//! What lies over the window: the help, what went wrong and the way out of it, and passing words.
//!
//! It does *not* restart or open anything (that is `app`).

pub mod glossary;
pub mod tour;

pub mod help;

use super::theme::{self, beside_scroll_bar, radius, size, space};
use super::{Action, Context, WindowAction};
use egui::{Align2, Area, Frame, Id, Margin, Modal, Order, RichText, ScrollArea, Stroke, Ui, vec2};
use loopscope_text::say;

/// How long passing words stay, in seconds.
const STAYS: f64 = 3.5;

/// What lies over the window.
#[derive(Default)]
pub struct Overlay {
    page: Option<Page>,
    /// What the background said as it broke.
    failed: Option<String>,
    /// A file that could not be read or written.
    fault: Option<Fault>,
    toasts: Vec<Toast>,
}

/// What is there to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Page {
    /// How to read the picture, and the keys.
    Help,
    /// What the terms mean.
    Glossary,
}

/// Something that went wrong and that changed nothing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What, in a few words.
    pub title: String,
    /// What exactly, in columns.
    pub text: String,
}

struct Toast {
    says: String,
    /// By the window's clock; `None`: not yet shown.
    until: Option<f64>,
}

impl Overlay {
    /// Shows or hides a page.
    pub fn toggle(&mut self, page: Page) {
        self.page = Some(page).filter(|page| self.page != Some(*page));
    }
    /// Says something for a moment.
    pub fn toast(&mut self, says: impl Into<String>) {
        self.toasts.retain(|toast| toast.until.is_some());
        self.toasts.push(Toast { says: says.into(), until: None });
    }
    /// A file could not be read or written.
    pub fn fault(&mut self, fault: Fault) {
        self.fault = Some(fault);
    }
    /// The background broke, or works again.
    pub fn failed(&mut self, failed: Option<String>) {
        self.failed = failed;
    }
    /// True if something lies over everything else, so that keys are not the window's.
    #[must_use]
    pub fn is_modal(&self) -> bool {
        self.page.is_some() || self.fault.is_some() || self.failed.is_some()
    }
    /// Closes what lies on top; false if there was nothing. A broken background cannot be closed away.
    pub fn close(&mut self) -> bool {
        if self.fault.take().is_some() {
            return true;
        }
        self.page.take().is_some()
    }

    /// Draws it.
    pub fn ui(&mut self, ctx: &egui::Context, cx: &Context<'_>, out: &mut Vec<Action>) {
        if let Some(page) = self.page {
            let over = modal("page", cx);
            let shown = over.show(ctx, |ui| {
                let most = ctx.content_rect().height() - 160.0;
                ScrollArea::vertical().max_height(most).min_scrolled_height(most).show(ui, |ui| {
                    beside_scroll_bar(ui, |ui| match page {
                        Page::Help => help::ui(ui, cx),
                        Page::Glossary => glossary::list(ui, cx),
                    });
                });
                ui.add_space(space::NORMAL);
                ui.button(say!("overlay.close")).clicked()
            });
            if shown.inner || shown.should_close() {
                self.page = None;
            }
        }
        if let Some(fault) = self.fault.clone() {
            self.fault_ui(ctx, cx, &fault, out);
        }
        if let Some(failed) = self.failed.clone() {
            failure_ui(ctx, cx, &failed, out);
        }
        if ctx.input(|i| !i.raw.hovered_files.is_empty()) {
            flag(ctx, cx, "drop", Align2::CENTER_CENTER, &say!("overlay.drop"));
        }
        self.toasts_ui(ctx, cx);
    }

    fn fault_ui(&mut self, ctx: &egui::Context, cx: &Context<'_>, fault: &Fault, out: &mut Vec<Action>) {
        let over = modal("fault", cx);
        let shown = over.show(ctx, |ui| {
            title(ui, cx, &fault.title);
            block(ui, cx, &fault.text);
            ui.horizontal(|ui| {
                if ui.button(say!("overlay.copy")).clicked() {
                    out.push(Action::Window(WindowAction::Copy(fault.text.clone())));
                }
                ui.button(say!("overlay.close")).clicked()
            })
            .inner
        });
        if shown.inner || shown.should_close() {
            self.fault = None;
        }
    }

    fn toasts_ui(&mut self, ctx: &egui::Context, cx: &Context<'_>) {
        let now = ctx.input(|i| i.time);
        for toast in &mut self.toasts {
            toast.until.get_or_insert(now + STAYS);
        }
        self.toasts.retain(|toast| toast.until.is_some_and(|until| until > now));
        let Some(toast) = self.toasts.last() else { return };
        let soonest = self.toasts.iter().filter_map(|toast| toast.until).fold(f64::INFINITY, f64::min);
        ctx.request_repaint_after_secs((soonest - now) as f32 + 0.02);
        flag(ctx, cx, "toast", Align2::CENTER_BOTTOM, &toast.says);
    }
}

/// Words upon the window that take no clicks.
fn flag(ctx: &egui::Context, cx: &Context<'_>, name: &str, at: Align2, says: &str) {
    let up = if at == Align2::CENTER_BOTTOM { -28.0 } else { 0.0 };
    Area::new(Id::unique(name)).order(Order::Tooltip).interactable(false).anchor(at, vec2(0.0, up)).show(ctx, |ui| {
        let frame = Frame::new().fill(cx.theme.ink.strong).corner_radius(radius::CARD).inner_margin(Margin::symmetric(16, 10));
        frame.show(ui, |ui| ui.add(egui::Label::new(RichText::new(says).color(cx.theme.ink.inverse)).extend()));
    });
}

/// Something that lies over everything else and takes all clicks.
pub(super) fn modal(name: &str, cx: &Context<'_>) -> Modal {
    let frame = Frame::new()
        .fill(cx.theme.surface.popup)
        .stroke(Stroke::new(theme::line::THIN, cx.theme.surface.border))
        .corner_radius(radius::PANEL)
        .inner_margin(Margin::same(22));
    Modal::new(Id::unique(name)).backdrop_color(cx.theme.surface.veil).frame(frame)
}

/// The background broke: it says so, and there is one way on.
fn failure_ui(ctx: &egui::Context, cx: &Context<'_>, failed: &str, out: &mut Vec<Action>) {
    modal("failed", cx).show(ctx, |ui| {
        title(ui, cx, &say!("overlay.stopped"));
        ui.label(RichText::new(say!("overlay.stopped_says")).color(cx.theme.ink.body));
        block(ui, cx, failed);
        ui.horizontal(|ui| {
            if ui.button(say!("overlay.restart")).clicked() {
                out.push(Action::Window(WindowAction::RestartEngine));
            }
            if ui.button(say!("overlay.save_as")).clicked() {
                out.push(Action::Window(WindowAction::SaveAs));
            }
            if ui.button(say!("overlay.copy")).clicked() {
                out.push(Action::Window(WindowAction::Copy(failed.to_owned())));
            }
        });
    });
}

fn title(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    ui.set_max_width((ui.content_rect().width() - 80.0).min(820.0));
    ui.label(RichText::new(text).font(theme::bold(size::TITLE)).color(cx.theme.wrong));
    ui.add_space(space::TIGHT);
}

/// Text in columns.
fn block(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    let frame = Frame::new()
        .fill(cx.theme.surface.page)
        .stroke(Stroke::new(theme::line::THIN, cx.theme.surface.border))
        .corner_radius(radius::CARD)
        .inner_margin(Margin::same(12));
    frame.show(ui, |ui| {
        ScrollArea::both().max_height(320.0).show(ui, |ui| {
            ui.add(egui::Label::new(RichText::new(text).monospace().color(cx.theme.ink.body)).selectable(true).extend());
        });
    });
    ui.add_space(space::NORMAL);
}

/// Fills the middle of the window while there is nothing to show yet.
pub fn waiting(ui: &mut Ui, cx: &Context<'_>) {
    ui.centered_and_justified(|ui| {
        ui.label(RichText::new(say!("overlay.starting")).font(theme::text(size::CAPTION)).color(cx.theme.ink.dim));
    });
}
