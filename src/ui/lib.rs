//! THE WINDOW'S PANELS: each reads a [`Context`] and pushes [`Action`]s, which the app applies after the drawing.
//!
//! * [`theme`]: every colour and size.
//! * [`transport`], [`controls`], [`scoreboard`], [`inspector`], [`overlay`], [`transcript`]: the frame around the picture.
//! * [`lesson`]: lessons, where the controls are. [`recording`]: logs and traces from files, which have no sliders.
//! * [`export`]: the dialog that takes a run elsewhere.
//! * [`workspace`]: where the panels are.
//! * [`widgets`]: pieces that panels share: icons, the keyboard's focus, how models, tasks and numbers are named and listed.
//! * [`projector`]: the window for a hall: how much larger everything is, and the pointer as a spotlight.
//! * [`stage`], [`timeline`], [`caption`]: the picture. [`code`]: the jobs' program beside it. [`sweep`]: many runs as curves, in its place.
//! * [`fork`]: the bar of a fork. [`compare`]: any two runs side by side.
//! * All text is in `loopscope_text`.
//!
//! A panel is a struct with the little state that only it cares for (a scroll offset, an open menu) and
//! `ui(&mut self, ui, cx, out)`. Nothing here computes a run, touches a file or starts a thread: this room imports
//! `event`, `trace`, `text` and `lesson` only. It does *not* decide when an action is carried out (that is `app`).
//!
//! # Example
//! The timeline is laid out without a window: which lanes a run has, where each is, and where a span begins and ends.
//!
//! ```
//! use loopscope_event::Scenario;
//! use loopscope_trace::Trace;
//! use loopscope_ui::timeline::lanes::filter::Filter;
//! use loopscope_ui::timeline::lanes::plan::{Wanted, plan};
//! use loopscope_ui::timeline::lanes::{Arrangement, Name, Run, What, lanes};
//! use loopscope_ui::timeline::view::View;
//! use std::sync::Arc;
//!
//! let scenario: Arc<Scenario> = Arc::new(toml::from_str("[workload]\njobs = 2\nsteps = [{ cpu = \"1ms\" }]")?);
//! let model = loopscope_sim::model("threads").ok_or("there is no such model")?;
//! let mut trace = Trace::new(0, model, Arc::clone(&scenario), loopscope_sim::names(&scenario));
//! loopscope_sim::run(&scenario, model, &mut trace);
//!
//! let name = Name { model: model.name, nth: 0 };
//! let run = Run { name, cores: 1, rows: trace.tracks().rows.len(), strips: 2, counters: 0 };
//! let lanes = lanes(&[run], 0, &Arrangement::default(), &Filter::default());
//! let plan = plan(&Wanted { size: (1110, 400), scale: 1.0, gutter: 100, first: 0 }, &lanes);
//! assert!(plan.band(0, What::Row(0)).is_some(), "the first row of tasks is in sight");
//!
//! let mut view = View::new(1.0);
//! view.fit(0, trace.end());
//! let axis = view.axis((plan.x1 - plan.x0) as usize);
//! let row = trace.tracks().rows.get(0).ok_or("no task ran")?;
//! for span in row.spans(0, trace.end()) {
//!     assert!(0 <= axis.px(span.start) && axis.px(span.end.min(trace.end())) <= axis.width);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod workspace;

pub mod caption;
pub mod code;
pub mod compare;
pub mod controls;
pub mod export;
pub mod fork;
pub mod inspector;
pub mod lesson;
pub mod overlay;
pub mod projector;
pub mod recording;
pub mod scoreboard;
mod selection;
pub mod stage;
pub mod sweep;
pub mod theme;
pub mod timeline;
pub mod transcript;
pub mod transport;
pub mod widgets;

pub use selection::{Selected, Selection};

use loopscope_event::{BuiltIn, EventNo, ModelInfo, Note, Ns, Posted, RunId, Scenario, Speed, Status, StepUnit, time};
use loopscope_text::Language;
use loopscope_trace::{Playhead, Range, Trace};
use std::{path::PathBuf, sync::Arc};
pub use timeline::tools::note::NoteAction;
pub use timeline::view::trail::Way;

/// All that a panel may read.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The runs, one for each model, in the order of the registry; empty before the first one begins.
    pub traces: &'a [Trace],
    /// Where the playhead stands in each of `traces`: exactly in the run on the stage, at the same story time in the others.
    pub playheads: &'a [Playhead],
    /// Which of `traces` is on the stage; out of range only while there are none.
    pub on_stage: usize,
    /// Every model that exists, running or not.
    pub models: &'static [&'static ModelInfo],
    /// The scenario as the sliders show it.
    pub scenario: &'a Arc<Scenario>,
    /// The scenario that the engine has confirmed; another than `scenario` while an edit is on its way.
    pub acknowledged: &'a Arc<Scenario>,
    /// The scenario as it was opened: what a reset goes back to.
    pub opened: &'a Arc<Scenario>,
    /// The digest of the workload that all models run.
    pub workload_hash: &'a str,
    /// How the background stands.
    pub status: &'a Status,
    /// True while the playhead moves by itself.
    pub playing: bool,
    /// How fast it moves.
    pub speed: Speed,
    /// What happened before this event of the run on the stage has had its visible moment, or was jumped over.
    pub settled: EventNo,
    /// How far one step goes.
    pub unit: StepUnit,
    /// What is selected.
    pub selection: Option<Selection>,
    /// What the pointer is over, in whatever panel, as of the last frame.
    pub hovered: Option<Selection>,
    /// The futures that there are besides the present one.
    pub futures: fork::Futures<'a>,
    /// The stretch of time that numbers are asked for, if it is not all of it up to the playhead.
    pub range: Option<Range>,
    /// What was written down at instants of the story, in the order of time.
    pub notes: &'a [Note],
    /// Files, and how the window is arranged.
    pub desk: &'a Desk,
    /// What it is drawn for.
    pub purpose: Purpose,
    /// The colours and sizes.
    pub theme: &'static theme::Theme,
}

/// What is drawn for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Purpose {
    /// To be used.
    #[default]
    Use,
    /// To be looked at and no more, on paper say: it has no buttons.
    Print,
}

/// What stands in the window besides the picture and what belongs to it.
#[derive(Clone, Copy, Default)]
pub struct Views<'a> {
    /// A sweep, in place of the picture.
    pub sweep: Option<&'a sweep::View>,
    /// A lesson, in place of the controls.
    pub lesson: Option<lesson::View<'a>>,
    /// Files that are being opened, over everything.
    pub opening: Option<&'a recording::View>,
}

/// Files, and how the window is arranged.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Desk {
    /// The scenarios that come with the program.
    pub built_in: &'static [BuiltIn],
    /// Files that were opened before, the last one first.
    pub recent: Vec<PathBuf>,
    /// The file that the scenario came from.
    pub path: Option<PathBuf>,
    /// Light, dark or as the system says.
    pub theme: egui::ThemePreference,
    /// What is spoken.
    pub language: Language,
    /// For whom captions are.
    pub captions: caption::Level,
    /// True if the window is too narrow for the side panels, which are then drawers.
    pub drawers: bool,
    /// True while lessons stand where the controls are.
    pub lessons: bool,
    /// The title of the lesson that is open: it stands for the scenario's name.
    pub lesson: Option<String>,
    /// Whether the drawer of the controls is open.
    pub controls_open: bool,
    /// Whether the drawer of the numbers is open.
    pub numbers_open: bool,
    /// The name that a student hands in under.
    pub name: String,
    /// Whether the code is shown beside the picture.
    pub code_open: bool,
    /// In what time is shown.
    pub scale: time::Scale,
    /// From how far the window is looked at.
    pub audience: Audience,
    /// Whether what happens is seen to move.
    pub motion: Motion,
}

/// From how far the window is looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Audience {
    /// From a chair before the screen.
    #[default]
    Desk,
    /// From the back of a hall: the stage alone, or the timeline, in large type.
    Hall(Shown),
}

impl Audience {
    /// True for a hall.
    #[must_use]
    pub const fn is_hall(self) -> bool {
        matches!(self, Self::Hall(_))
    }
}

/// What a hall is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Shown {
    /// The stage.
    #[default]
    Stage,
    /// The timeline.
    Timeline,
}

/// Whether what happens is seen to move.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize)]
pub enum Motion {
    /// A message travels to where it goes.
    #[default]
    Full,
    /// It is there at once; and what would change more often than the eye follows is shown as rates.
    Reduced,
}

impl<'a> Context<'a> {
    /// The run on the stage and where the playhead stands in it.
    #[must_use]
    pub fn stage(&self) -> Option<(&'a Trace, Playhead)> {
        Some((self.traces.get(self.on_stage)?, *self.playheads.get(self.on_stage)?))
    }
    /// The story time of the playhead.
    #[must_use]
    pub fn now(&self) -> Ns {
        self.playheads.get(self.on_stage).map_or(0, |playhead| playhead.at)
    }
    /// True while an edit has not been confirmed.
    #[must_use]
    pub fn pending(&self) -> bool {
        self.scenario != self.acknowledged
    }
}

/// What a panel wants done.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Use this scenario, as the sliders now say.
    SetScenario(Box<Scenario>),
    /// Let the playhead run.
    Play,
    /// Hold it.
    Pause,
    /// Whichever of the two it does not do now.
    PlayOrPause,
    /// How fast.
    Speed(Speed),
    /// How far one step goes.
    Unit(StepUnit),
    /// One such unit of the run on the stage further; the playhead then rests.
    StepForward(StepUnit),
    /// One back.
    StepBack(StepUnit),
    /// Just after this event of this run, which comes onto the stage.
    JumpToEvent(RunId, EventNo),
    /// This instant of the story; while a time ruler is dragged, again and again.
    JumpToTime(Ns),
    /// The beginning.
    ToStart,
    /// As far as is computed.
    ToLiveEdge,
    /// Put this model's run on the stage.
    Focus(&'static str),
    /// Select, or nothing.
    Select(Option<Selection>),
    /// The pointer is over this. Nothing is hovered unless somebody says so again in each frame.
    Hover(Selection),
    /// Ask for the numbers of this stretch of time, or of all of it again.
    Range(Option<Range>),
    /// A note.
    Note(NoteAction),
    /// To where the user was before, or forward again.
    Go(Way),
    /// Post a message into every loop's queue.
    Post(Posted),
    /// Begin again with the same scenario.
    Restart,
    /// Another future.
    Fork(fork::ForkAction),
    /// Many runs.
    Sweep(sweep::SweepAction),
    /// A lesson, or the list of them.
    Lesson(lesson::LessonAction),
    /// A run is taken elsewhere.
    Export(export::ExportAction),
    /// A file, or another part of the window.
    Window(WindowAction),
}

/// What a panel wants done that is not about the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WindowAction {
    /// Open the built-in scenario of this name.
    OpenBuiltIn(&'static str),
    /// Ask for a scenario file and open it.
    OpenDialog,
    /// Open this file.
    Open(PathBuf),
    /// Ask for a log or a trace, and open it beside the one that is shown.
    OpenBeside,
    /// Read no further.
    CancelOpening,
    /// Read as much as fits.
    LoadPart,
    /// Run the scenario of the recording that is shown.
    RunRecorded,
    /// Back from recordings to a live run.
    LeaveRecording,
    /// Write the scenario to the file that it came from, or ask for one.
    Save,
    /// Ask for a file and write the scenario there.
    SaveAs,
    /// Light, dark, or as the system says.
    Theme(egui::ThemePreference),
    /// Whether what happens is seen to move.
    Motion(Motion),
    /// This is the name that a student hands in under.
    Name(String),
    /// Ask for a file and write the page that a student hands in.
    HandIn,
    /// Put the lesson or the scenario on the clipboard, as a short text.
    CopyPacked,
    /// Ask for what is on the clipboard.
    Paste,
    /// Open what this text says: a scenario or a lesson.
    Pasted(String),
    /// Large type for a hall, or the whole window again.
    Projector,
    /// In a hall: the timeline in place of the stage, or the stage again.
    Swap,
    /// Speak this language.
    Language(Language),
    /// Captions for these people.
    Captions(caption::Level),
    /// Show or hide the help.
    Help,
    /// Show or hide what the terms mean.
    Glossary,
    /// Begin the tour.
    Tour,
    /// The tour is over, or was skipped.
    Toured,
    /// Two runs side by side in place of the stage, or the stage again.
    Compare,
    /// Put the session on the clipboard, as a short text.
    CopySession,
    /// Ask for a file and write the session there.
    SaveSession,
    /// Show the sweep panel in place of the picture, or the picture again.
    Sweep,
    /// Show or hide the controls, where they are a drawer.
    Controls,
    /// Show or hide the scoreboard and the inspector, where they are a drawer.
    Numbers,
    /// Show or hide the code beside the picture.
    Code,
    /// Show a CPU's cycle as a second, or real time again.
    HumanTime,
    /// Put this text on the clipboard.
    Copy(String),
    /// Say this for a moment.
    Toast(String),
    /// Start the background anew after it broke.
    RestartEngine,
    /// Close whatever lies on top.
    Close,
}
