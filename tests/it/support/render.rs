//! [`Pixels`] lets `egui_kittest` take snapshots with our rasteriser: no GPU, Vulkan or GL, and the same bytes everywhere.

use egui::{Context, FullOutput, TexturesDelta, Vec2};
use egui_kittest::TestRenderer;
use image::RgbaImage;
use loopscope::pixels::raster::{Booth, Image, Raster};
use loopscope::ui::theme::Theme;

/// A renderer for `Harness::builder().renderer(…)`.
#[derive(Default)]
pub struct Pixels(Raster);

impl TestRenderer for Pixels {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        self.0.apply(delta);
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let page = ctx.global_style().visuals.panel_fill;
        let mut image = Image::filled(size.x.round() as usize, size.y.round() as usize, page);
        self.0.paint(&mut image, &ctx.tessellate(output.shapes.clone(), scale), scale);
        let (width, height) = (image.width() as u32, image.height() as u32);
        RgbaImage::from_raw(width, height, image.to_rgba()).ok_or_else(|| "an image of another size than its bytes".into())
    }
}

/// A booth with our fonts and colours.
pub fn booth(size: Vec2, scale: f32, theme: egui::Theme) -> Booth {
    let booth = Booth::new(size, scale);
    Theme::install(&booth.ctx);
    booth.ctx.set_theme(theme);
    booth
}

/// Writes a picture for people to look at, if the environment variable `LOOPSCOPE_PICTURES` names a folder.
pub fn keep(image: &Image, name: &str) {
    if let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") {
        let path = std::path::Path::new(&folder).join(format!("{name}.png"));
        std::fs::write(path, image.to_png().unwrap()).unwrap();
    }
}
