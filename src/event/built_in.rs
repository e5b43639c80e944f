//! [`BuiltIn`]: a scenario that comes with the program, as the command line and the window list it.

/// A scenario that comes with the program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BuiltIn {
    /// Its name on the command line: `"race-twenty"`.
    pub slug: &'static str,
    /// Its place in lists, counted upwards; gaps leave room for others.
    pub order: u32,
    /// Its name on the screen, in English.
    pub title: String,
    /// What it shows, in an English sentence.
    pub says: &'static str,
    /// The text of its file.
    pub text: &'static str,
}
