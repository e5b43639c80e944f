//! One slider with its name, its value (which can be typed) and its reset. It is grey: colour means state.

use super::knob::{Knob, Scale};
use crate::theme::{self, Theme, size, space};
use egui::{Align, Color32, DragValue, Layout, RichText, Sense, Slider, Stroke, Ui, pos2, vec2};
use loopscope_text::say;

/// What a knob's row says besides its value.
pub struct Row<'a> {
    /// Which knob.
    pub knob: Knob,
    /// Its name on the screen.
    pub label: &'a str,
    /// Where a reset goes back to, if the scenario that was opened has this knob.
    pub opened: Option<f64>,
}

impl Row<'_> {
    /// Draws it; answers a new value.
    pub fn ui(self, ui: &mut Ui, theme: &Theme, value: f64) -> Option<f64> {
        let Self { knob, label, opened } = self;
        let mut new = None;
        let name = ui
            .horizontal(|ui| {
                ui.set_min_height(space::CLICK);
                let name = ui.label(RichText::new(label).color(theme.ink.body)).on_hover_text(knob.says());
                if let Some(opened) = opened.filter(|opened| *opened != value) {
                    let to = say!("controls.reset_to", name = label, value = knob.write(opened));
                    if reset(ui, theme, &to) {
                        new = Some(opened);
                    }
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    new = number(ui, theme, knob, label, value).or(new);
                });
                name.id
            })
            .inner;
        let slid = slider(ui, knob, value, name);
        slid.or(new)
    }
}

/// The value as text; a click makes it a field, a drag changes it.
fn number(ui: &mut Ui, theme: &Theme, knob: Knob, label: &str, value: f64) -> Option<f64> {
    plain_field(ui, theme);
    let (least, most) = knob.scale().legal;
    let most = if knob.scale().unlimited { f64::INFINITY } else { most };
    let mut edited = value;
    let speed = if value.is_finite() { (value * 0.01).max(knob.scale().fine) } else { 0.0 };
    let field = DragValue::new(&mut edited)
        .range(least..=most)
        .min_size(vec2(0.0, space::CLICK))
        .clamp_existing_to_range(false)
        .speed(speed)
        .update_while_editing(false)
        .custom_formatter(|value, _| knob.write(value))
        .custom_parser(|text| if text == knob.write(value) { Some(value) } else { knob.read(text, value) });
    let response = ui.add(field).on_hover_text(say!("controls.type_or_drag"));
    let text = say!("controls.knob_is", name = label, value = knob.write(value));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(text));
    let dragged = response.dragged();
    (response.changed() && edited != value).then(|| if dragged { knob.tidy(edited) } else { edited })
}

fn slider(ui: &mut Ui, knob: Knob, value: f64, name: egui::Id) -> Option<f64> {
    let Scale { least, most, fine, unlimited, .. } = knob.scale();
    let end = if unlimited { f64::INFINITY } else { most };
    // A typed value may lie beyond the slider's ends; the handle then stands at the end and the value stays.
    let mut place = value.clamp(least, end);
    let before = place;
    ui.spacing_mut().slider_width = ui.available_width();
    let slider = Slider::new(&mut place, least..=end)
        .logarithmic(true)
        .smallest_positive(fine)
        .largest_finite(most)
        .smart_aim(false)
        .show_value(false);
    let response = ui.add(slider).labelled_by(name);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_value(knob.write(value)));
    let tidy = knob.tidy(place);
    (response.changed() && place != before && tidy != value).then_some(tidy)
}

/// A round arrow, painted, so that no font has to have it.
pub fn reset(ui: &mut Ui, theme: &Theme, says: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(space::CLICK, space::CLICK), Sense::click());
    let color = if response.hovered() || response.has_focus() { theme.ink.strong } else { theme.ink.dim };
    let stroke = Stroke::new(theme::line::NORMAL, color);
    let radius = 5.5;
    let turn = |degrees: f32| rect.center() + radius * egui::Vec2::angled(degrees.to_radians());
    let arc: Vec<_> = (0..=16).map(|i| turn(-60.0 - 17.5 * i as f32)).collect();
    let tip = turn(-60.0);
    let painter = ui.painter();
    painter.line(arc, stroke);
    painter.line(vec![tip + vec2(-4.5, -3.0), tip, pos2(tip.x + 0.5, tip.y - 5.5)], stroke);
    if response.has_focus() {
        painter.rect_stroke(rect, theme::radius::SMALL, Stroke::new(theme::line::THIN, theme.ink.focus), egui::StrokeKind::Inside);
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, says));
    response.on_hover_text(says).clicked()
}

/// A field that looks like text until the pointer is over it.
pub fn plain_field(ui: &mut Ui, theme: &Theme) {
    let style = ui.style_mut();
    style.text_styles.insert(egui::TextStyle::Body, theme::bold(size::VALUE));
    style.spacing.button_padding = vec2(4.0, 2.0);
    let inactive = &mut style.visuals.widgets.inactive;
    inactive.weak_bg_fill = Color32::TRANSPARENT;
    inactive.bg_stroke = Stroke::NONE;
    inactive.fg_stroke.color = theme.ink.strong;
}
