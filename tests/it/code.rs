//! The code beside the picture: what is written for each kind of step, and where every task stands in it.

use crate::support::runs::trace;
use loopscope::event::{Scenario, TaskId, time::MS};
use loopscope::trace::{Phase, State, Trace};
use loopscope::ui::code::{
    marks::{Mark, MarkInputs, marks},
    memory::{Memory, memory, style_of},
    program::Programs,
    source::{Language, Source, Style, source},
};
use loopscope::ui::stage::item::Tone;
use std::{path::Path, sync::Arc};

/// Every kind of step once.
const ALL_STEPS: &str = r#"
seed = 1
[devices.disk]
latency = { exp = "10ms" }
[[job]]
steps = [
  { cpu = "500us", label = "parse the request" },
  { read = "x" },
  { io = "disk", label = "look it up" },
  { cpu = "1ms" },
  { write = "x" },
  { lock = "m" },
  { read = "x" },
  { write = "x", add = -2 },
  { unlock = "m" },
  "yield",
  { all = [[{ io = "net", latency = "2ms" }], [{ cpu = "1ms" }, { io = "disk" }]] },
  { any = [[{ io = "net", latency = "5ms" }], [{ io = "disk" }]] },
  { cpu = "1ms", label = "Say 2 it!" },
]
"#;

fn text(scenario: &Scenario, style: Style, language: Language) -> String {
    source(scenario, &Programs::of(scenario), style, language).text(language)
}

#[test]
fn each_kind_of_step_is_written_as_people_would_in_both_languages_and_all_styles() {
    let scenario: Scenario = toml::from_str(ALL_STEPS).unwrap();
    for language in Language::ALL {
        for style in Style::ALL {
            let name = format!("tests/snapshots/code/{style:?}-{language:?}.txt").to_lowercase();
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
            let written = text(&scenario, style, language);
            if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, &written).unwrap();
            }
            assert_eq!(written, std::fs::read_to_string(&path).unwrap(), "{name}; UPDATE_SNAPSHOTS=1 writes it anew");
        }
    }
}

#[test]
fn jobs_that_do_the_same_are_written_once_and_every_job_has_its_program() {
    let many = r#"
[[job]]
steps = [{ cpu = "1ms" }, { io = "disk", latency = "5ms" }]
[[job]]
steps = [{ cpu = "2ms" }, { io = "disk", latency = "7ms" }]
[[job]]
steps = [{ cpu = "1ms", label = "while" }]
"#;
    let scenario: Scenario = toml::from_str(many).unwrap();
    let programs = Programs::of(&scenario);
    assert_eq!((0..4).map(|job| programs.of_task(TaskId(job))).collect::<Vec<_>>(), [Some(0), Some(0), Some(1), None]);
    let expected = "def job_1():  # A B\n    compute()  # CPU\n    disk.read()\n\ndef job_2():  # C\n    while_()  # 1 ms of CPU\n";
    assert_eq!(text(&scenario, Style::Sync, Language::Python), expected);
}

/// A run, its programs and its source in its own style.
struct Written {
    trace: Trace,
    programs: Programs,
    source: Source,
}

impl Written {
    fn new(text: &str, model: &str) -> Self {
        let scenario: Arc<Scenario> = Arc::new(toml::from_str(text).unwrap());
        let trace = trace(&scenario, 0, model, 100 * MS);
        let programs = Programs::of(&scenario);
        let source = source(&scenario, &programs, style_of(trace.model().places.holder), Language::Python);
        Self { trace, programs, source }
    }
    fn inputs<'a>(&'a self, state: &'a State) -> MarkInputs<'a> {
        let last = state.events.checked_sub(1).and_then(|last| self.trace.event(last));
        MarkInputs { programs: &self.programs, state, names: self.trace.names(), last }
    }
    fn marks(&self, state: &State) -> Vec<Vec<Mark>> {
        marks(&self.source, &self.inputs(state))
    }
    /// The lines that a task stood at, one after the other, with what it did there.
    fn lines_of(&self, task: TaskId) -> Vec<(String, Tone)> {
        let mut seen: Vec<(String, Tone)> = Vec::new();
        for n in 1..=self.trace.len() {
            for (line, marks) in self.source.lines.iter().zip(self.marks(&self.trace.state_at(n))) {
                let at = marks.iter().find(|mark| mark.task == task).map(|mark| (line.text.clone(), mark.tone));
                seen.extend(at.filter(|at| seen.last() != Some(at)));
            }
        }
        seen
    }
    fn memory(&self, n: u64, task: TaskId) -> Option<Memory> {
        let state = self.trace.state_at(n);
        let own = self.trace.events(0, n).map(|(_, event)| event);
        memory(&self.source, &self.inputs(&state), self.trace.model().places.holder, state.task(task)?, own)
    }
}

const TWO: &str = r#"
[machine]
dispatch = "1us"
switch = "1us"
[workload]
jobs = 2
steps = [{ cpu = "1ms", label = "parse" }, { read = "x" }, { io = "disk", latency = "5ms" }, { cpu = "1ms", label = "show" }, { write = "x" }]
"#;

#[test]
fn stepping_moves_the_line_of_a_task() {
    use Tone::{Idle, Looping, Runnable, Running, Switching, Waiting};
    let lines = |model: &str| Written::new(TWO, model).lines_of(TaskId(0));
    let at = |text: &str, tone: Tone| (text.to_owned(), tone);
    let wait = "data = await disk.read()";
    assert_eq!(
        lines("coroutines"),
        [
            at("async def job():", Idle),
            at("async def job():", Runnable),
            at("async def job():", Looping),
            at("parse()", Running),
            at("x = shared.x", Running),
            at(wait, Running),
            at(wait, Waiting),
            at(wait, Runnable),
            at(wait, Looping),
            at("show(data)", Running),
            at("shared.x = x + 1", Running),
        ]
    );
    let wait = "data = disk.read()";
    assert_eq!(
        lines("threads"),
        [
            at("def job():", Idle),
            at("def job():", Runnable),
            at("def job():", Switching),
            at("parse()", Running),
            at("x = shared.x", Running),
            at(wait, Running),
            at(wait, Waiting),
            at(wait, Runnable),
            at(wait, Switching),
            at("show(data)", Running),
            at("shared.x = x + 1", Running),
        ]
    );
    let (asks, back) = ("disk.read(partial(on_disk, x))", "def on_disk(x, data):");
    let callbacks = lines("callbacks");
    assert_eq!(callbacks[5..9], [at(asks, Running), at(asks, Waiting), at(back, Runnable), at(back, Looping)], "{callbacks:?}");
}

#[test]
fn every_job_in_the_system_has_one_mark_however_the_playhead_got_there() {
    for info in loopscope::sim::models() {
        let written = Written::new(ALL_STEPS, info.name);
        let other = Written::new(ALL_STEPS, info.name);
        let mut told_on = State::new(1);
        let far: Vec<_> = (1..=written.trace.len()).rev().map(|n| other.marks(&other.trace.state_at(n))).collect();
        for n in 1..=written.trace.len() {
            told_on.apply(&written.trace.event(n - 1).unwrap(), n - 1);
            let marks = written.marks(&told_on);
            let jobs = told_on.tasks().filter(|task| task.id.is_job()).count();
            assert_eq!(marks.iter().flatten().count(), jobs, "{} after {n}", info.name);
            assert_eq!(marks, far[(written.trace.len() - n) as usize], "{} after {n}", info.name);
        }
    }
}

#[test]
fn the_memory_lies_where_the_model_keeps_it_and_holds_what_the_log_knows() {
    for (model, heap, stack) in
        [("coroutines", "frame of job()", None), ("threads", "", Some("job()")), ("callbacks", "callback on_disk", None)]
    {
        let written = Written::new(TWO, model);
        let waits = (1..=written.trace.len()).find(|n| {
            let state = written.trace.state_at(*n);
            matches!(state.task(TaskId(1)).map(|task| task.phase), Some(Phase::Waiting { .. }))
        });
        let memory = written.memory(waits.unwrap(), TaskId(1)).unwrap();
        assert_eq!(memory.heap.first().map_or("", |cell| cell.name.as_str()), heap, "{model}");
        let own = memory.heap.iter().chain(&memory.stack).find(|cell| cell.tone.is_some()).unwrap();
        assert_eq!(own.locals, [("x".to_owned(), "0".to_owned())], "{model}: no reply has come yet");
        assert_eq!(memory.stack.first().filter(|cell| cell.tone.is_some()).map(|cell| cell.name.as_str()), stack, "{model}");
        let line = written.source.lines[own.resumes.unwrap() - 1].text.clone();
        assert!(line.contains("disk.read("), "{model}: {line}");
        // Once it computes again, the reply is there.
        let back = (waits.unwrap()..written.trace.len()).find(|n| {
            let state = written.trace.state_at(*n);
            matches!(state.task(TaskId(1)).map(|task| task.phase), Some(Phase::Running { .. }))
        });
        let memory = written.memory(back.unwrap(), TaskId(1)).unwrap();
        let data = ("data".to_owned(), "the reply".to_owned());
        assert!(memory.heap.iter().chain(&memory.stack).any(|cell| cell.locals.contains(&data)), "{model}: {memory:?}");
    }
}
