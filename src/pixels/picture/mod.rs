//! PICTURES AS FILES: the panels' drawings as lines and letters, or as moving pixels.
//!
//! * [`svg`]: egui's shapes as an SVG that a browser and a drawing program open.
//! * [`gif`]: a sequence of images as an animated GIF; [`palette`] chooses its colours.
//!
//! It does *not* know what is pictured, nor where the bytes go. Still pixels are `raster`'s business.

pub mod gif;
pub mod palette;
pub mod svg;
