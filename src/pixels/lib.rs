//! PIXELS AND LINES without a GPU: egui's meshes as an image ([`raster`]), as SVG and as an animated GIF ([`picture`]).

pub mod picture;
pub mod raster;
