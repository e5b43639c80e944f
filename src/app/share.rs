//! Scenarios and lessons as short texts: onto the clipboard, and from it.

use super::{App, document::Document, model_names, sessions};
use loopscope_formats::documents::session::is_session;
use loopscope_formats::documents::{lesson, paste, scenario};
use loopscope_text::say;
use loopscope_ui::overlay::Fault;
use loopscope_ui::{Action, WindowAction};
use std::sync::Arc;

impl App {
    /// The open lesson or, without one, the scenario as the sliders have it, to be pasted elsewhere.
    pub(super) fn packed(&self) -> String {
        let lesson = self.lesson().map(|lesson| lesson.source.to_string());
        paste::pack(&lesson.unwrap_or_else(|| scenario::write(self.document.edited())))
    }

    /// Opens what was pasted, or says why it is nothing that can be opened.
    pub(super) fn pasted(&mut self, pasted: &str) {
        let name = say!("paste.name");
        let models = model_names();
        let refuse = |says: String| Fault { title: say!("paste.refused"), text: says };
        let text = match paste::unpack(pasted) {
            Ok(text) => text,
            Err(error) => return self.panels.overlay.fault(refuse(error.to_string())),
        };
        if lesson::is_lesson(&text) {
            return match lesson::parse(&text, &name, &models) {
                Ok(lesson) => self.begin_lesson(Arc::new(lesson)),
                Err(error) => self.panels.overlay.fault(refuse(error.to_string())),
            };
        }
        if is_session(&text) {
            return match sessions::parse(&text, &name) {
                Ok(session) => self.go_on_with(Arc::new(session)),
                Err(error) => self.panels.overlay.fault(refuse(error.to_string())),
            };
        }
        match scenario::parse(&text, &name, &models) {
            Ok(scenario) => self.opened(Ok(Document::new(scenario))),
            Err(error) => self.panels.overlay.fault(refuse(error.to_string())),
        }
    }
}

/// What was pasted while nothing was being typed.
pub(super) fn pasted(ctx: &egui::Context) -> Option<Action> {
    if ctx.text_edit_focused() {
        return None;
    }
    let text = ctx.input(|input| {
        input.events.iter().find_map(|event| if let egui::Event::Paste(text) = event { Some(text.clone()) } else { None })
    })?;
    Some(Action::Window(WindowAction::Pasted(text)))
}
