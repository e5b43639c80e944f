//! [`Image`]: rows of pixels, and saving them.

use egui::Color32;
use std::io::{self, Write};

/// Premultiplied RGBA pixels in gamma space, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    width: usize,
    pixels: Vec<Color32>,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Image {} × {}", self.width(), self.height())
    }
}

impl Image {
    /// An image of one colour; its size in pixels.
    #[must_use]
    pub fn filled(width: usize, height: usize, color: Color32) -> Self {
        Self { width, pixels: vec![color; width * height] }
    }

    /// An image of these pixels in rows of `width`; an incomplete last row is not visible.
    #[must_use]
    pub const fn of(width: usize, pixels: Vec<Color32>) -> Self {
        Self { width, pixels }
    }

    /// The width, in pixels.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The height, in pixels.
    #[must_use]
    pub const fn height(&self) -> usize {
        match self.pixels.len().checked_div(self.width) {
            Some(height) => height,
            None => 0,
        }
    }

    /// The pixels, row by row from the top.
    #[must_use]
    pub fn pixels(&self) -> &[Color32] {
        &self.pixels
    }

    /// The pixel at a position; `None` outside.
    #[must_use]
    pub fn get(&self, x: usize, y: usize) -> Option<Color32> {
        if x < self.width { self.pixels.get(y * self.width + x).copied() } else { None }
    }

    /// The pixels of one row from `x0` to before `x1`; the caller keeps within the image.
    pub(super) fn span(&mut self, y: i64, x0: i64, x1: i64) -> &mut [Color32] {
        let row = y as usize * self.width;
        &mut self.pixels[row + x0 as usize..row + x1 as usize]
    }

    /// The pixels as RGBA bytes, not premultiplied.
    #[must_use]
    pub fn to_rgba(&self) -> Vec<u8> {
        self.pixels.iter().flat_map(Color32::to_srgba_unmultiplied).collect()
    }

    /// Writes a PNG, without an alpha channel where nothing is transparent.
    ///
    /// # Errors
    /// Writing fails, or the image has no pixels.
    pub fn write_png(&self, to: impl Write) -> io::Result<()> {
        self.write_png_for_print(to, None)
    }

    /// As [`write_png`](Self::write_png), with the size on paper: `per_metre` pixels to a metre.
    ///
    /// # Errors
    /// As there.
    pub fn write_png_for_print(&self, to: impl Write, per_metre: Option<u32>) -> io::Result<()> {
        let size = |n: usize| u32::try_from(n).map_err(io::Error::other);
        let opaque = self.pixels.iter().all(Color32::is_opaque);
        let mut png = png::Encoder::new(to, size(self.width())?, size(self.height())?);
        png.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
        png.set_depth(png::BitDepth::Eight);
        png.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        png.set_pixel_dims(per_metre.map(|n| png::PixelDimensions { xppu: n, yppu: n, unit: png::Unit::Meter }));
        let mut writer = png.write_header()?;
        if opaque {
            let bytes: Vec<u8> = self.pixels.iter().flat_map(|c| [c.r(), c.g(), c.b()]).collect();
            writer.write_image_data(&bytes)?;
        } else {
            writer.write_image_data(&self.to_rgba())?;
        }
        writer.finish()?;
        Ok(())
    }

    /// The bytes of a PNG.
    ///
    /// # Errors
    /// An image without pixels cannot be saved.
    pub fn to_png(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_png(&mut bytes)?;
        Ok(bytes)
    }
}
