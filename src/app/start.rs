//! The window's frame, and what comes with the program.

use super::{App, Options};
use loopscope_sim as sim;

/// Opens the window, and stays until it is closed.
///
/// # Errors
/// There can be no window; the fault is the window system's own.
pub fn run(options: Options) -> Result<(), eframe::Error> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("Loopscope")
        .with_app_id("loopscope")
        .with_inner_size([1600.0, 960.0])
        .with_min_inner_size([900.0, 600.0])
        .with_drag_and_drop(true);
    let native = eframe::NativeOptions { viewport, ..eframe::NativeOptions::default() };
    eframe::run_native("loopscope", native, Box::new(|cc| Ok(Box::new(App::new(cc, options)))))
}

/// The names of the models that exist.
pub(super) fn model_names() -> Vec<&'static str> {
    sim::models().iter().map(|model| model.name).collect()
}
