//! The window: owns the engine, the traces, the playhead and the panels' state, and wires them together.
//!
//! * [`link`]: the way to the engine. [`session`]: what came from it.
//! * [`opening`]: how fast the playhead moves at first. `act`: what is done about what panels ask for.
//! * `fork`: time forks where a slider moves in the past.
//! * `start`: the window's frame, and what comes with the program. [`document`]: the scenario that is open, and its file; [`watch`], [`dialog`], [`settings`] serve it.
//! * [`recordings`]: logs and traces that are shown; [`loading`] reads them.
//! * [`lessons`]: the lesson that is open; [`rehearse`]: what its runs show.
//! * [`sessions`]: sessions as files and texts.
//! * `notes`: what was written down, and the way back to where one was.
//! * [`homework`]: the page that a student hands in. `share`: scenarios and lessons as texts to paste.
//! * [`export_job`]: a file that the window makes of a run.
//! * [`sweeps`]: many runs in the background, for the sweep panel.
//! * `keys`: which key does what. `seen`: what others may see of the window.
//!
//! It does *not* decide what anything looks like (that is `ui`), nor what happens in a run (that is `sim`).

mod act;
pub mod dialog;
pub mod document;
pub mod export_job;
mod fork;
pub mod homework;
mod keys;
pub mod lessons;
pub mod link;
pub mod loading;
mod notes;
pub mod opening;
pub mod recordings;
pub mod rehearse;
mod seen;
pub mod session;
pub mod sessions;
pub mod settings;
mod share;
mod start;
pub mod sweeps;
mod voice;
pub mod watch;

pub use loopscope_ui::workspace::has_drawers;
pub use start::run;

use self::dialog::Dialog;
use self::document::Document;
use self::lessons::Lessons;
use self::link::{Link, Wake};
use self::recordings::Recordings;
use self::session::{News, Session};
use self::settings::Settings;
use self::start::model_names;
use self::sweeps::Sweeps;
use export_job::Exports;
use loopscope_event::{Note, Scenario, StepUnit, time};
use loopscope_formats::documents::languages::Own;
use loopscope_formats::documents::session as kept;
use loopscope_lesson::Lesson;
use loopscope_sim as sim;
use loopscope_text as text;
use loopscope_text::say;
use loopscope_trace::Range;
use loopscope_trace::playback::{Motion, Playback};
use loopscope_ui as ui;
use loopscope_ui::overlay::glossary;
use loopscope_ui::theme::Theme;
use loopscope_ui::workspace::Panels;
use loopscope_ui::{Audience, Selection, Views, projector, workspace};
use std::{path::PathBuf, sync::Arc, time::Duration};
use tracing::debug_span;

/// The most wall time that a frame spends on what the engine sent.
const DRAIN: Duration = Duration::from_millis(3);

/// What to open.
#[derive(Clone, Debug)]
pub struct Options {
    /// The scenario; it was validated.
    pub scenario: Arc<Scenario>,
    /// The file that it came from.
    pub file: Option<PathBuf>,
    /// The user's own words for the window.
    pub own: Own,
    /// What besides it is open.
    pub lesson: Opening,
}

/// What besides the scenario is open at first: something of the lessons, or a session.
#[derive(Clone, Debug, Default)]
pub enum Opening {
    /// Nothing.
    #[default]
    None,
    /// The list of them.
    List,
    /// This one.
    Lesson(Arc<Lesson>),
    /// No lesson, but these logs and traces.
    Recordings(Vec<PathBuf>),
    /// This session, instead of the scenario from its beginning.
    Session(Arc<kept::Session>),
}

/// The window.
pub struct App {
    link: Link,
    session: Session,
    playback: Playback,
    /// A step that waits until the engine has computed so far.
    step: Option<StepUnit>,
    document: Document,
    panels: Panels,
    dialog: Dialog,
    settings: Settings,
    own: Own,
    audience: Audience,
    selection: Option<Selection>,
    hovered: Option<Selection>,
    /// The stretch of time that numbers are asked for.
    range: Option<Range>,
    /// What was written down, in the order of time.
    notes: Vec<Note>,
    sweeps: Sweeps,
    exports: Exports,
    lessons: Lessons,
    /// Runs that are executed again.
    awaited: Option<fork::Awaited>,
    /// A page that is being made to be handed in.
    making: Option<homework::Making>,
    recordings: Recordings,
    wake: Wake,
}

impl App {
    /// The window on a scenario, playing.
    #[must_use]
    pub fn new(cc: &eframe::CreationContext<'_>, options: Options) -> Self {
        let Options { scenario, file, lesson, own } = options;
        let mut settings: Settings = cc.storage.and_then(|storage| eframe::get_value(storage, settings::KEY)).unwrap_or_default();
        voice::speak(settings.language.unwrap_or_else(text::spoken), &own);
        Theme::install(&cc.egui_ctx);
        settings.motion.install(&cc.egui_ctx);
        projector::arrange(&cc.egui_ctx, Audience::Desk, &mut settings.zoom);
        cc.egui_ctx.set_theme(settings.theme);
        let ctx = cc.egui_ctx.clone();
        let wake: Wake = Arc::new(move || ctx.request_repaint());
        let (link, fault) = Link::start(scenario.clone(), wake.clone());
        if let Some(file) = &file {
            settings.remember(file);
        }
        let document = match file {
            Some(file) => Document::of_file(Scenario::clone(&scenario), file, wake.clone()),
            None => Document::new(Scenario::clone(&scenario)),
        };
        let mut panels = Panels::default();
        panels.overlay.failed(fault);
        voice::fault(&own).into_iter().for_each(|fault| panels.overlay.fault(fault));
        let mut app = Self {
            link,
            playback: Playback::new(opening::opening(settings.speed(), &scenario), true),
            session: Session::new(scenario),
            step: None,
            document,
            panels,
            dialog: Dialog::default(),
            settings,
            own,
            audience: Audience::Desk,
            selection: None,
            hovered: None,
            range: None,
            notes: Vec::new(),
            sweeps: Sweeps::default(),
            exports: Exports::default(),
            lessons: Lessons::default(),
            awaited: None,
            making: None,
            recordings: Recordings::default(),
            wake,
        };
        match lesson {
            // Where nothing is remembered the tour would come each time.
            Opening::None if cc.storage.is_some() && !app.settings.toured => app.panels.tour.begin(),
            Opening::None => {}
            Opening::Recordings(files) => {
                app.playback.play(false);
                app.open_all(files);
            }
            Opening::List => app.list_lessons(),
            Opening::Lesson(lesson) => app.begin_lesson(lesson),
            Opening::Session(session) => app.go_on_with(session),
        }
        app
    }

    /// Takes in what the engine sent; true if something is left.
    fn drain(&mut self) -> bool {
        let _span = debug_span!("drain").entered();
        let mut news = Vec::new();
        let session = &mut self.session;
        let more = self.link.drain(DRAIN, |message| news.push(session.take(message)));
        for news in news {
            match news {
                News::Nothing | News::Runs => {}
                News::Begins => {
                    self.playback = Playback::new(self.playback.speed(), self.playback.playing());
                    self.selection = None;
                    self.range = None;
                    self.step = None;
                }
                News::Failed(says) => self.panels.overlay.failed(Some(says)),
            }
        }
        self.arrived();
        self.session.trim();
        self.link.note(self.session.status());
        more
    }

    /// Moves the playhead, and tells the engine whether to compute on; true if the next frame will look different.
    fn tell(&mut self, seconds: f64) -> bool {
        let Some(trace) = self.session.stage().filter(|_| self.awaited.is_none()) else {
            self.link.flush();
            return false;
        };
        if let Some(to) = self.step.and_then(|unit| session::step_on(trace, self.playback.head().event, unit)) {
            self.playback.to_event(to, true, trace);
            self.step = None;
        }
        self.link.focus(trace.model().name);
        let motion = self.playback.advance(seconds, trace);
        self.watch_lesson();
        let Some(trace) = self.session.stage() else { return false };
        let ended = self.session.has_ended();
        let no_further = self.session.ending(trace.run()).is_some();
        if ended && self.playback.playing() && self.playback.is_at_live_edge(trace) {
            self.playback.play(false);
        }
        if no_further && self.step.take().is_some() {
            self.panels.overlay.toast(say!("toast.over"));
        }
        if self.step.is_none() && !self.seeks_first() {
            let wants = !ended && self.playback.wants(self.link.computes(), trace);
            self.link.drive(wants, self.playback.speed(), self.session.status());
        }
        motion == Motion::Moving
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        let more = self.drain();
        let waiting = self.link.flush();
        self.handed_in();
        if self.look_after_loading() {
            ctx.request_repaint_after(Duration::from_millis(60));
        }
        if self.go_on_making() {
            ctx.request_repaint();
        }
        if self.audience.is_hall() {
            projector::fit(ctx);
        }
        if more || waiting {
            ctx.request_repaint();
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let mut out = Vec::new();
        time::show_in(self.settings.scale());
        voice::name_units();
        self.files(ui.ctx(), &mut out);
        // A pass that is done again must not move the playhead again.
        let seconds = if ui.ctx().current_pass_index() == 0 { f64::from(ui.input(|i| i.stable_dt)) } else { 0.0 };
        if self.tell(seconds) {
            ui.ctx().request_repaint();
        }
        self.sweeps.refresh(self.document.edited());
        let desk = self.desk(ui.content_rect().width());
        let shown = self.shown();
        // What holds at a playhead in the past needs nobody's word.
        let acknowledged = if Arc::ptr_eq(&shown, self.document.edited()) { self.link.acknowledged() } else { &shown };
        let playheads = self.session.playheads(self.playback.head());
        let cx = ui::Context {
            traces: self.session.traces(),
            playheads: &playheads,
            on_stage: self.session.on_stage(),
            models: sim::models(),
            scenario: &shown,
            acknowledged: if self.session.is_recorded() { &shown } else { acknowledged },
            opened: self.document.opened(),
            workload_hash: self.session.workload_hash(),
            status: self.session.status(),
            playing: self.playback.playing(),
            speed: self.playback.speed(),
            settled: self.playback.settled(),
            unit: self.settings.unit(),
            selection: self.selection,
            hovered: self.hovered,
            futures: self.session.futures(self.awaited.is_some()),
            range: self.range,
            notes: &self.notes,
            desk: &desk,
            purpose: ui::Purpose::Use,
            theme: Theme::of(ui.visuals()),
        };
        let views = Views {
            sweep: Some(self.sweeps.view()).filter(|view| view.open),
            lesson: self.lessons.view(&self.settings.progress),
            opening: self.recordings.view(),
        };
        out.extend(share::pasted(ui.ctx()));
        // What is asked about a file that is being opened is answered first, and a file's name is chosen undisturbed.
        if views.opening.is_none() && !self.dialog.is_open() {
            keys::take(ui.ctx(), &cx, &mut self.panels, &views, &mut out);
        }
        workspace::ui(ui, &mut self.panels, &cx, &views, &mut out);
        self.panels.overlay.ui(ui.ctx(), &cx, &mut out);
        if let Some(opening) = views.opening {
            ui::recording::over(ui.ctx(), &cx, opening, &mut out);
        }
        let view = self.exports.view(&self.panels.timeline, cx.stage().map(|(trace, _)| trace));
        self.panels.export.ui(ui.ctx(), &cx, &view, &mut out);
        let still = self.exports.take_still(&self.panels, &cx, &views, ui.content_rect().size());
        // Words that fill the hall are read as a whole.
        if desk.audience.is_hall() && !views.lesson.is_some_and(|lesson| lesson.is_read()) {
            projector::spotlight(ui, cx.theme);
        }
        if !self.panels.overlay.is_modal() {
            self.panels.tour.ui(ui, &cx, &mut out);
        }
        glossary::explain(ui, &cx);
        if let Some(chosen) = self.dialog.ui(ui.ctx()) {
            self.chosen(chosen);
        }
        if let Some(still) = still {
            self.develop(still);
        }
        self.act(ui.ctx(), out);
        if self.link.flush() {
            ui.ctx().request_repaint();
        }
    }

    fn save(&mut self, storage: &mut dyn eframe::Storage) {
        eframe::set_value(storage, settings::KEY, &self.settings);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        Theme::of(visuals).surface.page.to_normalized_gamma_f32()
    }
}
