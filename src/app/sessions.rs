//! Sessions as files and as texts: what is kept of the present one, and how one that was kept is gone on with.

use super::{App, document::Document, fork::Place, model_names, opening::opening};
use loopscope_formats::documents::session::{self, Known, Session};
use loopscope_formats::documents::{paste, scenario};
use loopscope_sim as sim;
use loopscope_text::say;
use loopscope_ui::NoteAction;
use loopscope_ui::overlay::Fault;
use std::{path::Path, sync::Arc};

/// Reads a session from text; `name` is what errors call it.
///
/// # Errors
/// What is wrong with it, and where.
pub fn parse(text: &str, name: &str) -> Result<Session, scenario::ScenarioError> {
    session::parse(text, name, Known { models: &model_names(), restarts: sim::needs_restart })
}

impl App {
    /// The present session; `None`: the background has stopped, or a recording is shown.
    #[must_use]
    pub fn kept(&self) -> Option<Session> {
        let replay = self.done_so_far().filter(|_| !self.session.is_recorded())?;
        let stage = self.session.stage().map_or(self.session.focused(), |trace| trace.model().name);
        let head = self.playback.head();
        let notes = self.notes.clone();
        Some(Session { replay, stage: stage.to_owned(), playhead: head.at, event: Some(head.event), notes })
    }

    /// Asks where the session is to be written.
    pub(super) fn ask_save_session(&mut self) {
        let name = self.document.edited().name.clone().unwrap_or_default();
        self.dialog.ask_session(self.document.path(), &name);
    }

    /// Writes the session to a file.
    pub(super) fn save_session(&mut self, path: &Path) {
        let fault = |says: String| Fault { title: say!("fault.not_saved"), text: says };
        let Some(kept) = self.kept() else {
            self.panels.overlay.fault(fault(say!("session.none")));
            return;
        };
        match session::save(path, &kept) {
            Ok(()) => {
                self.settings.remember(path);
                self.panels.overlay.toast(say!("toast.saved", path = path.display()));
            }
            Err(error) => self.panels.overlay.fault(fault(format!("{}: {error}", path.display()))),
        }
    }

    /// Puts the session on the clipboard, as a short text.
    pub(super) fn copy_session(&mut self, ctx: &egui::Context) {
        let Some(text) = self.kept().map(|kept| session::write(&kept)) else {
            self.panels.overlay.toast(say!("session.none"));
            return;
        };
        if text.len() as u64 > paste::LARGEST {
            self.panels.overlay.toast(say!("session.too_long"));
            return;
        }
        ctx.copy_text(paste::pack(&text));
        self.panels.overlay.toast(say!("session.copied"));
    }

    /// Opens a session whose file was read, or says what is wrong with it.
    pub(super) fn open_session(&mut self, path: &Path, text: &str) {
        match parse(text, &path.display().to_string()) {
            Ok(session) => {
                self.settings.remember(path);
                self.go_on_with(Arc::new(session));
            }
            Err(error) => {
                let title = say!("fault.not_opened", name = path.display());
                self.panels.overlay.fault(Fault { title, text: error.to_string() });
            }
        }
    }

    /// Goes on with a session that was kept: its runs are executed again, and the playhead returns to where it was.
    pub fn go_on_with(&mut self, session: Arc<Session>) {
        let Session { replay, stage, playhead, event, notes } = &*session;
        self.lessons.drop_lesson();
        self.sweeps.close();
        self.document = Document::gone_on_with(replay.scenario.clone(), replay.newest());
        self.playback.set_speed(opening(self.settings.speed(), self.document.edited()));
        self.playback.play(false);
        self.selection = None;
        self.notes.clear();
        notes.iter().for_each(|note| self.note(NoteAction::Put(note.clone())));
        if let Some(model) = sim::model(stage) {
            self.session.focus(model.name);
        }
        self.resume(Arc::new(replay.clone()), Place { at: *playhead, event: *event });
        self.panels.overlay.toast(say!("session.resumed"));
    }
}
