//! [`Sheet`]: the image of the dense lanes' [columns](crate::timeline::layout::columns) that lies on the graphics card, and the meshes of a frame.
//!
//! The image is set only where something is new. It does not decide what is on it, nor in which colours.

use super::{Canvas, GHOST};
use crate::timeline::layout::columns::{Columns, Fresh, Patch};
use crate::timeline::layout::items::{Future, Ink, Items};
use crate::timeline::layout::lane::is_hatched;
use crate::timeline::layout::layers::state;
use egui::epaint::{ColorImage, Mesh, Vertex};
use egui::{Color32, Context, Pos2, TextureHandle, TextureId, TextureOptions, pos2};
use std::sync::Arc;

/// How much of a future that a fork left is seen, of 255: as much as of its single spans.
const LEFT: u8 = (GHOST * 255.0) as u8;

/// What is drawn with: kept from frame to frame for its memory.
#[derive(Default)]
pub struct Sheet {
    texture: Option<TextureHandle>,
    /// Its size, and of which theme its colours are.
    size: [usize; 2],
    dark: bool,
    /// What lies behind the dense lanes, these, and what lies in front.
    pub(crate) behind: Arc<Mesh>,
    lanes: Arc<Mesh>,
    pub(crate) front: Arc<Mesh>,
}

/// An empty mesh with the memory of the one that is kept, if nobody else has that still.
pub(crate) fn emptied(kept: &mut Arc<Mesh>, texture: TextureId) -> &mut Mesh {
    if Arc::get_mut(kept).is_none() {
        *kept = Arc::default();
    }
    let mesh = Arc::make_mut(kept);
    mesh.clear();
    mesh.texture_id = texture;
    mesh
}

impl Sheet {
    /// Brings the image up to date.
    pub fn ready(&mut self, columns: &mut Columns, canvas: &Canvas<'_>, ctx: &Context) {
        let [width, height] = columns.size();
        if height == 0 {
            return;
        }
        // Nothing is transparent, so that an idle core's lane is seen.
        let mut colours = [Color32::default(); 16];
        for (colour, code) in colours.iter_mut().zip(0..) {
            if let Some(state) = state(code) {
                *colour = canvas.look(if is_hatched(state) { Ink::Far(state) } else { Ink::State(state) }).1;
            }
        }
        let same = self.dark == canvas.theme.dark && self.size == [width, height];
        (self.dark, self.size) = (canvas.theme.dark, [width, height]);
        let whole = Patch { x: 0, y: 0, width, height };
        let patches = match columns.fresh() {
            Fresh::Some(patches) if same && area(&patches) * 10 < width * height * 9 => patches,
            _ => vec![whole],
        };
        let options = TextureOptions::NEAREST_REPEAT;
        for patch in patches {
            let mut pixels = Vec::with_capacity(patch.width * patch.height);
            for row in columns.rows(patch) {
                pixels.extend(row.iter().map(|code| colours[usize::from(code & 15)]));
            }
            let image = ColorImage::new([patch.width, patch.height], pixels);
            match &mut self.texture {
                Some(texture) if patch == whole => texture.set(image, options),
                Some(texture) => texture.set_partial([patch.x, patch.y], image, options),
                texture => *texture = Some(ctx.load_texture("timeline lanes", image, options)),
            }
        }
    }

    /// The dense lanes as one mesh.
    pub(crate) fn ribbons(&mut self, items: &Items, columns: &Columns, canvas: &Canvas<'_>) -> Arc<Mesh> {
        let Some(texture) = &self.texture else { return Arc::default() };
        let [width, height] = columns.size().map(|side| side.max(1) as f32);
        let mesh = emptied(&mut self.lanes, texture.id());
        for ribbon in &items.ribbons {
            let (min, max) = (canvas.point(ribbon.x0, ribbon.y0), canvas.point(ribbon.x1, ribbon.y0 + ribbon.height));
            let rows = (ribbon.row as f32 / height, (ribbon.row as f32 + ribbon.height as f32) / height);
            let uv = [pos2(ribbon.columns.0 as f32 / width, rows.0), pos2(ribbon.columns.1 as f32 / width, rows.1)];
            let colour = match ribbon.future {
                Future::Present => Color32::WHITE,
                Future::Left => Color32::from_white_alpha(LEFT),
            };
            rectangle(mesh, [min, max], uv, colour);
        }
        Arc::clone(&self.lanes)
    }
}

fn area(patches: &[Patch]) -> usize {
    patches.iter().map(|patch| patch.width * patch.height).sum()
}

/// Adds an upright rectangle with a part of the mesh's texture.
pub(crate) fn rectangle(mesh: &mut Mesh, [min, max]: [Pos2; 2], uv: [Pos2; 2], color: Color32) {
    let first = mesh.vertices.len() as u32;
    mesh.indices.extend_from_slice(&[first, first + 1, first + 2, first + 2, first + 1, first + 3]);
    mesh.vertices.extend_from_slice(&[
        Vertex { pos: min, uv: uv[0], color },
        Vertex { pos: pos2(max.x, min.y), uv: pos2(uv[1].x, uv[0].y), color },
        Vertex { pos: pos2(min.x, max.y), uv: pos2(uv[0].x, uv[1].y), color },
        Vertex { pos: max, uv: uv[1], color },
    ]);
}
