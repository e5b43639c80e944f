//! Files that are opened: read in the background; logs and traces are then shown in place of the live runs. Nothing computes meanwhile.
//!
//! It does *not* read files (that is [`loading`](super::loading)), nor say what is drawn of a recording (that is `ui::recording`).

use super::{
    App,
    document::Document,
    loading::{Loaded, Loading, Order, Wanted, estimate::Estimate},
};
use loopscope_event::{Scenario, Speed};
use loopscope_formats::content::Content;
use loopscope_formats::documents::lesson;
use loopscope_formats::traces::importers::IMPORTERS;
use loopscope_text::say;
use loopscope_trace::Trace;
use loopscope_trace::playback::Playback;
use loopscope_ui::overlay::Fault;
use loopscope_ui::recording::{TooBig, View};
use loopscope_ui::{Action, WindowAction};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Runs of files are numbered from here on, so that none has the number of a live one.
const FIRST: u32 = 1 << 24;
/// At the speed at first, a whole imported trace plays in so many seconds.
const SHOW: f64 = 20.0;

/// Files that are being opened.
#[derive(Default)]
pub struct Recordings {
    loading: Option<Loading>,
    too_big: Option<(Vec<PathBuf>, Estimate)>,
    /// What is being opened is shown beside what is there.
    beside: bool,
    /// How many runs were numbered.
    runs: u32,
    /// What lies over the window.
    view: Option<View>,
}

impl Recordings {
    /// What lies over the window, if anything.
    #[must_use]
    pub const fn view(&self) -> Option<&View> {
        self.view.as_ref()
    }

    fn refresh(&mut self) {
        self.view = match (&self.loading, &self.too_big) {
            (Some(loading), _) if !loading.takes_time() => None,
            (Some(loading), _) => Some(View::Reading { name: names(&loading.files), share: loading.share() }),
            (None, Some((files, estimate))) => Some(View::TooBig(TooBig {
                name: names(files),
                events: estimate.events,
                bytes: estimate.bytes,
                bound: estimate.bound,
                part: estimate.part(),
            })),
            (None, None) => None,
        };
    }
}

fn names(files: &[PathBuf]) -> String {
    let name = |path: &PathBuf| path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    files.iter().map(name).collect::<Vec<_>>().join(", ")
}

impl App {
    /// Begins to read files: several if all are logs and traces, else the first, which is then shown in place of what there is.
    pub(super) fn open_all(&mut self, files: Vec<PathBuf>) {
        self.recordings.beside = false;
        self.begin_reading(files, Wanted::All);
    }

    /// Opens a file, whatever it is.
    pub fn open(&mut self, path: PathBuf) {
        self.open_all(vec![path]);
    }

    /// Opens a recording beside those that are shown; any other file in place of them.
    pub(super) fn open_beside(&mut self, path: PathBuf) {
        self.recordings.beside = true;
        self.begin_reading(vec![path], Wanted::All);
    }

    fn begin_reading(&mut self, files: Vec<PathBuf>, wanted: Wanted) {
        let first = FIRST + self.recordings.runs;
        self.recordings.runs += u32::try_from(files.len()).unwrap_or(u32::MAX);
        self.recordings.too_big = None;
        let order = Order { files, wanted, bytes: self.session.room(), first, importers: IMPORTERS };
        match Loading::start(order, self.wake.clone()) {
            Ok(loading) => self.recordings.loading = Some(loading),
            Err(fault) => self.not_opened(&say!("fault.no_thread", error = fault)),
        }
        self.recordings.refresh();
    }

    /// Files that were dropped onto the window: several recordings are shown together; of anything else the first one is opened.
    pub(super) fn dropped(&mut self, ctx: &egui::Context, out: &mut Vec<Action>) {
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        match dropped.len() {
            0 | 1 => out.extend(dropped.into_iter().next().map(|path| Action::Window(WindowAction::Open(path)))),
            _ => self.open_all(dropped),
        }
    }

    /// Opens a document whose text was read, or says what is wrong with it.
    fn open_document(&mut self, path: PathBuf, content: Content) {
        let name = path.display().to_string();
        match content {
            Content::Lesson(text) => match lesson::parse(&text, &name, &super::model_names()) {
                Ok(lesson) => self.begin_lesson(Arc::new(lesson)),
                Err(error) => self.not_opened_file(&path, error.to_string()),
            },
            Content::Session(text) => self.open_session(&path, &text),
            Content::Scenario(text) => {
                let opened = Document::parse(path, &text, &super::model_names(), self.wake.clone());
                self.opened(opened);
            }
            // It comes read, as a recording.
            Content::Trace(..) => {}
        }
    }

    fn not_opened_file(&mut self, path: &Path, says: String) {
        self.panels.overlay.fault(Fault { title: say!("fault.not_opened", name = path.display()), text: says });
    }

    fn not_opened(&mut self, says: &str) {
        self.panels.overlay.fault(Fault { title: say!("recording.not_opened"), text: says.to_owned() });
    }

    /// Looks whether the reading is done; true while it goes on.
    pub(super) fn look_after_loading(&mut self) -> bool {
        let Some(loading) = &self.recordings.loading else { return false };
        if let Some(loaded) = loading.answer() {
            let files = std::mem::take(&mut self.recordings.loading).map_or_else(Vec::new, |loading| loading.files.clone());
            match loaded {
                Loaded::Ready(traces) => self.show(traces, &files),
                Loaded::TooBig(files, estimate) => self.recordings.too_big = Some((files, estimate)),
                Loaded::Document(path, content) => self.open_document(path, content),
                Loaded::NotOpened(path, says) => self.not_opened_file(&path, says),
                Loaded::Failed(says) => self.not_opened(&says),
            }
        }
        self.recordings.refresh();
        self.recordings.loading.is_some()
    }

    /// Shows what was read, in place of what there is or beside it.
    fn show(&mut self, traces: Vec<Trace>, files: &[PathBuf]) {
        let Some(first) = traces.first() else { return };
        for file in files {
            self.settings.remember(file);
        }
        let beside = self.recordings.beside && self.session.is_recorded();
        self.lessons.drop_lesson();
        let imported = first.imported().is_some();
        if !beside {
            self.document = Document::new(Scenario::clone(first.scenario_at(0)));
            self.notes.clear();
        }
        let speed = match imported {
            true => Speed::Time((first.end() as f64 / SHOW).max(1.0)),
            false => super::opening::opening(self.settings.speed(), first.scenario_at(0)),
        };
        self.session.show(traces, beside);
        self.playback = Playback::new(speed, false);
        if let Some(trace) = self.session.stage().filter(|_| imported) {
            // There is no story to be told from its beginning: all of it lies in the light.
            self.playback.to_live_edge(trace);
        }
        self.selection = None;
        self.range = None;
        self.step = None;
    }

    /// A recording is what it is: why this must not be done to it, if so.
    pub(super) fn refused_by_recording(&self, action: &Action) -> Option<String> {
        let alters = matches!(action, Action::SetScenario(_) | Action::Restart | Action::Post(_) | Action::Window(WindowAction::Sweep));
        (alters && self.session.is_recorded()).then(|| say!("recording.inert"))
    }

    /// What is done about recordings.
    pub(super) fn act_on_recording(&mut self, action: &WindowAction) {
        match action {
            WindowAction::OpenBeside => self.dialog.ask_beside(self.settings.recent.first().map(PathBuf::as_path)),
            WindowAction::CancelOpening => {
                (self.recordings.loading, self.recordings.too_big) = (None, None);
                self.recordings.refresh();
            }
            WindowAction::LoadPart => {
                if let Some((files, _)) = self.recordings.too_big.take() {
                    self.begin_reading(files, Wanted::Part);
                }
            }
            WindowAction::RunRecorded => {
                let scenario = self.session.stage().map(|trace| (Scenario::clone(trace.scenario_at(0)), trace.model().name));
                if let Some((scenario, model)) = scenario {
                    self.document = Document::new(scenario);
                    self.begin();
                    self.focus(model);
                }
            }
            WindowAction::LeaveRecording => {
                let built_in = Document::open_built_in(loopscope_formats::documents::gallery::BUILT_IN[0].slug, &super::model_names());
                self.opened(built_in);
            }
            _ => {}
        }
    }
}
