//! [`Texture`]: an image that triangles are painted with.

use super::Image;
use egui::epaint::{ImageData, image::ImageDelta};
use egui::{Color32, TextureFilter, TextureWrapMode};

/// Pixels that can be sampled, always with the magnifying filter: what we draw is never minified.
pub struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
    nearest: bool,
    wrap: TextureWrapMode,
}

/// One sample's red, green, blue and alpha, each 0 to 255.
pub type Texel = [f32; 4];

impl Texture {
    pub(super) fn new(delta: ImageDelta) -> Self {
        let ImageData::Color(image) = delta.image;
        let [width, height] = image.size;
        let nearest = delta.options.magnification == TextureFilter::Nearest;
        Self { width, height, pixels: image.pixels.clone(), nearest, wrap: delta.options.wrap_mode }
    }

    /// Copies a smaller image to a position in this one, if it fits there.
    pub(super) fn patch(&mut self, [x, y]: [usize; 2], delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let [width, height] = image.size;
        if width == 0 || x + width > self.width || y + height > self.height {
            return;
        }
        for (row, from) in image.pixels.chunks_exact(width).enumerate() {
            let at = (y + row) * self.width + x;
            self.pixels[at..at + width].copy_from_slice(from);
        }
    }

    /// The whole texture as an image.
    #[must_use]
    pub fn image(&self) -> Image {
        Image::of(self.width, self.pixels.clone())
    }
    /// Width and height, in pixels.
    #[must_use]
    pub const fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The colour at `u`, `v`, which go from 0 to 1 across the texture.
    #[must_use]
    pub fn sample(&self, u: f32, v: f32) -> Texel {
        let (x, y) = (u * self.width as f32, v * self.height as f32);
        if self.nearest {
            return self.texel(x.floor() as i64, y.floor() as i64);
        }
        let (x, y) = (x - 0.5, y - 0.5);
        let (left, top) = (x.floor(), y.floor());
        let (right_share, bottom_share) = (x - left, y - top);
        let (left, top) = (left as i64, top as i64);
        let here = self.texel(left, top);
        if right_share == 0.0 && bottom_share == 0.0 {
            return here;
        }
        let upper = mix(here, self.texel(left + 1, top), right_share);
        let lower = mix(self.texel(left, top + 1), self.texel(left + 1, top + 1), right_share);
        mix(upper, lower, bottom_share)
    }

    fn texel(&self, x: i64, y: i64) -> Texel {
        let (x, y) = (self.wrapped(x, self.width), self.wrapped(y, self.height));
        let color = self.pixels.get(y * self.width + x).copied().unwrap_or_default();
        color.to_array().map(f32::from)
    }

    fn wrapped(&self, at: i64, size: usize) -> usize {
        let size = (size as i64).max(1);
        let at = match self.wrap {
            TextureWrapMode::ClampToEdge => at.clamp(0, size - 1),
            TextureWrapMode::Repeat => at.rem_euclid(size),
            TextureWrapMode::MirroredRepeat => {
                let at = at.rem_euclid(2 * size);
                at.min(2 * size - 1 - at)
            }
        };
        at as usize
    }
}

fn mix(from: Texel, to: Texel, share: f32) -> Texel {
    std::array::from_fn(|i| from[i] + (to[i] - from[i]) * share)
}
