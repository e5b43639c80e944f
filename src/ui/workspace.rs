//! Where the panels are: the bar at the top, the picture (or a sweep) in the middle, controls and numbers at its sides, or over it
//! as drawers where the window is narrow.

use crate::code::Code;
use crate::commands::Command;
use crate::commands::palette::Palette;
use crate::compare::Compare;
use crate::controls::Controls;
use crate::export::{Export, Part};
use crate::fork::Fork;
use crate::inspector::Inspector;
use crate::overlay::Overlay;
use crate::overlay::tour::Tour;
use crate::scoreboard::Scoreboard;
use crate::stage::Stage;
use crate::sweep::Sweep;
use crate::theme::{Theme, beside_scroll_bar, line, radius, space};
use crate::timeline::Timeline;
use crate::transcript::Transcript;
use crate::transport::Transport;
use crate::widgets::focus::{self, Edge};
use crate::{Action, Audience, Context, Shown, Views, fork, lesson, overlay, recording};
use egui::{Area, CentralPanel, Frame, Id, LayerId, Margin, Order, Panel, PanelState, Pos2, Rect, ScrollArea, Stroke, Ui, Vec2, vec2};
use loopscope_text::say;

/// The panels' own state.
#[derive(Default)]
pub struct Panels {
    /// The bar at the top.
    pub transport: Transport,
    /// The sliders.
    pub controls: Controls,
    /// The animated message loop.
    pub stage: Stage,
    /// The lanes over time.
    pub timeline: Timeline,
    /// The models in numbers.
    pub scoreboard: Scoreboard,
    /// What is selected.
    pub inspector: Inspector,
    /// What happens, in sentences.
    pub transcript: Transcript,
    /// Many runs as curves.
    pub sweep: Sweep,
    /// The open lesson, or the list of lessons.
    pub lesson: lesson::Lesson,
    /// The tour of five steps.
    pub tour: Tour,
    /// The program of the jobs.
    pub code: Code,
    /// The bar of a fork.
    pub fork: Fork,
    /// Two runs side by side.
    pub compare: Compare,
    /// Help, glossary and notices.
    pub overlay: Overlay,
    /// The export dialog.
    pub export: Export,
    /// The list of commands that is searched by typing.
    pub palette: Palette,
    /// The last command that was carried out, by whatever means.
    pub last_command: Option<Command>,
    /// How they were shown last.
    pub shown: ShownAs,
}

/// How large parts of the window were when they were last drawn, and in which colours.
#[derive(Clone, Copy, Default)]
pub struct ShownAs {
    /// Points; nothing if it was not drawn yet.
    pub stage: Vec2,
    /// Points; nothing if it was not drawn yet.
    pub timeline: Vec2,
    /// The colours; nothing if nothing was drawn yet.
    pub theme: Option<&'static Theme>,
}

impl ShownAs {
    /// How large a picture of a part is, points, that shows it as it was.
    #[must_use]
    pub fn size(self, part: Part, window: Vec2) -> Vec2 {
        let drawn = match part {
            Part::Stage => self.stage,
            Part::Timeline => self.timeline,
            Part::Window => return window.round(),
        };
        // Whole points: a window's parts are not.
        if drawn == Vec2::ZERO { part.size() } else { (drawn + Vec2::splat(2.0 * space::GUTTER)).round() }
    }
}

/// Narrower windows have drawers.
const NARROW: f32 = 1400.0;
/// What the timeline gets of the middle, unless somebody drags its edge.
const TIMELINE: f32 = 0.42;
/// The same where there is nothing else to see.
const TIMELINE_ALONE: f32 = 0.66;

/// In narrower windows the code lies over the picture, too.
const NARROW_FOR_CODE: f32 = 1200.0;
/// How wide the code is, unless somebody drags its edge.
const CODE: f32 = 470.0;

/// True if the code is a drawer.
fn code_is_drawer(width: f32) -> bool {
    width < NARROW_FOR_CODE
}

/// True if the side panels are drawers.
#[must_use]
pub fn has_drawers(width: f32) -> bool {
    width < NARROW
}

/// Draws everything.
pub fn ui(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, views: &Views<'_>, out: &mut Vec<Action>) {
    let theme = cx.theme;
    panels.shown.theme = Some(theme);
    let hall = cx.desk.audience.is_hall();
    let bar = Frame::new().fill(theme.surface.panel).inner_margin(Margin::symmetric(16, 4));
    Panel::top("transport")
        .exact_size(space::TOP_BAR)
        .frame(bar)
        .show_separator_line(false)
        .show(ui, |ui| if hall { panels.transport.hall(ui, cx, out) } else { panels.transport.ui(ui, cx, out) });
    recording::banner(ui, cx, out);
    if let Some(view) = &views.lesson {
        if hall && view.is_read() {
            // In a hall there is room for the words or for the picture, in type that the last row can read.
            CentralPanel::default().frame(side(theme)).show(ui, |ui| panels.lesson.ui(ui, cx, view, out));
            return;
        }
        let width = lesson::width(ui.available_width());
        Panel::left("lesson").exact_size(width).resizable(false).show_separator_line(false).frame(side(theme)).show(ui, |ui| {
            panels.lesson.ui(ui, cx, view, out);
        });
    }
    if hall {
        middle(ui, panels, cx, views, out);
        return;
    }
    if cx.desk.drawers {
        for (name, rect) in open_drawers(ui.content_rect(), cx) {
            focus::skip_beneath(ui, rect, LayerId::new(Order::Middle, Id::unique(name)));
        }
        middle(ui, panels, cx, views, out);
        drawers(ui, panels, cx, out);
        return;
    }
    Panel::left("controls")
        .exact_size(space::LEFT_PANEL)
        .resizable(false)
        .show_separator_line(false)
        .frame(side(theme))
        .show(ui, |ui| panels.controls.ui(ui, cx, out));
    Panel::right("numbers")
        .exact_size(space::RIGHT_PANEL)
        .resizable(false)
        .show_separator_line(false)
        .frame(side(theme))
        .show(ui, |ui| numbers(ui, panels, cx, out));
    middle(ui, panels, cx, views, out);
}

fn side(theme: &Theme) -> Frame {
    Frame::new().fill(theme.surface.panel).inner_margin(Margin { left: space::PADDING as i8, right: 4, top: 10, bottom: 4 })
}

fn numbers(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, out: &mut Vec<Action>) {
    // What is selected is in sight, however long the scoreboard is.
    if cx.selection.is_some() {
        let height = ui.available_height();
        let frame = Frame::new().inner_margin(Margin { top: 8, ..Margin::ZERO });
        Panel::bottom("inspector").resizable(true).default_size(height * 0.45).size_range(120.0..=height - 120.0).frame(frame).show(
            ui,
            |ui| {
                scrolled(ui, "inspector", |ui| panels.inspector.ui(ui, cx, out));
            },
        );
        focus::splitter(ui, ui.scope_id().with("inspector"), Edge::Top, &say!("stage.resize"));
        scrolled(ui, "scoreboard", |ui| numbers_of(ui, panels, cx, out));
        return;
    }
    scrolled(ui, "scoreboard", |ui| {
        numbers_of(ui, panels, cx, out);
        ui.add_space(space::NORMAL);
        panels.inspector.ui(ui, cx, out);
        if cx.stage().is_none_or(|(trace, _)| trace.imported().is_none()) {
            ui.add_space(space::WIDE);
            panels.transcript.ui(ui, cx, out);
        }
    });
}

fn numbers_of(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, out: &mut Vec<Action>) {
    match cx.stage().and_then(|(trace, _)| trace.imported()) {
        Some(_) => recording::about(ui, cx),
        None => panels.scoreboard.ui(ui, cx, out),
    }
}

fn scrolled(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    ScrollArea::vertical().id_salt(name).auto_shrink([false, false]).show(ui, |ui| beside_scroll_bar(ui, content));
}

fn middle(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, views: &Views<'_>, out: &mut Vec<Action>) {
    let theme = cx.theme;
    let frame = Frame::new().fill(theme.surface.page).inner_margin(Margin::same(space::GUTTER as i8));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        if let Some(view) = views.sweep {
            panels.sweep.ui(ui, cx, view, out);
            return;
        }
        if cx.traces.is_empty() {
            overlay::waiting(ui, cx);
            return;
        }
        let imported = cx.stage().is_some_and(|(trace, _)| trace.imported().is_some());
        match cx.desk.audience {
            Audience::Hall(Shown::Stage) => return stage(ui, panels, cx, out),
            Audience::Hall(Shown::Timeline) => return timeline(ui, panels, cx, out),
            Audience::Desk => {}
        }
        if cx.desk.code_open && !imported && !code_is_drawer(ui.content_rect().width()) {
            let frame = side(theme).corner_radius(radius::PANEL).outer_margin(Margin { left: space::GUTTER as i8, ..Margin::ZERO });
            Panel::right("code")
                .resizable(true)
                .show_separator_line(false)
                .default_size(CODE)
                .size_range(340.0..=0.55 * ui.available_width())
                .frame(frame)
                .show(ui, |ui| panels.code.ui(ui, cx, out));
            focus::splitter(ui, ui.scope_id().with("code"), Edge::Left, &say!("stage.resize"));
        }
        let height = ui.available_height();
        keep_share(ui, height);
        Panel::bottom(if imported { "lanes" } else { "timeline" })
            .resizable(true)
            .show_separator_line(false)
            .default_size(height * if imported { TIMELINE_ALONE } else { TIMELINE })
            .size_range(120.0..=(height - 260.0).max(120.0))
            .frame(Frame::new().inner_margin(Margin { top: space::GUTTER as i8, ..Margin::ZERO }))
            .show(ui, |ui| timeline(ui, panels, cx, out));
        focus::splitter(ui, ui.scope_id().with(if imported { "lanes" } else { "timeline" }), Edge::Top, &say!("stage.resize"));
        if cx.futures.are_shown() {
            let frame = Frame::new().outer_margin(Margin { top: space::GUTTER as i8, ..Margin::ZERO });
            let bar = Panel::bottom("fork").exact_size(fork::HEIGHT).resizable(false).show_separator_line(false).frame(frame);
            bar.show(ui, |ui| panels.fork.ui(ui, cx, out));
        }
        CentralPanel::default().frame(Frame::new()).show(ui, |ui| match panels.compare.is_open() {
            true => panels.compare.ui(ui, cx, out),
            false => stage(ui, panels, cx, out),
        });
    });
}

/// The stage; how large it is, pictures of it go by.
pub fn stage(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, out: &mut Vec<Action>) {
    panels.shown.stage = ui.available_size();
    match cx.stage() {
        Some((trace, _)) if trace.imported().is_some() => recording::no_machine(ui, cx),
        _ => panels.stage.ui(ui, cx, out),
    }
}

fn timeline(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, out: &mut Vec<Action>) {
    panels.shown.timeline = ui.available_size();
    panels.timeline.ui(ui, cx, out);
}

/// In a larger or smaller window the timeline keeps its share of the height, also from one time to the next.
fn keep_share(ui: &Ui, height: f32) {
    let (panel, known) = (ui.scope_id().with("timeline"), ui.scope_id().with("height"));
    let share = |state: PanelState, before: f32| {
        let size = state.size() * vec2(1.0, height / before);
        PanelState { outer_rect: Rect::from_min_size(state.outer_rect.min, size) }
    };
    ui.data_mut(|data| {
        let before: Option<f32> = data.get_persisted(known);
        if before == Some(height) {
            return;
        }
        if let (Some(before), Some(state)) = (before.filter(|before| *before > 0.0), data.get_persisted::<PanelState>(panel)) {
            data.insert_persisted(panel, share(state, before));
        }
        data.insert_persisted(known, height);
    });
}

/// The drawers that are open, by their names, and where they lie.
fn open_drawers(room: Rect, cx: &Context<'_>) -> impl Iterator<Item = (&'static str, Rect)> {
    let top = room.top() + space::TOP_BAR;
    let at = |left: f32, width: f32| Rect::from_min_max(Pos2::new(left, top), Pos2::new(left + width, room.bottom()));
    let (controls, numbers) = (space::LEFT_PANEL + 20.0, space::RIGHT_PANEL + 20.0);
    let code = cx.desk.code_open && code_is_drawer(room.width());
    [
        (code, CODE_DRAWER, at(room.right() - CODE, CODE)),
        (cx.desk.controls_open, CONTROLS_DRAWER, at(room.left(), controls)),
        (cx.desk.numbers_open, NUMBERS_DRAWER, at(room.right() - numbers, numbers)),
    ]
    .into_iter()
    .filter_map(|(open, name, rect)| open.then_some((name, rect)))
}

const CODE_DRAWER: &str = "code drawer";
const CONTROLS_DRAWER: &str = "controls drawer";
const NUMBERS_DRAWER: &str = "numbers drawer";

/// The side panels, over the picture.
fn drawers(ui: &mut Ui, panels: &mut Panels, cx: &Context<'_>, out: &mut Vec<Action>) {
    for (name, rect) in open_drawers(ui.content_rect(), cx) {
        drawer(ui, cx, name, rect, |ui| match name {
            CODE_DRAWER => panels.code.ui(ui, cx, out),
            CONTROLS_DRAWER => panels.controls.ui(ui, cx, out),
            _ => numbers(ui, panels, cx, out),
        });
    }
}

fn drawer(ui: &Ui, cx: &Context<'_>, name: &str, rect: Rect, content: impl FnOnce(&mut Ui)) {
    let theme = cx.theme;
    Area::new(Id::unique(name)).order(Order::Middle).fixed_pos(rect.min).constrain(false).show(ui.ctx(), |ui| {
        let frame = side(theme).stroke(Stroke::new(line::THIN, theme.surface.outline)).corner_radius(radius::SMALL);
        let margin = frame.total_margin();
        frame.shadow(egui::epaint::Shadow { offset: [0, 4], blur: 18, spread: 0, color: theme.surface.shadow }).show(ui, |ui| {
            ui.set_min_size(rect.size() - margin.sum());
            ui.set_max_size(rect.size() - margin.sum());
            content(ui);
        });
    });
}
