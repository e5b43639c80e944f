//! Logs and traces that are opened: read in the background, then shown in place of the live runs. Nothing computes meanwhile.
//!
//! It does *not* read files (that is [`loading`](super::loading)), nor say what is drawn of a recording (that is `ui::recording`).

use super::{
    App,
    document::Document,
    loading::{Loaded, Loading, Wanted, estimate::Estimate},
};
use loopscope_event::{Scenario, Speed};
use loopscope_formats::io::source::{self, Kind};
use loopscope_text::say;
use loopscope_trace::Trace;
use loopscope_trace::playback::Playback;
use loopscope_ui::overlay::Fault;
use loopscope_ui::recording::{TooBig, View};
use loopscope_ui::{Action, WindowAction};
use std::path::{Path, PathBuf};

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

/// True for a file that is a recording: a log or a trace.
fn is_recording(path: &Path) -> bool {
    matches!(source::kind(path), Ok(Kind::Log | Kind::Chrome))
}

impl App {
    /// Begins to read logs and traces, which are to be shown in place of what there is.
    pub(super) fn open_recordings(&mut self, files: Vec<PathBuf>, wanted: Wanted) {
        self.recordings.beside = false;
        self.begin_reading(files, wanted);
    }

    /// Opens a recording beside those that are shown; any other file in place of them.
    pub(super) fn open_beside(&mut self, path: PathBuf) {
        if is_recording(&path) {
            self.recordings.beside = true;
            self.begin_reading(vec![path], Wanted::All);
        } else {
            self.open(path);
        }
    }

    fn begin_reading(&mut self, files: Vec<PathBuf>, wanted: Wanted) {
        let first = FIRST + self.recordings.runs;
        self.recordings.runs += u32::try_from(files.len()).unwrap_or(u32::MAX);
        self.recordings.too_big = None;
        match Loading::start(files, (wanted, self.session.room()), first, self.wake.clone()) {
            Ok(loading) => self.recordings.loading = Some(loading),
            Err(fault) => self.not_opened(&say!("fault.no_thread", error = fault)),
        }
        self.recordings.refresh();
    }

    /// Files that were dropped onto the window: several recordings are shown together; of anything else the first one is opened.
    pub(super) fn dropped(&mut self, ctx: &egui::Context, out: &mut Vec<Action>) {
        let dropped: Vec<PathBuf> = ctx.input(|i| i.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect());
        if dropped.len() > 1 && dropped.iter().all(|path| is_recording(path)) {
            self.open_recordings(dropped, Wanted::All);
        } else {
            out.extend(dropped.into_iter().next().map(|path| Action::Window(WindowAction::Open(path))));
        }
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
