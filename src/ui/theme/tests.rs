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
    // Amber and sky are equally light, which is why sky is hatched. Green and vermilion are never side by side without
    // a step in lightness of their own.
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        assert!(contrast(theme.runnable.fill, theme.running.fill) > 1.4);
        assert!(contrast(theme.runnable.fill, theme.switching.fill) > 1.4);
        assert!(contrast(theme.running.fill, theme.switching.fill) > 1.1);
    }
}

/// A colour as seen by a person without one kind of cones, in linear light (Machado, Oliveira and Fernandes 2009,
/// severity 1).
fn seen_without(matrix: [[f64; 3]; 3], color: Color32) -> [f64; 3] {
    let linear = [color.r(), color.g(), color.b()].map(|c| (f64::from(c) / 255.0).powf(2.2));
    matrix.map(|row| row.iter().zip(linear).map(|(m, c)| m * c).sum::<f64>().clamp(0.0, 1.0))
}

/// CIE L*a*b* of linear sRGB under D65.
fn lab([r, g, b]: [f64; 3]) -> [f64; 3] {
    let x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505;
    let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
    let z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089;
    let f = |t: f64| if t > 0.008_856 { t.cbrt() } else { 7.787 * t + 16.0 / 116.0 };
    [116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))]
}

#[test]
fn the_colour_blind_tell_states_apart() {
    let kinds = [
        ("protanopia", [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]]),
        ("deuteranopia", [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]]),
        ("tritanopia", [[1.255_528, -0.076_749, -0.178_779], [-0.078_411, 0.930_809, 0.147_602], [0.004_733, 0.691_367, 0.303_900]]),
    ];
    for theme in [&Theme::DARK, &Theme::LIGHT] {
        let tones = tones(theme);
        for (kind, matrix) in kinds {
            for (i, (a, one)) in tones.iter().enumerate() {
                for (b, other) in &tones[i + 1..] {
                    let [x, y] = [one, other].map(|tone| lab(seen_without(matrix, tone.fill)));
                    let apart = x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
                    // A difference of 2.3 is just noticeable; a hall asks for several times that.
                    assert!(apart > 8.0, "{kind}: {a} and {b} are only {apart:.1} apart");
                }
            }
        }
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
