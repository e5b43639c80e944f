//! What the user does with the timeline: wheel, presses, clicks, and the buttons at its foot. What is dragged: `drag`.

pub(super) mod asked;
pub(super) mod drag;
pub mod hit;

use super::lanes::Run;
use super::lanes::plan::Plan;
use super::layout::Scene;
use super::layout::items::{Ink, Items, Quad};
use super::layout::legend::LEGEND_ENDS;
use super::layout::map::Grip;
use super::paint::Canvas;
use super::view::Mode;
use super::{Action, Context, Selected, Selection, Timeline};
use crate::Purpose;
use crate::theme::{bold, size, space, text};
use drag::Drag;
use egui::containers::menu::MenuButton;
use egui::{Button, CursorIcon, Direction, Layout, Pos2, Rect, Response, RichText, Tooltip, Ui, UiBuilder, pos2, vec2};
use hit::hit;
use loopscope_text::say;

/// One notch of a wheel zooms by this.
const NOTCH: f64 = 1.0 / 350.0;
/// Width of the scroll bar, points.
const BAR: f32 = 6.0;

/// The pointer in pixels from the panel's corner.
pub(super) fn pixel(at: Pos2, response: &Response, scale: f32) -> (i32, i32) {
    let from = (at - response.rect.min) * scale;
    (from.x.floor() as i32, from.y.floor() as i32)
}

impl Timeline {
    pub(super) fn input(&mut self, ui: &Ui, response: &Response, (cx, runs): (&Context<'_>, &[Run]), plan: &Plan, out: &mut Vec<Action>) {
        let scale = ui.ctx().pixels_per_point();
        let width = f64::from((plan.x1 - plan.x0).max(1));
        if let Some(at) = response.hover_pos() {
            let (x, y) = pixel(at, response, scale);
            self.wheel(ui, f64::from(x - plan.x0) / width, plan, scale);
            match (self.drag, self.grips((x, y), plan, cx, scale)) {
                (None, Some(Drag::Scrub)) | (Some(Drag::Scrub | Drag::Range(..)), _) => {
                    ui.ctx().set_cursor_icon(CursorIcon::ResizeHorizontal)
                }
                (Some(Drag::Map(grip)), _) | (None, Some(Drag::Map(grip))) => {
                    let edge = matches!(grip, Grip::Left | Grip::Right);
                    ui.ctx().set_cursor_icon(if edge { CursorIcon::ResizeHorizontal } else { CursorIcon::Grab });
                }
                (Some(Drag::Pan), _) => ui.ctx().set_cursor_icon(CursorIcon::Grabbing),
                _ => {}
            }
        }
        let (down, shift) = ui.input(|i| (i.pointer.primary_down(), i.modifiers.shift));
        let pressed = ui.input(|i| i.pointer.press_origin()).filter(|_| down && response.is_pointer_button_down_on());
        if let (None, Some(at)) = (self.drag, pressed) {
            let at = pixel(at, response, scale);
            let in_map = plan.map.holds(at.1);
            match self.grips(at, plan, cx, scale) {
                Some(grip) if !shift || in_map => self.drag = Some(grip),
                _ if response.drag_started() => self.drag = Some(self.takes(at, shift, plan)),
                _ => {}
            }
        }
        self.drags(response, plan, scale, out);
        if !response.is_pointer_button_down_on() {
            self.drops(response, (plan, runs), cx, out);
        }
        let Some((x, y)) = response.interact_pointer_pos().map(|at| pixel(at, response, scale)) else { return };
        if response.double_clicked() && plan.lanes().holds(y) && x >= plan.x0 {
            self.fit();
        }
        if response.clicked()
            && let Some(note) = self.note_flag(x, y, plan)
        {
            self.note_at(note, cx, out);
        }
    }

    /// Where a pointer that holds nothing is over the lanes or the ruler, px.
    pub(super) fn pointer(&self, response: &Response, plan: &Plan, scale: f32) -> Option<i32> {
        let (x, y) = pixel(response.hover_pos().filter(|_| self.drag.is_none())?, response, scale);
        (y < plan.footer.y0).then_some(x)
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
            self.moved = true;
            self.view.zoom(factor, share.clamp(0.0, 1.0));
            self.stays();
        }
    }

    /// Scrolls by whole rows; what is less is kept for the next time.
    fn scroll_by(&mut self, rows: f32, ui: &Ui) {
        let id = egui::Id::unique("timeline rows");
        let rest = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or_default() + rows;
        let whole = rest.trunc();
        ui.data_mut(|data| data.insert_temp(id, rest - whole));
        self.first = self.first.saturating_add_signed(whole as isize);
    }

    pub(super) fn scrub(&self, response: &Response, plan: &Plan, scale: f32, out: &mut Vec<Action>) {
        let Some(at) = response.interact_pointer_pos() else { return };
        let axis = self.view.axis((plan.x1 - plan.x0).max(1) as usize);
        let x = f64::from((at.x - response.rect.min.x) * scale) - f64::from(plan.x0);
        let time = axis.time(x.clamp(0.0, axis.width as f64)).min(self.end);
        out.push(Action::JumpToTime(time));
    }

    pub(super) fn scroll_bar(&self, plan: &Plan, scale: f32, items: &mut Items) {
        if plan.more() == 0 {
            return;
        }
        let (area, all) = (plan.scrolls, plan.total as i64);
        let at = |place: usize| area.y0 + (i64::from(area.height()) * place as i64 / all) as i32;
        let x0 = plan.x1 + (2.0 * scale) as i32;
        let y0 = at(plan.first);
        let least = y0 + (12.0 * scale) as i32;
        let y1 = at(plan.first + plan.shown).max(least).min(area.y1);
        items.front.push(Quad { x0, x1: x0 + (BAR * scale) as i32, y0: y0.min(y1), y1, ink: Ink::Thumb });
    }

    /// How many rows are out of sight; and for those who use it, the menu and the two buttons.
    pub(super) fn footer(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        (plan, runs): (&Plan, &[Run]),
        (scale, cx): (f32, &Context<'_>),
        out: &mut Vec<Action>,
    ) {
        let middle = rect.min.y + plan.footer.middle() as f32 / scale;
        let right = match cx.purpose {
            Purpose::Use => self.buttons(ui, pos2(rect.max.x - space::NORMAL, middle), (cx, runs), out),
            Purpose::Print => rect.max.x - space::NORMAL,
        };
        let more = plan.more();
        if more > 0 {
            let says = if more == 1 { say!("timeline.one_row") } else { say!("timeline.more_rows", n = more) };
            let place = pos2(right - 2.0, middle);
            debug_assert!(right > rect.max.x - LEGEND_ENDS);
            ui.painter().text(place, egui::Align2::RIGHT_CENTER, says, text(size::SMALL), cx.theme.ink.dim);
        }
    }

    /// The menu and the two buttons, side by side from the right; answers where the last one begins.
    fn buttons(&mut self, ui: &mut Ui, end: Pos2, (cx, runs): (&Context<'_>, &[Run]), out: &mut Vec<Action>) -> f32 {
        let Pos2 { x: mut right, y: middle } = end;
        let mut place = || {
            let width = 74.0;
            let place = Rect::from_min_size(pos2(right - width, middle - space::CLICK / 2.0), vec2(width, space::CLICK));
            right -= width + 6.0;
            place
        };
        let words = |name: &str| RichText::new(name).font(text(size::SMALL));
        let button = |ui: &mut Ui, place: Rect, name: &str, hint: &str| {
            let button = Button::new(words(name)).small().min_size(place.size()).wrap_mode(egui::TextWrapMode::Extend);
            ui.put(place, button).on_hover_text(hint).clicked()
        };
        let menu = place();
        ui.scope_builder(UiBuilder::new().max_rect(menu).layout(Layout::centered_and_justified(Direction::TopDown)), |ui| {
            let button = Button::new(words(&say!("tools.title"))).small().min_size(menu.size());
            MenuButton::from_button(button).ui(ui, |ui| self.menu(ui, cx, runs, out)).0.on_hover_text(say!("tools.title_says"));
        });
        if self.view.mode != Mode::Fit && button(ui, place(), &say!("timeline.fit"), &say!("timeline.fit_says")) {
            self.fit();
        }
        if self.view.mode != Mode::Follow && button(ui, place(), &say!("timeline.follow"), &say!("timeline.follow_says")) {
            self.moved = true;
            self.follow();
        }
        right
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
        let what = hit.task.map(Selected::Task).or(hit.span.map(|(event, _)| Selected::Span(event)))?;
        Some(Selection { run: hit.run, what })
    });
    if let Some(selection) = selection {
        out.push(Action::Hover(selection));
    }
    if response.clicked() && plan.lanes().holds(y) {
        // What is over is asked about as it was then; what goes on is the task as it is.
        let past = found.as_ref().and_then(|hit| hit.span).filter(|(_, end)| *end <= scene.now).map(|(event, _)| Selected::Span(event));
        out.push(Action::Select(selection.map(|selection| Selection { what: past.unwrap_or(selection.what), ..selection })));
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
