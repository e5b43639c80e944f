//! Painting, checked pixel by pixel.

use super::{Booth, Clip, Image, Raster};
use egui::epaint::image::ImageDelta;
use egui::epaint::textures::TexturesDelta;
use egui::epaint::{ClippedPrimitive, ColorImage, Mesh, Primitive, Vertex, WHITE_UV};
use egui::{Color32, Pos2, Rect, TextureId, TextureOptions, pos2, vec2};

const RED: Color32 = Color32::from_rgb(200, 0, 0);
const HALF: Color32 = Color32::from_rgba_premultiplied(0, 0, 100, 128);

fn raster(width: usize, texels: Vec<Color32>, options: TextureOptions) -> Raster {
    let mut raster = Raster::default();
    let mut delta = TexturesDelta::default();
    let height = texels.len() / width;
    delta.push(TextureId::default(), ImageDelta::full(ColorImage::new([width, height], texels), options));
    raster.apply(&mut delta);
    raster
}

fn plain() -> Raster {
    raster(1, vec![Color32::WHITE], TextureOptions::LINEAR)
}

fn painted(raster: &Raster, mesh: Mesh, clip: Rect) -> Image {
    let mut image = Image::filled(8, 8, Color32::BLACK);
    raster.paint(&mut image, &[ClippedPrimitive { clip_rect: clip, primitive: Primitive::Mesh(mesh) }], 1.0);
    image
}

fn count(image: &Image, color: Color32) -> usize {
    image.pixels().iter().filter(|c| **c == color).count()
}

fn rect(x0: f32, y0: f32, x1: f32, y1: f32) -> Rect {
    Rect::from_min_max(pos2(x0, y0), pos2(x1, y1))
}

fn triangle(points: [Pos2; 3], color: Color32) -> Mesh {
    let vertices = points.map(|pos| Vertex { pos, uv: WHITE_UV, color }).to_vec();
    Mesh { indices: vec![0, 1, 2], vertices, texture_id: TextureId::default() }
}

#[test]
fn a_flat_rectangle_covers_the_pixels_whose_centres_it_holds() {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(rect(1.0, 2.0, 4.0, 4.4), RED);
    let image = painted(&plain(), mesh, Rect::EVERYTHING);
    assert_eq!(count(&image, RED), 6);
    assert_eq!(image.get(1, 2), Some(RED));
    assert_eq!(image.get(3, 3), Some(RED));
    assert_eq!(image.get(4, 3), Some(Color32::BLACK));
}

#[test]
fn two_triangles_that_share_an_edge_neither_overlap_nor_leave_a_gap() {
    let corners = [pos2(0.3, 0.0), pos2(8.0, 0.7), pos2(0.0, 7.6), pos2(7.7, 8.0)];
    let mut both = Image::filled(8, 8, Color32::BLACK);
    for points in [[corners[0], corners[1], corners[2]], [corners[3], corners[1], corners[2]]] {
        let mesh = triangle(points, HALF);
        plain().paint(&mut both, &[ClippedPrimitive { clip_rect: Rect::EVERYTHING, primitive: Primitive::Mesh(mesh) }], 1.0);
    }
    let once = Color32::from_rgba_premultiplied(0, 0, 100, 255);
    assert_eq!(count(&both, once) + count(&both, Color32::BLACK), 64, "a pixel was painted twice");
    assert_eq!(both.get(4, 3), Some(once));
    assert!(count(&both, once) >= 60);
}

#[test]
fn a_triangle_agrees_with_testing_every_pixel() {
    let points = [pos2(0.4, 1.1), pos2(7.3, 2.9), pos2(2.2, 7.8)];
    let image = painted(&plain(), triangle(points, RED), Rect::EVERYTHING);
    let side = |a: Pos2, b: Pos2, p: Pos2| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    for y in 0..8 {
        for x in 0..8 {
            let p = pos2(x as f32 + 0.5, y as f32 + 0.5);
            let inside = (0..3).all(|i| side(points[i], points[(i + 1) % 3], p) >= 0.0);
            assert_eq!(image.get(x, y) == Some(RED), inside, "pixel {x}, {y}");
        }
    }
}

#[test]
fn half_transparent_lets_what_is_below_shine_through() {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(rect(0.0, 0.0, 8.0, 8.0), RED);
    mesh.add_colored_rect(rect(0.0, 0.0, 4.0, 8.0), HALF);
    let image = painted(&plain(), mesh, Rect::EVERYTHING);
    assert_eq!(image.get(0, 0), Some(Color32::from_rgba_premultiplied(100, 0, 100, 255)));
    assert_eq!(image.get(5, 0), Some(RED));
}

#[test]
fn nothing_is_painted_outside_the_clip() {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(rect(-1e9, -50.0, 1e9, 50.0), RED);
    assert_eq!(count(&painted(&plain(), mesh.clone(), rect(2.0, 2.0, 5.0, 4.0)), RED), 6);
    assert_eq!(count(&painted(&plain(), mesh.clone(), rect(5.0, 5.0, 2.0, 2.0)), RED), 0);
    assert_eq!(count(&painted(&plain(), mesh, Rect::EVERYTHING), RED), 64);
    let far = triangle([pos2(-1e30, -1e30), pos2(1e30, -1e30), pos2(0.0, 1e30)], RED);
    assert!(count(&painted(&plain(), far, rect(3.0, 3.0, 5.0, 5.0)), RED) <= 4);
    assert!(Clip::new(rect(f32::NAN, 0.0, f32::NAN, 8.0), 1.0, &Image::filled(8, 8, RED)).is_empty());
}

#[test]
fn a_glyph_is_cut_out_of_the_atlas() {
    let clear = Color32::TRANSPARENT;
    let atlas = vec![clear, Color32::WHITE, clear, clear, clear, Color32::WHITE, clear, clear];
    let mut mesh = Mesh::default();
    mesh.add_rect_with_uv(rect(2.0, 2.0, 4.0, 4.0), rect(0.0, 0.0, 0.5, 1.0), RED);
    let image = painted(&raster(4, atlas, TextureOptions::LINEAR), mesh, Rect::EVERYTHING);
    assert_eq!(count(&image, RED), 2);
    assert_eq!((image.get(3, 2), image.get(3, 3)), (Some(RED), Some(RED)));
}

#[test]
fn a_repeating_texture_repeats() {
    let mut mesh = Mesh::default();
    mesh.add_rect_with_uv(rect(0.0, 0.0, 8.0, 1.0), rect(-2.0, 0.0, 2.0, 1.0), Color32::WHITE);
    let image = painted(&raster(2, vec![RED, HALF], TextureOptions::NEAREST_REPEAT), mesh, Rect::EVERYTHING);
    let row: Vec<bool> = (0..8).map(|x| image.get(x, 0) == Some(RED)).collect();
    assert_eq!(row, [true, false, true, false, true, false, true, false]);
}

#[test]
fn patches_of_unknown_or_smaller_textures_are_ignored() {
    let patch = |pos| ImageDelta { pos: Some(pos), ..ImageDelta::full(ColorImage::filled([2, 2], RED), TextureOptions::LINEAR) };
    let mut raster = plain();
    let mut delta = TexturesDelta::default();
    delta.push(TextureId::default(), patch([0, 0]));
    delta.push(TextureId::User(7), patch([0, 0]));
    raster.apply(&mut delta);
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(rect(0.0, 0.0, 8.0, 8.0), Color32::WHITE);
    assert_eq!(count(&painted(&raster, mesh.clone(), Rect::EVERYTHING), Color32::WHITE), 64);
    mesh.texture_id = TextureId::User(7);
    assert_eq!(count(&painted(&raster, mesh, Rect::EVERYTHING), Color32::BLACK), 64);
}

#[test]
fn a_broken_mesh_paints_what_is_whole() {
    let mut mesh = triangle([pos2(0.0, 0.0), pos2(8.0, 0.0), pos2(0.0, 8.0)], RED);
    mesh.indices.extend([0, 1, 99, 1, 2]);
    mesh.vertices.extend(triangle([pos2(f32::NAN, 0.0), pos2(1.0, f32::INFINITY), Pos2::ZERO], RED).vertices);
    mesh.indices.extend([3, 4, 5]);
    assert!(count(&painted(&plain(), mesh, Rect::EVERYTHING), RED) > 20);
}

#[test]
fn the_same_interface_gives_the_same_bytes_and_a_png_that_reads_back() {
    let take = || {
        let mut booth = Booth::new(vec2(200.0, 60.0), 1.5);
        booth.picture(2, Color32::BLACK, |ui| {
            ui.heading("Kept waiting: 3.2 ms");
            ui.add(egui::Slider::new(&mut 3.0, 0.0..=9.0));
        })
    };
    let image = take();
    assert_eq!(image, take());
    assert_eq!((image.width(), image.height()), (300, 90));
    assert!(image.pixels().iter().filter(|c| c.r() > 100).count() > 200, "no text was painted");
    let mut reader = png::Decoder::new(std::io::Cursor::new(image.to_png().unwrap())).read_info().unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut bytes).unwrap();
    let first: Vec<u8> = image.pixels().iter().flat_map(|c| [c.r(), c.g(), c.b()]).collect();
    assert_eq!(bytes, first);
}
