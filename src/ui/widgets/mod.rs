//! Small pieces that several panels share: icons, the keyboard's focus, and how things are named and listed.

pub mod focus;
pub mod icon;
pub mod wording;
