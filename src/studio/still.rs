//! A still picture for print: as pixels or as lines and letters.

use super::{Easel, Undone};
use egui::epaint::ClippedShape;
use egui::{Color32, Vec2};
use loopscope_formats::traces::format::Picture;
use loopscope_pixels::picture::svg;
use loopscope_pixels::raster::Booth;
use loopscope_ui::{Context, Views};
use std::io::Write;

/// The largest side of a still picture, pixels.
pub const MOST_PIXELS: f32 = 8192.0;
/// Pixels per point, unless somebody says otherwise: 288 to the inch.
pub const PRINT: f32 = 3.0;
/// Lines are laid out this finely; what little of them is an image is so many times as fine as on a screen.
const FINE: f32 = 4.0;
/// So many points are an inch on paper, and so many inches a metre.
const POINTS: f32 = 96.0;
const INCHES: f32 = 39.370_08;

/// The pixels per point that a kind of picture is laid out with.
#[must_use]
pub const fn scale_of(picture: Picture, asked: Option<f32>) -> f32 {
    match (picture, asked) {
        (Picture::Svg, _) => FINE,
        (_, Some(scale)) => scale,
        (Picture::Png, None) => PRINT,
        (Picture::Gif, None) => 1.0,
    }
}

/// Whether pictures of this size can be made.
///
/// # Errors
/// A sentence that says what can.
pub fn check_size(size: Vec2, scale: f32, most: f32) -> Result<(), Undone> {
    let pixels = size * scale;
    if pixels.x > most || pixels.y > most {
        return Err(Undone::says(format!(
            "{:.0} × {:.0} points at {scale} pixels a point are {:.0} × {:.0} pixels; at most {most} either way",
            size.x, size.y, pixels.x, pixels.y
        )));
    }
    Ok(())
}

/// A picture that was laid out and has still to be painted, which takes longer and can be done on another thread.
pub struct Negative {
    booth: Booth,
    shapes: Vec<ClippedShape>,
    background: Color32,
}

impl Negative {
    /// Lays a picture out.
    #[must_use]
    pub fn take(mut easel: Easel, cx: &Context<'_>, views: &Views<'_>) -> Self {
        let shapes = easel.shapes(cx, views);
        Self { booth: easel.into_booth(), shapes, background: cx.theme.surface.page }
    }

    /// Paints and writes it; `title` is what readers say of it that do not show it.
    ///
    /// # Errors
    /// When the output does not take it.
    pub fn write(self, picture: Picture, title: &str, to: &mut dyn Write) -> Result<(), Undone> {
        let Self { booth, shapes, background } = self;
        match picture {
            Picture::Svg => svg::write(&booth, &shapes, background, title, to)?,
            Picture::Png | Picture::Gif => {
                let (_, scale) = booth.size();
                let per_metre = (scale * POINTS * INCHES).round() as u32;
                booth.develop(shapes, background).write_png_for_print(to, Some(per_metre))?;
            }
        }
        Ok(())
    }
}
