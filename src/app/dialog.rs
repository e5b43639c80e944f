//! Asks for a file, inside the window: it works without a desktop's own dialogs.

use crate::text::say;
use egui::{Align2, Vec2};
use egui_file::{DialogType, FileDialog};
use std::path::{Path, PathBuf};

/// What was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// A file to open.
    Open(PathBuf),
    /// A recording to be shown beside those that are.
    Beside(PathBuf),
    /// A file to write.
    Save(PathBuf),
    /// The page that a student hands in.
    Page(PathBuf),
    /// A session to write.
    Session(PathBuf),
    /// What a run is taken elsewhere in.
    Export(PathBuf),
}

/// The dialog that is open, if one is.
#[derive(Default)]
pub struct Dialog {
    open: Option<FileDialog>,
    what: What,
}

/// What is to be opened or written.
#[derive(Default)]
enum What {
    /// A scenario.
    #[default]
    Scenario,
    /// A recording beside others.
    Beside,
    /// A page.
    Page,
    /// A session.
    Session,
    /// A run, in files that end so.
    Export(&'static str),
}

impl Dialog {
    /// Asks for a file to open.
    pub fn ask_open(&mut self, near: Option<&Path>) {
        let mut dialog = in_words(FileDialog::open_file().title(&say!("dialog.open_title"))).show_files_filter(Box::new(can_be_opened));
        dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_new_folder(false).show_rename(false);
        dialog.open();
        (self.open, self.what) = (Some(dialog), What::Scenario);
    }
    /// Asks for a recording to be shown beside those that are.
    pub fn ask_beside(&mut self, near: Option<&Path>) {
        self.ask_open(near);
        self.what = What::Beside;
    }
    /// Asks where the page that a student hands in is to be written.
    pub fn ask_page(&mut self, near: Option<&Path>) {
        let dialog = in_words(FileDialog::save_file().title(&say!("homework.save"))).default_filename("loopscope-homework.html");
        let mut dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.what) = (Some(dialog), What::Page);
    }
    /// Asks for a file to write.
    pub fn ask_save(&mut self, near: Option<&Path>, name: &str) {
        let name = near.and_then(Path::file_name).map_or_else(|| file_name(name), |name| name.to_string_lossy().into_owned());
        let mut dialog = in_words(FileDialog::save_file().title(&say!("dialog.save_title"))).default_filename(name);
        dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.what) = (Some(dialog), What::Scenario);
    }
    /// Asks where a session of a scenario of this name is to be written.
    pub fn ask_session(&mut self, near: Option<&Path>, name: &str) {
        let name = format!("{}.session.toml", stem(name, "scenario"));
        let mut dialog = in_words(FileDialog::save_file().title(&say!("session.title"))).default_filename(name);
        dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.what) = (Some(dialog), What::Session);
    }
    /// Asks where a run is to be taken, in files that end so.
    pub fn ask_export(&mut self, near: Option<&Path>, name: &str, ending: &'static str) {
        let name = near.and_then(Path::file_stem).map_or_else(|| stem(name, "run"), |stem| stem.to_string_lossy().into_owned());
        let dialog = in_words(FileDialog::save_file().title(&say!("export.save"))).default_filename(format!("{name}.{ending}"));
        let mut dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.what) = (Some(dialog), What::Export(ending));
    }
    /// True while it is open.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }
    /// Closes it; false if it was not open.
    pub fn close(&mut self) -> bool {
        self.open.take().is_some()
    }

    /// Draws it; answers once what was chosen.
    pub fn ui(&mut self, ctx: &egui::Context) -> Option<Chosen> {
        let dialog = self.open.as_mut()?;
        let (selected, visible) = {
            let shown = dialog.show(ctx);
            (shown.selected().then(|| shown.path().map(Path::to_path_buf)).flatten(), shown.visible())
        };
        let saves = dialog.dialog_type() == DialogType::SaveFile;
        if !visible {
            self.open = None;
        }
        selected.map(|path| match self.what {
            What::Page => Chosen::Page(ended(path, "html")),
            What::Session => Chosen::Session(ended(path, "session.toml")),
            What::Export(ending) => Chosen::Export(ended(path, ending)),
            What::Scenario if saves => Chosen::Save(ended(path, "toml")),
            What::Scenario => Chosen::Open(path),
            What::Beside => Chosen::Beside(path),
        })
    }
}

/// In the middle of the window, with a dialog's own words.
fn in_words(dialog: FileDialog) -> FileDialog {
    dialog
        .anchor(Align2::CENTER_CENTER, Vec2::ZERO)
        .open_button_text(say!("dialog.open").into())
        .save_button_text(say!("dialog.save").into())
        .cancel_button_text(say!("dialog.cancel").into())
        .new_folder_button_text(say!("dialog.new_folder").into())
        .new_folder_name_text(say!("dialog.new_folder_name").into())
        .refresh_button_hover_text(say!("dialog.refresh").into())
        .parent_folder_button_hover_text(say!("dialog.parent").into())
        .file_label_text(say!("dialog.file").into())
        .show_hidden_checkbox_text(say!("dialog.hidden").into())
}

/// How the files end that can be opened.
const ENDINGS: [&str; 7] = ["toml", "ndjson", "jsonl", "log", "json", "trace", "gz"];

fn can_be_opened(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn folder(near: Option<&Path>) -> PathBuf {
    let near = near.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_path_buf);
    near.or_else(|| std::env::current_dir().ok()).unwrap_or_default()
}

/// `"Race twenty requests"` → `"race-twenty-requests.toml"`.
fn file_name(name: &str) -> String {
    stem(name, "scenario") + ".toml"
}

/// `"Race twenty requests"` → `"race-twenty-requests"`; what has no name is called `nameless`.
fn stem(name: &str, nameless: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() { c.to_lowercase().collect::<String>() } else { "-".into() };
    let words: String = name.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { nameless.into() } else { words.join("-") }
}

/// A name that ends somehow; so, if it does not.
fn ended(path: PathBuf, ending: &str) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension(ending) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_file_name() {
        assert_eq!(file_name("Race twenty requests"), "race-twenty-requests.toml");
        assert_eq!(file_name("a/b\\c: ?"), "a-b-c.toml");
        assert_eq!(file_name("  "), "scenario.toml");
        assert_eq!(stem("", "run"), "run");
        assert_eq!(ended("/x/y".into(), "toml"), PathBuf::from("/x/y.toml"));
    }
}
