//! Contrast, by WCAG 2's formula, of every pair of colours that meets on the screen.

use super::{Surface, Theme, Tone};
use egui::Color32;

fn luminance(color: Color32) -> f64 {
    let part = |c: u8| {
        let c = f64::from(c) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
}

fn contrast(a: Color32, b: Color32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn at_least(bound: f64, a: Color32, b: Color32, what: &str) {
    let found = contrast(a, b);
    assert!(found >= bound, "{what}: {a:?} on {b:?} is {found:.2}:1, not {bound}:1");
}

fn tones(theme: &Theme) -> [(&'static str, Tone); 7] {
    let Theme { running, runnable, waiting, switching, lock, looping, idle, .. } = theme;
    [
        ("running", *running),
        ("runnable", *runnable),
        ("waiting", *waiting),
        ("switching", *switching),
        ("lock", *lock),
        ("loop", *looping),
        ("idle", *idle),
    ]
}

fn surfaces(theme: &Theme) -> [Color32; 5] {
    let Surface { page, panel, card, control, popup, .. } = theme.surface;
    [page, panel, card, control, popup]
}

#[test]
fn the_formula_agrees_with_its_definition() {
    assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-9);
    assert!((contrast(Color32::from_rgb(0x77, 0x77, 0x77), Color32::WHITE) - 4.48).abs() < 0.01);
}

#[test]
fn text_is_readable_wherever_it_stands() {
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        let ink = theme.ink;
        for on in surfaces(theme).into_iter().chain([theme.surface.well, theme.surface.control_hover]) {
            for (what, text) in [("strong", ink.strong), ("body", ink.body), ("dim", ink.dim)] {
                at_least(4.5, text, on, what);
            }
            at_least(4.5, theme.wrong, on, "wrong");
        }
        at_least(4.5, ink.strong, theme.surface.control_active, "a pressed button");
        at_least(4.5, ink.focus, theme.surface.chosen, "a chosen button");
        at_least(4.5, ink.inverse, ink.strong, "the now flag");
        for (what, tone) in tones(theme) {
            at_least(4.5, tone.on, tone.fill, what);
            at_least(4.5, ink.strong, tone.tint, what);
            at_least(4.5, ink.body, tone.tint, what);
            at_least(4.5, tone.text, tone.tint, what);
            for on in surfaces(theme) {
                at_least(4.5, tone.text, on, what);
            }
        }
    }
}

#[test]
fn marks_are_seen_on_every_surface() {
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        for (what, tone) in tones(theme) {
            for on in [theme.surface.page, theme.surface.panel, theme.surface.card] {
                at_least(3.0, tone.edge, on, what);
            }
        }
        at_least(3.0, theme.ink.handle, theme.surface.well, "a slider's handle");
        at_least(3.0, theme.surface.outline, theme.surface.panel, "a check box");
        at_least(3.0, theme.surface.outline, theme.surface.card, "a check box");
        at_least(3.0, theme.ink.focus, theme.surface.control_hover, "the focus");
        at_least(3.0, theme.waiting.fill, Theme::DARK.waiting.tint, "a hatching, dark");
        at_least(3.0, Theme::LIGHT.waiting.edge, Theme::LIGHT.waiting.tint, "a hatching, light");
    }
}

#[test]
fn state_colours_are_the_same_in_both_themes() {
    for ((what, dark), (_, light)) in tones(&Theme::DARK).into_iter().zip(tones(&Theme::LIGHT)) {
        if what != "idle" {
            assert_eq!(dark.fill, light.fill, "{what}");
        }
    }
}

#[test]
fn states_differ_in_grey_or_are_told_by_pattern_or_place() {
    // Amber and sky are equally light: that is why sky is hatched. Green and vermilion are never beside each other
    // without a lightness step of their own.
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        assert!(contrast(theme.runnable.fill, theme.running.fill) > 1.4);
        assert!(contrast(theme.runnable.fill, theme.switching.fill) > 1.4);
        assert!(contrast(theme.running.fill, theme.switching.fill) > 1.1);
    }
}

#[test]
fn every_glyph_that_we_write_exists_in_every_family() {
    let ctx = egui::Context::default();
    Theme::install(&ctx);
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        for font in [super::text(16.0), super::bold(16.0), super::mono(16.0)] {
            for c in "AZaz09 µΩ·×÷±≈≤≥≠∞√∑−–—…‘’“”•←↑→↓↔⇒⟶▶◀▲▼▸●■✓✕ÄÖÜßéèñŁžąσλÅ¹²³₀₁½€›‹«»⌘⇧".chars()
            {
                assert!(ui.fonts_mut(|fonts| fonts.has_glyph(&font, c)), "{font:?} lacks {c:?}");
            }
        }
    });
    output.drop_without_applying_deltas();
}

#[test]
fn figures_are_of_one_width() {
    let ctx = egui::Context::default();
    Theme::install(&ctx);
    let output = ctx.run_ui(egui::RawInput::default(), |ui| {
        for font in [super::text(16.0), super::bold(30.0), super::mono(16.0)] {
            let mut widths = ('0'..='9').map(|c| ui.fonts_mut(|fonts| fonts.glyph_width(&font, c)));
            let first = widths.next().unwrap_or_default();
            assert!(first > 0.0 && widths.all(|w| (w - first).abs() < 1e-4), "{font:?}");
        }
    });
    output.drop_without_applying_deltas();
}
