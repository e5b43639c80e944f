//! Painted icons for buttons, so that no font needs to have them.

use crate::theme::{Theme, line, radius, size, space, text};
use egui::{Align2, Color32, Pos2, Rect, Response, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

/// An icon.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// To the very beginning.
    Start,
    /// A step back.
    Back,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// A step on.
    Forward,
    /// To the live edge.
    End,
    /// A mouse.
    Mouse,
    /// Three lines.
    Menu,
    /// Sliders.
    Sliders,
    /// Bars of numbers.
    Numbers,
    /// A screen on a stand.
    Projector,
    /// A square academic cap.
    Lessons,
    /// Angle brackets around a slash: code.
    Code,
    /// A line that forks.
    Fork,
    /// A cross.
    Close,
    /// A triangle that says that something opens below.
    Below,
}

/// The look and the texts of a button.
#[derive(Clone, Copy)]
pub struct Button<'a> {
    /// Its icon.
    pub icon: Icon,
    /// Words beside it.
    pub words: Option<&'a str>,
    /// Its name for screen readers, also shown under the pointer.
    pub name: &'a str,
    /// Further explanation under the pointer: the key.
    pub key: &'a str,
    /// True if what it stands for is switched on.
    pub on: bool,
}

impl<'a> Button<'a> {
    /// A button with an icon alone.
    #[must_use]
    pub const fn new(icon: Icon, name: &'a str, key: &'a str) -> Self {
        Self { icon, words: None, name, key, on: false }
    }
    /// With words beside the icon.
    #[must_use]
    pub const fn words(self, words: Option<&'a str>) -> Self {
        Self { words, ..self }
    }
    /// Switched on or off.
    #[must_use]
    pub const fn on(self, on: bool) -> Self {
        Self { on, ..self }
    }

    /// Draws the button.
    pub fn ui(self, ui: &mut Ui, theme: &Theme) -> Response {
        let Self { icon, words, name, key, on } = self;
        let sign = 18.0;
        let galley = words.map(|words| ui.painter().layout_no_wrap(words.to_owned(), text(size::BODY), Color32::PLACEHOLDER));
        let inner = sign + galley.as_ref().map_or(0.0, |galley| galley.size().x + space::NORMAL);
        let wide = if icon == Icon::Play || icon == Icon::Pause { 14.0 } else { 10.0 };
        let (rect, response) = ui.allocate_exact_size(vec2(inner + 2.0 * wide, space::BUTTON), Sense::click());
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
        let visuals = ui.style().interact_selectable(&response, false);
        let fill = if on { theme.surface.control_active } else { visuals.bg_fill };
        ui.painter().rect(rect, radius::CARD, fill, visuals.bg_stroke, StrokeKind::Inside);
        let color = visuals.text_color();
        let left = rect.left() + wide;
        let (at, words_at) = match icon {
            Icon::Forward => (left + inner - sign / 2.0, left),
            _ => (left + sign / 2.0, left + sign + space::NORMAL),
        };
        icon.paint(ui.painter(), pos2(at, rect.center().y), color);
        if let Some(galley) = galley {
            ui.painter().galley(Align2::LEFT_CENTER.anchor_size(pos2(words_at, rect.center().y), galley.size()).min, galley, color);
        }
        let response = if name.is_empty() { response } else { response.on_hover_ui(|ui| hint(ui, theme, name, key)) };
        if response.clicked_by(egui::PointerButton::Primary) {
            // A click takes no focus, or the space bar would press the button again.
            response.surrender_focus();
        }
        response
    }
}

fn hint(ui: &mut Ui, theme: &Theme, name: &str, key: &str) {
    ui.horizontal(|ui| {
        ui.label(name);
        if !key.is_empty() {
            ui.label(egui::RichText::new(key).color(theme.ink.dim));
        }
    });
}

impl Icon {
    /// Paints the icon around a point, 18 points high and wide at most.
    pub fn paint(self, painter: &egui::Painter, at: Pos2, color: Color32) {
        let stroke = Stroke::new(line::NORMAL, color);
        let filled = |points: Vec<Pos2>| Shape::convex_polygon(points, color, Stroke::NONE);
        let to = |dx: f32, dy: f32| at + vec2(dx, dy);
        let block = |x: f32, y: f32, w: f32, h: f32| Shape::rect_filled(Rect::from_min_size(to(x, y), vec2(w, h)), 1, color);
        let triangle = |x: f32, w: f32| filled(vec![to(x, -6.0), to(x + w, 0.0), to(x, 6.0)]);
        match self {
            Self::Play => painter.add(filled(vec![to(-5.0, -7.5), to(8.0, 0.0), to(-5.0, 7.5)])),
            Self::Pause => painter.add(Shape::Vec(vec![block(-6.0, -7.0, 4.0, 14.0), block(2.0, -7.0, 4.0, 14.0)])),
            Self::Forward => painter.add(triangle(-4.0, 9.0)),
            Self::Back => painter.add(triangle(4.0, -9.0)),
            Self::Start => painter.add(Shape::Vec(vec![block(-7.0, -6.0, 2.0, 12.0), triangle(6.0, -9.0)])),
            Self::End => painter.add(Shape::Vec(vec![block(5.0, -6.0, 2.0, 12.0), triangle(-6.0, 9.0)])),
            Self::Menu => painter.add(Shape::Vec((-1..=1).map(|i| block(-8.0, 5.0 * i as f32 - 1.0, 16.0, 2.0)).collect())),
            Self::Sliders => painter.add(Shape::Vec(
                [(-5.0, -3.0), (0.0, 4.0), (5.0, -1.0)]
                    .into_iter()
                    .flat_map(|(y, x)| [block(-8.0, y - 0.75, 16.0, 1.5), Shape::circle_filled(to(x, y), 3.0, color)])
                    .collect(),
            )),
            Self::Numbers => {
                painter.add(Shape::Vec(vec![block(-8.0, 0.0, 4.0, 7.0), block(-2.0, -7.0, 4.0, 14.0), block(4.0, -3.0, 4.0, 10.0)]))
            }
            Self::Code => {
                painter.line(vec![to(-4.0, -5.0), to(-8.5, 0.0), to(-4.0, 5.0)], stroke);
                painter.line(vec![to(4.0, -5.0), to(8.5, 0.0), to(4.0, 5.0)], stroke);
                painter.line_segment([to(1.8, -6.5), to(-1.8, 6.5)], stroke)
            }
            Self::Mouse => {
                let body = Rect::from_center_size(at, vec2(11.0, 16.0));
                painter.rect_stroke(body, 6, stroke, StrokeKind::Inside);
                painter.line_segment([to(0.0, -7.0), to(0.0, -2.0)], stroke)
            }
            Self::Projector => {
                painter.rect_stroke(Rect::from_center_size(to(0.0, -2.0), vec2(17.0, 11.0)), 1, stroke, StrokeKind::Inside);
                painter.line_segment([to(0.0, 3.5), to(-5.0, 8.0)], stroke);
                painter.line_segment([to(0.0, 3.5), to(5.0, 8.0)], stroke)
            }
            Self::Lessons => {
                let cap = vec![to(-5.0, 1.0), to(0.0, 3.0), to(5.0, 1.0), to(5.0, 5.0), to(0.0, 7.0), to(-5.0, 5.0)];
                painter.add(filled(cap));
                painter.add(filled(vec![to(-9.0, -2.0), to(0.0, -6.0), to(9.0, -2.0), to(0.0, 2.0)]));
                painter.line_segment([to(8.0, -2.0), to(8.0, 4.0)], stroke)
            }
            Self::Fork => {
                painter.line(vec![to(-8.0, 0.0), to(-2.0, 0.0), to(3.0, -5.0), to(8.0, -5.0)], stroke);
                painter.line(vec![to(-2.0, 0.0), to(3.0, 5.0), to(8.0, 5.0)], stroke);
                painter.add(Shape::circle_filled(to(-2.0, 0.0), 2.5, color))
            }
            Self::Close => {
                painter.line_segment([to(-5.0, -5.0), to(5.0, 5.0)], stroke);
                painter.line_segment([to(-5.0, 5.0), to(5.0, -5.0)], stroke)
            }
            Self::Below => painter.add(filled(vec![to(-4.5, -2.0), to(4.5, -2.0), to(0.0, 3.5)])),
        };
    }
}

/// The width of a menu button's triangle with its gap, points.
const TRIANGLE: f32 = 26.0;

/// True if words with a triangle fit into this width, points.
pub fn fits(ui: &Ui, words: &str, font: &egui::FontId, width: f32) -> bool {
    ui.painter().layout_no_wrap(words.to_owned(), font.clone(), Color32::PLACEHOLDER).size().x + TRIANGLE <= width
}

/// A button with words and a triangle, for opening a menu.
pub fn menu_button(ui: &mut Ui, theme: &Theme, words: &str, font: egui::FontId, width: Option<f32>, name: &str) -> Response {
    let room = width.unwrap_or(f32::INFINITY);
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, Color32::PLACEHOLDER);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room - TRIANGLE);
    let galley = ui.painter().layout_job(job);
    let wanted = width.unwrap_or(galley.size().x + TRIANGLE);
    let (rect, response) = ui.allocate_exact_size(vec2(wanted, space::CLICK.max(galley.size().y)), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let color = if response.hovered() || response.has_focus() { theme.ink.strong } else { theme.ink.body };
    if response.has_focus() {
        ui.painter().rect_stroke(rect, radius::SMALL, Stroke::new(line::THIN, theme.ink.focus), StrokeKind::Outside);
    }
    let words_end = rect.left() + galley.size().x;
    ui.painter().galley(Align2::LEFT_CENTER.anchor_size(rect.left_center(), galley.size()).min, galley, color);
    Icon::Below.paint(ui.painter(), pos2(words_end + 12.0, rect.center().y), color);
    if response.clicked_by(egui::PointerButton::Primary) {
        response.surrender_focus();
    }
    response
}

/// Empty room of this width.
pub fn gap(ui: &mut Ui, width: f32) {
    ui.allocate_exact_size(Vec2::new(width, 1.0), Sense::hover());
}
