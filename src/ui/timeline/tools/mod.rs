//! What is done with the timeline by words: the search, the filter of lanes, the words of a note, and the menu that leads to them. Each is a bar
//! above the lanes while it is open.
//!
//! * [`find`]: the search. [`sieve`]: the filter. [`note`]: notes. [`menu`]: the menu, that of a lane, and the list of runs.
//!
//! It does *not* search (that is `trace`), nor decide which lanes there are (`lanes`).

pub mod find;
mod menu;
pub mod note;
pub mod sieve;

use super::{Context, Timeline};
use crate::theme::{Theme, radius, size, space, text};
use crate::{Action, NoteAction, WindowAction};
use egui::{Frame, Margin, RichText, Ui};
use find::Finding;
use loopscope_text::say;
use loopscope_trace::Range;
use note::NoteEdit;
use sieve::Sieve;

/// What a key asks of the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ask {
    /// Open the search.
    Search,
    /// Show or hide the filter of lanes.
    Filter,
    /// A note at the playhead; while something is searched, the next find.
    Note,
    /// While something is searched, the find before.
    Previous,
    /// To the next note.
    NextNote,
    /// To the note before.
    NoteBefore,
    /// Select the stretch that is in sight, or nothing.
    Range,
}

/// The bars that are open.
#[derive(Default)]
pub struct Tools {
    pub(super) finding: Option<Finding>,
    pub(super) sieve: Option<Sieve>,
    pub(super) note: Option<NoteEdit>,
    /// Where the menu of a lane was asked for, px.
    pub(super) menu_at: Option<(i32, i32)>,
}

impl Timeline {
    /// Does what a key asks for.
    pub fn ask(&mut self, ask: Ask, cx: &Context<'_>, out: &mut Vec<Action>) {
        match ask {
            Ask::Search => self.tools.finding.get_or_insert_with(Finding::default).focus(),
            Ask::Filter => {
                self.tools.sieve = if self.tools.sieve.is_some() { None } else { Some(Sieve::default()) };
            }
            Ask::Note if self.tools.finding.is_some() => self.go_to_find(true, cx, out),
            Ask::Previous if self.tools.finding.is_some() => self.go_to_find(false, cx, out),
            Ask::Previous => {}
            Ask::Note => self.note_at(cx.now(), cx, out),
            Ask::NextNote | Ask::NoteBefore => {
                let now = cx.now();
                let note = match ask {
                    Ask::NextNote => cx.notes.iter().find(|note| note.at > now),
                    _ => cx.notes.iter().rev().find(|note| note.at < now),
                };
                match note {
                    Some(note) => {
                        out.push(Action::JumpToTime(note.at));
                        self.bring_into_sight(note.at);
                    }
                    None => out.push(Action::Window(WindowAction::Toast(say!("note.no_more")))),
                }
            }
            Ask::Range => {
                let range = if cx.range.is_some() { None } else { self.range_in_sight() };
                // What is asked for must be seen.
                if range.is_some() && cx.desk.drawers && !cx.desk.numbers_open && !cx.desk.audience.is_hall() {
                    out.push(Action::Window(WindowAction::Numbers));
                }
                out.push(Action::Range(range));
            }
        }
    }

    /// True while the search is open.
    #[must_use]
    pub const fn is_searched(&self) -> bool {
        self.tools.finding.is_some()
    }

    /// The stretch of what is known that is in sight.
    fn range_in_sight(&self) -> Option<Range> {
        let (from, to) = (self.view.left().max(0.0) as u64, (self.view.left() + self.view.span()) as u64);
        let (from, to) = (from.clamp(self.start, self.end), to.min(self.end));
        (from < to).then(|| Range::between(from, to))
    }

    /// Opens the words of the note at an instant, which is made if there is none.
    pub(super) fn note_at(&mut self, at: u64, cx: &Context<'_>, out: &mut Vec<Action>) {
        let known = cx.notes.iter().find(|note| note.at == at);
        if known.is_none() {
            out.push(Action::Note(NoteAction::Put(loopscope_event::Note { at, text: String::new() })));
        }
        self.tools.note = Some(NoteEdit::new(at, known.map(|note| note.text.clone()).unwrap_or_default()));
    }

    /// Closes what was opened last, or forgets the selected stretch; false if there was nothing.
    pub fn close(&mut self, cx: &Context<'_>, out: &mut Vec<Action>) -> bool {
        let Tools { finding, sieve, note, .. } = &mut self.tools;
        if note.take().is_some() || finding.take().is_some() || sieve.take().is_some() {
            return true;
        }
        if cx.range.is_some() {
            out.push(Action::Range(None));
            return true;
        }
        false
    }

    /// The bars that are open, one under another.
    pub(super) fn bars(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        if let Some(mut finding) = self.tools.finding.take() {
            let open = bar(ui, cx.theme, |ui| finding.ui(ui, cx, &mut self.jump, out));
            self.tools.finding = open.then_some(finding);
        }
        if let Some(mut sieve) = self.tools.sieve.take() {
            let open = bar(ui, cx.theme, |ui| sieve.ui(ui, cx));
            self.tools.sieve = open.then_some(sieve);
        }
        if let Some(mut note) = self.tools.note.take() {
            let open = bar(ui, cx.theme, |ui| note.ui(ui, cx, out));
            self.tools.note = open.then_some(note);
        }
    }
}

fn bar(ui: &mut Ui, theme: &Theme, content: impl FnOnce(&mut Ui) -> bool) -> bool {
    let frame = Frame::new().fill(theme.surface.panel).corner_radius(radius::CARD).inner_margin(Margin::symmetric(10, 5));
    let shown = frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.horizontal(content).inner
    });
    let open = shown.inner;
    ui.add_space(space::TIGHT);
    open
}

/// A button as small as a bar wants it, with a name for those who cannot see its sign.
fn sign(ui: &mut Ui, says: &str, hint: &str) -> bool {
    let button = egui::Button::new(RichText::new(says).font(text(size::SMALL))).small().min_size(egui::vec2(space::CLICK, space::CLICK));
    ui.add(button).on_hover_text(hint).clicked()
}

/// Words that tell how it stands, cut off where the room ends.
fn told(ui: &mut Ui, theme: &Theme, says: String, wrong: bool) {
    let colour = if wrong { theme.wrong } else { theme.ink.body };
    ui.add(egui::Label::new(RichText::new(says).font(text(size::SMALL)).color(colour)).truncate());
}
