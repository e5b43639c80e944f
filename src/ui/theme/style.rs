//! egui's own widgets in our colours and sizes. Controls are grey: a state's colour on a button would be a lie.

use super::{Theme, bold, line, mono, radius, size, space, text};
use egui::epaint::Shadow;
use egui::style::{HandleShape, ScrollStyle, Selection, Spacing, WidgetVisuals, Widgets};
use egui::{Color32, CornerRadius, Frame, Margin, Stroke, Style, TextStyle, Ui, Visuals, vec2};

pub(super) fn of(theme: &Theme) -> Style {
    let text_styles = [
        (TextStyle::Small, text(size::SMALL)),
        (TextStyle::Body, text(size::BODY)),
        (TextStyle::Button, text(size::BODY)),
        (TextStyle::Heading, bold(size::HEADING)),
        (TextStyle::Monospace, mono(size::CODE)),
    ];
    let mut style = Style {
        text_styles: text_styles.into(),
        drag_value_text_style: TextStyle::Body,
        animation_time: 0.1,
        visuals: visuals(theme),
        ..Style::default()
    };
    spacing(&mut style.spacing);
    style.interaction.selectable_labels = false;
    style.interaction.tooltip_delay = 0.3;
    style
}

/// Inside a scroll area: leaves room for its bar, so that it never covers a value, and scrolls to the widget that gets
/// the focus.
pub fn beside_scroll_bar<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let scrolled = |ui: &mut Ui| {
        let inner = content(ui);
        crate::widgets::focus::reveal(ui);
        inner
    };
    Frame::new().inner_margin(Margin { right: 12, ..Margin::ZERO }).show(ui, scrolled).inner
}

/// Gives unset check boxes and radio buttons a visible edge from here on.
pub fn marks(ui: &mut Ui) {
    let outline = Theme::of(ui.visuals()).surface.outline;
    ui.visuals_mut().widgets.inactive.bg_stroke = Stroke::new(line::NORMAL, outline);
}

fn spacing(spacing: &mut Spacing) {
    spacing.item_spacing = vec2(space::NORMAL, space::NORMAL);
    spacing.button_padding = vec2(12.0, 6.0);
    spacing.window_margin = Margin::same(16);
    spacing.menu_margin = Margin::same(8);
    spacing.interact_size = vec2(40.0, space::CLICK);
    spacing.slider_rail_height = 6.0;
    spacing.slider_width = 160.0;
    spacing.icon_width = 20.0;
    spacing.icon_width_inner = 12.0;
    spacing.icon_spacing = 8.0;
    spacing.tooltip_width = 420.0;
    spacing.scroll = ScrollStyle { bar_width: 9.0, handle_min_length: 28.0, floating_allocated_width: 0.0, ..ScrollStyle::thin() };
}

fn visuals(theme: &Theme) -> Visuals {
    let Theme { surface, ink, .. } = theme;
    let base = if theme.dark { Visuals::dark() } else { Visuals::light() };
    let mut text_cursor = base.text_cursor.clone();
    text_cursor.stroke.color = ink.strong;
    Visuals {
        weak_text_color: Some(ink.dim),
        widgets: widgets(theme),
        selection: Selection { bg_fill: surface.chosen, stroke: Stroke::new(line::NORMAL, ink.focus) },
        hyperlink_color: theme.looping.text,
        faint_bg_color: surface.card,
        extreme_bg_color: surface.page,
        code_bg_color: surface.well,
        warn_fg_color: theme.wrong,
        error_fg_color: theme.wrong,
        window_corner_radius: CornerRadius::same(radius::PANEL),
        window_shadow: Shadow { offset: [0, 8], blur: 28, spread: 0, color: surface.shadow },
        window_fill: surface.popup,
        window_stroke: Stroke::new(line::THIN, surface.border),
        menu_corner_radius: CornerRadius::same(radius::CARD),
        panel_fill: surface.page,
        popup_shadow: Shadow { offset: [0, 4], blur: 14, spread: 0, color: surface.shadow },
        text_cursor,
        slider_trailing_fill: true,
        handle_shape: HandleShape::Circle,
        ..base
    }
}

fn widgets(theme: &Theme) -> Widgets {
    let Theme { surface, ink, .. } = theme;
    let look = |fill: Color32, edge: Stroke, text: Color32| WidgetVisuals {
        bg_fill: fill,
        weak_bg_fill: fill,
        bg_stroke: edge,
        corner_radius: CornerRadius::same(radius::CARD),
        fg_stroke: Stroke::new(line::NORMAL, text),
        expansion: 0.0,
    };
    let thin = |color| Stroke::new(line::THIN, color);
    Widgets {
        noninteractive: look(surface.panel, thin(surface.border), ink.body),
        inactive: look(surface.control, thin(surface.border), ink.body),
        hovered: look(surface.control_hover, thin(surface.outline), ink.strong),
        active: look(surface.control_active, Stroke::new(line::STRONG, ink.focus), ink.strong),
        open: look(surface.control_hover, thin(surface.outline), ink.strong),
    }
}
