//! Draws items as they are. It decides nothing: the theme knows the colours.

use super::item::{Align, Face, Icon, Ink, Item, Shape as ItemShape, Tone as Mood};
use crate::theme::{self, Theme, Tone};
use egui::epaint::{Mesh, PathShape, RectShape, Shape};
use egui::{Color32, CornerRadius, FontId, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2};

/// The font for a face.
pub fn font(size: f32, face: Face) -> FontId {
    match face {
        Face::Text => theme::text(size),
        Face::Bold => theme::bold(size),
        Face::Code => theme::mono(size),
    }
}

fn tone(theme: &Theme, mood: Mood) -> Tone {
    match mood {
        Mood::Running => theme.running,
        Mood::Runnable => theme.runnable,
        Mood::Waiting => theme.waiting,
        Mood::Switching => theme.switching,
        Mood::Lock => theme.lock,
        Mood::Looping => theme.looping,
        Mood::Idle => theme.idle,
    }
}

fn color(theme: &Theme, ink: Ink) -> Color32 {
    match ink {
        Ink::Strong => theme.ink.strong,
        Ink::Body => theme.ink.body,
        Ink::Dim => theme.ink.dim,
        Ink::Focus => theme.ink.focus,
        Ink::Page => theme.surface.page,
        Ink::Panel => theme.surface.panel,
        Ink::Card => theme.surface.card,
        Ink::Well => theme.surface.well,
        Ink::Border => theme.surface.border,
        Ink::Outline => theme.surface.outline,
        Ink::Fill(mood) => tone(theme, mood).fill,
        Ink::On(mood) => tone(theme, mood).on,
        Ink::Text(mood) => tone(theme, mood).text,
        Ink::Edge(mood) => tone(theme, mood).edge,
        Ink::Tint(mood) => tone(theme, mood).tint,
    }
}

/// Paints the items with their origin at `origin`.
pub fn paint(painter: &Painter, origin: Pos2, items: &[Item], theme: &Theme) {
    let by = origin.to_vec2();
    for Item { rect, shape, .. } in items {
        let rect = rect.translate(by);
        match shape {
            ItemShape::Block { radius, fill, line, dashed } => {
                let fill = fill.map_or(Color32::TRANSPARENT, |ink| color(theme, ink));
                let line = line.map_or(Stroke::NONE, |(width, ink)| Stroke::new(width, color(theme, ink)));
                let corner = CornerRadius::same(radius.round().clamp(0.0, 255.0) as u8);
                if *dashed {
                    painter.add(RectShape::filled(rect, corner, fill));
                    let outline = rounded(rect.shrink(line.width / 2.0), *radius);
                    painter.extend(Shape::dashed_line(&outline, line, 4.0 * line.width.max(1.0), 3.0 * line.width.max(1.0)));
                } else {
                    painter.add(RectShape::new(rect, corner, fill, line, StrokeKind::Inside));
                }
            }
            ItemShape::Hatch { radius, tone: mood, pitch } => {
                let Tone { fill, tint, edge, .. } = tone(theme, *mood);
                let corner = CornerRadius::same(radius.round().clamp(0.0, 255.0) as u8);
                painter.rect_filled(rect, corner, tint);
                painter.add(Shape::mesh(stripes(rect, *pitch, fill)));
                painter.rect_stroke(rect, corner, Stroke::new(1.0, edge), StrokeKind::Inside);
            }
            ItemShape::Text { text, size, face, ink, align } => {
                let galley = painter.layout_no_wrap(text.clone(), font(*size, *face), color(theme, *ink));
                let x = match align {
                    Align::Left => rect.left(),
                    Align::Center => rect.center().x - galley.size().x / 2.0,
                    Align::Right => rect.right() - galley.size().x,
                };
                let at = pos2(x, rect.center().y - galley.size().y / 2.0);
                painter.galley(at, galley, color(theme, *ink));
            }
            ItemShape::Line { points, radius, width, ink, dashed, head, shift } => {
                let points: Vec<Pos2> = points.iter().map(|p| *p + by).collect();
                line(painter, &points, *radius, Stroke::new(*width, color(theme, *ink)), *dashed, *head, *shift);
            }
            ItemShape::Chain { ink } => chain(painter, rect, color(theme, *ink)),
            ItemShape::Icon { icon, ink } => picture(painter, rect, *icon, color(theme, *ink)),
        }
    }
}

/// Slanted stripes, clipped at the edges of the rect.
fn stripes(rect: Rect, pitch: f32, color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    let (width, height) = (rect.width(), rect.height());
    let pitch = pitch.max(2.0);
    let mut x = -height;
    // Stripes are fixed on the page, so that a shrinking bar uncovers them and they do not crawl.
    while x < width {
        // The stripe leans to the right as it rises: at height y above the bottom it covers x + y to x + y + pitch / 2.
        let corner = |x: f32, y: f32| pos2(rect.left() + x, rect.bottom() - y);
        let (left, right) = (x, x + pitch / 2.0);
        let polygon = clip(&[corner(left, 0.0), corner(right, 0.0), corner(right + height, height), corner(left + height, height)], rect);
        if polygon.len() > 2 {
            let first = mesh.vertices.len() as u32;
            for point in &polygon {
                mesh.colored_vertex(*point, color);
            }
            for i in 1..polygon.len() as u32 - 1 {
                mesh.add_triangle(first, first + i, first + i + 1);
            }
        }
        x += pitch;
    }
    mesh
}

/// The part of a convex polygon that is between the rect's left and right edges.
fn clip(polygon: &[Pos2], rect: Rect) -> Vec<Pos2> {
    let half = |points: &[Pos2], edge: f32, keep_right: bool| -> Vec<Pos2> {
        let inside = |p: Pos2| if keep_right { p.x >= edge } else { p.x <= edge };
        let mut out = Vec::with_capacity(points.len() + 1);
        for (i, a) in points.iter().enumerate() {
            let b = points[(i + 1) % points.len()];
            if inside(*a) {
                out.push(*a);
            }
            if inside(*a) != inside(b) {
                out.push(*a + (b - *a) * ((edge - a.x) / (b.x - a.x)));
            }
        }
        out
    };
    half(&half(polygon, rect.left(), true), rect.right(), false)
}

/// A closed outline with round corners.
fn rounded(rect: Rect, radius: f32) -> Vec<Pos2> {
    let r = radius.min(rect.width() / 2.0).min(rect.height() / 2.0).max(0.0);
    let inner = rect.shrink(r);
    let corners = [(inner.right_top(), -0.25), (inner.right_bottom(), 0.0), (inner.left_bottom(), 0.25), (inner.left_top(), 0.5)];
    let mut points = Vec::with_capacity(25);
    for (center, turn) in corners {
        for i in 0..=5 {
            let angle = (turn + i as f32 / 20.0) * std::f32::consts::TAU;
            points.push(center + r * Vec2::angled(angle));
        }
    }
    points.push(points[0]);
    points
}

/// The same path with its corners rounded.
fn smooth(points: &[Pos2], radius: f32) -> Vec<Pos2> {
    let mut out = Vec::with_capacity(points.len() * 4);
    for (i, p) in points.iter().enumerate() {
        let (Some(before), Some(after)) = (i.checked_sub(1).map(|i| points[i]), points.get(i + 1)) else {
            out.push(*p);
            continue;
        };
        let (into, from) = (before - *p, *after - *p);
        let r = radius.min(into.length() / 2.0).min(from.length() / 2.0);
        if r < 0.5 {
            out.push(*p);
            continue;
        }
        let (a, b) = (*p + into.normalized() * r, *p + from.normalized() * r);
        for step in 0..=6 {
            let t = step as f32 / 6.0;
            let (u, v) = (a + (*p - a) * t, *p + (b - *p) * t);
            out.push(u + (v - u) * t);
        }
    }
    out
}

fn line(painter: &Painter, points: &[Pos2], radius: f32, stroke: Stroke, dashed: bool, head: f32, shift: f32) {
    let mut points = smooth(points, radius);
    if head > 0.0
        && let [.., before, tip] = points[..]
    {
        let along = (tip - before).normalized();
        let side = along.rot90() * head * 0.55;
        let foot = tip - along * head;
        painter.add(Shape::convex_polygon(vec![tip, foot + side, foot - side], stroke.color, Stroke::NONE));
        if let Some(last) = points.last_mut() {
            *last = foot + along;
        }
    }
    if dashed {
        let (dash, gap) = (3.0 * stroke.width, 2.4 * stroke.width);
        painter.extend(Shape::dashed_line_with_offset(&points, stroke, &[dash], &[gap], shift));
    } else {
        painter.add(PathShape::line(points, stroke));
    }
}

/// Three links: two seen from the front, one from the side.
fn chain(painter: &Painter, rect: Rect, color: Color32) {
    let (width, height) = (rect.width(), rect.height());
    let stroke = Stroke::new(0.2 * height, color);
    for x in [0.0, 0.58] {
        let link = Rect::from_min_size(rect.min + vec2(x * width, 0.0), vec2(0.42 * width, height));
        painter.rect_stroke(link, CornerRadius::same((height / 2.0) as u8), stroke, StrokeKind::Inside);
    }
    let side = Rect::from_center_size(rect.center(), vec2(0.44 * width, 0.26 * height));
    painter.rect_filled(side, CornerRadius::same((0.13 * height) as u8), color);
}

/// A small picture in one colour.
pub(crate) fn picture(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let at = |x: f32, y: f32| rect.min + vec2(x * rect.width(), y * rect.height());
    let stroke = Stroke::new((0.1 * rect.height()).max(1.2), color);
    let fill = |points: Vec<Pos2>| {
        painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
    };
    let path = |points: Vec<Pos2>| {
        painter.add(PathShape::line(points, stroke));
    };
    let outline = |rect: Rect, radius: f32| {
        painter.rect_stroke(rect, CornerRadius::same(radius as u8), stroke, StrokeKind::Middle);
    };
    let arc = |center: Pos2, radius: f32, from: f32, to: f32| {
        let n = 18;
        (0..=n)
            .map(|i| center + radius * Vec2::angled((from + (to - from) * i as f32 / n as f32) * std::f32::consts::TAU))
            .collect::<Vec<_>>()
    };
    match icon {
        Icon::Start | Icon::Here => fill(vec![at(0.2, 0.08), at(0.92, 0.5), at(0.2, 0.92)]),
        Icon::Reply => {
            outline(Rect::from_min_max(at(0.04, 0.2), at(0.96, 0.84)), 2.0);
            path(vec![at(0.06, 0.24), at(0.5, 0.58), at(0.94, 0.24)]);
        }
        Icon::Timer => {
            painter.circle_stroke(rect.center(), 0.42 * rect.height(), stroke);
            path(vec![at(0.5, 0.26), at(0.5, 0.52), at(0.68, 0.64)]);
        }
        Icon::Mouse => {
            outline(Rect::from_min_max(at(0.22, 0.06), at(0.78, 0.94)), 0.26 * rect.width());
            path(vec![at(0.5, 0.08), at(0.5, 0.4)]);
            path(vec![at(0.24, 0.42), at(0.76, 0.42)]);
        }
        Icon::Key => {
            outline(Rect::from_min_max(at(0.06, 0.1), at(0.94, 0.9)), 3.0);
            path(vec![at(0.3, 0.66), at(0.7, 0.66)]);
        }
        Icon::Lock => {
            painter.rect_filled(Rect::from_min_max(at(0.16, 0.46), at(0.84, 0.94)), 2.0, color);
            path(arc(at(0.5, 0.46), 0.24 * rect.height(), 0.5, 1.0));
        }
        Icon::Task => {
            painter.circle_stroke(at(0.5, 0.5), 0.4 * rect.height(), stroke);
            path(vec![at(0.3, 0.52), at(0.45, 0.66), at(0.72, 0.36)]);
        }
        Icon::Yield => {
            path(vec![at(0.1, 0.5), at(0.9, 0.5)]);
            path(vec![at(0.62, 0.24), at(0.9, 0.5), at(0.62, 0.76)]);
        }
        Icon::Thread => {
            for x in [0.22, 0.5, 0.78] {
                let wave = (0..=12).map(|i| {
                    let y = 0.06 + 0.88 * i as f32 / 12.0;
                    at(x + 0.09 * (y * 9.0).sin(), y)
                });
                path(wave.collect());
            }
        }
        Icon::Flag => {
            path(vec![at(0.16, 0.04), at(0.16, 0.98)]);
            let square = |x: f32, y: f32| {
                Rect::from_min_max(at(0.2 + x * 0.19, 0.06 + y * 0.19), at(0.2 + (x + 1.0) * 0.19, 0.06 + (y + 1.0) * 0.19))
            };
            for y in 0..3 {
                for x in 0..4 {
                    if (x + y) % 2 == 0 {
                        painter.rect_filled(square(x as f32, y as f32), 0.0, color);
                    }
                }
            }
            painter.rect_stroke(Rect::from_min_max(at(0.2, 0.06), at(0.96, 0.63)), 0.0, Stroke::new(1.0, color), StrokeKind::Middle);
        }
        Icon::Chip => {
            outline(Rect::from_min_max(at(0.22, 0.22), at(0.78, 0.78)), 1.5);
            painter.rect_filled(Rect::from_min_max(at(0.38, 0.38), at(0.62, 0.62)), 0.0, color);
            for along in [0.36, 0.64] {
                for (from, to) in [(0.02, 0.22), (0.78, 0.98)] {
                    path(vec![at(along, from), at(along, to)]);
                    path(vec![at(from, along), at(to, along)]);
                }
            }
        }
        Icon::Hourglass => {
            for y in [0.06, 0.94] {
                path(vec![at(0.14, y), at(0.86, y)]);
            }
            path(vec![at(0.24, 0.06), at(0.24, 0.2), at(0.5, 0.5), at(0.24, 0.8), at(0.24, 0.94)]);
            path(vec![at(0.76, 0.06), at(0.76, 0.2), at(0.5, 0.5), at(0.76, 0.8), at(0.76, 0.94)]);
            fill(vec![at(0.5, 0.58), at(0.72, 0.9), at(0.28, 0.9)]);
        }
        Icon::Around => {
            let points = arc(rect.center(), 0.36 * rect.height(), -0.2, 0.6);
            if let Some(tip) = points.first().copied() {
                let (a, b) = (tip + vec2(-0.3, -0.12) * rect.height(), tip + vec2(0.1, -0.3) * rect.height());
                fill(vec![tip + vec2(0.06, 0.12) * rect.height(), a, b]);
            }
            path(points);
        }
    }
}
