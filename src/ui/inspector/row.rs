//! Plain lines of text in the inspector.

use crate::theme::{self, Theme, size};
use egui::{RichText, Ui};

/// A line of less importance.
pub fn dim(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(theme.ink.dim));
}

/// A line of the chain about the present.
pub fn body(ui: &mut Ui, theme: &Theme, text: &str) {
    ui.label(RichText::new(text).color(theme.ink.body));
}
