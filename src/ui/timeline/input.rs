//! What the user does with the timeline: wheel, drags, clicks and the two buttons.

use super::hit::hit;
use super::items::{Ink, Items, Quad};
use super::layout::Scene;
use super::legend::LEGEND_ENDS;
use super::paint::Canvas;
use super::plan::Plan;
use super::view::Mode;
use super::{Action, Context, Selected, Selection, Timeline};
use crate::text::say;
use crate::ui::theme::{Theme, bold, size, space, text};
use egui::{Button, CursorIcon, Pos2, Rect, Response, RichText, Tooltip, Ui, pos2, vec2};

/// What a drag moves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Drag {
    /// The view.
    Pan,
    /// The playhead.
    Scrub,
    /// The scroll bar.
    Scroll,
}

/// A pointer so near to the playhead takes hold of it, points.
const GRIP: f32 = 5.0;
/// One notch of a wheel zooms by this.
const NOTCH: f64 = 1.0 / 350.0;
/// Width of the scroll bar, points.
const BAR: f32 = 6.0;

/// The pointer in pixels from the panel's corner.
fn pixel(at: Pos2, response: &Response, scale: f32) -> (i32, i32) {
    let from = (at - response.rect.min) * scale;
    (from.x.floor() as i32, from.y.floor() as i32)
}

impl Timeline {
    pub(super) fn input(&mut self, ui: &Ui, response: &Response, cx: &Context<'_>, plan: &Plan, out: &mut Vec<Action>) {
        let scale = ui.ctx().pixels_per_point();
        let width = f64::from((plan.x1 - plan.x0).max(1));
        if let Some(at) = response.hover_pos() {
            let (x, y) = pixel(at, response, scale);
            self.wheel(ui, f64::from(x - plan.x0) / width, plan, scale);
            let grips = self.grips(x, y, plan, cx, scale);
            match (self.drag, grips) {
                (None, Some(Drag::Scrub)) | (Some(Drag::Scrub), _) => ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal),
                (Some(Drag::Pan), _) => ui.ctx().set_cursor_icon(CursorIcon::Grabbing),
                _ => {}
            }
        }
        let pressed = ui.input(|i| i.pointer.press_origin()).filter(|_| response.is_pointer_button_down_on());
        if let (None, Some(at)) = (self.drag, pressed) {
            let (x, y) = pixel(at, response, scale);
            match self.grips(x, y, plan, cx, scale) {
                Some(grip) => self.drag = Some(grip),
                None if response.drag_started() => self.drag = Some(Drag::Pan),
                None => {}
            }
        }
        match self.drag {
            Some(Drag::Scrub) => self.scrub(response, plan, scale, out),
            Some(Drag::Pan) => self.drag_view(response, plan, scale),
            Some(Drag::Scroll) => self.drag_rows(response, plan, scale),
            None => {}
        }
        if !response.is_pointer_button_down_on() {
            self.drag = None;
        }
        let in_lanes = |at: Pos2| plan.lanes().holds(pixel(at, response, scale).1);
        if response.double_clicked() && response.interact_pointer_pos().is_some_and(in_lanes) {
            self.fit();
        }
    }

    /// Where a pointer that holds nothing is over the lanes or the ruler, px.
    pub(super) fn pointer(&self, response: &Response, plan: &Plan, scale: f32) -> Option<i32> {
        let (x, y) = pixel(response.hover_pos().filter(|_| self.drag.is_none())?, response, scale);
        (y < plan.footer.y0).then_some(x)
    }

    /// What a press there takes hold of.
    fn grips(&self, x: i32, y: i32, plan: &Plan, cx: &Context<'_>, scale: f32) -> Option<Drag> {
        let rows = plan.all_rows();
        if plan.more > 0 && rows.holds(y) && x >= plan.x1 {
            return Some(Drag::Scroll);
        }
        let axis = self.view.axis((plan.x1 - plan.x0).max(1) as usize);
        let now = axis.px(cx.now());
        let near = (i64::from(x - plan.x0) - now).abs() <= (GRIP * scale) as i64;
        (plan.ruler.holds(y) || (near && plan.lanes().holds(y))).then_some(Drag::Scrub)
    }

    fn wheel(&mut self, ui: &Ui, share: f64, plan: &Plan, scale: f32) {
        let (scroll, pinch, shift) = ui.input(|i| (i.smooth_scroll_delta(), i.zoom_delta(), i.modifiers.shift));
        if shift {
            let rows = (scroll.x + scroll.y) * scale / plan.pitch.max(1) as f32;
            self.scroll_by(-rows, ui);
            return;
        }
        if scroll.x != 0.0 {
            self.pan_by(-f64::from(scroll.x * scale) / f64::from((plan.x1 - plan.x0).max(1)));
        }
        let factor = (-f64::from(scroll.y) * NOTCH).exp() / f64::from(pinch);
        if factor != 1.0 {
            self.view.zoom(factor, share.clamp(0.0, 1.0));
            self.view.mode = Mode::Free;
        }
    }

    /// Scrolls by whole rows; what is less is kept for the next time.
    fn scroll_by(&mut self, rows: f32, ui: &Ui) {
        let id = egui::Id::unique("timeline rows");
        let rest = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or_default() + rows;
        let whole = rest.trunc();
        ui.data_mut(|data| data.insert_temp(id, rest - whole));
        self.first_row = self.first_row.saturating_add_signed(whole as isize);
    }

    fn scrub(&self, response: &Response, plan: &Plan, scale: f32, out: &mut Vec<Action>) {
        let Some(at) = response.interact_pointer_pos() else { return };
        let axis = self.view.axis((plan.x1 - plan.x0).max(1) as usize);
        let x = f64::from((at.x - response.rect.min.x) * scale) - f64::from(plan.x0);
        let time = axis.time(x.clamp(0.0, axis.width as f64)).min(self.end);
        out.push(Action::JumpToTime(time));
    }

    fn drag_view(&mut self, response: &Response, plan: &Plan, scale: f32) {
        let moved = response.drag_delta();
        if moved.x != 0.0 {
            self.pan_by(-f64::from(moved.x * scale) / f64::from((plan.x1 - plan.x0).max(1)));
        }
    }

    fn drag_rows(&mut self, response: &Response, plan: &Plan, scale: f32) {
        let Some(at) = response.interact_pointer_pos() else { return };
        let rows = plan.all_rows();
        let all = plan.rows.len() + plan.more;
        let share = f64::from((at.y - response.rect.min.y) * scale - rows.y0 as f32) / f64::from(rows.height().max(1));
        self.first_row = (share.clamp(0.0, 1.0) * all as f64) as usize;
        self.first_row = self.first_row.saturating_sub(plan.rows.len() / 2).min(plan.more);
    }

    pub(super) fn scroll_bar(&self, plan: &Plan, scale: f32, items: &mut Items) {
        if plan.more == 0 || plan.rows.is_empty() {
            return;
        }
        let rows = plan.all_rows();
        let all = (plan.rows.len() + plan.more) as i64;
        let at = |row: usize| rows.y0 + (i64::from(rows.height()) * row as i64 / all) as i32;
        let x0 = plan.x1 + (2.0 * scale) as i32;
        let y0 = at(plan.first_row);
        let least = y0 + (12.0 * scale) as i32;
        let y1 = at(plan.first_row + plan.rows.len()).max(least).min(rows.y1);
        items.front.push(Quad { x0, x1: x0 + (BAR * scale) as i32, y0: y0.min(y1), y1, ink: Ink::Thumb });
    }

    /// How many rows are out of sight, and the two buttons.
    pub(super) fn footer(&mut self, ui: &mut Ui, rect: Rect, plan: &Plan, scale: f32, theme: &Theme) {
        let middle = rect.min.y + plan.footer.middle() as f32 / scale;
        let mut right = rect.max.x - space::NORMAL;
        let mut button = |ui: &mut Ui, name: &str, hint: &str| {
            let width = 74.0;
            let place = Rect::from_min_size(pos2(right - width, middle - space::CLICK / 2.0), vec2(width, space::CLICK));
            right -= width + 6.0;
            let button = Button::new(RichText::new(name).font(text(size::SMALL)))
                .small()
                .min_size(place.size())
                .wrap_mode(egui::TextWrapMode::Extend);
            ui.put(place, button).on_hover_text(hint).clicked()
        };
        if self.view.mode != Mode::Fit && button(ui, &say!("timeline.fit"), &say!("timeline.fit_says")) {
            self.fit();
        }
        if self.view.mode != Mode::Follow && button(ui, &say!("timeline.follow"), &say!("timeline.follow_says")) {
            self.follow();
        }
        if plan.more > 0 {
            let says = if plan.more == 1 { say!("timeline.one_row") } else { say!("timeline.more_rows", n = plan.more) };
            let place = pos2(right - 2.0, middle);
            debug_assert!(right > rect.max.x - LEGEND_ENDS);
            ui.painter().text(place, egui::Align2::RIGHT_CENTER, says, text(size::SMALL), theme.ink.dim);
        }
    }
}

/// What the pointer is over: a hair line, a tooltip, and a click that selects it.
pub(super) fn pointed(response: &Response, scene: &Scene<'_>, canvas: &Canvas<'_>, out: &mut Vec<Action>) {
    let Some(at) = response.hover_pos() else { return };
    let Scene { plan, scale, .. } = *scene;
    let (x, y) = pixel(at, response, scale);
    if x < plan.x0 || x >= plan.x1 || y >= plan.footer.y0 {
        return;
    }
    let from_left = i64::from(x - plan.x0);
    let found = hit(scene, from_left, y);
    let selection = found.as_ref().and_then(|hit| {
        let what = hit.span.map(Selected::Span).or(hit.task.map(Selected::Task))?;
        Some(Selection { run: hit.run, what })
    });
    if let Some(selection) = selection {
        out.push(Action::Hover(selection));
    }
    if response.clicked() && plan.lanes().holds(y) {
        out.push(Action::Select(selection));
    }
    let Some(found) = found else { return };
    Tooltip::for_widget(response).at_pointer().gap(16.0).show(|ui| {
        let theme = canvas.theme;
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.label(RichText::new(found.title).font(bold(size::BODY)).color(theme.ink.strong));
        for line in found.lines {
            ui.label(RichText::new(line).font(text(size::SMALL)).color(theme.ink.body));
        }
    });
}
