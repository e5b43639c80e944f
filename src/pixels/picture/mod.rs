//! PICTURES AS FILES: what panels drew, as lines and letters, or as pixels that move.
//!
//! * [`svg`]: egui's shapes as an SVG that a browser and a drawing program open.
//! * [`gif`]: images one after another as an animated GIF; [`palette`] chooses its colours.
//!
//! It does *not* know what is pictured, nor where the bytes go. Still pixels are `raster`'s own.

pub mod gif;
pub mod palette;
pub mod svg;
