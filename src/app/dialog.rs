//! Asks for a file, inside the window: it works without a desktop's own dialogs.

use egui::{Align2, Role, Vec2, WidgetInfo, mutex::Mutex, output::OutputEvent};
use egui_file::{DialogType, FileDialog, Filter};
use loopscope_text::say;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    name: Name,
    /// The path that was typed, until something else is chosen.
    path: Option<String>,
}

/// The name that stands in the dialog's line: its filter is shown that in every frame.
#[derive(Clone, Default)]
struct Name(Arc<Mutex<String>>);

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
        let dialog = FileDialog::open_file().title(&say!("dialog.open_title")).show_files_filter(Box::new(can_be_opened));
        self.ask(dialog.show_new_folder(false), near, What::Scenario);
    }
    /// Asks for a recording to be shown beside those that are.
    pub fn ask_beside(&mut self, near: Option<&Path>) {
        self.ask_open(near);
        self.what = What::Beside;
    }
    /// Asks where the page that a student hands in is to be written.
    pub fn ask_page(&mut self, near: Option<&Path>) {
        self.ask_where(&say!("homework.save"), near, "loopscope-homework.html".into(), What::Page);
    }
    /// Asks for a file to write.
    pub fn ask_save(&mut self, near: Option<&Path>, name: &str) {
        let name = near.and_then(Path::file_name).map_or_else(|| file_name(name), |name| name.to_string_lossy().into_owned());
        self.ask_where(&say!("dialog.save_title"), near, name, What::Scenario);
    }
    /// Asks where a session of a scenario of this name is to be written.
    pub fn ask_session(&mut self, near: Option<&Path>, name: &str) {
        self.ask_where(&say!("session.title"), near, format!("{}.session.toml", stem(name, "scenario")), What::Session);
    }
    /// Asks where a run is to be taken, in files that end so.
    pub fn ask_export(&mut self, near: Option<&Path>, name: &str, ending: &'static str) {
        let name = near.and_then(Path::file_stem).map_or_else(|| stem(name, "run"), |stem| stem.to_string_lossy().into_owned());
        self.ask_where(&say!("export.save"), near, format!("{name}.{ending}"), What::Export(ending));
    }
    fn ask_where(&mut self, title: &str, near: Option<&Path>, name: String, what: What) {
        self.ask(FileDialog::save_file().title(title).default_filename(name), near, what);
    }
    fn ask(&mut self, dialog: FileDialog, near: Option<&Path>, what: What) {
        let name = Name::default();
        let mut dialog = in_words(dialog).initial_path(folder(near)).default_size([640.0, 420.0]).show_rename(false);
        dialog = dialog.filename_filter(name.clone().filter());
        dialog.open();
        *self = Self { open: Some(dialog), what, name, path: None };
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
        let saves = dialog.dialog_type() == DialogType::SaveFile;
        let (folder, on_folder) = (dialog.directory().to_path_buf(), dialog.path().is_some_and(Path::is_dir));
        let before = ctx.output(|output| output.events.len());
        let shown = dialog.show(ctx);
        let chosen = shown.selected().then(|| shown.path().map(Path::to_path_buf)).flatten();
        let (visible, moved) = (shown.visible(), shown.directory() != folder);
        let confirmed = ctx.output(|output| self.hear(output.events.get(before..).unwrap_or_default()));
        let path = if moved || confirmed { self.path.take() } else { None };
        // The dialog's own button opens the row that is selected, whatever was typed after that, and writes beside it.
        let chosen = match confirmed && (path.is_some() || !on_folder) {
            true => Some(self.name.at(path, folder, saves)),
            false => chosen,
        };
        match chosen {
            Some(inside) if inside.is_dir() => {
                self.look_into(inside);
                None
            }
            Some(path) => {
                self.open = None;
                Some(self.what.chosen(path, saves))
            }
            None => {
                self.open.take_if(|_| !visible);
                None
            }
        }
    }

    /// What the dialog's controls have told of themselves in this frame; true if its button was pressed.
    fn hear(&mut self, events: &[OutputEvent]) -> bool {
        let mut confirmed = false;
        for event in events {
            match event {
                OutputEvent::ValueChanged(WidgetInfo { current_text_value: Some(text), .. }) => {
                    self.path = (*text != *self.name.0.lock()).then(|| text.clone());
                }
                OutputEvent::Clicked(WidgetInfo { role: Role::Button, label: Some(label), .. })
                    if [say!("dialog.open"), say!("dialog.save")].contains(label) =>
                {
                    confirmed = true;
                }
                OutputEvent::Clicked(WidgetInfo { current_text_value: None, .. }) => self.path = None,
                _ => {}
            }
        }
        confirmed
    }

    fn look_into(&mut self, folder: PathBuf) {
        if let Some(dialog) = &mut self.open {
            dialog.set_path(folder);
            dialog.open();
        }
    }
}

impl Name {
    /// Accepts every name, and remembers it.
    fn filter(self) -> Filter<String> {
        Box::new(move |name| {
            name.clone_into(&mut self.0.lock());
            true
        })
    }

    /// The file that is meant: by the path that was typed, or else by the name in the folder that is shown.
    fn at(&self, path: Option<String>, folder: PathBuf, saves: bool) -> PathBuf {
        let name = self.0.lock();
        match path.map(PathBuf::from) {
            Some(path) if saves && path.is_dir() => path.join(&*name),
            Some(path) => path,
            None => folder.join(&*name),
        }
    }
}

impl What {
    fn chosen(&self, path: PathBuf, saves: bool) -> Chosen {
        match *self {
            Self::Page => Chosen::Page(ended(path, "html")),
            Self::Session => Chosen::Session(ended(path, "session.toml")),
            Self::Export(ending) => Chosen::Export(ended(path, ending)),
            Self::Scenario if saves => Chosen::Save(ended(path, "toml")),
            Self::Scenario => Chosen::Open(path),
            Self::Beside => Chosen::Beside(path),
        }
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
    // The line that a path is typed into begins with it.
    std::path::absolute(near.unwrap_or_else(|| ".".into())).unwrap_or_default()
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
