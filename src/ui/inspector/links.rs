//! Links: lines that jump somewhere when clicked, focused and entered, or walked along with the arrow keys.
//!
//! It does *not* know where they lead.

use crate::theme::{self, Theme, line, radius, size};
use egui::{
    Align2, Color32, CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

/// The links of a panel, in display order.
#[derive(Default)]
pub struct Links {
    /// The ids of the last frame's links.
    known: Vec<Id>,
    now: Vec<Id>,
    /// The link at which a walk begins: the ongoing one.
    home: Option<Id>,
    /// Steps requested and not taken yet.
    steps: isize,
}

/// One link.
pub struct Link<'a> {
    /// The id, unique within its panel.
    pub id: Id,
    /// The text at the left.
    pub text: &'a str,
    /// The text at the right end.
    pub value: &'a str,
    /// The text under the pointer, also for screen readers.
    pub tooltip: &'a str,
    /// The text's colour.
    pub color: Color32,
    /// The colour of the edge at its left.
    pub edge: Option<Color32>,
}

impl Links {
    /// Moves the focus by this number of links.
    pub const fn walk(&mut self, steps: isize) {
        self.steps += steps;
    }

    /// Moves the focus as requested. Called before the panel is drawn.
    pub fn begin(&mut self, ui: &Ui) {
        self.known = std::mem::take(&mut self.now);
        let focused = ui.memory(|memory| memory.focused()).and_then(|id| self.known.iter().position(|known| *known == id));
        if focused.is_some() {
            // The arrow keys belong to the links while one has the focus.
            self.steps += ui.input_mut(|input| {
                let mut pressed = |key| isize::from(input.consume_key(Modifiers::NONE, key));
                pressed(Key::ArrowDown) - pressed(Key::ArrowUp)
            });
        }
        let steps = std::mem::take(&mut self.steps);
        if steps == 0 || self.known.is_empty() {
            return;
        }
        let last = self.known.len() - 1;
        let home = self.home.and_then(|home| self.known.iter().position(|known| *known == home));
        let to = match focused {
            Some(at) => at.saturating_add_signed(steps).min(last),
            None => home.unwrap_or(if steps < 0 { last } else { 0 }),
        };
        let id = self.known[to];
        ui.memory_mut(|memory| {
            memory.request_focus(id);
            // egui has seen the arrow key too, and would move one step further.
            memory.move_focus(egui::FocusDirection::None);
        });
    }

    /// Sets the link at which a walk begins.
    pub const fn begins_at(&mut self, id: Id) {
        self.home = Some(id);
    }

    /// Registers a widget.
    fn take(&mut self, ui: &Ui, response: &Response) {
        self.now.push(response.id);
        if response.gained_focus() {
            response.scroll_to_me(Some(egui::Align::Center));
        }
        if response.has_focus() {
            let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        }
    }

    /// Draws a link.
    pub fn link(&mut self, ui: &mut Ui, theme: &Theme, link: &Link<'_>) -> Response {
        let Link { id, text, value, tooltip, color, edge } = *link;
        let indent = if edge.is_some() { 14.0 } else { 26.0 };
        let value = (!value.is_empty()).then(|| ui.painter().layout_no_wrap(value.to_owned(), theme::text(size::SMALL), color));
        let beside = value.as_ref().map_or(4.0, |value| value.size().x + 12.0);
        let galley = ui.painter().layout(text.to_owned(), theme::text(size::SMALL), color, ui.available_width() - indent - beside);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + 5.0), Sense::hover());
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, tooltip));
        self.take(ui, &response);
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, radius::SMALL, theme.surface.control_hover);
        }
        if response.has_focus() {
            ui.painter().rect_stroke(rect, radius::SMALL, Stroke::new(line::THIN, theme.ink.focus), StrokeKind::Inside);
        }
        if let Some(edge) = edge {
            let bar = Rect::from_min_size(rect.min + vec2(2.0, 3.0), vec2(4.0, rect.height() - 6.0));
            ui.painter().rect_filled(bar, 2, edge);
        }
        if let Some(value) = value {
            let at = Align2::RIGHT_TOP.anchor_size(rect.right_top() + vec2(-4.0, 2.5), value.size()).min;
            ui.painter().galley(at, value, color);
        }
        ui.painter().galley(Align2::LEFT_CENTER.anchor_size(rect.left_center() + vec2(indent, 0.0), galley.size()).min, galley, color);
        response.on_hover_cursor(CursorIcon::PointingHand)
    }

    /// A small button that leads to another thing. A walk skips it; Tab does not.
    pub fn chip(ui: &mut Ui, theme: &Theme, text: &str, tooltip: &str) -> Response {
        let button = egui::Button::new(egui::RichText::new(text).font(theme::text(size::SMALL)).color(theme.ink.body)).small();
        let response = ui.add(button);
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, tooltip));
        response.on_hover_text(tooltip)
    }
}
