//! The bar of a note: its words, and away with it.

use super::{sign, told};
use crate::{Action, Context};
use egui::{Key, TextEdit, Ui};
use loopscope_event::time::human;
use loopscope_event::{Note, Ns};
use loopscope_text::say;

/// What a panel wants done about a note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoteAction {
    /// Write it down; one that there was at its instant goes.
    Put(Note),
    /// There is none at this instant any more.
    Delete(Ns),
}

/// A longer note is no note, characters.
const MOST: usize = 200;

/// The words of a note that are being written.
pub struct NoteEdit {
    at: Ns,
    text: String,
    focus: bool,
}

impl NoteEdit {
    /// Of the note at this instant.
    #[must_use]
    pub const fn new(at: Ns, text: String) -> Self {
        Self { at, text, focus: true }
    }

    /// Draws it; false once it is closed.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) -> bool {
        told(ui, cx.theme, say!("note.at", at = human(self.at)), false);
        let width = (ui.available_width() * 0.5).clamp(120.0, 420.0);
        let edit = TextEdit::singleline(&mut self.text).hint_text(say!("note.hint")).char_limit(MOST).desired_width(width);
        let response = ui.add(edit);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("note.title")));
        if std::mem::take(&mut self.focus) {
            response.request_focus();
        }
        if response.changed() {
            out.push(Action::Note(NoteAction::Put(Note { at: self.at, text: self.text.clone() })));
        }
        let left = response.lost_focus() && ui.input(|i| i.key_pressed(Key::Escape) || i.key_pressed(Key::Enter));
        let done = sign(ui, &say!("note.done"), &say!("note.done_says"));
        let delete = sign(ui, &say!("note.delete"), &say!("note.delete_says"));
        if delete {
            out.push(Action::Note(NoteAction::Delete(self.at)));
        }
        !(left || done || delete)
    }
}
