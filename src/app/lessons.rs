//! The lesson that is open: when its run begins, where it stops, what may not be done meanwhile, and what comes back after it.

use super::{
    App,
    document::Document,
    homework::{Handed, Making},
    model_names,
    rehearse::rehearse,
};
use loopscope_event::{EventNo, Kind, Ns, Scenario, Speed, StepUnit};
use loopscope_formats::documents::lesson::shipped;
use loopscope_lesson::{Attempt, Course, Lesson, Moment, Phase, Recorder, Rehearsal, Value};
use loopscope_sim as sim;
use loopscope_text as text;
use loopscope_text::say;
use loopscope_trace::Trace;
use loopscope_trace::playback::Playback;
use loopscope_ui::lesson::{LessonAction, Open, View};
use loopscope_ui::overlay::Fault;
use loopscope_ui::{Action, WindowAction};
use std::sync::{Arc, LazyLock};

/// The lessons that come with the program.
static COURSE: LazyLock<Course> = LazyLock::new(|| shipped(&model_names()));
/// A changed run that would take longer than this, in seconds, is hurried.
const PATIENCE: f64 = 20.0;

/// The lesson panel, and the lesson in it.
#[derive(Default)]
pub struct Lessons {
    /// True while the panel is there.
    listed: bool,
    open: Option<Open>,
    /// What was there before the lesson.
    before: Option<Before>,
    rehearsal: Rehearsal,
    /// Where the run stands still; `None`: it stopped there, or need not.
    stop: Option<Stop>,
}

/// A longer story than this is not shown as a whole when it freezes: nobody would see what happens in it.
const SEEN_WHOLE: EventNo = 20_000;

/// Where a run stands still.
#[derive(Clone, Copy)]
enum Stop {
    /// After so many events.
    After(EventNo),
    /// At this instant.
    At(Ns),
}

/// What was there before a lesson.
struct Before {
    document: Document,
    speed: Speed,
    focus: &'static str,
}

impl Lessons {
    /// The lessons that come with the program.
    #[must_use]
    pub fn course() -> &'static Course {
        &COURSE
    }
    /// True while the panel is there.
    #[must_use]
    pub const fn are_shown(&self) -> bool {
        self.listed || self.open.is_some()
    }
    /// The step that the open lesson is at.
    #[must_use]
    pub fn phase(&self) -> Option<Phase> {
        Some(self.open.as_ref()?.attempt.phase())
    }
    /// The open lesson's title, in the language that is spoken.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        Some(&self.open.as_ref()?.lesson.text(text::spoken().code())?.title)
    }
    /// What the panel shows.
    #[must_use]
    pub fn view<'a>(&'a self, progress: &'a loopscope_lesson::Progress) -> Option<View<'a>> {
        self.are_shown().then(|| View { course: &COURSE, progress, open: self.open.as_ref() })
    }
    /// Why this must not be done now, if so.
    #[must_use]
    pub fn refuses(&self, action: &Action) -> Option<String> {
        let plays = matches!(
            action,
            Action::Play
                | Action::PlayOrPause
                | Action::StepForward(_)
                | Action::StepBack(_)
                | Action::JumpToTime(_)
                | Action::ToLiveEdge
                | Action::Speed(_)
        );
        let alters = matches!(
            action,
            Action::SetScenario(_) | Action::Restart | Action::Post(_) | Action::Window(WindowAction::Sweep | WindowAction::Controls)
        );
        let turns = matches!(action, Action::Focus(_) | Action::JumpToEvent(..));
        match self.phase()? {
            Phase::Run | Phase::Changed if turns => Some(say!("lesson.watch_first")),
            Phase::Claim | Phase::Predict if plays || turns => Some(say!("lesson.lock_first")),
            _ if alters => Some(say!("lesson.own_slider")),
            _ => None,
        }
    }
    /// Leaves whatever lesson is open, and what was before it: something else was opened.
    pub fn drop_lesson(&mut self) {
        *self = Self::default();
    }
}

impl App {
    /// Begins a lesson, instead of whatever is open.
    pub fn begin_lesson(&mut self, lesson: Arc<Lesson>) {
        let rehearsal = match rehearse(&lesson) {
            Ok(rehearsal) => rehearsal,
            Err(says) => {
                self.panels.overlay.fault(Fault { title: say!("lesson.not_held", name = lesson.slug), text: says });
                return;
            }
        };
        let untrue = rehearsal.untrue(&lesson).into_iter().next().map(|untrue| format!("{}: {}", untrue.key, untrue.message));
        let before = rehearsal.measured.get(&("before".to_owned(), lesson.stage.clone())).and_then(|run| run.get(lesson.watch));
        let choices = lesson.text(loopscope_lesson::course::ENGLISH).map_or(0, |text| text.choices.len());
        let attempt = Attempt::new(choices, lesson.right);
        let watched = [before, None];
        self.lessons.open = Some(Open { lesson, attempt, watched, fault: untrue });
        self.lessons.rehearsal = rehearsal;
        self.sweeps.close();
        if self.lessons.before.is_none() {
            let (speed, focus) = (self.playback.speed(), self.session.focused());
            let document = std::mem::replace(&mut self.document, Document::new(Scenario::default()));
            self.lessons.before = Some(Before { document, speed, focus });
        }
        self.direct(true);
    }

    /// The open lesson.
    #[must_use]
    pub(super) fn lesson(&self) -> Option<&Arc<Lesson>> {
        Some(&self.lessons.open.as_ref()?.lesson)
    }

    /// Writes the page of what was answered, in the background.
    pub(super) fn hand_in(&mut self, path: std::path::PathBuf) {
        let handed = Handed { name: self.settings.name.clone(), progress: self.settings.progress.clone(), path };
        let wake = self.wake.clone();
        match Making::start(handed, &COURSE, self.own.clone(), move || wake()) {
            Ok(making) => self.making = Some(making),
            Err(error) => self.panels.overlay.fault(Fault { title: say!("homework.failed"), text: error.to_string() }),
        }
    }

    /// Says what came of the page, once it is written.
    pub(super) fn handed_in(&mut self) {
        let Some(made) = self.making.as_ref().and_then(Making::take) else { return };
        self.making = None;
        match made {
            Ok(path) => self.panels.overlay.toast(say!("homework.saved", path = path.display())),
            Err((path, error)) => {
                self.panels.overlay.fault(Fault { title: say!("homework.failed"), text: format!("{}: {error}", path.display()) });
            }
        }
    }

    /// Shows the list of lessons.
    pub const fn list_lessons(&mut self) {
        self.lessons.listed = true;
    }

    pub(super) fn act_on_lesson(&mut self, action: LessonAction) {
        let from = self.lessons.phase();
        match action {
            LessonAction::List if from.is_none() => self.lessons.listed = !self.lessons.listed,
            LessonAction::List => {}
            LessonAction::Open(place) => {
                if let Some(lesson) = COURSE.lessons.get(place) {
                    self.begin_lesson(lesson.clone());
                }
                return;
            }
            LessonAction::Leave => self.leave_lesson(),
            LessonAction::ToEnd => {
                self.playback.set_speed(Speed::Max);
                self.playback.play(true);
            }
            action => self.attempt(action),
        }
        if self.lessons.phase() != from && self.lessons.open.is_some() {
            self.direct(false);
        }
        self.note_answer();
    }

    fn attempt(&mut self, action: LessonAction) {
        let Some(Open { attempt, .. }) = &mut self.lessons.open else { return };
        match action {
            LessonAction::Next => attempt.advance(),
            LessonAction::Back => attempt.back(),
            LessonAction::Choose(choice) => attempt.choose(choice),
            LessonAction::Count(choice, votes) => attempt.count(choice, votes),
            LessonAction::Moved => attempt.changed(),
            _ => false,
        };
    }

    /// Remembers what was answered so far.
    fn note_answer(&mut self) {
        if let Some(Open { lesson, attempt, .. }) = self.lessons.open.as_ref().filter(|open| open.attempt.is_locked()) {
            self.settings.progress.record(&lesson.slug, attempt.answer());
        }
    }

    /// Puts on the stage what the lesson's step needs.
    fn direct(&mut self, opened: bool) {
        let Some(Open { lesson, attempt, watched, .. }) = &mut self.lessons.open else { return };
        let (lesson, phase) = (lesson.clone(), attempt.phase());
        let frozen = match lesson.freeze {
            Moment::At(at) => Some(Stop::At(at)),
            Moment::Happening { .. } => self.lessons.rehearsal.frozen.map(|event| Stop::After(event + 1)),
        };
        let pace = lesson.pace.speed();
        let after = phase >= Phase::Changed;
        if !after {
            watched[1] = None;
        }
        let changes = self.put(&lesson, if after { "after" } else { "before" }, opened);
        match phase {
            Phase::Claim | Phase::Predict => self.hold_at_start(pace),
            Phase::Run => {
                self.lessons.stop = frozen;
                self.hold_at_start(pace);
                self.play(true);
            }
            // Back at the surprise from a run that was changed: there at once.
            Phase::Frozen | Phase::Change if changes => {
                self.lessons.stop = frozen;
                self.playback.set_speed(Speed::Max);
                self.play(true);
            }
            Phase::Frozen | Phase::Change | Phase::Explain => self.play(false),
            Phase::Changed => {
                self.lessons.stop = None;
                self.hold_at_start(self.hurried(&lesson));
                self.play(true);
            }
        }
    }

    /// Puts one of the lesson's runs on the stage, if another is there; true if so.
    fn put(&mut self, lesson: &Lesson, run: &str, opened: bool) -> bool {
        let Some(scenario) = lesson.run(run) else { return false };
        if let Some(model) = sim::model(&lesson.stage) {
            self.session.focus(model.name);
        }
        let other = opened || self.document.edited() != scenario;
        if other {
            self.document = Document::new(Scenario::clone(scenario));
            self.begin();
        }
        other
    }

    fn hold_at_start(&mut self, speed: Speed) {
        self.playback = Playback::new(speed, false);
        self.step = None;
        if let Some(trace) = self.session.stage() {
            self.playback.to_start(trace);
        }
        self.panels.timeline.follow();
    }

    /// The lesson's pace, unless the changed run would take too long.
    fn hurried(&self, lesson: &Lesson) -> Speed {
        let pace = lesson.pace.speed();
        let run = self.lessons.rehearsal.measured.get(&("after".to_owned(), lesson.stage.clone()));
        let Some((elapsed, events)) = run.map(|run| (run.elapsed() as f64, run.events() as f64)) else { return pace };
        let seconds = match pace {
            Speed::Events(rate) => events / rate,
            Speed::Time(ratio) => elapsed / ratio,
            Speed::Max => 0.0,
        };
        if seconds > PATIENCE { Speed::Time(elapsed / PATIENCE) } else { pace }
    }

    /// True while the question is asked and nobody has come yet: the engine goes on, event by event, until somebody has.
    pub(super) fn seeks_first(&self) -> bool {
        let Some(trace) = self.session.stage() else { return false };
        let asks = self.lessons.phase().is_some_and(|phase| phase <= Phase::Predict);
        asks && come(trace).is_none() && self.session.ending(trace.run()).is_none() && trace.len() < SEEN_WHOLE
    }

    /// After each move of the playhead: the surprise stops it, and so does the end of the changed run.
    pub(super) fn watch_lesson(&mut self) {
        let (Some(phase), Some(trace)) = (self.lessons.phase(), self.session.stage()) else { return };
        if !self.link.is_settled(self.session.status()) {
            // What is there is of the run before.
            return;
        }
        if self.seeks_first() {
            self.link.step(StepUnit::Event);
            return;
        }
        let head = self.playback.head().event;
        if let Some((at, events)) = come(trace).filter(|_| phase <= Phase::Predict)
            && head < events
        {
            self.playback.to_time(at, trace);
        }
        let reached = |stop: &Stop| match *stop {
            Stop::After(events) => head >= events,
            Stop::At(at) => self.playback.head().at >= at,
        };
        if let Some(stop) = self.lessons.stop.filter(reached) {
            match stop {
                Stop::After(events) => self.playback.to_event(events, phase == Phase::Run, trace),
                Stop::At(at) => self.playback.to_time(at, trace),
            }
            self.playback.play(false);
            if head <= SEEN_WHOLE {
                self.panels.timeline.fit();
            }
            self.lessons.stop = None;
            if let Some(Open { lesson, attempt, .. }) = &mut self.lessons.open {
                self.playback.set_speed(lesson.pace.speed());
                attempt.surprised();
            }
        }
        if phase == Phase::Changed && self.session.ending(trace.run()).is_some() && head >= trace.len() {
            self.playback.play(false);
            if head <= SEEN_WHOLE {
                self.panels.timeline.fit();
            }
            if let Some(Open { lesson, attempt, watched, .. }) = &mut self.lessons.open {
                watched[1] = measured(trace, lesson);
                self.playback.set_speed(lesson.pace.speed());
                attempt.ended();
            }
            self.note_answer();
        }
    }

    /// Leaves the lesson; what was open before comes back.
    fn leave_lesson(&mut self) {
        let before = self.lessons.before.take();
        self.lessons = Lessons { listed: true, ..Lessons::default() };
        if let Some(Before { document, speed, focus }) = before {
            self.document = document;
            self.session.focus(focus);
            self.begin();
            self.playback.set_speed(speed);
        }
    }
}

/// How far the playhead goes so that the jobs that come at once stand there, and no time has passed for them; `None`: none
/// has come in what is known.
fn come(trace: &Trace) -> Option<(Ns, EventNo)> {
    let mut events = trace.events(0, trace.len().min(SEEN_WHOLE));
    let at = events.find(|(_, event)| matches!(event.kind, Kind::JobArrived { .. }))?.1.at;
    Some((at, trace.count_until(at)))
}

/// What the lesson compares, measured in the run that the window has.
fn measured(trace: &Trace, lesson: &Lesson) -> Option<Value> {
    let scenario = lesson.run("after")?;
    let mut recorder = Recorder::new(trace.model(), scenario.machine.cores);
    for (number, event) in trace.events(0, trace.len()) {
        recorder.events(number, std::slice::from_ref(&event), &[]);
    }
    recorder.finish(scenario.until).get(lesson.watch)
}
