//! Loopscope: a microscope for the message loop.

pub mod app;
pub mod cli;
pub mod engine;
pub mod event;
pub mod files;
pub mod raster;
pub mod sim;
pub mod trace;
pub mod ui;
