//! What lies over the window while files are opened: how far the reading is, or the question whether a part will do.

use super::{TooBig, View};
use crate::controls::knob::grouped;
use crate::theme::{self, size, space};
use crate::{Action, Context, WindowAction, overlay};
use egui::{Key, ProgressBar, RichText, Ui};
use loopscope_text::say;

/// Draws it.
pub fn over(ctx: &egui::Context, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
    let escape = ctx.input_mut(|i| i.consume_key(egui::Modifiers::NONE, Key::Escape));
    let shown = overlay::modal("opening", cx).show(ctx, |ui| {
        ui.set_width(ui.content_rect().width().min(620.0) - 80.0);
        match view {
            View::Reading { name, share } => reading(ui, cx, name, *share),
            View::TooBig(big) => too_big(ui, cx, big, out),
        }
        ui.button(say!("recording.cancel")).clicked()
    });
    if shown.inner || escape {
        out.push(Action::Window(WindowAction::CancelOpening));
    }
}

fn heading(ui: &mut Ui, cx: &Context<'_>, text: &str) {
    ui.label(RichText::new(text).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
    ui.add_space(space::NORMAL);
}

fn reading(ui: &mut Ui, cx: &Context<'_>, name: &str, share: f32) {
    heading(ui, cx, &say!("recording.reading", name = name));
    let bar = ProgressBar::new(share).fill(cx.theme.looping.fill).text(format!("{:.0} %", share * 100.0));
    let response = ui.add(bar.desired_width(ui.available_width()));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("recording.progress")));
    ui.add_space(space::NORMAL);
}

fn too_big(ui: &mut Ui, cx: &Context<'_>, big: &TooBig, out: &mut Vec<Action>) {
    let TooBig { name, events, bytes, bound, part } = big;
    heading(ui, cx, &say!("recording.too_big"));
    let says = say!("recording.too_big_says", name = name, n = about(*events), size = size_of(*bytes), bound = size_of(*bound));
    ui.label(RichText::new(says).color(cx.theme.ink.body));
    ui.add_space(space::TIGHT);
    ui.label(RichText::new(say!("recording.fits", n = about(*part))).color(cx.theme.ink.body));
    ui.add_space(space::WIDE);
    let load = ui.button(say!("recording.load_part"));
    if load.clicked() {
        out.push(Action::Window(WindowAction::LoadPart));
    }
    ui.add_space(space::TIGHT);
}

/// Two digits of a number that is known no better.
fn about(n: u64) -> String {
    let scale = 10_u64.pow(n.checked_ilog10().unwrap_or(0).saturating_sub(1));
    grouped((n + scale / 2) / scale * scale)
}

/// `"1.4 GiB"`, `"512 MiB"`.
fn size_of(bytes: u64) -> String {
    let mib = bytes as f64 / f64::from(1 << 20);
    if mib >= 1024.0 { format!("{:.1} GiB", mib / 1024.0) } else { format!("{mib:.0} MiB") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_do_not_look_exact() {
        assert_eq!([7, 95, 12_345, 46_789_012].map(about), ["7", "95", "12\u{2009}000", "47\u{2009}000\u{2009}000"]);
        assert_eq!([512 << 20, 3 << 29].map(size_of), ["512 MiB", "1.5 GiB"]);
    }
}
