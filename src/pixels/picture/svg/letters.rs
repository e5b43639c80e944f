//! The outlines of letters, from the fonts that the panels are drawn with, each defined once.

use egui::{FontDefinitions, FontFamily};
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
};
use std::{collections::HashMap, fmt::Write as _};

/// The letters defined so far.
pub(super) struct Letters {
    fonts: FontDefinitions,
    known: HashMap<(FontFamily, char), Option<Letter>>,
    /// The definition of each font's glyph, by glyph number, so that two families share it.
    drawn: HashMap<(String, u32), usize>,
}

/// A letter that can be put on the page.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    /// The index of its outline among the definitions.
    pub outline: usize,
    /// The units of the outline per em.
    pub units: f32,
}

impl Letters {
    pub fn new(fonts: FontDefinitions) -> Self {
        Self { fonts, known: HashMap::new(), drawn: HashMap::new() }
    }

    /// A letter of a family, its outline added to `defs` if it is new; `None` for one without an outline, such as a
    /// space.
    pub fn letter(&mut self, family: &FontFamily, sign: char, defs: &mut String) -> Option<Letter> {
        let key = (family.clone(), sign);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let letter = self.drawn(family, sign, defs);
        self.known.insert(key, letter);
        letter
    }

    fn drawn(&mut self, family: &FontFamily, sign: char, defs: &mut String) -> Option<Letter> {
        let Self { fonts, drawn, .. } = self;
        // The first font of the family that has the character.
        let (name, font, glyph) = fonts.families.get(family)?.iter().find_map(|name| {
            let data = fonts.font_data.get(name)?;
            let font = FontRef::from_index((*data.font).as_ref(), data.index).ok()?;
            let glyph = font.charmap().map(sign)?;
            Some((name, font, glyph))
        })?;
        let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        let key = (name.clone(), glyph.to_u32());
        if let Some(outline) = drawn.get(&key) {
            return Some(Letter { outline: *outline, units });
        }
        let mut pen = Pen(String::new());
        font.outline_glyphs().get(glyph)?.draw(DrawSettings::unhinted(Size::unscaled(), LocationRef::default()), &mut pen).ok()?;
        if pen.0.is_empty() {
            return None;
        }
        let outline = drawn.len();
        drawn.insert(key, outline);
        // Writing to a string cannot fail.
        let _ = writeln!(defs, "<path id=\"g{outline}\" d=\"{}\"/>", pen.0);
        Some(Letter { outline, units })
    }
}

/// Writes an outline as a path. The y axis points up in fonts and down on pages.
struct Pen(String);

impl Pen {
    fn put(&mut self, command: char, points: &[(f32, f32)]) {
        self.0.push(command);
        for (i, (x, y)) in points.iter().enumerate() {
            // Writing to a string cannot fail.
            let _ = write!(self.0, "{}{} {}", if i == 0 { "" } else { " " }, x.round() as i32, -y.round() as i32);
        }
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('M', &[(x, y)]);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.put('L', &[(x, y)]);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.put('Q', &[(cx, cy), (x, y)]);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.put('C', &[(ax, ay), (bx, by), (x, y)]);
    }
    fn close(&mut self) {
        self.0.push('Z');
    }
}
