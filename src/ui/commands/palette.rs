//! The palette: every command, scenario, lesson and model in one list, searched by typing. Nothing of it is remembered.
//!
//! It does *not* carry anything out: what is chosen goes the way of every key and button.

use super::search::{self, Fit};
use super::{At, Command, Group, keys};
use crate::lesson::LessonAction;
use crate::theme::{self, Theme, line, radius, size, space};
use crate::widgets::wording;
use crate::workspace::Panels;
use crate::{Action, Context, Views, WindowAction};
use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Align2, Color32, Frame, Id, Key, Margin, Modal, Modifiers, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, TextEdit};
use egui::{Ui, WidgetInfo, pos2, vec2};
use loopscope_lesson::course::ENGLISH;
use loopscope_text as text;
use loopscope_text::say;
use std::cmp::Reverse;

/// Its width and the gap above it, points, where the window is large enough.
const WIDTH: f32 = 680.0;
const ABOVE: f32 = 72.0;
/// The height of an entry, and how many are in sight at most.
const ROW: f32 = 34.0;
const IN_SIGHT: f32 = 12.5;
/// The room for the sentence below the list: two lines.
const SENTENCE: f32 = 46.0;
/// What an entry that does not apply now counts less.
const ABSENT: i32 = 12;
/// What a fit in another language counts less, and one in the sentence.
const IN_ENGLISH: i32 = 4;
const IN_SENTENCE: i32 = 70;
/// How a key counts that was typed as it is written.
const KEY: i32 = 200;

/// The palette's own state.
#[derive(Default)]
pub struct Palette {
    open: bool,
    typed: String,
    /// The place of the entry that Enter takes, among those that fit.
    chosen: usize,
    /// True if it must be brought into sight.
    moved: bool,
}

/// What an entry stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    /// A command; of a numbered one, the key of this place.
    Command(Command, usize),
    /// Opens the built-in scenario of this name.
    Scenario(&'static str),
    /// Begins the lesson of this place in the course.
    Lesson(usize),
    /// Puts the run of this model on the stage.
    Model(&'static str),
}

/// A line of the palette.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// What it stands for.
    pub does: Does,
    /// Its name, in the language that is spoken.
    pub name: String,
    /// Its name in English.
    pub english: String,
    /// What it does or shows, in a sentence; empty if its name tells.
    pub says: String,
    /// Its key; empty if it has none.
    pub key: String,
    /// The heading that it stands under.
    pub heading: String,
    /// Why it does not apply now; `None`: it does.
    pub not: Option<String>,
}

impl Palette {
    /// Opens it, with nothing typed.
    pub fn open(&mut self) {
        *self = Self { open: true, ..Self::default() };
    }
    /// True while it lies over the window.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }
    /// Closes it; false if it was not open.
    pub const fn close(&mut self) -> bool {
        std::mem::replace(&mut self.open, false)
    }
}

/// Every entry, in the order in which they stand while nothing is typed.
#[must_use]
pub fn entries(cx: &Context<'_>, panels: &Panels, views: &Views<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> =
        Group::ALL.into_iter().flat_map(Group::commands).map(|command| of_command(command, cx, panels, views)).collect();
    models(cx, &mut entries);
    for built_in in cx.desk.built_in {
        let (name, says) = wording::built_in_words(built_in);
        let heading = say!("palette.scenarios");
        let english = built_in.title.clone();
        entries.push(Entry { does: Does::Scenario(built_in.slug), name, english, says, key: String::new(), heading, not: None });
    }
    for (place, lesson) in views.course.iter().flat_map(|course| &course.lessons).enumerate() {
        let title = |language: &str| lesson.text(language).map(|text| text.title.clone()).unwrap_or_default();
        let claim = lesson.text(text::spoken().code()).map(|text| lesson.filled(&text.claim));
        let says = claim.into_iter().flatten().map(|(piece, _)| piece).collect();
        let (name, english) = (title(text::spoken().code()), title(ENGLISH));
        entries.push(Entry {
            does: Does::Lesson(place),
            name,
            english,
            says,
            key: String::new(),
            heading: say!("palette.lessons"),
            not: None,
        });
    }
    entries
}

fn of_command(command: Command, cx: &Context<'_>, panels: &Panels, views: &Views<'_>) -> Entry {
    let not = (!command.applies(cx, panels, views)).then(|| command.when().unwrap_or_else(|| say!("palette.not_now")));
    Entry {
        does: Does::Command(command, 0),
        name: command.name(),
        english: text::english(&command.key()),
        says: command.says().unwrap_or_default(),
        key: keys::words(command, |binding| binding.to_string()),
        heading: command.group().name(),
        not,
    }
}

/// The models, those that run first: each has the digit that puts it on the stage.
fn models(cx: &Context<'_>, entries: &mut Vec<Entry>) {
    let entry = |model: &'static loopscope_event::ModelInfo, nth: Option<usize>| Entry {
        does: Does::Model(model.name),
        name: wording::short(model),
        english: format!("{}: {}", model.short, model.title),
        says: say!("palette.model_says", title = wording::title(model)),
        key: nth.filter(|nth| *nth < 9).map_or_else(String::new, |nth| (nth + 1).to_string()),
        heading: say!("palette.models"),
        not: nth.is_none().then(|| say!("palette.not_running")),
    };
    let mut seen = Vec::new();
    for (nth, trace) in cx.traces.iter().enumerate() {
        // Of several recordings of one model the first stands for all.
        if !seen.contains(&trace.model().name) {
            seen.push(trace.model().name);
            entries.push(entry(trace.model(), Some(nth)));
        }
    }
    entries.extend(cx.models.iter().filter(|model| !seen.contains(&model.name)).map(|model| entry(model, None)));
}

/// The entries that fit what was typed, the best first, each with the characters of its name that fit.
#[must_use]
pub fn ranked(typed: &str, entries: &[Entry]) -> Vec<(usize, Vec<usize>)> {
    let mut found: Vec<(i32, usize, Vec<usize>)> =
        entries.iter().enumerate().filter_map(|(place, entry)| fit(typed, entry).map(|Fit { score, at }| (score, place, at))).collect();
    if !typed.trim().is_empty() {
        found.sort_by_key(|(score, place, _)| (Reverse(*score), *place));
    }
    found.into_iter().map(|(_, place, at)| (place, at)).collect()
}

fn fit(typed: &str, entry: &Entry) -> Option<Fit> {
    let plain = |text: &str| text.to_lowercase().replace([' ', '+'], "");
    let is_key = !entry.key.is_empty() && entry.key.split("  ").any(|key| plain(key) == plain(typed));
    let elsewhere = |fit: Fit, less: i32| Fit { score: fit.score - less, at: Vec::new() };
    let name = search::fit(typed, &entry.name);
    let english = search::fit(typed, &entry.english).map(|fit| elsewhere(fit, IN_ENGLISH));
    let sentence = search::fit_sentence(typed, &entry.says).map(|fit| elsewhere(fit, IN_SENTENCE));
    let key = is_key.then_some(Fit { score: KEY, at: Vec::new() });
    let mut best = [sentence, english, name, key].into_iter().flatten().max_by_key(|fit| fit.score)?;
    if entry.not.is_some() {
        best.score -= ABSENT;
    }
    Some(best)
}

/// Draws it, and carries out what is chosen.
pub fn ui(ctx: &egui::Context, cx: &Context<'_>, panels: &mut Panels, views: &Views<'_>, out: &mut Vec<Action>) {
    if !panels.palette.is_open() {
        return;
    }
    let entries = entries(cx, panels, views);
    let mut palette = std::mem::take(&mut panels.palette);
    let does = palette.show(ctx, cx, &entries);
    if palette.is_open() {
        panels.palette = palette;
    }
    match does {
        Some(Does::Command(command, nth)) => At::new(ctx, cx, panels, views, out).run(command, nth),
        Some(Does::Scenario(slug)) => out.push(Action::Window(WindowAction::OpenBuiltIn(slug))),
        Some(Does::Lesson(place)) => out.push(Action::Lesson(LessonAction::Open(place))),
        Some(Does::Model(name)) => out.push(Action::Focus(name)),
        None => {}
    }
}

impl Palette {
    /// Draws it; returns what was chosen, and is then closed.
    fn show(&mut self, ctx: &egui::Context, cx: &Context<'_>, entries: &[Entry]) -> Option<Does> {
        let theme = cx.theme;
        let room = ctx.content_rect();
        let id = Id::unique("palette");
        let above = ABOVE.min(room.height() * 0.09);
        let frame = Frame::new()
            .fill(theme.surface.popup)
            .stroke(Stroke::new(line::THIN, theme.surface.border))
            .corner_radius(radius::PANEL)
            .inner_margin(Margin::same(10));
        let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, above));
        let modal = Modal::new(id).area(area).backdrop_color(theme.surface.veil).frame(frame);
        let taken = modal.show(ctx, |ui| {
            ui.set_width(WIDTH.min(room.width() - 60.0));
            let enter = self.steer(ui, entries);
            self.field(ui, theme);
            let fitting = ranked(&self.typed, entries);
            self.chosen = self.chosen.min(fitting.len().saturating_sub(1));
            let most = (room.height() - above - SENTENCE - 130.0).clamp(ROW, IN_SIGHT * ROW);
            let clicked = self.list(ui, theme, entries, &fitting, most);
            let chosen = fitting.get(self.chosen).map(|(place, _)| &entries[*place]);
            sentence(ui, theme, chosen);
            clicked.or_else(|| chosen.filter(|entry| enter && entry.not.is_none()).map(|entry| entry.does))
        });
        if taken.inner.is_some() || taken.should_close() {
            self.open = false;
        }
        taken.inner
    }

    /// Moves the choice by the arrow keys; true if Enter takes it.
    fn steer(&mut self, ui: &Ui, entries: &[Entry]) -> bool {
        let count = ranked(&self.typed, entries).len();
        let page = IN_SIGHT as usize - 1;
        ui.input_mut(|input| {
            let mut times = |key| input.count_and_consume_key(Modifiers::NONE, key);
            let (down, up) = (times(Key::ArrowDown), times(Key::ArrowUp));
            let (far_down, far_up) = (page * times(Key::PageDown), page * times(Key::PageUp));
            // Tab would lead out of the field, and there is nothing else to go to.
            times(Key::Tab);
            self.moved |= down + up + far_down + far_up > 0;
            if count > 0 && down + up > 0 {
                self.chosen = (self.chosen + down + count - up % count) % count;
            }
            self.chosen = (self.chosen + far_down).saturating_sub(far_up).min(count.saturating_sub(1));
            if input.consume_key(Modifiers::COMMAND, Key::P) {
                self.open = false;
            }
            input.consume_key(Modifiers::NONE, Key::Enter)
        })
    }

    fn field(&mut self, ui: &mut Ui, theme: &Theme) {
        let field = TextEdit::singleline(&mut self.typed)
            .id(Id::unique("palette field"))
            .font(theme::text(size::HEADING))
            .hint_text(RichText::new(say!("palette.hint")).font(theme::text(size::HEADING)))
            .desired_width(f32::INFINITY)
            .lock_focus(true)
            .frame(Frame::new().inner_margin(Margin::symmetric(8, 8)));
        let response = ui.add(field);
        if !response.has_focus() {
            response.request_focus();
        }
        if response.changed() {
            (self.chosen, self.moved) = (0, true);
        }
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(say!("palette.field")));
        let (left, right) = (ui.min_rect().left(), ui.min_rect().right());
        ui.painter().hline(left..=right, response.rect.bottom() + 2.0, Stroke::new(line::NORMAL, theme.surface.outline));
        ui.add_space(space::TIGHT);
    }

    /// The entries that fit; returns the one that was clicked.
    fn list(&mut self, ui: &mut Ui, theme: &Theme, entries: &[Entry], fitting: &[(usize, Vec<usize>)], most: f32) -> Option<Does> {
        let headed = self.typed.trim().is_empty();
        let moved = std::mem::take(&mut self.moved);
        let mut taken = None;
        if fitting.is_empty() {
            ui.add_space(space::NORMAL);
            ui.label(RichText::new(say!("palette.nothing", typed = self.typed.trim())).color(theme.ink.dim));
        }
        ScrollArea::vertical().max_height(most).min_scrolled_height(most).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            theme::beside_scroll_bar(ui, |ui| {
                let mut above = "";
                for (nth, (place, at)) in fitting.iter().enumerate() {
                    let entry = &entries[*place];
                    if headed && above != entry.heading {
                        heading(ui, theme, &entry.heading);
                        above = &entry.heading;
                    }
                    let row = Row { entry, at, chosen: nth == self.chosen, headed };
                    let response = row.ui(ui, theme);
                    let pointed = response.hovered() && ui.input(|input| input.pointer.delta() != egui::Vec2::ZERO);
                    if pointed || response.clicked() {
                        self.chosen = nth;
                    }
                    if response.clicked() && entry.not.is_none() {
                        taken = Some(entry.does);
                    }
                    if moved && nth == self.chosen {
                        // The first one with its heading.
                        let above = if nth == 0 { ROW } else { 0.0 };
                        ui.scroll_to_rect(Rect::from_min_max(response.rect.min - vec2(0.0, above), response.rect.max), None);
                    }
                }
            });
        });
        taken
    }
}

fn heading(ui: &mut Ui, theme: &Theme, words: &str) {
    ui.add_space(space::NORMAL);
    ui.horizontal(|ui| {
        ui.add_space(space::NORMAL);
        ui.label(RichText::new(words).font(theme::bold(size::SMALL)).color(theme.ink.dim));
    });
    ui.add_space(2.0);
}

/// What the chosen entry does, or why it does not apply: in a room of its own, so that the palette keeps its height.
fn sentence(ui: &mut Ui, theme: &Theme, chosen: Option<&Entry>) {
    ui.add_space(space::TIGHT);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), SENTENCE), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(line::THIN, theme.surface.border));
    let Some(entry) = chosen else { return };
    let words = match &entry.not {
        Some(not) => say!("palette.not", when = not),
        None if entry.says.is_empty() => say!("palette.steer"),
        None => entry.says.clone(),
    };
    let mut job = LayoutJob::simple(words, theme::text(size::SMALL), theme.ink.dim, rect.width() - 2.0 * space::NORMAL);
    job.wrap.max_rows = 2;
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(rect.min + vec2(space::NORMAL, space::NORMAL), galley, theme.ink.dim);
}

/// One entry on the screen.
struct Row<'a> {
    entry: &'a Entry,
    /// The characters of its name that fit.
    at: &'a [usize],
    chosen: bool,
    /// True if headings tell what it is.
    headed: bool,
}

impl Row<'_> {
    fn ui(&self, ui: &mut Ui, theme: &Theme) -> egui::Response {
        let Self { entry, chosen, headed, .. } = *self;
        let applies = entry.not.is_none();
        // The field keeps the focus.
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::CLICK);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, applies, chosen, &entry.name));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_selected(chosen);
            node.set_keyboard_shortcut(entry.key.as_str());
            node.set_description(entry.not.as_ref().unwrap_or(&entry.says).as_str());
        });
        if chosen {
            ui.ctx().accesskit_node_builder(Id::unique("palette field"), |node| node.set_active_descendant(response.id.accesskit_id()));
            ui.painter().rect_filled(rect, radius::SMALL, theme.surface.control_hover);
        }
        if !ui.is_rect_visible(rect) {
            return response;
        }
        let ink = if applies { theme.ink.body } else { theme.ink.dim };
        let mut right = rect.right() - space::NORMAL;
        for key in entry.key.split("  ").filter(|key| !key.is_empty()).collect::<Vec<_>>().into_iter().rev() {
            right = cap(ui, theme, key, pos2(right, rect.center().y)) - space::TIGHT;
        }
        if !headed {
            let words = ui.painter().layout_no_wrap(entry.heading.clone(), theme::text(size::SMALL), theme.ink.dim);
            right -= words.size().x + space::NORMAL;
            ui.painter().galley(pos2(right, rect.center().y - words.size().y / 2.0), words, theme.ink.dim);
        }
        let left = rect.left() + space::NORMAL;
        let galley = ui.painter().layout_job(self.name(theme, ink, right - space::NORMAL - left));
        ui.painter().galley(pos2(left, rect.center().y - galley.size().y / 2.0), galley, ink);
        response
    }

    /// Its name, with what fits in bold.
    fn name(&self, theme: &Theme, ink: Color32, width: f32) -> LayoutJob {
        let mut job = LayoutJob { wrap: TextWrapping::truncate_at_width(width), ..LayoutJob::default() };
        let strong = if self.entry.not.is_some() { ink } else { theme.ink.strong };
        for (place, letter) in self.entry.name.chars().enumerate() {
            let (font_id, color) =
                if self.at.contains(&place) { (theme::bold(size::VALUE), strong) } else { (theme::text(size::VALUE), ink) };
            job.append(letter.encode_utf8(&mut [0; 4]), 0.0, TextFormat { font_id, color, ..TextFormat::default() });
        }
        job
    }
}

/// A key as a cap whose right edge is there; returns its left edge.
fn cap(ui: &Ui, theme: &Theme, key: &str, right: egui::Pos2) -> f32 {
    let galley = ui.painter().layout_no_wrap(key.to_owned(), theme::text(size::SMALL), theme.ink.body);
    let size = vec2((galley.size().x + 12.0).max(24.0), 24.0);
    let rect = Align2::RIGHT_CENTER.anchor_size(right, size);
    ui.painter().rect(rect, radius::SMALL, theme.surface.card, Stroke::new(line::THIN, theme.surface.border), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, theme.ink.body);
    rect.left()
}
