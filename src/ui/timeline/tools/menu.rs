//! The timeline's menu, and the menu of a lane: all that can also be done with the pointer or a key, by name.

use super::{Ask, Timeline};
use crate::commands::Command;
use crate::timeline::lanes::plan::Plan;
use crate::timeline::lanes::{HANDFUL, Lane, Part, Run, What};
use crate::timeline::view::trail::Way;
use crate::widgets::wording;
use crate::{Action, Context, NoteAction};
use egui::{Button, ScrollArea, Ui};
use loopscope_event::time::short;
use loopscope_text::say;

impl Timeline {
    /// What the menu at the timeline's foot has.
    pub(in crate::timeline) fn menu(&mut self, ui: &mut Ui, cx: &Context<'_>, runs: &[Run], out: &mut Vec<Action>) {
        ui.set_min_width(250.0);
        for (says, command, ask) in [
            ("tools.search", Command::Search, Ask::Search),
            ("tools.filter", Command::Filter, Ask::Filter),
            ("tools.note", Command::Note, Ask::Note),
            ("tools.range", Command::Range, Ask::Range),
        ] {
            // A search that is open has the key of notes for itself, not the menu.
            let says = if ask == Ask::Range && cx.range.is_some() { say!("tools.no_range") } else { say!(says) };
            if ui.add(Button::new(says).shortcut_text(command.hint())).clicked() {
                match ask {
                    Ask::Note => self.note_at(cx.now(), cx, out),
                    ask => self.ask(ask, cx, out),
                }
                ui.close();
            }
        }
        for (says, command, way) in [("tools.back", Command::GoBack, Way::Back), ("tools.forward", Command::GoForward, Way::Forward)] {
            if ui.add_enabled(self.trail.can(way), Button::new(say!(says)).shortcut_text(command.hint())).clicked() {
                out.push(Action::Go(way));
                ui.close();
            }
        }
        ui.separator();
        ui.menu_button(say!("tools.notes", n = cx.notes.len()), |ui| self.notes(ui, cx, out));
        ui.menu_button(say!("tools.runs"), |ui| self.runs(ui, cx, runs));
        if ui.add_enabled(!self.arranged.is_first(), Button::new(say!("tools.reset"))).clicked() {
            self.arranged = super::super::lanes::Arrangement::default();
            ui.close();
        }
    }

    /// Every note: a jump, and the way to its words.
    fn notes(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        if cx.notes.is_empty() {
            ui.label(say!("note.none"));
        }
        ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
            for note in cx.notes {
                ui.horizontal(|ui| {
                    let words: String = note.text.chars().take(40).collect();
                    if ui.button(format!("{}  {words}", short(note.at))).clicked() {
                        out.push(Action::JumpToTime(note.at));
                        self.bring_into_sight(note.at);
                        self.note_at(note.at, cx, out);
                        ui.close();
                    }
                    if ui.button(say!("note.delete")).clicked() {
                        out.push(Action::Note(NoteAction::Delete(note.at)));
                    }
                });
            }
        });
    }

    /// Every run: folded or open, its parts, and its place.
    fn runs(&mut self, ui: &mut Ui, cx: &Context<'_>, runs: &[Run]) {
        let order = self.arranged.order(runs, cx.on_stage);
        for (place, run) in order.iter().copied().enumerate() {
            let (Some(shape), Some(trace)) = (runs.get(run), cx.traces.get(run)) else { continue };
            let on_stage = run == cx.on_stage;
            ui.menu_button(say!("tools.run", model = wording::short(trace.model())), |ui| {
                self.fold_items(ui, shape, on_stage);
                let lane = |run: usize| Lane { run, what: What::Cores };
                for (says, other) in [("tools.up", place.checked_sub(1)), ("tools.down", Some(place + 1))] {
                    let other = other.and_then(|place| order.get(place)).copied();
                    if ui.add_enabled(other.is_some(), Button::new(say!(says))).clicked()
                        && let Some(other) = other
                    {
                        self.arranged.put(runs, cx.on_stage, (lane(run), lane(other)));
                    }
                }
            });
        }
    }

    fn fold_items(&mut self, ui: &mut Ui, shape: &Run, on_stage: bool) {
        let name = shape.name;
        let open = self.arranged.is_open(name, on_stage);
        if ui.button(if open { say!("tools.fold") } else { say!("tools.open") }).clicked() {
            self.arranged.toggle(name, on_stage);
        }
        let parts = [
            (Part::Cores, shape.cores, say!("tools.cores")),
            (Part::Tasks, shape.rows, say!("tools.tasks")),
            (Part::Queue, shape.strips, say!("timeline.queue")),
            (Part::Flight, shape.strips, say!("timeline.flight")),
            (Part::Counters, shape.counters, say!("tools.counters")),
        ];
        for (part, _, says) in parts.into_iter().filter(|(_, many, _)| open && *many > 0) {
            let mut shown = !self.arranged.is_folded(name, part);
            if ui.checkbox(&mut shown, says).changed() {
                self.arranged.toggle_part(name, part);
            }
        }
        if open && shape.counters > HANDFUL && !self.arranged.is_folded(name, Part::Counters) {
            let mut all = self.arranged.shows_all_counters(name);
            if ui.checkbox(&mut all, say!("tools.all_counters", n = shape.counters)).changed() {
                self.arranged.toggle_all_counters(name);
            }
        }
    }

    /// What can be done with a lane and at an instant of it.
    pub(in crate::timeline) fn lane_menu(&mut self, ui: &mut Ui, cx: &Context<'_>, plan: &Plan, (runs, out): (&[Run], &mut Vec<Action>)) {
        let Some((x, y)) = self.tools.menu_at else { return };
        ui.set_min_width(200.0);
        if x >= plan.x0 && x < plan.x1 {
            let at = self.axis(plan).time(f64::from(x - plan.x0) + 0.5).min(self.end);
            if ui.button(say!("tools.note_here", at = short(at))).clicked() {
                self.note_at(at, cx, out);
                ui.close();
            }
        }
        let Some(placed) = plan.at(y).copied() else { return };
        let Some(shape) = runs.get(placed.lane.run) else { return };
        let pinned = self.arranged.is_pinned(shape.name, placed.lane.what);
        if !placed.lane.what.is_line() && ui.button(if pinned { say!("tools.unpin") } else { say!("tools.pin") }).clicked() {
            self.arranged.toggle_pin(shape.name, placed.lane.what);
            ui.close();
        }
        let place = plan.placed.iter().position(|other| *other == placed).unwrap_or_default();
        for (says, other) in [("tools.up", place.checked_sub(1)), ("tools.down", Some(place + 1))] {
            let other = other.and_then(|place| plan.placed.get(place)).map(|other| other.lane);
            if ui.add_enabled(other.is_some(), Button::new(say!(says))).clicked()
                && let Some(other) = other
            {
                self.arranged.put(runs, cx.on_stage, (placed.lane, other));
                ui.close();
            }
        }
        ui.separator();
        self.fold_items(ui, shape, placed.lane.run == cx.on_stage);
    }
}
