//! Any two runs side by side: their first difference, their numbers at the playhead with the differences, and the jobs
//! that complete sooner or later in the second. It takes the stage's place; the timeline stays, to jump in.
//!
//! * `layout`: the chart of jobs (pure). `paint`: its shapes. `choice`: the runs to choose from.
//!
//! It does *not* compare (that is `trace::compare`).

mod choice;
pub mod layout;
mod paint;

use self::choice::{Choice, Pick};
use super::commands::Command;
use super::theme::{self, radius, size, space};
use super::widgets::icon::{self, Button, Icon};
use super::{Action, Context, Selected, Selection, WindowAction, fork};
use egui::{Align, Frame, Grid, Layout, Margin, RichText, ScrollArea, Ui, vec2};
use loopscope_event::{Ns, TaskId, time};
use loopscope_text::say;
use loopscope_trace::compare::{By, Figure, First, Jobs, Side, report_at};
use loopscope_trace::{Comparison, Trace};

/// Events of the two runs read per frame.
const READ: u64 = 150_000;
/// The interval at which the numbers are refreshed while the playhead runs, s.
const REFRESH: f64 = 0.1;
/// The number of jobs named of those that gain and of those that lose the most.
const MOST: usize = 3;
/// The most characters of a run's name, at the top and above its numbers.
const LONGEST: [usize; 2] = [26, 18];
/// Width of the numbers, points.
const NUMBERS: f32 = 520.0;

/// The panel's own state.
#[derive(Default)]
pub struct Compare {
    open: bool,
    picked: [Option<Pick>; 2],
    comparison: Option<Comparison>,
    sides: Option<Sides>,
}

/// The numbers of both runs, and the instants they were taken at.
struct Sides {
    of: [u32; 2],
    at: Ns,
    taken: f64,
    sides: [Side; 2],
}

impl Compare {
    /// Opens or closes the comparison.
    pub fn toggle(&mut self) {
        self.open = !self.open;
        if self.open {
            self.picked = [None, None];
        }
    }
    /// True while it is shown instead of the stage.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open
    }
    /// Closes it. Returns false if it was not open.
    pub const fn close(&mut self) -> bool {
        std::mem::replace(&mut self.open, false)
    }

    /// Draws the panel.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Context<'_>, out: &mut Vec<Action>) {
        let frame = Frame::new().fill(cx.theme.surface.panel).corner_radius(radius::PANEL);
        frame.inner_margin(Margin::symmetric(space::PADDING as i8, 10)).show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            let choices = choice::choices(cx);
            let chosen = choice::chosen(&choices, &mut self.picked, cx);
            self.head(ui, cx, &choices, chosen, out);
            let Some(pair) = chosen.map(|[a, b]| [&choices[a], &choices[b]]) else {
                ui.add_space(space::WIDE);
                ui.label(RichText::new(no_two(cx)).color(cx.theme.ink.dim));
                let recorded = cx.stage().is_some_and(|(trace, _)| trace.recorded().is_some());
                if recorded && ui.button(say!("recording.beside")).on_hover_text(say!("recording.beside_says")).clicked() {
                    out.push(Action::Window(WindowAction::OpenBeside));
                }
                return;
            };
            self.read_on(ui, cx, pair);
            self.first(ui, cx, pair, out);
            ui.add_space(space::NORMAL);
            self.below(ui, cx, pair, out);
        });
    }

    fn head(&mut self, ui: &mut Ui, cx: &Context<'_>, choices: &[Choice<'_>], chosen: Option<[usize; 2]>, out: &mut Vec<Action>) {
        ui.horizontal(|ui| {
            ui.label(RichText::new(say!("compare.title")).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
            ui.add_space(space::NORMAL);
            if let Some(chosen) = chosen {
                for (side, place) in chosen.into_iter().enumerate() {
                    if side == 1 {
                        ui.label(RichText::new(say!("compare.with")).color(cx.theme.ink.dim));
                    }
                    let name = &choices[place].name;
                    let says = if side == 0 { say!("compare.first_run", name = name) } else { say!("compare.second_run", name = name) };
                    let button = icon::menu_button(ui, cx.theme, &choices[place].short(LONGEST[0]), theme::bold(size::BODY), None, &says);
                    egui::Popup::menu(&button).accessible_name(says).show(|ui| {
                        for choice in choices {
                            if ui.radio(choices[place].pick == choice.pick, &choice.name).clicked() {
                                self.picked[side] = Some(choice.pick);
                                ui.close();
                            }
                        }
                    });
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if Button::new(Icon::Close, &say!("compare.close"), &Command::Close.hint()).ui(ui, cx.theme).clicked() {
                    out.push(Action::Window(WindowAction::Compare));
                }
                if chosen.is_some() && ui.button(say!("compare.swap")).on_hover_text(say!("compare.swap_says")).clicked() {
                    self.picked.swap(0, 1);
                }
            });
        });
    }

    /// Reads further in both logs, and takes the numbers at the playhead.
    fn read_on(&mut self, ui: &Ui, cx: &Context<'_>, pair: [&Choice<'_>; 2]) {
        let runs = pair.map(|choice| choice.trace);
        if self.comparison.as_ref().is_none_or(|known| !known.is_of(runs)) {
            let common = cx.futures.ghost.filter(|_| pair[0].pick.ghost != pair[1].pick.ghost).map(|ghost| ghost.at);
            self.comparison = Some(Comparison::new(runs, common));
        }
        if self.comparison.as_mut().is_some_and(|comparison| comparison.advance(runs, READ)) {
            ui.ctx().request_repaint();
        }
        let at = runs.map(|trace| known_at(trace, cx.now())).into_iter().min().unwrap_or(0);
        let (of, now) = (runs.map(Trace::run), ui.input(|i| i.time));
        let fresh = |sides: &Sides| sides.of == of && (sides.at == at || cx.playing && (0.0..REFRESH).contains(&(now - sides.taken)));
        if !self.sides.as_ref().is_some_and(fresh) {
            self.sides = Some(Sides { of, at, taken: now, sides: runs.map(|trace| report_at(trace, at)) });
        }
    }

    /// Draws the first difference.
    fn first(&self, ui: &mut Ui, cx: &Context<'_>, pair: [&Choice<'_>; 2], out: &mut Vec<Action>) {
        let Some(comparison) = &self.comparison else { return };
        let Some(first) = comparison.first() else {
            let says = if comparison.by() == By::Events { say!("compare.same_events") } else { say!("compare.same_jobs") };
            ui.label(RichText::new(says).color(cx.theme.ink.body));
            return;
        };
        let at = time::human(first.at());
        let says = match first {
            First::Event { .. } => say!("compare.differ", at = at),
            First::Job { .. } => say!("compare.differ_jobs", at = at),
        };
        ui.label(RichText::new(says).font(theme::bold(size::BODY)).color(cx.theme.ink.strong));
        let told = fork::words::sides(first, pair.map(|choice| choice.trace));
        for (side, says) in told.into_iter().enumerate() {
            ui.horizontal(|ui| {
                let go = say!("compare.go", name = pair[side].name);
                let enabled = !pair[side].pick.ghost;
                let button = ui.add_enabled(enabled, egui::Button::new(say!("fork.show")).small());
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &go));
                if button.on_hover_text(&go).on_disabled_hover_text(say!("compare.ghost_says")).clicked() {
                    out.push(fork::jump(first, pair[side].trace, side));
                }
                let line = say!("compare.side", name = pair[side].name, says = says);
                ui.add(egui::Label::new(RichText::new(&line).color(cx.theme.ink.body)).truncate()).on_hover_text(line);
            });
        }
    }

    /// Draws the numbers at the left and the jobs at the right.
    fn below(&mut self, ui: &mut Ui, cx: &Context<'_>, pair: [&Choice<'_>; 2], out: &mut Vec<Action>) {
        let room = ui.available_size();
        let left = NUMBERS.min(room.x * 0.5);
        ui.horizontal_top(|ui| {
            ui.allocate_ui_with_layout(vec2(left, room.y), Layout::top_down(Align::Min), |ui| {
                ui.set_min_size(vec2(left, room.y));
                if let Some(sides) = &self.sides {
                    numbers(ui, cx, pair, sides);
                }
            });
            ui.add_space(space::NORMAL);
            let rest = vec2(ui.available_width(), room.y);
            ui.allocate_ui_with_layout(rest, Layout::top_down(Align::Min), |ui| {
                let Some(comparison) = &mut self.comparison else { return };
                if let Some(says) = reach(pair) {
                    let text = RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.dim);
                    ui.add(egui::Label::new(text).wrap());
                }
                jobs(ui, cx, pair, comparison.jobs(!cx.playing), out);
            });
        });
    }
}

/// Explains why there are no two runs to compare, and how to get them.
fn no_two(cx: &Context<'_>) -> String {
    match cx.stage() {
        Some((trace, _)) if trace.imported().is_some() => say!("compare.none_imported"),
        Some((trace, _)) if trace.recorded().is_some() => say!("compare.none_recorded"),
        _ => say!("compare.none"),
    }
}

/// The instant up to which a run is known: a run that has ended is known for ever.
fn known_at(trace: &Trace, now: Ns) -> Ns {
    if trace.drained().is_some() { now } else { now.min(trace.end()) }
}

fn numbers(ui: &mut Ui, cx: &Context<'_>, pair: [&Choice<'_>; 2], sides: &Sides) {
    let small = |text: String| RichText::new(text).font(theme::text(size::SMALL));
    let Sides { at, sides: [other, now], .. } = sides;
    ui.label(small(say!("compare.numbers", at = time::human(*at))).color(cx.theme.ink.dim));
    ScrollArea::vertical().id_salt("compare numbers").auto_shrink([false, false]).show(ui, |ui| {
        theme::beside_scroll_bar(ui, |ui| {
            Grid::new("compare numbers").num_columns(4).spacing(vec2(14.0, 3.0)).show(ui, |ui| {
                ui.label("");
                for choice in pair {
                    right(ui, small(choice.short(LONGEST[1])).color(cx.theme.ink.dim));
                }
                right(ui, small(say!("compare.difference")).color(cx.theme.ink.dim));
                ui.end_row();
                for figure in Figure::ALL {
                    ui.label(small(fork::words::name(figure)).color(cx.theme.ink.dim));
                    for side in [other, now] {
                        right(ui, small(fork::words::value(figure, side)).color(cx.theme.ink.body));
                    }
                    let by = fork::words::difference(figure, other, now).unwrap_or_else(|| "–".into());
                    right(ui, small(by).color(cx.theme.ink.strong));
                    ui.end_row();
                }
            });
        });
    });
}

fn right(ui: &mut Ui, text: RichText) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(text));
}

/// Describes up to when both futures of a fork are known, and how to know more; `None` if one of them has ended, or the
/// runs are not from a fork.
fn reach(pair: [&Choice<'_>; 2]) -> Option<String> {
    let fork = pair.iter().any(|choice| choice.pick.ghost);
    let shorter = pair.into_iter().min_by_key(|choice| choice.trace.end())?;
    let at = time::human(shorter.trace.end());
    match shorter.trace.drained() {
        None if fork && shorter.pick.ghost => Some(say!("compare.known_ghost", at = at, key = Command::OtherFuture.hint())),
        None if fork => Some(say!("compare.known_present", at = at)),
        _ => None,
    }
}

/// Draws the jobs that complete sooner or later in the second run.
fn jobs(ui: &mut Ui, cx: &Context<'_>, pair: [&Choice<'_>; 2], jobs: &Jobs, out: &mut Vec<Action>) {
    let small = |text: String| RichText::new(text).font(theme::text(size::SMALL)).color(cx.theme.ink.body);
    let grouped = |n: usize| super::controls::knob::grouped(n as u64);
    let Some(median) = jobs.median() else {
        ui.label(small(say!("compare.no_jobs")));
        return;
    };
    let says = say!(
        "compare.jobs",
        name = pair[1].name,
        sooner = grouped(jobs.sooner),
        later = grouped(jobs.later),
        all = grouped(jobs.both()),
        median = fork::words::signed(median),
    );
    ui.add(egui::Label::new(small(says.clone())).wrap());
    let only = jobs.only[0] + jobs.only[1];
    if only > 0 || jobs.beyond > 0 {
        let text = match jobs.beyond {
            0 => say!("compare.only", n = grouped(only)),
            beyond => say!("compare.beyond", n = super::controls::knob::grouped(beyond)),
        };
        ui.add(egui::Label::new(small(text).color(cx.theme.ink.dim)).wrap());
    }
    let mut chosen = extremes(ui, cx, jobs);
    chosen = paint::chart(ui, cx, jobs, &says).or(chosen);
    if let Some(job) = chosen {
        out.push(Action::Select(Some(Selection { run: pair[1].trace.run(), what: Selected::Task(job) })));
    }
}

/// Lists the jobs that gain and lose the most, to be chosen without a pointer. Returns the chosen one.
fn extremes(ui: &mut Ui, cx: &Context<'_>, jobs: &Jobs) -> Option<TaskId> {
    let all = &jobs.differences;
    let sooner = all[..jobs.sooner].iter().take(MOST);
    let later = all[all.len() - jobs.later..].iter().rev().take(MOST);
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (job, by) in sooner.chain(later) {
            let says = say!("compare.job", task = job.name(), by = fork::words::signed(*by));
            let text = RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.body);
            if ui.add(egui::Button::new(text).small()).on_hover_text(say!("compare.select")).clicked() {
                chosen = Some(*job);
            }
        }
    });
    chosen
}
