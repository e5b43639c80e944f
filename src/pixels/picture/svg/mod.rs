//! egui's shapes as SVG: rectangles stay rectangles and lines lines. Letters are outlines, so that the picture looks
//! the same whatever fonts its viewer has; their text is the label of their group (`aria-label`).
//!
//! * `text`: galleys. `letters`: the outlines, from the fonts that the panels are drawn with.
//! * `mesh`: triangles as polygons; as a pattern where they are textured.
//!
//! Patterns are images of the resolution that the shapes were made at: shapes for print are best made at several pixels
//! per point. Blurred shadows and gradients come out flat. Shapes without an SVG element are drawn as egui tessellates
//! them.

mod letters;
mod mesh;
mod text;

use crate::raster::{Booth, Raster};
use egui::epaint::{
    CircleShape, ClippedPrimitive, ClippedShape, ColorMode, CubicBezierShape, EllipseShape, PathShape, PathStroke, Primitive,
    QuadraticBezierShape, RectShape, Shape, StrokeKind,
};
use egui::{Color32, Context, CornerRadius, Pos2, Rect, Stroke};
use std::{
    fmt::{self, Display, Write as _},
    io::{self, Write},
};

/// Writes the shapes of the booth's last pass; `title` is the alternative text for viewers that do not show the
/// picture.
///
/// # Errors
/// Writing fails.
pub fn write(booth: &Booth, shapes: &[ClippedShape], background: Color32, title: &str, to: &mut dyn Write) -> io::Result<()> {
    let (size, scale) = booth.size();
    let mut page = Page {
        defs: String::new(),
        body: String::new(),
        clips: Vec::new(),
        patterns: mesh::Patterns::default(),
        letters: letters::Letters::new(booth.ctx.fonts(|fonts| fonts.definitions().clone())),
        raster: booth.raster(),
        ctx: &booth.ctx,
        scale,
    };
    let whole = Rect::from_min_size(Pos2::ZERO, size);
    let mut open = None;
    for ClippedShape { clip_rect, shape, transform_after_tessellation } in shapes {
        let clip = clip_rect.intersect(whole);
        if !clip.is_positive() {
            continue;
        }
        let clip = Some(page.clip(clip)).filter(|_| clip != whole);
        if open != Some(clip) {
            page.close(open);
            if let Some(clip) = clip {
                page.body.push_str(&format!("<g clip-path=\"url(#c{clip})\">\n"));
            }
            open = Some(clip);
        }
        let mut shape = shape.clone();
        shape.transform(*transform_after_tessellation);
        page.shape(&shape);
    }
    page.close(open);
    let Page { defs, body, .. } = page;
    write!(
        to,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {w} {h}\" role=\"img\">\n<title>{title}</title>\n<defs>\n{defs}</defs>\n\
         <rect width=\"{w}\" height=\"{h}\"{fill}/>\n{body}</svg>\n",
        w = N(size.x),
        h = N(size.y),
        title = Escaped(title),
        fill = Fill(background),
    )?;
    to.flush()
}

/// A page in progress.
struct Page<'a> {
    defs: String,
    body: String,
    clips: Vec<Rect>,
    patterns: mesh::Patterns,
    letters: letters::Letters,
    raster: &'a Raster,
    ctx: &'a Context,
    scale: f32,
}

impl Page<'_> {
    /// The index of this clip path, defined if it is new.
    fn clip(&mut self, rect: Rect) -> usize {
        if let Some(known) = self.clips.iter().position(|known| *known == rect) {
            return known;
        }
        let number = self.clips.len();
        self.clips.push(rect);
        self.defs.push_str(&format!("<clipPath id=\"c{number}\"><rect{}/></clipPath>\n", Box4(rect)));
        number
    }

    fn close(&mut self, open: Option<Option<usize>>) {
        if let Some(Some(_)) = open {
            self.body.push_str("</g>\n");
        }
    }

    fn put(&mut self, element: fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(element);
        self.body.push('\n');
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Noop | Shape::Callback(_) => {}
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.shape(shape)),
            Shape::Circle(CircleShape { center, radius, fill, stroke }) => {
                self.put(format_args!(
                    "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"{}{}/>",
                    N(center.x),
                    N(center.y),
                    N(*radius),
                    Fill(*fill),
                    Line(*stroke)
                ));
            }
            Shape::Ellipse(EllipseShape { center, radius, fill, stroke, angle }) => {
                self.put(format_args!(
                    "<ellipse cx=\"{x}\" cy=\"{y}\" rx=\"{}\" ry=\"{}\" transform=\"rotate({} {x} {y})\"{}{}/>",
                    N(radius.x),
                    N(radius.y),
                    N(angle.to_degrees()),
                    Fill(*fill),
                    Line(*stroke),
                    x = N(center.x),
                    y = N(center.y),
                ));
            }
            Shape::LineSegment { points, stroke } => {
                if !stroke.is_empty() {
                    self.put(format_args!("<path d=\"{}\" fill=\"none\"{}/>", Points(points, false), Line(*stroke)));
                }
            }
            Shape::Path(path) => self.path(path),
            Shape::Rect(rect) if rect.brush.is_none() && rect.angle == 0.0 => self.rect(rect),
            Shape::Text(text) => self.text(text),
            Shape::Mesh(mesh) => self.mesh(mesh),
            Shape::QuadraticBezier(QuadraticBezierShape { points: [a, b, c], closed, fill, stroke }) => {
                let d = format!("M{} Q{} {}{}", P(*a), P(*b), P(*c), if *closed { "Z" } else { "" });
                self.put(format_args!("<path d=\"{d}\"{}{}/>", Fill(*fill), Line(solid(stroke))));
            }
            Shape::CubicBezier(CubicBezierShape { points: [a, b, c, d], closed, fill, stroke }) => {
                let d = format!("M{} C{} {} {}{}", P(*a), P(*b), P(*c), P(*d), if *closed { "Z" } else { "" });
                self.put(format_args!("<path d=\"{d}\"{}{}/>", Fill(*fill), Line(solid(stroke))));
            }
            Shape::Rect(_) | Shape::Band(_) => {
                let clipped = ClippedShape::new(Rect::EVERYTHING, shape.clone());
                for ClippedPrimitive { primitive, .. } in self.ctx.tessellate(vec![clipped], self.scale) {
                    if let Primitive::Mesh(mesh) = primitive {
                        self.mesh(&mesh);
                    }
                }
            }
        }
    }

    fn path(&mut self, path: &PathShape) {
        let PathShape { points, closed, fill, stroke } = path;
        let fill = if *closed { *fill } else { Color32::TRANSPARENT };
        if points.len() > 1 && (fill != Color32::TRANSPARENT || !stroke.is_empty()) {
            let line = Line(solid(stroke));
            self.put(format_args!("<path d=\"{}\"{}{line} stroke-linejoin=\"round\"/>", Points(points, *closed), Fill(fill)));
        }
    }

    fn rect(&mut self, shape: &RectShape) {
        let RectShape { rect, corner_radius, fill, stroke, stroke_kind, .. } = shape;
        if *fill == Color32::TRANSPARENT && stroke.is_empty() {
            return;
        }
        // SVG centres a stroke on the outline.
        let out = match stroke_kind {
            StrokeKind::Inside => -stroke.width / 2.0,
            StrokeKind::Middle => 0.0,
            StrokeKind::Outside => stroke.width / 2.0,
        };
        let outline = if stroke.is_empty() { *rect } else { rect.expand(out) };
        let CornerRadius { nw, ne, sw, se } = *corner_radius;
        if [ne, sw, se].iter().all(|corner| *corner == nw) {
            let most = outline.width().min(outline.height()) / 2.0;
            let radius = (f32::from(nw) + if nw == 0 || stroke.is_empty() { 0.0 } else { out }).clamp(0.0, most.max(0.0));
            let radius = if radius > 0.0 { format!(" rx=\"{}\"", N(radius)) } else { String::new() };
            self.put(format_args!("<rect{}{radius}{}{}/>", Box4(outline), Fill(*fill), Line(*stroke)));
            return;
        }
        let (l, t, r, b) = (outline.left(), outline.top(), outline.right(), outline.bottom());
        let [nw, ne, sw, se] = [nw, ne, sw, se].map(|corner| f32::from(corner).min(outline.width() / 2.0).min(outline.height() / 2.0));
        let arc = |radius: f32, x: f32, y: f32| format!("A{r} {r} 0 0 1 {x} {y}", r = N(radius), x = N(x), y = N(y));
        let d = format!(
            "M{} {}H{}{}V{}{}H{}{}V{}{}Z",
            N(l + nw),
            N(t),
            N(r - ne),
            arc(ne, r, t + ne),
            N(b - se),
            arc(se, r - se, b),
            N(l + sw),
            arc(sw, l, b - sw),
            N(t + nw),
            arc(nw, l + nw, t),
        );
        self.put(format_args!("<path d=\"{d}\"{}{}/>", Fill(*fill), Line(*stroke)));
    }
}

/// A path's stroke; none if its colour changes along the path.
fn solid(stroke: &PathStroke) -> Stroke {
    match stroke.color {
        ColorMode::Solid(color) => Stroke::new(stroke.width, color),
        ColorMode::UV(_) => Stroke::NONE,
    }
}

/// A coordinate, to a hundredth of a point.
struct N(f32);

impl Display for N {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = if self.0.is_finite() { (f64::from(self.0) * 100.0).round() / 100.0 } else { 0.0 };
        // Not "-0".
        write!(f, "{}", at + 0.0)
    }
}

/// A position.
struct P(Pos2);

impl Display for P {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", N(self.0.x), N(self.0.y))
    }
}

/// A path through points; true if it is closed.
struct Points<'a>(&'a [Pos2], bool);

impl Display for Points<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, point) in self.0.iter().enumerate() {
            write!(f, "{}{}", if i == 0 { "M" } else { "L" }, P(*point))?;
        }
        f.write_str(if self.1 { "Z" } else { "" })
    }
}

/// A rectangle's four attributes.
struct Box4(Rect);

impl Display for Box4 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rect = self.0;
        let (width, height) = (rect.width().max(0.0), rect.height().max(0.0));
        write!(f, " x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", N(rect.left()), N(rect.top()), N(width), N(height))
    }
}

/// Writes the attributes of a paint under this name.
fn paint(f: &mut fmt::Formatter<'_>, name: &str, color: Color32) -> fmt::Result {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    match a {
        0 => write!(f, " {name}=\"none\""),
        255 => write!(f, " {name}=\"#{r:02x}{g:02x}{b:02x}\""),
        a => write!(f, " {name}=\"#{r:02x}{g:02x}{b:02x}\" {name}-opacity=\"{}\"", N(f32::from(a) / 255.0)),
    }
}

/// The attributes of a fill.
struct Fill(Color32);

impl Display for Fill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        paint(f, "fill", self.0)
    }
}

/// The attributes of a stroke; nothing if there is none.
struct Line(Stroke);

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        paint(f, "stroke", self.0.color)?;
        write!(f, " stroke-width=\"{}\"", N(self.0.width))
    }
}

/// Text escaped for XML; characters that XML cannot hold are left out.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for sign in self.0.chars() {
            match sign {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' => f.write_char(sign)?,
                sign if sign.is_control() || matches!(sign, '\u{fffe}' | '\u{ffff}') => {}
                sign => f.write_char(sign)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
