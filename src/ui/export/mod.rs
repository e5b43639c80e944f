//! THE EXPORT DIALOG: in which format, what part, which stretch; and, while it is made, how far that has got.
//!
//! It does *not* know how a format is made, nor which there are: the app tells.

use super::{Action, Context, Purpose, theme};
use egui::{Frame, Id, Margin, Modal, ProgressBar, RichText, Stroke, Ui, Vec2, vec2};
use loopscope_event::{Ns, time};
use loopscope_text::{said, say};
use theme::{line, radius, size, space};

/// What a picture shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Part {
    /// The stage.
    #[default]
    Stage,
    /// The timeline.
    Timeline,
    /// The whole window.
    Window,
}

impl Part {
    /// What it is drawn for: a picture of the window shows what it is used with.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Window => Purpose::Use,
            Self::Stage | Self::Timeline => Purpose::Print,
        }
    }

    /// The size that suits it, points.
    #[must_use]
    pub const fn size(self) -> Vec2 {
        match self {
            Self::Stage => vec2(1280.0, 640.0),
            Self::Timeline => vec2(1280.0, 480.0),
            Self::Window => vec2(1600.0, 900.0),
        }
    }

    /// Every part with its name on the command line.
    pub const ALL: [(Self, &'static str); 3] = [(Self::Stage, "stage"), (Self::Timeline, "timeline"), (Self::Window, "window")];
}

/// Which stretch of time is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Range {
    /// All that is recorded.
    #[default]
    Whole,
    /// What the timeline shows.
    InSight,
}

/// A format that is offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Offer {
    /// Its name, by which it is asked for.
    pub name: &'static str,
    /// The key of what it is called.
    pub title: &'static str,
    /// How its files end.
    pub ending: &'static str,
    /// What can be chosen.
    pub kind: Kind,
    /// What of a run it is made of.
    pub of: Of,
}

/// What of a run a format is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    /// Its events, which another program's trace has none of.
    Events,
    /// What is drawn over time.
    Lanes,
}

/// What can be chosen of a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// From the first event on, up to an end.
    Beginning,
    /// A stretch of time.
    Stretch,
    /// What is in the picture.
    Still,
    /// What is in the picture, and a stretch of time.
    Film,
}

impl Kind {
    const fn has_part(self) -> bool {
        matches!(self, Self::Still | Self::Film)
    }
    const fn has_range(self) -> bool {
        !matches!(self, Self::Still)
    }
}

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// The format, by name.
    pub format: &'static str,
    /// What a picture shows.
    pub part: Part,
    /// The first instant, ns.
    pub from: Ns,
    /// The last instant, ns.
    pub to: Ns,
}

/// What the dialog asks of the app.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExportAction {
    /// Show it.
    Open,
    /// Ask for a file, then make this.
    Ask(Order),
    /// Make no more of what is being made.
    Cancel,
}

/// What the app tells the dialog.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct View {
    /// The formats.
    pub offers: &'static [Offer],
    /// What is being made: the file, and how much of it is done, 0 to 1, if that is known.
    pub making: Option<(String, Option<f32>)>,
    /// What the timeline shows, ns.
    pub in_sight: (Ns, Ns),
    /// How much of the story is recorded: from when to when, ns.
    pub recorded: (Ns, Ns),
}

/// The dialog.
#[derive(Default)]
pub struct Export {
    open: bool,
    /// True while something is made.
    waits: bool,
    format: usize,
    part: Part,
    range: Range,
}

impl Export {
    /// Shows it.
    pub const fn open(&mut self) {
        self.open = true;
    }
    /// True while it lies over the window, to be asked or to be waited for.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open || self.waits
    }
    /// True while something is made.
    #[must_use]
    pub const fn is_waited_for(&self) -> bool {
        self.waits
    }
    /// Closes it; false if it was not open.
    pub const fn close(&mut self) -> bool {
        std::mem::replace(&mut self.open, false)
    }

    /// Draws what there is to draw.
    pub fn ui(&mut self, ctx: &egui::Context, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
        self.waits = view.making.is_some();
        if let Some((says, share)) = &view.making {
            making(ctx, cx, says, *share, out);
        } else if self.open {
            let shown = modal("export", cx).show(ctx, |ui| self.form(ui, cx, view, out));
            if shown.should_close() {
                self.open = false;
            }
        }
    }

    /// What was chosen of another run may be none of this one's.
    fn choose_what_can_be(&mut self, offers: &[Offer], lanes_only: bool) {
        if offers.get(self.format).is_some_and(|offer| !offer.can_be(lanes_only)) {
            self.format = offers.iter().position(|offer| offer.can_be(lanes_only)).unwrap_or(self.format);
        }
        if lanes_only && self.part == Part::Stage {
            self.part = Part::Timeline;
        }
    }

    fn form(&mut self, ui: &mut Ui, cx: &Context<'_>, view: &View, out: &mut Vec<Action>) {
        ui.set_width(470.0_f32.min(ui.content_rect().width() - 80.0));
        ui.label(RichText::new(say!("export.title")).font(theme::bold(size::TITLE)).color(cx.theme.ink.strong));
        ui.add_space(space::TIGHT);
        // What is not chosen must be seen as well; a popup is nearly as bright as a control.
        ui.visuals_mut().widgets.inactive.bg_stroke.color = cx.theme.surface.outline;
        let lanes_only = cx.stage().is_some_and(|(trace, _)| trace.imported().is_some());
        self.choose_what_can_be(view.offers, lanes_only);
        for (place, offer) in view.offers.iter().enumerate() {
            ui.add_enabled_ui(offer.can_be(lanes_only), |ui| {
                ui.horizontal(|ui| {
                    let radio = ui.radio_value(&mut self.format, place, said(offer.title, &[]));
                    radio.on_disabled_hover_text(say!("export.no_events"));
                    ui.label(dim(cx, &format!(".{}", offer.ending)));
                });
            });
        }
        if lanes_only {
            ui.label(dim(cx, &say!("export.no_events")));
        }
        let Some(offer) = view.offers.get(self.format) else { return };
        ui.add_space(space::NORMAL);
        // Both rows keep their room, so that the buttons stay where they are.
        choice(ui, cx, &say!("export.part"), offer.kind.has_part(), |ui| {
            ui.add_enabled_ui(!lanes_only, |ui| {
                let radio = ui.radio_value(&mut self.part, Part::Stage, say!("export.stage"));
                radio.on_disabled_hover_text(say!("export.no_stage"));
            });
            ui.radio_value(&mut self.part, Part::Timeline, say!("export.timeline"));
            ui.radio_value(&mut self.part, Part::Window, say!("export.window"));
        });
        choice(ui, cx, &say!("export.range"), offer.kind.has_range(), |ui| {
            ui.radio_value(&mut self.range, Range::Whole, say!("export.whole"));
            ui.radio_value(&mut self.range, Range::InSight, say!("export.in_sight"));
        });
        let (from, to) = stretch(offer.kind, self.range, view);
        let says = match offer.kind {
            Kind::Still => say!("export.now", at = time::human(cx.now())),
            Kind::Beginning | Kind::Stretch | Kind::Film => say!("export.stretch", from = time::short(from), to = time::short(to)),
        };
        ui.label(dim(cx, &says));
        ui.label(dim(cx, &if offer.kind == Kind::Film { say!("export.film_says") } else { String::new() }));
        ui.add_space(space::NORMAL);
        ui.horizontal(|ui| {
            if ui.button(RichText::new(say!("export.choose")).strong()).clicked() {
                out.push(Action::Export(ExportAction::Ask(Order { format: offer.name, part: self.part, from, to })));
                self.open = false;
            }
            if ui.button(say!("dialog.cancel")).clicked() {
                self.open = false;
            }
        });
    }
}

impl Offer {
    /// Whether it can be made of a run, of which there may be nothing but lanes.
    fn can_be(&self, lanes_only: bool) -> bool {
        !lanes_only || self.of == Of::Lanes
    }
}

/// The stretch that is meant; what is not recorded is left out.
fn stretch(kind: Kind, range: Range, view: &View) -> (Ns, Ns) {
    let (first, last) = view.recorded;
    let (from, to) = match range {
        Range::Whole => (first, last),
        Range::InSight => view.in_sight,
    };
    let to = to.clamp(first, last);
    (if kind == Kind::Beginning { first } else { from.clamp(first, to) }, to)
}

/// A name and what can be chosen; greyed where nothing can.
fn choice(ui: &mut Ui, cx: &Context<'_>, name: &str, can: bool, content: impl FnOnce(&mut Ui)) {
    ui.add_enabled_ui(can, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(name).color(cx.theme.ink.dim));
            content(ui);
        });
    });
}

fn dim(cx: &Context<'_>, says: &str) -> RichText {
    RichText::new(says).font(theme::text(size::SMALL)).color(cx.theme.ink.dim)
}

/// How far it has got, and the way to stop it.
fn making(ctx: &egui::Context, cx: &Context<'_>, says: &str, share: Option<f32>, out: &mut Vec<Action>) {
    modal("making", cx).show(ctx, |ui| {
        ui.set_width(420.0_f32.min(ui.content_rect().width() - 80.0));
        ui.label(RichText::new(say!("export.making")).font(theme::bold(size::HEADING)).color(cx.theme.ink.strong));
        ui.add(egui::Label::new(dim(cx, says)).truncate());
        let bar = ProgressBar::new(share.unwrap_or(0.0)).desired_height(20.0).corner_radius(3);
        let bar = if share.is_some() { bar.show_percentage() } else { bar.animate(true) };
        ui.add(bar);
        ui.add_space(space::NORMAL);
        if ui.button(say!("dialog.cancel")).clicked() {
            out.push(Action::Export(ExportAction::Cancel));
        }
    });
}

fn modal(name: &str, cx: &Context<'_>) -> Modal {
    let frame = Frame::new()
        .fill(cx.theme.surface.popup)
        .stroke(Stroke::new(line::THIN, cx.theme.surface.border))
        .corner_radius(radius::PANEL)
        .inner_margin(Margin::same(22));
    Modal::new(Id::unique(name)).backdrop_color(cx.theme.surface.veil).frame(frame)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_sight_is_cut_to_what_is_recorded_and_a_log_begins_with_the_first_event() {
        let view = View { in_sight: (40, 300), recorded: (10, 200), ..View::default() };
        assert_eq!(stretch(Kind::Stretch, Range::Whole, &view), (10, 200));
        assert_eq!(stretch(Kind::Film, Range::InSight, &view), (40, 200));
        assert_eq!(stretch(Kind::Beginning, Range::InSight, &view), (10, 200));
        let later = View { in_sight: (400, 500), ..view };
        assert_eq!(stretch(Kind::Stretch, Range::InSight, &later), (200, 200));
    }
}
