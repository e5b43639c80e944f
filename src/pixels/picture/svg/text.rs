//! Galleys as outlines: a run of one format on one row is a group labelled with its text.

use super::letters::Letter;
use super::{Escaped, Fill, Line, N, P, Page};
use egui::epaint::{
    TextShape,
    text::{ByteIndex, Galley},
};
use egui::{Color32, Pos2, Stroke, text::TextFormat};

/// A run of one format on a row.
struct Run {
    text: String,
    /// The index of its section in the layout job.
    section: usize,
    /// The horizontal position of each letter.
    places: Vec<f32>,
    /// The start and the end of its baseline.
    from: Pos2,
    to: f32,
}

impl Page<'_> {
    pub(super) fn text(&mut self, shape: &TextShape) {
        let TextShape { pos, galley, underline, fallback_color, override_text_color, opacity_factor, angle } = shape;
        let turn = if *angle == 0.0 {
            String::new()
        } else {
            format!(" transform=\"rotate({} {})\"", N(angle.to_degrees()), P(*pos).to_string().replace(' ', ","))
        };
        let seen = |color: Color32| {
            let color = if color == Color32::PLACEHOLDER { *fallback_color } else { color };
            if *opacity_factor < 1.0 { color.gamma_multiply(*opacity_factor) } else { color }
        };
        for run in runs(galley) {
            let Some(section) = galley.job.sections.get(run.section) else { continue };
            let TextFormat { font_id, color, background, italics, underline: own, strikethrough, .. } = &section.format;
            let (from, to) = (*pos + run.from.to_vec2(), pos.x + run.to);
            let width = to - from.x;
            let size = font_id.size;
            if *background != Color32::TRANSPARENT {
                let (x, y, height) = (N(from.x), N(from.y - size), N(size * 1.3));
                self.put(format_args!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\"{}{turn}/>",
                    N(width),
                    Fill(seen(*background))
                ));
            }
            let ink = seen(override_text_color.unwrap_or(*color));
            if !run.text.trim().is_empty() && ink != Color32::TRANSPARENT {
                self.put(format_args!("<g aria-label=\"{}\"{}{turn}>", Escaped(&run.text), Fill(ink)));
                for (sign, x) in run.text.chars().zip(&run.places) {
                    let Some(Letter { outline, units }) = self.letters.letter(&font_id.family, sign, &mut self.defs) else { continue };
                    let slant = if *italics { " skewX(-12)" } else { "" };
                    self.put(format_args!(
                        "<use xlink:href=\"#g{outline}\" transform=\"translate({} {}) scale({:.5}){slant}\"/>",
                        N(pos.x + x),
                        N(from.y),
                        size / units
                    ));
                }
                self.body.push_str("</g>\n");
            }
            let under = if underline.is_empty() { own } else { underline };
            for (stroke, up) in [(under, -0.12), (strikethrough, 0.3)] {
                if !stroke.is_empty() {
                    let line = Line(Stroke::new(stroke.width, seen(stroke.color)));
                    let (x, y) = (N(from.x), N(from.y - size * up));
                    self.put(format_args!("<path d=\"M{x} {y}H{}\" fill=\"none\"{line}{turn}/>", N(to)));
                }
            }
        }
    }
}

/// The runs of a galley, relative to it. What the galley elides is left out.
fn runs(galley: &Galley) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut byte, text) = (0, galley.job.text.as_str());
    for row in &galley.rows {
        let mut begun = false;
        for glyph in &row.glyphs {
            let section = galley.job.sections.iter().position(|section| section.byte_range.contains(&ByteIndex(byte))).unwrap_or_default();
            byte += text.get(byte..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            let at = row.pos + glyph.pos.to_vec2();
            let end = at.x + glyph.advance_width;
            match runs.last_mut().filter(|run| begun && run.section == section) {
                Some(run) => {
                    run.text.push(glyph.chr);
                    run.places.push(at.x);
                    run.to = end;
                }
                None => runs.push(Run { text: glyph.chr.into(), section, places: vec![at.x], from: at, to: end }),
            }
            begun = true;
        }
        byte += usize::from(row.ends_with_newline);
    }
    runs
}
