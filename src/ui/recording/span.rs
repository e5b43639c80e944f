//! One span of an imported trace: what it is called, how long it took, what is said of it, and what led to it.

use super::super::{
    Action, Context, Selected, Selection,
    theme::{self, radius, size, space},
};
use egui::{Frame, Margin, RichText, ScrollArea, Ui};
use loopscope_event::{EventNo, time};
use loopscope_text::say;
use loopscope_trace::imported::foreign::{Imported, Lane};
use loopscope_trace::{Span, Trace};
use std::sync::Arc;

/// A span that was looked for.
pub struct Found {
    /// The one that began with this event.
    pub span: Span,
    /// The lane that it lies on.
    pub lane: Lane,
}

/// The span that began with an event; looks through all of them.
#[must_use]
pub fn find(trace: &Trace, event: EventNo) -> Option<Found> {
    let imported = trace.imported()?;
    let tracks = trace.tracks();
    let rows = tracks.rows.iter().zip(&imported.lanes).map(|(track, lane)| (track, lane.clone()));
    let core = |core: u16| Lane { group: "CPU".into(), name: Arc::from(format!("core {}", core + 1)) };
    let cores = tracks.cores.iter().map(|(number, track)| (track, core(number)));
    let mut lanes = cores.chain(rows);
    lanes.find_map(|(track, lane)| {
        let span = track.spans(0, trace.end().saturating_add(1)).find(|span| span.event == event)?;
        Some(Found { span, lane })
    })
}

/// Where it lies: `"python · MainThread"`.
#[must_use]
pub fn place(lane: &Lane) -> String {
    match (cut(&lane.group), cut(&lane.name)) {
        (group, "") => group.to_owned(),
        ("", name) => name.to_owned(),
        (group, name) => format!("{group} · {name}"),
    }
}

/// The first letters of a name: a file may have one of any length, and nobody reads more of it in a column.
#[must_use]
pub fn cut(name: &str) -> &str {
    const MOST: usize = 120;
    name.char_indices().nth(MOST).map_or(name, |(end, _)| &name[..end])
}

/// Draws what is known of it.
pub fn ui(ui: &mut Ui, cx: &Context<'_>, trace: &Trace, found: &Found, out: &mut Vec<Action>) {
    let Some(imported) = trace.imported() else { return };
    let Found { span, lane } = found;
    let name = imported.name(span.task);
    let name = if name.is_empty() { say!("recording.unnamed") } else { name };
    ui.add(egui::Label::new(RichText::new(name).font(theme::bold(size::VALUE)).color(cx.theme.ink.strong)).wrap());
    let dim = |ui: &mut Ui, text: String| ui.label(RichText::new(text).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
    dim(ui, place(lane));
    let took = match span.is_open() {
        true => say!("timeline.so_far", time = time::human(trace.end().saturating_sub(span.start))),
        false => say!("timeline.lasted", time = time::human(span.end - span.start)),
    };
    ui.label(RichText::new(took).color(cx.theme.ink.body));
    let when = match span.is_open() {
        true => say!("timeline.since", at = time::human(span.start)),
        false => say!("timeline.from_to", from = time::human(span.start), to = time::human(span.end)),
    };
    dim(ui, when);
    if ui.button(say!("recording.go")).clicked() {
        out.push(Action::JumpToTime(span.start));
    }
    if let Some(details) = imported.details(span.event) {
        ui.add_space(space::NORMAL);
        dim(ui, say!("recording.details"));
        let frame = Frame::new().fill(cx.theme.surface.page).corner_radius(radius::CARD).inner_margin(Margin::same(8));
        frame.show(ui, |ui| {
            ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
                let text = RichText::new(details).monospace().color(cx.theme.ink.body);
                ui.add(egui::Label::new(text).wrap().selectable(true));
            });
        });
    }
    causes(ui, cx, trace, (imported, span.event), out);
}

/// The spans that led to it, each a jump.
fn causes(ui: &mut Ui, cx: &Context<'_>, trace: &Trace, (imported, event): (&Imported, EventNo), out: &mut Vec<Action>) {
    let links = imported.links_to(event);
    if links.is_empty() {
        return;
    }
    ui.add_space(space::NORMAL);
    ui.label(RichText::new(say!("recording.caused")).font(theme::text(size::SMALL)).color(cx.theme.ink.dim));
    for link in links.iter().take(12) {
        let says = say!("recording.cause", name = imported.name(link.task), at = time::human(link.at));
        if ui.link(says).clicked() {
            out.push(Action::JumpToTime(link.at));
            out.push(Action::Select(Some(Selection { run: trace.run(), what: Selected::Span(link.from) })));
        }
    }
}
