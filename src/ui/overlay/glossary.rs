//! The glossary: what a term means, wherever it stands in the window. The pointer rests on a word, and it is explained;
//! and all of them stand in a list.
//!
//! It reads what was painted, so that no panel has to know that its words are terms.

use crate::Context;
use crate::theme::{self, size, space};
use egui::{Area, Frame, Id, Margin, Order, Pos2, RichText, Shape, Stroke, Ui, epaint::TextShape, vec2};
use loopscope_text::{said, say, worded};
use std::ops::Range;
use std::time::Duration;

/// Every term: its names from the longest to the shortest, and its meaning, by their keys.
const TERMS: &[(&str, &str)] = &[
    ("term.task", "glossary.task"),
    ("term.job", "glossary.job"),
    ("term.coroutine", "glossary.coroutine"),
    ("term.callback", "glossary.callback"),
    ("term.thread", "glossary.thread"),
    ("term.process", "glossary.process"),
    ("term.goroutine", "glossary.goroutine"),
    ("term.sync", "glossary.sync"),
    ("term.pool", "glossary.pool"),
    ("term.worker", "glossary.worker"),
    ("term.event_loop", "glossary.event_loop"),
    ("term.message", "glossary.message"),
    ("term.message_queue", "glossary.message_queue"),
    ("term.run_queue", "glossary.run_queue"),
    ("term.handler", "glossary.handler"),
    ("term.kernel", "glossary.kernel"),
    ("term.tick", "glossary.tick"),
    ("term.event", "glossary.event"),
    ("term.request", "glossary.request"),
    ("term.in_flight", "glossary.in_flight"),
    ("term.completion", "glossary.completion"),
    ("term.device", "glossary.device"),
    ("term.depth", "glossary.depth"),
    ("term.core", "glossary.core"),
    ("term.blocked", "glossary.blocked"),
    ("term.suspended", "glossary.suspended"),
    ("term.runnable", "glossary.runnable"),
    ("term.dispatch", "glossary.dispatch"),
    ("term.preempt", "glossary.preempt"),
    ("term.quantum", "glossary.quantum"),
    ("term.switch", "glossary.switch"),
    ("term.spawn", "glossary.spawn"),
    ("term.steal", "glossary.steal"),
    ("term.lock", "glossary.lock"),
    ("term.deadlock", "glossary.deadlock"),
    ("term.lost_update", "glossary.lost_update"),
    ("term.frame", "glossary.frame"),
    ("term.makespan", "glossary.makespan"),
    ("term.critical_path", "glossary.critical_path"),
    ("term.throughput", "glossary.throughput"),
    ("term.latency", "glossary.latency"),
    ("term.percentile", "glossary.percentile"),
    ("term.lane", "glossary.lane"),
    ("term.histogram", "glossary.histogram"),
    ("term.utilisation", "glossary.utilisation"),
    ("term.workload", "glossary.workload"),
    ("term.client", "glossary.client"),
    ("term.seed", "glossary.seed"),
    ("term.session", "glossary.session"),
    ("term.fork", "glossary.fork"),
    ("term.ghost", "glossary.ghost"),
    ("term.simulated", "glossary.simulated"),
    ("term.recorded", "glossary.recorded"),
    ("term.trace", "glossary.trace"),
];

/// The pointer rests for so long before a word is explained, s.
const RESTS: f32 = 0.45;
/// A shorter text is one label: whatever of it is pointed at, its term is meant.
const LABEL: usize = 28;

/// Texts in which a term's word means something else: a prediction is locked in without a lock.
const OTHERWISE: [&str; 1] = ["lesson.lock_in"];

/// A term and what it means.
struct Entry {
    names: Vec<String>,
    meaning: String,
}

fn entries() -> impl Iterator<Item = Entry> {
    TERMS.iter().map(|(names, meaning)| Entry { names: worded(names, &[]), meaning: said(meaning, &[]) })
}

/// All of them, in the order of their names.
pub fn list(ui: &mut Ui, cx: &Context<'_>) {
    ui.set_width((ui.content_rect().width() - 120.0).min(820.0));
    ui.label(RichText::new(say!("glossary_panel.title")).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
    ui.label(RichText::new(say!("glossary_panel.hint")).color(cx.theme.ink.dim));
    ui.add_space(space::NORMAL);
    let mut all: Vec<Entry> = entries().collect();
    all.sort_by_key(|entry| entry.names.first().map(|name| name.to_lowercase()));
    theme::beside_scroll_bar(ui, |ui| {
        for Entry { names, meaning } in all {
            ui.label(RichText::new(names.first().map_or("", String::as_str)).font(theme::bold(size::BODY)).color(cx.theme.ink.strong));
            ui.label(RichText::new(meaning).color(cx.theme.ink.body));
            ui.add_space(space::TIGHT);
        }
    });
}

/// Explains the term that the pointer rests on, if there is one.
pub fn explain(ui: &Ui, cx: &Context<'_>) {
    let (at, rested) = ui.input(|i| (i.pointer.hover_pos(), i.pointer.time_since_last_movement()));
    let Some(at) = at else { return };
    if rested < RESTS {
        return ui.ctx().request_repaint_after(Duration::from_secs_f32(RESTS - rested + 0.02));
    }
    let busy = ui.memory(|memory| memory.areas().visible_layer_ids().iter().any(|layer| layer.order == Order::Tooltip));
    if busy || ui.input(|i| i.pointer.any_down()) {
        return;
    }
    let Some((text, place)) = pointed_at(ui, at) else { return };
    let Some((name, meaning)) = meant(&text, place) else { return };
    let below = at + vec2(14.0, 22.0);
    Area::new(Id::unique("glossary")).order(Order::Foreground).fixed_pos(below).interactable(false).constrain(true).show(ui.ctx(), |ui| {
        let frame = Frame::new().fill(cx.theme.surface.popup).inner_margin(Margin::same(10)).corner_radius(theme::radius::CARD);
        frame.stroke(Stroke::new(theme::line::THIN, cx.theme.surface.outline)).show(ui, |ui| {
            ui.set_max_width(380.0);
            ui.label(RichText::new(name).font(theme::bold(size::BODY)).color(cx.theme.ink.strong));
            ui.label(RichText::new(meaning).color(cx.theme.ink.body));
        });
    });
}

/// The text under a point, and which of its characters is there. What lies on top was painted last.
fn pointed_at(ui: &Ui, at: Pos2) -> Option<(String, usize)> {
    let layer = ui.ctx().layer_id_at(at)?;
    ui.ctx().graphics(|graphics| {
        let list = graphics.get(layer)?;
        let mut found = None;
        for entry in list.all_entries().filter(|entry| entry.clip_rect.contains(at)) {
            texts(&entry.shape, &mut |text| {
                if text.visual_bounding_rect().expand(1.0).contains(at) {
                    let place = text.galley.cursor_from_pos(at - text.pos).index.0;
                    found = Some((text.galley.text().to_owned(), place));
                }
            });
        }
        found
    })
}

fn texts(shape: &Shape, each: &mut impl FnMut(&TextShape)) {
    match shape {
        Shape::Text(text) => each(text),
        Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, each)),
        _ => {}
    }
}

/// The term at a character of a text: the longest that stands there or, in a label, the longest that stands in it.
fn meant(text: &str, place: usize) -> Option<(String, String)> {
    if OTHERWISE.iter().any(|key| said(key, &[]) == text) {
        return None;
    }
    let lower = text.to_lowercase();
    let label = lower.chars().count() <= LABEL;
    let mut best: Option<(usize, String, String)> = None;
    for Entry { names, meaning } in entries() {
        let here = |name: &String| occurrences(&lower, &name.to_lowercase()).any(|range| label || range.contains(&place));
        let Some(length) = names.iter().filter(|name| here(name)).map(|name| name.chars().count()).max() else { continue };
        if best.as_ref().is_none_or(|(longest, ..)| length > *longest) {
            best = Some((length, names.into_iter().next().unwrap_or_default(), meaning));
        }
    }
    best.map(|(_, name, meaning)| (name, meaning))
}

/// Where a name stands in a text as words of their own, in characters. A plural is the same term; Chinese needs no spaces.
fn occurrences<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
    text.match_indices(name).filter_map(move |(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        let after = ["es", "s"].iter().find_map(|end| after.strip_prefix(end).filter(|rest| apart(rest.chars().next()))).unwrap_or(after);
        let whole = apart(before.chars().next_back()) && apart(after.chars().next());
        let start = before.chars().count();
        whole.then(|| start..start + found.chars().count())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_text::{Language, speak};

    fn name(text: &str, word: &str) -> Option<String> {
        let place = text.find(word).map(|at| text[..at].chars().count() + 1).unwrap();
        meant(text, place).map(|(name, _)| name)
    }

    #[test]
    fn the_longest_term_that_is_pointed_at_is_meant() {
        let caption = "Task C asked the disk for data; the event loop does not wait, it takes the next message from the message queue.";
        assert_eq!(name(caption, "Task").as_deref(), Some("Task"));
        assert_eq!(name(caption, "event loop").as_deref(), Some("Event loop"));
        assert_eq!(name(caption, "message queue").as_deref(), Some("Message queue"));
        assert_eq!(name(caption, "message from").as_deref(), Some("Message"));
        assert_eq!(name(caption, "does"), None);
        assert_eq!(name("12 threads · 3 switches", "threads").as_deref(), Some("Thread"), "a plural, in a label");
        assert_eq!(name("multitasking is something else altogether, and long", "tasking"), None);
    }

    #[test]
    fn a_word_that_means_something_else_is_not_explained() {
        assert_eq!(name("Lock it in, and run", "Lock"), None);
        assert_eq!(name("waits for the lock", "lock").as_deref(), Some("Lock"));
    }

    #[test]
    fn chinese_terms_are_found_without_spaces() {
        speak(Language::Chinese, None);
        let found = name("任务 C 被挂起，直到磁盘应答：它的栈帧留在内存中，事件循环取出下一条消息。", "事件循环");
        let terms: Vec<String> = entries().flat_map(|entry| entry.names).collect();
        speak(Language::English, None);
        assert_eq!(found.as_deref(), Some("事件循环"));
        assert!(terms.iter().all(|term| !term.is_empty()));
    }
}
