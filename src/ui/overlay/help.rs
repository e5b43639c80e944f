//! The help: how to read the picture, and the keys.

use crate::Context;
use crate::theme::{self, Theme, size, space};
use egui::{Color32, Grid, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use loopscope_text::say;

/// Every key, as `(keys, the words for what it does)`. Two spaces stand between keys with different modifiers. A test in `app::keys`
/// compares this list with what the keys do.
pub const KEYS: &[(&str, &str)] = &[
    ("Space", "help.key_play"),
    ("← →", "help.key_event"),
    ("Shift ← →", "help.key_tick"),
    ("Ctrl ← →", "help.key_job"),
    ("Home  End", "help.key_ends"),
    ("+ −", "help.key_speed"),
    ("W S", "help.key_zoom"),
    ("A D", "help.key_move"),
    ("F", "help.key_fit"),
    ("Alt ← →", "help.key_back"),
    ("/  Ctrl F", "help.key_search"),
    ("N  Shift N", "help.key_finds"),
    ("N", "help.key_note"),
    ("[  ]", "help.key_notes"),
    ("E", "help.key_range"),
    ("K", "help.key_filter"),
    ("M", "help.key_mouse"),
    ("C", "help.key_sweep"),
    ("L", "help.key_lessons"),
    ("Enter", "help.key_next"),
    ("B", "help.key_code"),
    ("H", "help.key_human"),
    ("V", "help.key_compare"),
    ("R", "help.key_return"),
    ("X", "help.key_forget"),
    ("1 … 9", "help.key_model"),
    ("Ctrl O", "help.key_open"),
    ("Ctrl S", "help.key_save"),
    ("Ctrl Shift S", "help.key_save_as"),
    ("Ctrl E", "help.key_export"),
    ("F5", "help.key_projector"),
    ("PgDn PgUp", "help.key_clicker"),
    ("T", "help.key_swap"),
    ("G", "help.key_glossary"),
    ("Y", "help.key_why"),
    ("Shift Y", "help.key_path"),
    ("↑ ↓", "help.key_walk"),
    ("Ctrl V", "help.key_paste"),
    ("?", "help.key_help"),
    ("Esc", "help.key_close"),
];

/// Draws it.
pub fn ui(ui: &mut Ui, cx: &Context<'_>) {
    let theme = cx.theme;
    let width = (ui.content_rect().width() - 120.0).min(880.0);
    ui.set_width(width);
    ui.label(RichText::new(say!("help.read")).font(theme::bold(size::TITLE)).color(theme.ink.strong));
    ui.add_space(space::TIGHT);
    for line in [say!("help.places"), say!("help.letters"), say!("help.playhead")] {
        ui.label(RichText::new(line).color(theme.ink.body));
    }
    ui.add_space(space::NORMAL);
    ui.horizontal_wrapped(|ui| {
        for (tone, says) in [
            (&theme.running, say!("help.running")),
            (&theme.runnable, say!("help.ready")),
            (&theme.waiting, say!("help.io")),
            (&theme.switching, say!("help.switching")),
            (&theme.lock, say!("help.lock")),
            (&theme.looping, say!("help.looping")),
            (&theme.idle, say!("help.idle")),
        ] {
            swatch(ui, theme, tone.fill, &says);
        }
    });
    ui.add_space(space::WIDE);
    ui.label(RichText::new(say!("help.keys")).font(theme::bold(size::TITLE)).color(theme.ink.strong));
    ui.add_space(space::TIGHT);
    let half = KEYS.len().div_ceil(2);
    ui.horizontal_top(|ui| {
        for (i, keys) in KEYS.chunks(half).enumerate() {
            Grid::new(("keys", i)).num_columns(2).spacing(vec2(18.0, 6.0)).min_col_width(86.0).show(ui, |ui| {
                for (key, does) in keys {
                    ui.label(RichText::new(*key).font(theme::bold(size::BODY)).color(theme.ink.strong));
                    ui.label(RichText::new(say!(does)).color(theme.ink.body));
                    ui.end_row();
                }
            });
            ui.add_space(space::WIDE);
        }
    });
}

/// A colour and its meaning, as one thing, so that no line ends between them.
fn swatch(ui: &mut Ui, theme: &Theme, fill: Color32, says: &str) {
    let galley = ui.painter().layout_no_wrap(says.to_owned(), theme::text(size::BODY), theme.ink.body);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(28.0 + space::NORMAL, 0.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, says));
    let colour = Rect::from_center_size(rect.left_center() + vec2(10.0, 0.0), vec2(20.0, 14.0));
    ui.painter().rect_filled(colour, 3, fill);
    ui.painter().galley(rect.min + vec2(28.0, 0.0), galley, theme.ink.body);
}
