//! Links: lines that lead somewhere. By the mouse, by Tab and Enter, or walked along with the arrow keys.
//!
//! It does *not* know where they lead.

use crate::theme::{self, Theme, line, radius, size};
use egui::{
    Align2, Color32, CursorIcon, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

/// The links of a panel, in the order in which they stand.
#[derive(Default)]
pub struct Links {
    /// Those of the last frame.
    known: Vec<Id>,
    now: Vec<Id>,
    /// Where a walk begins: at what still goes on.
    home: Option<Id>,
    /// Asked for, and not done yet.
    steps: isize,
}

/// One link.
pub struct Link<'a> {
    /// What tells it apart from the others of its panel.
    pub id: Id,
    /// What stands there.
    pub text: &'a str,
    /// What stands at its right end.
    pub value: &'a str,
    /// What is said of it.
    pub says: &'a str,
    /// In which colour it is written.
    pub color: Color32,
    /// The colour of the edge at its left.
    pub edge: Option<Color32>,
}

impl Links {
    /// So many links on, or back.
    pub const fn walk(&mut self, steps: isize) {
        self.steps += steps;
    }

    /// Before the panel is drawn: moves the focus if that was asked for.
    pub fn begin(&mut self, ui: &Ui) {
        self.known = std::mem::take(&mut self.now);
        let focused = ui.memory(|memory| memory.focused()).and_then(|id| self.known.iter().position(|known| *known == id));
        if focused.is_some() {
            // They belong to the links while one has the focus.
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
            // egui has seen the arrow key too, and would go a step further from there.
            memory.move_focus(egui::FocusDirection::None);
        });
    }

    /// The link that a walk begins at.
    pub const fn begins_at(&mut self, id: Id) {
        self.home = Some(id);
    }

    /// Takes a widget in.
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

    /// A line that leads somewhere.
    pub fn link(&mut self, ui: &mut Ui, theme: &Theme, link: &Link<'_>) -> Response {
        let Link { id, text, value, says, color, edge } = *link;
        let indent = if edge.is_some() { 14.0 } else { 26.0 };
        let value = (!value.is_empty()).then(|| ui.painter().layout_no_wrap(value.to_owned(), theme::text(size::SMALL), color));
        let beside = value.as_ref().map_or(4.0, |value| value.size().x + 12.0);
        let galley = ui.painter().layout(text.to_owned(), theme::text(size::SMALL), color, ui.available_width() - indent - beside);
        let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), galley.size().y + 5.0), Sense::hover());
        let response = ui.interact(rect, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, says));
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

    /// A small button among others that leads to another thing. A walk passes it by; Tab does not.
    pub fn chip(ui: &mut Ui, theme: &Theme, text: &str, says: &str) -> Response {
        let button = egui::Button::new(egui::RichText::new(text).font(theme::text(size::SMALL)).color(theme.ink.body)).small();
        let response = ui.add(button);
        response.widget_info(|| WidgetInfo::labeled(Role::Link, true, says));
        response.on_hover_text(says)
    }
}
