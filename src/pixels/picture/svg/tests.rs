//! Shapes written as SVG and read back.

use super::write;
use crate::raster::Booth;
use egui::epaint::Mesh;
use egui::{Align2, Color32, FontId, Pos2, Rect, Shape, Stroke, StrokeKind, pos2, vec2};

const RED: Color32 = Color32::from_rgb(200, 16, 0);

/// The SVG of a painter's drawing.
fn drawn(draw: impl Fn(&egui::Painter)) -> String {
    let mut booth = Booth::new(vec2(100.0, 50.0), 2.0);
    let shapes = booth.shapes(|ui| draw(ui.painter()));
    let mut text = Vec::new();
    write(&booth, &shapes, Color32::WHITE, "a <test>", &mut text).unwrap();
    String::from_utf8(text).unwrap()
}

fn rect() -> Rect {
    Rect::from_min_max(pos2(10.0, 5.0), pos2(30.0, 15.0))
}

#[test]
fn rectangles_lines_and_circles_stay_what_they_are() {
    let svg = drawn(|painter| {
        painter.rect(rect(), 4.0, RED, Stroke::new(2.0, Color32::BLACK), StrokeKind::Inside);
        painter.line_segment([pos2(1.0, 2.0), pos2(3.0, 4.5)], Stroke::new(1.5, RED));
        painter.circle_filled(pos2(50.0, 25.0), 6.0, RED.gamma_multiply(0.5));
    });
    for part in [
        "<title>a &lt;test&gt;</title>",
        "viewBox=\"0 0 100 50\"",
        "<rect width=\"100\" height=\"50\" fill=\"#ffffff\"/>",
        // The stroke lies inside: its middle is a point further in.
        "<rect x=\"11\" y=\"6\" width=\"18\" height=\"8\" rx=\"3\" fill=\"#c81000\" stroke=\"#000000\" stroke-width=\"2\"/>",
        "<path d=\"M1 2L3 4.5\" fill=\"none\" stroke=\"#c81000\" stroke-width=\"1.5\"/>",
        "<circle cx=\"50\" cy=\"25\" r=\"6\"",
        "fill-opacity=\"0.5\"",
    ] {
        assert!(svg.contains(part), "{part}\n{svg}");
    }
}

#[test]
fn text_is_outlines_that_say_what_they_read() {
    let svg = drawn(|painter| {
        painter.text(pos2(10.0, 10.0), Align2::LEFT_TOP, "a < b & \u{1}a", FontId::proportional(14.0), RED);
        painter.text(pos2(10.0, 30.0), Align2::LEFT_TOP, "two\nrows", FontId::monospace(12.0), RED);
    });
    for part in [
        "<g aria-label=\"a &lt; b &amp; ",
        "<g aria-label=\"two\"",
        "<g aria-label=\"rows\" fill=\"#c81000\">",
        "transform=\"translate(10 ",
    ] {
        assert!(svg.contains(part), "{part}\n{svg}");
    }
    let first = svg.split("<g aria-label").nth(1).unwrap();
    let outlines: Vec<&str> = first.split("#g").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(outlines.len() >= 5 && outlines.first() == outlines.last(), "both a are one outline: {outlines:?}");
    assert_eq!(svg.matches(&format!("<path id=\"g{}\"", outlines[0])).count(), 1);
}

#[test]
fn a_fan_of_triangles_is_one_polygon_and_a_quad_a_rectangle() {
    let svg = drawn(|painter| {
        let mut mesh = Mesh::default();
        for point in [pos2(0.0, 0.0), pos2(10.0, 0.0), pos2(12.0, 5.0), pos2(2.0, 5.0)] {
            mesh.colored_vertex(point, RED);
        }
        mesh.add_triangle(0, 1, 2);
        mesh.add_triangle(0, 2, 3);
        mesh.add_colored_rect(rect(), Color32::BLACK);
        painter.add(Shape::mesh(mesh));
    });
    assert!(svg.contains("<path d=\"M0 0L10 0L12 5L2 5Z\" fill=\"#c81000\""), "{svg}");
    assert!(svg.contains("<rect x=\"10\" y=\"5\" width=\"20\" height=\"10\" fill=\"#000000\"/>"), "{svg}");
}

#[test]
fn a_texture_is_a_pattern_that_lies_where_it_is_painted() {
    let mut booth = Booth::new(vec2(100.0, 50.0), 1.0);
    let mut texture = None;
    let shapes = booth.shapes(|ui| {
        let image = egui::ColorImage::new([2, 2], vec![RED, Color32::BLACK, Color32::BLACK, RED]);
        let texture = texture.get_or_insert_with(|| ui.ctx().load_texture("checks", image, egui::TextureOptions::NEAREST_REPEAT));
        let mut mesh = Mesh::with_texture(texture.id());
        // Two and a half tiles of 8 points across, one down; the first begins at x = 10 − 4.
        mesh.add_rect_with_uv(
            Rect::from_min_size(pos2(10.0, 5.0), vec2(20.0, 8.0)),
            Rect::from_min_max(pos2(0.5, 0.0), pos2(3.0, 1.0)),
            Color32::WHITE,
        );
        ui.painter().add(Shape::mesh(mesh));
    });
    let mut text = Vec::new();
    write(&booth, &shapes, Color32::WHITE, "", &mut text).unwrap();
    let svg = String::from_utf8(text).unwrap();
    assert!(svg.contains("x=\"6\" y=\"5\" width=\"8\" height=\"8\" viewBox=\"0 0 2 2\""), "{svg}");
    assert!(svg.contains("data:image/png;base64,iVBOR") && svg.contains("fill=\"url(#p0)\""), "{svg}");
}

#[test]
fn what_lies_outside_its_clip_is_cut_off_there() {
    let svg = drawn(|painter| {
        let clipped = painter.with_clip_rect(rect());
        clipped.rect_filled(Rect::from_min_size(Pos2::ZERO, vec2(90.0, 40.0)), 0.0, RED);
    });
    assert!(svg.contains("<clipPath id=\"c0\"><rect x=\"10\" y=\"5\" width=\"20\" height=\"10\"/></clipPath>"), "{svg}");
    assert!(svg.contains("<g clip-path=\"url(#c0)\">") && svg.matches("<g").count() == svg.matches("</g>").count(), "{svg}");
}
