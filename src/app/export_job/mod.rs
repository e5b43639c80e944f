//! What the window takes elsewhere: which file is being made, and how far that has got.
//!
//! Nothing is run again for it: a snapshot of the log goes to a thread that writes it. Only where history was let go, the session is
//! run again over there; its log is the same, event by event. A still picture is laid out at once, from the very context that the
//! window draws, and painted over there.

mod job;

use super::link::Wake;
use super::{App, voice};
use crossbeam_channel::{Receiver, TryRecvError, bounded};
use egui::Vec2;
use job::{Job, Look, Source, write};
use loopscope_event::{RunId, Speed, time};
use loopscope_formats::documents::languages::Own;
use loopscope_formats::io::output::Output;
use loopscope_formats::traces::format::{self, FORMATS, Format, Make, Picture, Span};
use loopscope_studio::{Easel, Headway, Negative, Recorded, Undone, still};
use loopscope_text as text;
use loopscope_text::say;
use loopscope_trace::Trace;
use loopscope_ui::export::{ExportAction, Kind, Of, Offer, Order, View};
use loopscope_ui::overlay::Fault;
use loopscope_ui::theme::Theme;
use loopscope_ui::timeline::Timeline;
use loopscope_ui::widgets::wording;
use loopscope_ui::workspace::Panels;
use loopscope_ui::{Context, Views};
use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
    thread,
};

/// A film of what plays as fast as it computes lasts so long, s.
const LASTS: f64 = 12.0;
/// A film is laid out as large as a part, by this share.
const SMALL: f32 = 0.75;

/// The formats, as the dialog offers them.
static OFFERS: LazyLock<Vec<Offer>> = LazyLock::new(|| FORMATS.iter().map(offer).collect());

fn offer(format: &Format) -> Offer {
    let kind = match (format.make, format.span) {
        (Make::Picture(Picture::Gif), _) => Kind::Film,
        (Make::Picture(_), _) => Kind::Still,
        (Make::Text(_) | Make::Binary(_), Span::Beginning) => Kind::Beginning,
        (Make::Text(_) | Make::Binary(_), _) => Kind::Stretch,
    };
    Offer {
        name: format.name,
        title: format.title,
        ending: format.ending(),
        kind,
        of: if format.of == format::Of::Events { Of::Events } else { Of::Lanes },
    }
}

/// What is being made, and what was asked for.
#[derive(Default)]
pub struct Exports {
    /// What was asked for, until a file is chosen for it.
    asked: Option<Order>,
    /// A still picture, until the next frame is drawn.
    still: Option<(Order, PathBuf)>,
    making: Option<Making>,
}

/// A file that is being made on a thread of its own.
struct Making {
    path: PathBuf,
    headway: Arc<Headway>,
    done: Receiver<Result<(), Undone>>,
}

impl Exports {
    /// What the dialog is told.
    #[must_use]
    pub fn view(&self, timeline: &Timeline, stage: Option<&Trace>) -> View {
        let share = |headway: &Headway| match headway.parts() {
            (done, Some(all)) => Some(done as f32 / all as f32),
            (_, None) => None,
        };
        View {
            offers: &OFFERS,
            making: self.making.as_ref().map(|making| (making.path.display().to_string(), share(&making.headway))),
            in_sight: timeline.in_sight(),
            recorded: (0, stage.map_or(0, Trace::end)),
        }
    }
    /// True while something is made.
    #[must_use]
    pub const fn is_making(&self) -> bool {
        self.making.is_some() || self.still.is_some()
    }

    /// Lays out the still picture that was asked for, if one was.
    pub(super) fn take_still(&mut self, panels: &Panels, cx: &Context<'_>, views: &Views<'_>, window: Vec2) -> Option<Still> {
        let (order, path) = self.still.take()?;
        let Make::Picture(picture) = format::named(order.format)?.make else { return None };
        let size = panels.shown.size(order.part, window);
        let scale = still::scale_of(picture, None);
        let scale = scale.min(still::MOST_PIXELS / size.x.max(size.y).max(1.0));
        let easel = Easel::new(order.part, size, scale, cx.theme, Some(&panels.timeline));
        let title = cx.stage().map_or_else(String::new, |(trace, _)| format!("Loopscope: {}", wording::title(trace.model())));
        Some(Still { path, picture, title, negative: Negative::take(easel, &Context { hovered: None, ..*cx }, views) })
    }
}

/// A still picture that was laid out.
pub(super) struct Still {
    path: PathBuf,
    picture: Picture,
    title: String,
    negative: Negative,
}

impl App {
    /// Does what the export dialog asks for.
    pub(super) fn act_on_export(&mut self, action: ExportAction) {
        match action {
            ExportAction::Open => self.panels.export.open(),
            ExportAction::Ask(order) => {
                let Some(format) = format::named(order.format) else { return };
                self.exports.asked = Some(order);
                let name = self.document.edited().name.clone().unwrap_or_default();
                self.dialog.ask_export(self.document.path(), &name, format.ending());
            }
            ExportAction::Cancel => {
                if let Some(making) = &self.exports.making {
                    making.headway.stop();
                }
            }
        }
    }

    /// The file for what was asked for was chosen.
    pub(super) fn export_to(&mut self, path: PathBuf) {
        if let Some(order) = self.exports.asked.take() {
            self.export(order, path);
        }
    }

    /// Takes a run, or a picture of it, to a file.
    pub fn export(&mut self, order: Order, path: PathBuf) {
        let Some(format) = format::named(order.format).filter(|_| !self.exports.is_making()) else { return };
        if let Make::Picture(Picture::Png | Picture::Svg) = format.make {
            self.exports.still = Some((order, path));
            return;
        }
        let Some(stage) = self.session.stage() else { return };
        // A table is of the run on the stage; a film shows the others beside it.
        let runs: Vec<&Trace> = if format.is_picture() { self.session.traces().iter().collect() } else { vec![stage] };
        let place = if format.is_picture() { self.session.on_stage() } else { 0 };
        let end = runs.iter().map(|trace| trace.end()).max().unwrap_or_default();
        let gone = runs.iter().map(|trace| trace.first()).max().unwrap_or_default();
        let replay = (gone > 0).then(|| self.link.replay()).flatten();
        // A run of a file is none that the engine could run again.
        let replay = replay.filter(|replay| stage.recorded().is_none() && replay.scenario == *stage.scenario_at(0));
        if gone > 0 && replay.is_none() {
            return self.panels.overlay.fault(Fault { title: say!("export.failed"), text: say!("export.gone", n = gone) });
        }
        let source = match replay {
            Some(replay) => Source::Again(Box::new(replay), runs.iter().map(|trace| trace.model()).collect(), end),
            None => {
                let runs: Vec<RunId> = runs.iter().map(|trace| trace.run()).collect();
                let seen = self.session.snapshots(&runs);
                Source::Seen(Recorded::seen(seen, self.session.workload_hash(), &self.session.status().runs))
            }
        };
        let speed = match self.playback.speed() {
            Speed::Max => Speed::Time((order.to.saturating_sub(order.from) as f64 / LASTS).max(1.0)),
            speed => speed,
        };
        let look = Look {
            theme: self.panels.shown.theme.unwrap_or(&Theme::DARK),
            desk: self.desk(order.part.size().x),
            selection: self.selection,
            timeline: self.panels.timeline.likeness(),
            size: order.part.size() * SMALL,
            speed,
        };
        let headway = Arc::new(Headway::default());
        let job = Job { order, format, path: path.clone(), source, stage: place, look, headway: headway.clone() };
        self.make(path, headway, move || job.run());
    }

    /// Paints and writes a picture that was laid out.
    pub(super) fn develop(&mut self, still: Still) {
        let Still { path, picture, title, negative } = still;
        let headway = Arc::new(Headway::default());
        let to = path.clone();
        self.make(path, headway.clone(), move || write(&to, Output::plain, &headway, |to| negative.write(picture, &title, to)));
    }

    fn make(&mut self, path: PathBuf, headway: Arc<Headway>, work: impl FnOnce() -> Result<(), Undone> + Send + 'static) {
        let (send, done) = bounded(1);
        let (language, own, scale, wake): (_, Own, _, Wake) = (text::spoken(), self.own.clone(), self.settings.scale(), self.wake.clone());
        let begun = thread::Builder::new().name("export".into()).spawn(move || {
            voice::speak(language, &own);
            time::show_in(scale);
            // Nobody may be waiting any more.
            let _ = send.send(work());
            wake();
        });
        match begun {
            Ok(_) => self.exports.making = Some(Making { path, headway, done }),
            Err(error) => self.panels.overlay.fault(Fault { title: say!("export.failed"), text: error.to_string() }),
        }
    }

    /// Goes on with what is being made, and says what came of it; true if another frame is due for it.
    pub(super) fn go_on_making(&mut self) -> bool {
        let made = match self.exports.making.as_ref().map(|making| making.done.try_recv()) {
            Some(Ok(made)) => made,
            // A thread that broke says nothing more; that it broke, it has told the terminal.
            Some(Err(TryRecvError::Disconnected)) => Err(Undone::says("the thread that wrote it broke")),
            Some(Err(TryRecvError::Empty)) | None => return self.exports.is_making(),
        };
        let Some(Making { path, .. }) = self.exports.making.take() else { return false };
        match made {
            Ok(()) => self.panels.overlay.toast(say!("toast.saved", path = path.display())),
            Err(Undone::Stopped) => self.panels.overlay.toast(say!("export.stopped")),
            Err(fault) => {
                self.panels.overlay.fault(Fault { title: say!("export.failed"), text: format!("{}: {fault}", path.display()) });
            }
        }
        true
    }
}
