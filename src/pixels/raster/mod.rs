//! PIXELS WITHOUT A GPU: egui's tessellated meshes, painted by the CPU into an image. For tests, for the pictures in the
//! documentation, and for pictures that users take.
//!
//! * [`Raster`] keeps egui's textures and paints primitives with them.
//! * [`Image`] is the result, which can be saved as a PNG.
//! * [`Booth`] runs a user interface without a window, pass by pass, and takes its picture.
//!
//! The same input gives the same bytes on every machine: coverage is decided in integers (pixel centres, top-left rule),
//! colours in `f32` arithmetic without fused or platform functions, in gamma space as egui's own renderers do.
//!
//! Imports nothing of ours; it does not know what the triangles mean. Paint callbacks are skipped: they are for GPUs.

mod booth;
mod image;
mod mesh;
mod texture;

pub use booth::Booth;
pub use image::Image;
pub use texture::Texture;

use egui::epaint::textures::TexturesDelta;
use egui::epaint::{ClippedPrimitive, Primitive};
use egui::{Rect, TextureId};
use std::collections::HashMap;

/// egui's textures, and the painting of primitives with them.
#[derive(Default)]
pub struct Raster {
    textures: HashMap<TextureId, Texture>,
    doomed: Vec<TextureId>,
}

impl Raster {
    /// Applies new textures and patches, and empties `delta`. Freed textures can still be painted once, until the next
    /// call. A patch of a texture that does not exist, or that does not fit in it, is ignored.
    pub fn apply(&mut self, delta: &mut TexturesDelta) {
        for id in self.doomed.drain(..) {
            self.textures.remove(&id);
        }
        for (id, images) in delta.set.drain() {
            for image in images {
                match (image.pos, self.textures.get_mut(&id)) {
                    (None, _) => drop(self.textures.insert(id, Texture::new(image))),
                    (Some(at), Some(texture)) => texture.patch(at, &image),
                    (Some(_), None) => {}
                }
            }
        }
        self.doomed.extend(delta.free.drain());
    }

    /// A texture that can be painted with now.
    #[must_use]
    pub fn texture(&self, id: TextureId) -> Option<&Texture> {
        self.textures.get(&id)
    }

    /// Paints the primitives in their order; `scale` is pixels per point.
    pub fn paint(&self, image: &mut Image, primitives: &[ClippedPrimitive], scale: f32) {
        for ClippedPrimitive { clip_rect, primitive } in primitives {
            let clip = Clip::new(*clip_rect, scale, image);
            let Primitive::Mesh(mesh) = primitive else { continue };
            if let Some(texture) = self.textures.get(&mesh.texture_id)
                && !clip.is_empty()
            {
                mesh::paint(image, mesh, texture, clip, scale);
            }
        }
    }
}

/// The clip rectangle in pixels: from `x0`, `y0` to before `x1`, `y1`; always within the image.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Clip {
    x0: i64,
    y0: i64,
    x1: i64,
    y1: i64,
}

impl Clip {
    fn new(rect: Rect, scale: f32, image: &Image) -> Self {
        let pixel = |at: f32, size: usize| ((at * scale).round().clamp(0.0, size as f32)) as i64;
        Self {
            x0: pixel(rect.min.x, image.width()),
            y0: pixel(rect.min.y, image.height()),
            x1: pixel(rect.max.x, image.width()),
            y1: pixel(rect.max.y, image.height()),
        }
    }

    const fn is_empty(self) -> bool {
        self.x0 >= self.x1 || self.y0 >= self.y1
    }
}

#[cfg(test)]
mod tests;
