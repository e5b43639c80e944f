//! Pictures of the whole window for people to look at: `LOOPSCOPE_PICTURES=folder cargo test --test it pictures`, after so many frames as
//! `LOOPSCOPE_STEPS` says.

use crate::support::render::Pixels;
use egui::vec2;
use egui_kittest::Harness;
use loopscope::app::{App, Opening, Options};
use loopscope::formats::documents::gallery::{self, ReadBuiltIn};
use loopscope::formats::documents::languages::Own;
use loopscope::sim;
use std::{sync::Arc, time::Duration};

#[test]
fn the_window_at_the_sizes_that_people_have() {
    let Some(folder) = std::env::var_os("LOOPSCOPE_PICTURES") else { return };
    let models: Vec<&str> = sim::models().iter().map(|model| model.name).collect();
    for built_in in ["race-twenty", gallery::BUILT_IN.first().unwrap().slug] {
        for (size, theme) in [
            (vec2(1920.0, 1080.0), egui::Theme::Dark),
            (vec2(1920.0, 1080.0), egui::Theme::Light),
            (vec2(1280.0, 800.0), egui::Theme::Dark),
            (vec2(1024.0, 768.0), egui::Theme::Light),
        ] {
            let steps = std::env::var("LOOPSCOPE_STEPS").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
            let scenario = Arc::new(gallery::find(built_in).unwrap().scenario(&models).unwrap());
            let mut window = Harness::builder()
                .with_size(size)
                .with_step_dt(1.0 / 60.0)
                .with_theme(theme)
                .renderer(Pixels::default())
                .build_eframe(|cc| App::new(cc, Options { scenario, file: None, lesson: Opening::None, own: Own::default() }));
            for _ in 0..steps {
                window.step();
                std::thread::sleep(Duration::from_millis(4));
            }
            let name = format!("window-{built_in}-{}-{theme:?}.png", size.x);
            window.render().unwrap().save(std::path::Path::new(&folder).join(name)).unwrap();
        }
    }
}
