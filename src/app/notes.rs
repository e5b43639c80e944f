//! Notes at instants of the story, and the way back to where the user was.

use super::App;
use loopscope_event::{Note, Ns};
use loopscope_trace::Trace;
use loopscope_ui::NoteAction;
use loopscope_ui::timeline::view::trail::Way;

impl App {
    /// Notes in the order of time, at most one at an instant.
    #[must_use]
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    pub(super) fn note(&mut self, action: NoteAction) {
        let place = |notes: &[Note], at: Ns| notes.binary_search_by_key(&at, |note| note.at);
        match action {
            NoteAction::Put(note) => match place(&self.notes, note.at) {
                Ok(there) => self.notes[there] = note,
                Err(free) => self.notes.insert(free, note),
            },
            NoteAction::Delete(at) => {
                if let Ok(there) = place(&self.notes, at) {
                    self.notes.remove(there);
                }
            }
        }
    }

    /// Back to where the user was before, or forward again.
    pub(super) fn go(&mut self, way: Way) {
        let Some(there) = self.panels.timeline.go(way) else { return };
        if let Some(model) = self.session.traces().iter().find(|trace| trace.run() == there.run).map(|trace| trace.model().name) {
            self.session.focus(model);
        }
        let Some(trace) = self.session.stage() else { return };
        // Between two events of one instant the playhead stands after an event, and not at a time.
        if Trace::count_until(trace, there.at) == there.event {
            self.playback.to_time(there.at, trace);
        } else {
            self.playback.to_event(there.event, false, trace);
        }
    }
}
