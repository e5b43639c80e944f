//! Small pieces that several panels share: icons, the keyboard's focus, and the wording of names and lists.

pub mod focus;
pub mod icon;
pub mod wording;
