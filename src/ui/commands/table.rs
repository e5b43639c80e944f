//! The table of commands. A new one is a row here and its words in `assets/languages`.

use super::keys::{Binding, DIGITS, key};
use super::{At, Group, Reach, Row, When};
use crate::export::ExportAction;
use crate::fork::ForkAction;
use crate::inspector::next;
use crate::lesson::LessonAction;
use crate::timeline::tools::Ask;
use crate::timeline::view::trail::Way;
use crate::transport::speed::notch;
use crate::{Action, Motion, WindowAction};
use egui::{Key, ThemePreference};
use loopscope_event::{InputKind, StepUnit};
use loopscope_text::Language;

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $row:expr;)*) => {
        /// A command of the window.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Command { $($(#[$doc])* $name),* }

        impl Command {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// What the table says of it.
            pub(super) const fn row(self) -> &'static Row {
                &ROWS[self as usize]
            }
        }

        static ROWS: [Row; Command::ALL.len()] = [$($row),*];
    };
}

const NONE: &[Binding] = &[];

commands! {
    /// Lets the playhead run, or holds it.
    PlayOrPause = Row::new("play", Group::Play, &[key(Key::Space)], |at| at.push(Action::PlayOrPause));
    /// Steps to the next event.
    NextEvent = Row::new("event_on", Group::Play, &[key(Key::ArrowRight)], |at| at.push(Action::StepForward(StepUnit::Event)));
    /// Steps to the event before.
    PreviousEvent = Row::new("event_back", Group::Play, &[key(Key::ArrowLeft)], |at| at.push(Action::StepBack(StepUnit::Event)));
    /// Steps by one tick; the second key is a clicker's.
    NextTick = Row::new("tick_on", Group::Play, &[key(Key::ArrowRight).shift(), key(Key::PageDown)], |at| {
        at.push(Action::StepForward(StepUnit::Tick));
    });
    /// Steps back by one tick; the second key is a clicker's.
    PreviousTick = Row::new("tick_back", Group::Play, &[key(Key::ArrowLeft).shift(), key(Key::PageUp)], |at| {
        at.push(Action::StepBack(StepUnit::Tick));
    });
    /// Steps until a job ends.
    NextJob = Row::new("job_on", Group::Play, &[key(Key::ArrowRight).ctrl()], |at| at.push(Action::StepForward(StepUnit::Job)));
    /// Steps back to the end of a job.
    PreviousJob = Row::new("job_back", Group::Play, &[key(Key::ArrowLeft).ctrl()], |at| at.push(Action::StepBack(StepUnit::Job)));
    /// Goes to the beginning.
    ToStart = Row::new("to_start", Group::Play, &[key(Key::Home)], |at| at.push(Action::ToStart));
    /// Goes as far as is computed.
    ToLiveEdge = Row::new("to_end", Group::Play, &[key(Key::End)], |at| at.push(Action::ToLiveEdge));
    /// Plays faster by a notch.
    Faster = Row::new("faster", Group::Play, &[key(Key::Plus), key(Key::Equals).hidden()], |at| change_speed(at, true));
    /// Plays slower by a notch.
    Slower = Row::new("slower", Group::Play, &[key(Key::Minus)], |at| change_speed(at, false));
    /// Begins again with the same scenario.
    Restart = Row::new("restart", Group::Play, NONE, |at| at.push(Action::Restart)).when(When::Live);
    /// Posts a mouse message into every loop's queue.
    PostMouse = Row::new("post_mouse", Group::Play, &[key(Key::M)], |at| at.push(Action::Post(InputKind::Mouse.into())))
        .when(When::TakesInput);
    /// Posts a key message into every loop's queue.
    PostKey = Row::new("post_key", Group::Play, NONE, |at| at.push(Action::Post(InputKind::Key.into()))).when(When::TakesInput);

    /// Zooms the timeline in.
    ZoomIn = Row::new("zoom_in", Group::Timeline, &[key(Key::W)], |at| at.panels.timeline.zoom_by(0.8));
    /// Zooms the timeline out.
    ZoomOut = Row::new("zoom_out", Group::Timeline, &[key(Key::S)], |at| at.panels.timeline.zoom_by(1.25));
    /// Moves the timeline towards earlier times.
    PanLeft = Row::new("pan_left", Group::Timeline, &[key(Key::A)], |at| at.panels.timeline.pan_by(-0.15));
    /// Moves the timeline towards later times.
    PanRight = Row::new("pan_right", Group::Timeline, &[key(Key::D)], |at| at.panels.timeline.pan_by(0.15));
    /// Fits all of the story into the timeline.
    Fit = Row::new("fit", Group::Timeline, &[key(Key::F)], |at| at.panels.timeline.fit());
    /// Goes back to where the user looked before.
    GoBack = Row::new("go_back", Group::Timeline, &[key(Key::ArrowLeft).alt()], |at| at.push(Action::Go(Way::Back)));
    /// Goes forward again.
    GoForward = Row::new("go_forward", Group::Timeline, &[key(Key::ArrowRight).alt()], |at| at.push(Action::Go(Way::Forward)));
    /// Opens the search.
    Search = Row::new("search", Group::Timeline, &[key(Key::Slash), key(Key::F).ctrl()], |at| ask(at, Ask::Search));
    /// Goes to the next find.
    NextFind = Row::new("next_find", Group::Timeline, &[key(Key::N)], |at| ask(at, Ask::Note)).when(When::Searching);
    /// Goes to the find before.
    PreviousFind = Row::new("previous_find", Group::Timeline, &[key(Key::N).shift()], |at| ask(at, Ask::Previous))
        .when(When::Searching);
    /// Writes a note at the playhead.
    Note = Row::new("note", Group::Timeline, &[key(Key::N)], |at| ask(at, Ask::Note)).when(When::NotSearching);
    /// Goes to the note before.
    PreviousNote = Row::new("previous_note", Group::Timeline, &[key(Key::OpenBracket)], |at| ask(at, Ask::NoteBefore));
    /// Goes to the next note.
    NextNote = Row::new("next_note", Group::Timeline, &[key(Key::CloseBracket)], |at| ask(at, Ask::NextNote));
    /// Asks for the numbers of what is in sight, or of everything again.
    Range = Row::new("range", Group::Timeline, &[key(Key::E)], |at| ask(at, Ask::Range));
    /// Shows or hides the filter of lanes.
    Filter = Row::new("filter", Group::Timeline, &[key(Key::K)], |at| ask(at, Ask::Filter));

    /// Asks why a task waits; again, the next one that waits.
    Why = Row::new("why", Group::Explore, &[key(Key::Y)], |at| at.select(next::why_target(at.cx)));
    /// Selects the run, whose critical path the inspector shows.
    CriticalPath = Row::new("path", Group::Explore, &[key(Key::Y).shift()], |at| at.select(next::run(at.cx)));
    /// Moves the focus to the line before in the inspector.
    PreviousLine = Row::new("previous_line", Group::Explore, &[key(Key::ArrowUp)], |at| at.panels.inspector.walk(-1))
        .when(When::Selected);
    /// Moves the focus to the next line of the inspector.
    NextLine = Row::new("next_line", Group::Explore, &[key(Key::ArrowDown)], |at| at.panels.inspector.walk(1)).when(When::Selected);
    /// Shows two runs side by side, or the stage again.
    Compare = Row::new("compare", Group::Explore, &[key(Key::V)], |at| at.window(WindowAction::Compare));
    /// Shows the sweep in place of the picture, or the picture again.
    Sweep = Row::new("sweep", Group::Explore, &[key(Key::C)], |at| at.window(WindowAction::Sweep))
        .when(When::Live)
        .reach(Reach::Sweep);
    /// Goes back to the future that was left at a fork.
    OtherFuture = Row::new("other_future", Group::Explore, &[key(Key::R)], |at| at.push(Action::Fork(ForkAction::Return)))
        .when(When::Forked);
    /// Lets that future go.
    ForgetFuture = Row::new("forget_future", Group::Explore, &[key(Key::X)], |at| at.push(Action::Fork(ForkAction::Forget)))
        .when(When::Forked);

    /// Puts the run of a model on the stage, by its place.
    ModelOnStage = Row::new("model", Group::View, &DIGITS, model_on_stage).when(When::NotAsked);
    /// Shows the code beside the picture, or hides it.
    Code = Row::new("code", Group::View, &[key(Key::B)], |at| at.window(WindowAction::Code));
    /// Shows a CPU's cycle as a second, or real time again.
    HumanTime = Row::new("human_time", Group::View, &[key(Key::H)], |at| at.window(WindowAction::HumanTime));
    /// Enters or leaves the projector mode.
    Projector = Row::new("projector", Group::View, &[key(Key::F5)], |at| at.window(WindowAction::Projector));
    /// Shows the timeline in place of the stage, or the stage again.
    Swap = Row::new("swap", Group::View, &[key(Key::T)], |at| at.window(WindowAction::Swap)).when(When::Hall);
    /// Opens or closes the drawer of the controls.
    Controls = Row::new("controls", Group::View, NONE, |at| at.window(WindowAction::Controls)).when(When::Drawers);
    /// Opens or closes the drawer of the numbers.
    Numbers = Row::new("numbers", Group::View, NONE, |at| at.window(WindowAction::Numbers)).when(When::Drawers);
    /// Follows the system's theme.
    ThemeSystem = Row::new("theme_system", Group::View, NONE, |at| at.window(WindowAction::Theme(ThemePreference::System)))
        .reach(Reach::Sweep);
    /// Uses the light theme.
    ThemeLight = Row::new("theme_light", Group::View, NONE, |at| at.window(WindowAction::Theme(ThemePreference::Light)))
        .reach(Reach::Sweep);
    /// Uses the dark theme.
    ThemeDark = Row::new("theme_dark", Group::View, NONE, |at| at.window(WindowAction::Theme(ThemePreference::Dark)))
        .reach(Reach::Sweep);
    /// Speaks English.
    English = Row::new("english", Group::View, NONE, |at| at.window(WindowAction::Language(Language::English))).reach(Reach::Sweep);
    /// Speaks Chinese.
    Chinese = Row::new("chinese", Group::View, NONE, |at| at.window(WindowAction::Language(Language::Chinese))).reach(Reach::Sweep);
    /// Lets messages travel, or be there at once.
    ReducedMotion = Row::new("reduced_motion", Group::View, NONE, change_motion);
    /// Gives captions in the other level of words.
    Captions = Row::new("captions", Group::View, NONE, |at| at.window(WindowAction::Captions(at.cx.desk.captions.other())));
    /// Closes what lies on top, or selects nothing.
    Close = Row::new("close", Group::View, &[key(Key::Escape)], close).reach(Reach::Pages);

    /// Opens the palette.
    Palette = Row::new("palette", Group::Learn, &[key(Key::P).ctrl()], |at| at.panels.palette.open()).reach(Reach::Sweep);
    /// Shows or hides the help.
    Help = Row::new("help", Group::Learn, &[key(Key::Questionmark), key(Key::F1), key(Key::Slash).shift().hidden()], |at| {
        at.window(WindowAction::Help);
    })
    .reach(Reach::Pages);
    /// Shows or hides what the terms mean.
    Glossary = Row::new("glossary", Group::Learn, &[key(Key::G)], |at| at.window(WindowAction::Glossary)).reach(Reach::Pages);
    /// Begins the tour.
    Tour = Row::new("tour", Group::Learn, NONE, |at| at.window(WindowAction::Tour));
    /// Shows the list of lessons, or closes it.
    Lessons = Row::new("lessons", Group::Learn, &[key(Key::L)], |at| at.push(Action::Lesson(LessonAction::List)));
    /// Goes a step on in a lesson.
    LessonNext = Row::new("lesson_next", Group::Learn, &[key(Key::Enter)], |at| at.push(Action::Lesson(LessonAction::Next)))
        .when(When::InLesson);
    /// Predicts an answer of a lesson's question, by its place.
    Predict = Row::new("predict", Group::Learn, &DIGITS, |at| at.push(Action::Lesson(LessonAction::Choose(at.nth))))
        .when(When::Asked);

    /// Asks for a file and opens it.
    Open = Row::new("open", Group::File, &[key(Key::O).ctrl()], |at| at.window(WindowAction::OpenDialog));
    /// Writes the scenario to its file.
    Save = Row::new("save", Group::File, &[key(Key::S).ctrl()], |at| at.window(WindowAction::Save));
    /// Asks for a file and writes the scenario there.
    SaveAs = Row::new("save_as", Group::File, &[key(Key::S).ctrl().shift()], |at| at.window(WindowAction::SaveAs));
    /// Asks for a file and writes the session there.
    SaveSession = Row::new("save_session", Group::File, NONE, |at| at.window(WindowAction::SaveSession)).when(When::Live);
    /// Puts the session on the clipboard.
    CopySession = Row::new("copy_session", Group::File, NONE, |at| at.window(WindowAction::CopySession)).when(When::Live);
    /// Opens the export dialog.
    Export = Row::new("export", Group::File, &[key(Key::E).ctrl()], |at| at.push(Action::Export(ExportAction::Open)));
    /// Puts the lesson or the scenario on the clipboard.
    CopyPacked = Row::new("copy_packed", Group::File, NONE, |at| at.window(WindowAction::CopyPacked));
    /// Opens what is on the clipboard.
    Paste = Row::new("paste", Group::File, &[key(Key::V).ctrl()], |at| at.window(WindowAction::Paste));
    /// Asks for a log or a trace, and opens it beside the one that is shown.
    OpenBeside = Row::new("open_beside", Group::File, NONE, |at| at.window(WindowAction::OpenBeside)).when(When::Recording);
    /// Runs the scenario of the recording that is shown.
    RunRecorded = Row::new("run_recorded", Group::File, NONE, |at| at.window(WindowAction::RunRecorded))
        .when(When::RecordedScenario);
    /// Goes back from recordings to a live run.
    LeaveRecording = Row::new("leave_recording", Group::File, NONE, |at| at.window(WindowAction::LeaveRecording))
        .when(When::Recording);
}

fn ask(at: &mut At<'_>, ask: Ask) {
    at.panels.timeline.ask(ask, at.cx, at.out);
}

/// Pressed twice within a frame, a key goes on from where the first press got.
fn change_speed(at: &mut At<'_>, faster: bool) {
    at.speed = notch(at.speed, faster);
    at.push(Action::Speed(at.speed));
}

fn model_on_stage(at: &mut At<'_>) {
    if let Some(trace) = at.cx.traces.get(at.nth) {
        at.push(Action::Focus(trace.model().name));
    }
}

fn change_motion(at: &mut At<'_>) {
    let other = match at.cx.desk.motion {
        Motion::Full => Motion::Reduced,
        Motion::Reduced => Motion::Full,
    };
    at.window(WindowAction::Motion(other));
}

/// Closes the first of these that is there: what lies on top comes first.
fn close(at: &mut At<'_>) {
    let sweeping = at.views.sweep.is_some();
    let panels = &mut *at.panels;
    if egui::Popup::is_any_open(at.ctx) {
        egui::Popup::close_all(at.ctx);
    } else if panels.overlay.close() || panels.palette.close() {
    } else if panels.export.is_waited_for() {
        at.push(Action::Export(ExportAction::Cancel));
    } else if panels.export.close() {
    } else if panels.tour.is_open() {
        at.window(WindowAction::Toured);
    } else if at.cx.desk.audience.is_hall() {
        at.window(WindowAction::Projector);
    } else if panels.compare.close() {
    } else if sweeping {
        at.window(WindowAction::Sweep);
    } else if !panels.timeline.close(at.cx, at.out) {
        at.push(Action::Select(None));
    }
}
