//! What the window is made of.

pub mod caption;
pub mod controls;
pub mod inspector;
pub mod overlay;
pub mod scoreboard;
pub mod stage;
pub mod theme;
pub mod timeline;
pub mod transport;
