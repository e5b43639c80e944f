//! The theme on one page, in both themes: tones, texts and egui's own widgets, as a snapshot.

use crate::support::render::Pixels;
use egui::{Rect, RichText, Sense, Stroke, StrokeKind, Ui, vec2};
use egui_kittest::{Harness, SnapshotResults};
use loopscope::ui::theme::{Theme, Tone, bold, line, mono, radius, size, text};

struct Specimen {
    share: f32,
    on: bool,
    words: String,
}

fn tone(ui: &mut Ui, name: &str, tone: Tone) {
    let (place, _) = ui.allocate_exact_size(vec2(112.0, 84.0), Sense::hover());
    let painter = ui.painter();
    painter.rect(place, radius::CARD, tone.tint, Stroke::new(line::NORMAL, tone.edge), StrokeKind::Inside);
    let tile = Rect::from_min_size(place.min + vec2(10.0, 10.0), vec2(30.0, 30.0));
    painter.rect_filled(tile, radius::SMALL, tone.fill);
    painter.text(tile.center(), egui::Align2::CENTER_CENTER, "C", bold(size::VALUE), tone.on);
    painter.text(place.left_bottom() + vec2(10.0, -22.0), egui::Align2::LEFT_CENTER, name, text(size::SMALL), tone.text);
}

fn specimen(ui: &mut Ui, state: &mut Specimen) {
    let theme = Theme::of(ui.visuals());
    let card = egui::Frame::new().fill(theme.surface.panel).inner_margin(16.0).corner_radius(radius::PANEL);
    card.show(ui, |ui| {
        ui.label(RichText::new("Coroutines on a message loop").font(bold(size::TITLE)).color(theme.ink.strong));
        let says = "C’s reply is being handled; until it ends nothing else runs. Next: M → J → P, ≈ 3.2 ms.";
        ui.label(RichText::new(says).font(text(size::CAPTION)).color(theme.ink.body));
        ui.label(RichText::new("simulated · seed 7 · 10⁶ events ≤ 512 MiB").font(text(size::SMALL)).color(theme.ink.dim));
        ui.label(RichText::new("while True: event = get_event()").font(mono(size::CODE)));
        ui.horizontal(|ui| {
            ui.label(RichText::new("25.620 ms").font(bold(size::CLOCK)).color(theme.ink.strong));
            ui.label(RichText::new("6").font(bold(size::SHELF)).color(theme.ink.strong));
            ui.label(RichText::new("it broke").color(theme.wrong));
        });
        ui.horizontal(|ui| {
            let Theme { running, runnable, waiting, switching, lock, looping, idle, .. } = *theme;
            let names = ["running", "runnable", "waiting", "switching", "lock", "loop", "idle"];
            for (name, shown) in names.into_iter().zip([running, runnable, waiting, switching, lock, looping, idle]) {
                tone(ui, name, shown);
            }
        });
        ui.horizontal(|ui| {
            let _ = ui.button("step");
            ui.checkbox(&mut state.on, "threads");
            ui.selectable_label(true, "chosen").labelled_by(ui.label("speed").id);
            let label = ui.label("I/O latency");
            ui.add(egui::Slider::new(&mut state.share, 0.0..=1.0)).labelled_by(label.id);
            let label = ui.label("seed");
            ui.add(egui::TextEdit::singleline(&mut state.words).desired_width(80.0)).labelled_by(label.id);
        });
    });
}

#[test]
fn the_theme_looks_as_it_did() {
    let mut results = SnapshotResults::new();
    for (theme, name) in [(egui::Theme::Dark, "theme-dark"), (egui::Theme::Light, "theme-light")] {
        let mut harness = Harness::builder()
            .with_size(vec2(880.0, 394.0))
            .renderer(Pixels::default())
            .with_theme(theme)
            .with_context_setup(Theme::install)
            .build_ui_state(|ui, state: &mut Specimen| specimen(ui, state), Specimen { share: 0.6, on: true, words: "7".into() });
        harness.run_steps(3);
        harness.snapshot(name);
        results.extend_harness(&mut harness);
    }
}
