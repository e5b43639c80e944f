//! Asks for a file, inside the window: it works without a desktop's own dialogs.

use crate::text::say;
use egui_file::{DialogType, FileDialog};
use std::path::{Path, PathBuf};

/// What was chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Chosen {
    /// A file to open.
    Open(PathBuf),
    /// A file to write.
    Save(PathBuf),
    /// The page that a student hands in.
    Page(PathBuf),
    /// A session to write.
    Session(PathBuf),
}

/// What is to be written.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Saves {
    #[default]
    Scenario,
    Page,
    Session,
}

/// The dialog that is open, if one is.
#[derive(Default)]
pub struct Dialog {
    open: Option<FileDialog>,
    /// What is to be written.
    saves: Saves,
}

impl Dialog {
    /// Asks for a file to open.
    pub fn ask_open(&mut self, near: Option<&Path>) {
        let mut dialog = in_words(FileDialog::open_file().title(&say!("dialog.open_title"))).show_files_filter(Box::new(can_be_opened));
        dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_new_folder(false).show_rename(false);
        dialog.open();
        (self.open, self.saves) = (Some(dialog), Saves::Scenario);
    }
    /// Asks where the page that a student hands in is to be written.
    pub fn ask_page(&mut self, near: Option<&Path>) {
        let dialog = in_words(FileDialog::save_file().title(&say!("homework.save"))).default_filename("loopscope-homework.html");
        let mut dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.saves) = (Some(dialog), Saves::Page);
    }
    /// Asks for a file to write.
    pub fn ask_save(&mut self, near: Option<&Path>, name: &str) {
        let name = near.and_then(Path::file_name).map_or_else(|| file_name(name), |name| name.to_string_lossy().into_owned());
        let mut dialog = in_words(FileDialog::save_file().title(&say!("dialog.save_title"))).default_filename(name);
        dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.saves) = (Some(dialog), Saves::Scenario);
    }
    /// Asks where a session of a scenario of this name is to be written.
    pub fn ask_session(&mut self, near: Option<&Path>, name: &str) {
        let name = file_name(name).replace(".toml", ".session.toml");
        let mut dialog = in_words(FileDialog::save_file().title(&say!("session.title"))).default_filename(name);
        dialog = dialog.initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog.open();
        (self.open, self.saves) = (Some(dialog), Saves::Session);
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
        let kind = self.saves;
        selected.map(|path| match saves {
            true if kind == Saves::Session => {
                Chosen::Session(if path.extension().is_some() { path } else { path.with_extension("session.toml") })
            }
            true if kind == Saves::Page => Chosen::Page(if path.extension().is_some() { path } else { path.with_extension("html") }),
            true => Chosen::Save(with_ending(path)),
            false => Chosen::Open(path),
        })
    }
}

/// A dialog's own words.
fn in_words(dialog: FileDialog) -> FileDialog {
    dialog
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
    let plain = |c: char| if c.is_alphanumeric() { c.to_lowercase().collect::<String>() } else { "-".into() };
    let words: String = name.chars().map(plain).collect();
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "scenario.toml".into() } else { format!("{}.toml", words.join("-")) }
}

fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("toml") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_file_name() {
        assert_eq!(file_name("Race twenty requests"), "race-twenty-requests.toml");
        assert_eq!(file_name("a/b\\c: ?"), "a-b-c.toml");
        assert_eq!(file_name("  "), "scenario.toml");
        assert_eq!(with_ending("/x/y".into()), PathBuf::from("/x/y.toml"));
    }
}
