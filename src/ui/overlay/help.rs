//! The help: how to read the picture, and the keys.

use crate::ui::{
    Context,
    theme::{self, Theme, size, space},
};
use egui::{Color32, Grid, Rect, RichText, Role, Sense, Ui, WidgetInfo, vec2};

/// Every key, as `(keys, what it does)`. The app's keys are tested against this list.
pub const KEYS: &[(&str, &str)] = &[
    ("Space", "play or pause"),
    ("← →", "one event back or on"),
    ("Shift ← →", "one tick back or on"),
    ("Ctrl ← →", "one job back or on"),
    ("Home  End", "to the start, to the live edge"),
    ("+ −", "faster, slower"),
    ("W S", "zoom the timeline in or out (the wheel does too)"),
    ("A D", "move along the timeline"),
    ("F", "fit the whole story into the timeline"),
    ("M", "post a mouse message"),
    ("C", "curves: sweep a knob"),
    ("B", "the code beside the picture"),
    ("H", "human time: a CPU’s cycle as a second"),
    ("1 … 9", "put that model on the stage"),
    ("Ctrl O", "open a scenario"),
    ("Ctrl S", "save the scenario"),
    ("F5", "projector: large type for a hall, and back"),
    ("PgDn PgUp", "a clicker: one tick on or back"),
    ("T", "with a projector: the timeline, or the stage"),
    ("?", "this help"),
    ("Esc", "close, or select nothing"),
];

/// Draws it.
pub fn ui(ui: &mut Ui, cx: &Context<'_>) {
    let theme = cx.theme;
    let width = (ui.content_rect().width() - 120.0).min(880.0);
    ui.set_width(width);
    ui.label(RichText::new("How to read it").font(theme::bold(size::TITLE)).color(theme.ink.strong));
    ui.add_space(space::TIGHT);
    for line in [
        "Left waits for the CPU, the middle is the CPU, right waits for something else: I/O, a timer, a lock. Jobs leave onto the shelf.",
        "Every model runs the same jobs. A task keeps its letter in all of them, so look for the same letter in each.",
        "The playhead is yours: go back, step, look again. A slider takes effect at the live edge and is marked in the timeline.",
    ] {
        ui.label(RichText::new(line).color(theme.ink.body));
    }
    ui.add_space(space::NORMAL);
    ui.horizontal_wrapped(|ui| {
        for (tone, says) in [
            (&theme.running, "running"),
            (&theme.runnable, "ready, the CPU is busy"),
            (&theme.waiting, "waiting for I/O"),
            (&theme.switching, "switching threads"),
            (&theme.lock, "waiting for a lock"),
            (&theme.looping, "the loop itself"),
            (&theme.idle, "idle"),
        ] {
            swatch(ui, theme, tone.fill, says);
        }
    });
    ui.add_space(space::WIDE);
    ui.label(RichText::new("Keys").font(theme::bold(size::TITLE)).color(theme.ink.strong));
    ui.add_space(space::TIGHT);
    let half = KEYS.len().div_ceil(2);
    ui.horizontal_top(|ui| {
        for (i, keys) in KEYS.chunks(half).enumerate() {
            Grid::new(("keys", i)).num_columns(2).spacing(vec2(18.0, 6.0)).min_col_width(86.0).show(ui, |ui| {
                for (key, does) in keys {
                    ui.label(RichText::new(*key).font(theme::bold(size::BODY)).color(theme.ink.strong));
                    ui.label(RichText::new(*does).color(theme.ink.body));
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
