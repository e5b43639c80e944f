//! Makes what a student hands in: every lesson that was answered is run again, in a thread of its own, for its pictures.
//!
//! It does *not* write HTML (that is `files::homework`).

use super::{rehearse::rehearse, voice};
use crossbeam_channel::{Receiver, bounded};
use egui::{Panel, Ui, Vec2, vec2};
use loopscope_event::{EventNo, ModelInfo, Ns, Scenario, Speed, Status, StepUnit, time};
use loopscope_formats::documents::homework;
use loopscope_formats::documents::languages::Own;
use loopscope_formats::io::replace::replace;
use loopscope_lesson::{Answer, Course, Lesson, Moment, Progress};
use loopscope_pixels::raster::Booth;
use loopscope_sim as sim;
use loopscope_sim::{Progress as Computed, Run};
use loopscope_text as text;
use loopscope_text::{Language, say};
use loopscope_trace::{Playhead, Trace};
use loopscope_ui::stage::Stage;
use loopscope_ui::theme::Theme;
use loopscope_ui::timeline::Timeline;
use loopscope_ui::{Context, Desk, Purpose};
use std::{io, path::PathBuf, sync::Arc, thread};

/// The pictures' sizes, points: the stage with its timeline, and a timeline alone.
const FROZEN: Vec2 = vec2(1100.0, 700.0);
const AFTER: Vec2 = vec2(1100.0, 260.0);
const TIMELINE: f32 = 270.0;
/// How many events a run hands over at a time, and how many a picture shows at most.
const PIECE: usize = 4096;
const MOST_EVENTS: EventNo = 2_000_000;

/// What is handed in.
pub struct Handed {
    /// Whose it is.
    pub name: String,
    /// What was answered.
    pub progress: Progress,
    /// The file to write.
    pub path: PathBuf,
}

/// A page that is being made.
pub struct Making {
    done: Receiver<Result<PathBuf, (PathBuf, io::Error)>>,
}

impl Making {
    /// Begins, in the words that this thread speaks, `own` being the user's; `wake` is called when there is something to take.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(handed: Handed, course: &'static Course, own: Own, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let (send, done) = bounded(1);
        let language = text::spoken();
        thread::Builder::new().name("homework".into()).spawn(move || {
            voice::speak(language, &own);
            let Handed { name, progress, path } = handed;
            let page = page(&name, &progress, course, language);
            let made = replace(&path, page.as_bytes()).map(|()| path.clone()).map_err(|error| (path, error));
            // Nobody may be waiting any more.
            let _ = send.send(made);
            wake();
        })?;
        Ok(Self { done })
    }

    /// What came of it, once it is there.
    #[must_use]
    pub fn take(&self) -> Option<Result<PathBuf, (PathBuf, io::Error)>> {
        self.done.try_recv().ok()
    }
}

/// The page of these answers. Lessons that are not of the course are left out.
#[must_use]
pub fn page(name: &str, progress: &Progress, course: &Course, language: Language) -> String {
    let answered = |(slug, answer): (&str, &Answer)| {
        let lesson = course.lessons.iter().find(|lesson| lesson.slug == slug)?;
        answered(lesson, answer, language)
    };
    let lessons = progress.answers().filter_map(answered).collect();
    let made_by = concat!("Loopscope ", env!("CARGO_PKG_VERSION"));
    homework::page(&homework::Homework { name: name.to_owned(), made_by: made_by.to_owned(), lessons }, &words(language))
}

fn words(language: Language) -> homework::Words {
    homework::Words {
        title: say!("homework.title"),
        language: language.code().to_owned(),
        by: say!("homework.by"),
        predicted: say!("homework.predicted"),
        happened: say!("homework.happened"),
        votes: say!("homework.votes", n = "{n}"),
        workload: say!("homework.workload"),
        unfinished: say!("homework.unfinished"),
        score: say!("homework.score", n = "{n}", all = "{all}"),
        nothing: say!("homework.nothing"),
    }
}

fn answered(lesson: &Lesson, answer: &Answer, language: Language) -> Option<homework::Answered> {
    let text = lesson.text(language.code())?;
    let scenario = lesson.run("before")?;
    let title = lesson.number().map_or_else(|| text.title.clone(), |number| format!("{number} · {}", text.title));
    Some(homework::Answered {
        title,
        claim: lesson.fill(&text.claim),
        question: lesson.fill(&text.question),
        choices: text.choices.iter().map(|choice| (lesson.fill(&choice.says), lesson.fill(&choice.because))).collect(),
        predicted: answer.choice.or_else(|| most(&answer.tally)),
        tally: answer.tally.clone(),
        right: lesson.right,
        finished: answer.finished,
        explain: lesson.fill(&text.explain),
        workload_hash: sim::workload_hash(scenario),
        pictures: pictures(lesson, answer.finished),
    })
}

/// What most of a class were for; of two alike the first.
fn most(tally: &[u32]) -> Option<usize> {
    let most = tally.iter().copied().max().filter(|most| *most > 0)?;
    tally.iter().position(|votes| *votes == most)
}

/// The surprise, and, for those who got so far, the changed run.
fn pictures(lesson: &Lesson, finished: bool) -> Vec<(String, Vec<u8>)> {
    let stop = match lesson.freeze {
        Moment::At(at) => Stop::At(at),
        Moment::Happening { .. } => {
            rehearse(lesson).ok().and_then(|rehearsal| rehearsal.frozen).map_or(Stop::End, |event| Stop::After(event + 1))
        }
    };
    let mut wanted = vec![("before", stop, FROZEN, say!("homework.surprise"))];
    if finished {
        wanted.push(("after", Stop::End, AFTER, say!("homework.changed")));
    }
    let picture = |(run, stop, size, says): (&str, Stop, Vec2, String)| {
        let (trace, at) = traced(lesson.run(run)?, sim::model(&lesson.stage)?, stop);
        Some((says, portrait(&trace, at, size)?))
    };
    wanted.into_iter().filter_map(picture).collect()
}

/// Where a run is stopped.
#[derive(Clone, Copy)]
enum Stop {
    At(Ns),
    After(EventNo),
    End,
}

/// A run until there, and the instant that it has got to.
fn traced(scenario: &Arc<Scenario>, model: &'static ModelInfo, stop: Stop) -> (Trace, Ns) {
    let mut run = Run::new(scenario, model);
    let mut trace = Trace::new(0, model, scenario.clone(), sim::names(scenario));
    let (until, most) = match stop {
        Stop::At(at) => (at, MOST_EVENTS),
        Stop::After(events) => (time::HORIZON, events.min(MOST_EVENTS)),
        Stop::End => (time::HORIZON, MOST_EVENTS),
    };
    loop {
        let room = most.saturating_sub(trace.len());
        let progress = run.advance(until, PIECE);
        let mut piece = run.take();
        piece.events.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        trace.apply(&piece);
        if progress != Computed::Full || trace.len() >= most {
            break;
        }
    }
    let end = trace.len().checked_sub(1).and_then(|last| trace.event(last)).map_or(0, |event| event.at);
    let at = if let Stop::At(at) = stop { at } else { end };
    trace.known_until(at);
    (trace, at)
}

/// A picture on paper of where a run stands: the timeline, and over it the stage where there is room.
fn portrait(trace: &Trace, at: Ns, size: Vec2) -> Option<Vec<u8>> {
    let theme = &Theme::LIGHT;
    let mut booth = Booth::new(size, 1.0);
    Theme::install(&booth.ctx);
    booth.ctx.set_theme(egui::Theme::Light);
    let (traces, playheads) = (std::slice::from_ref(trace), [Playhead::after(trace.len(), at)]);
    let scenario = trace.scenario_at(trace.len()).clone();
    let status = Status { obeyed: 0, playing: false, speed: Speed::Max, edge: at, runs: Vec::new() };
    let desk = Desk::default();
    let cx = Context {
        traces,
        playheads: &playheads,
        on_stage: 0,
        models: sim::models(),
        scenario: &scenario,
        acknowledged: &scenario,
        opened: &scenario,
        workload_hash: "",
        status: &status,
        playing: false,
        speed: Speed::Max,
        settled: 0,
        unit: StepUnit::Event,
        selection: None,
        hovered: None,
        futures: loopscope_ui::fork::Futures::default(),
        range: None,
        notes: &[],
        desk: &desk,
        purpose: Purpose::Print,
        theme,
    };
    let (mut stage, mut timeline) = (Stage::default(), Timeline::default());
    timeline.fit();
    let mut show = |ui: &mut Ui| {
        let out = &mut Vec::new();
        if size.y > 2.0 * TIMELINE {
            Panel::bottom("timeline").exact_size(TIMELINE).resizable(false).show(ui, |ui| timeline.ui(ui, &cx, out));
            stage.ui(ui, &cx, out);
        } else {
            timeline.ui(ui, &cx, out);
        }
    };
    booth.picture(3, theme.surface.page, &mut show).to_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use loopscope_formats::documents::lesson;

    #[test]
    fn the_page_speaks_the_users_own_words() {
        let folder = tempfile::tempdir().unwrap();
        let words = text::read("[homework]\ntitle = \"What I learnt\"\n").unwrap();
        let own = Own { words: vec![(text::spoken(), words)], faults: Vec::new() };
        let course: &'static Course = Box::leak(Box::new(lesson::shipped(&[])));
        let handed = Handed { name: "Ada".into(), progress: Progress::default(), path: folder.path().join("page.html") };
        let making = Making::start(handed, course, own, || {}).unwrap();
        let path = making.done.recv().unwrap().unwrap();
        assert!(std::fs::read_to_string(path).unwrap().contains("What I learnt"));
    }
}
