//! [`Source`]: a job's steps as a program that people would write, line by line, each line knowing which step it stands for.
//!
//! Pure: the same scenario, style and language give the same text. `straight` writes what blocks or awaits, `callbacks` what returns and
//! is called back.

use super::names::Names;
use super::program::{Program, Programs};
use super::{callbacks, straight};
use loopscope_event::{Dist, Ns, Scenario, time};

/// How waiting is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A call that blocks its thread.
    Sync,
    /// A call that returns at once; another function is called with the answer.
    Callbacks,
    /// An `await`.
    Coroutines,
}

impl Style {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sync, Self::Callbacks, Self::Coroutines];
}

/// In which language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// Python, with asyncio.
    #[default]
    Python,
    /// Rust, with tokio.
    Rust,
}

impl Language {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Python, Self::Rust];
}

/// What a line has to do with a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// It is where the program begins.
    Head,
    /// It does the step; where the step waits, it is the line that waits.
    Does,
    /// It is where the program goes on after the step, where that is another line.
    Back,
}

/// Which step of which program a line stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    /// The place among [`Programs`].
    pub program: usize,
    /// The step's number; of the head, 0.
    pub step: u32,
    /// What the line has to do with it.
    pub part: Part,
}

/// A line of code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// How far it is indented, in fours.
    pub indent: usize,
    /// The code.
    pub text: String,
    /// What a comment beside it says.
    pub note: String,
    /// What it stands for.
    pub at: Option<At>,
}

/// A local variable that a step gives its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    /// Which step of which program.
    pub program: usize,
    /// The step's number.
    pub step: u32,
    /// Its name.
    pub name: String,
    /// Where its value comes from.
    pub from: From,
}

/// Where a local variable's value comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum From {
    /// A device's reply.
    Device,
    /// This shared variable.
    Shared(String),
}

/// What a callback keeps from before the step that it is called back after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Which program.
    pub program: usize,
    /// After which step.
    pub step: u32,
    /// The callback's name.
    pub callback: String,
    /// The variables that it keeps.
    pub names: Vec<String>,
}

/// A program's text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its local variables, in the order in which they get their values.
    pub locals: Vec<Local>,
    /// What its callbacks keep.
    pub kept: Vec<Kept>,
}

impl Source {
    /// The line that stands for this; where a step has no line to go on at, the one that waits.
    #[must_use]
    pub fn find(&self, at: At) -> Option<usize> {
        let exactly = |at: At| self.lines.iter().position(|line| line.at == Some(at));
        exactly(at).or_else(|| if at.part == Part::Back { exactly(At { part: Part::Does, ..at }) } else { None })
    }

    /// The text as it could be saved in a file.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let line = |line: &Line| {
            let code = format!("{}{}", "    ".repeat(line.indent), line.text);
            if line.note.is_empty() { code } else { format!("{code}  {} {}", comment(language), line.note) }
        };
        self.lines.iter().map(|l| line(l) + "\n").collect()
    }
}

/// What a comment begins with.
#[must_use]
pub const fn comment(language: Language) -> &'static str {
    match language {
        Language::Python => "#",
        Language::Rust => "//",
    }
}

/// Writes all programs of a scenario, one after the other.
#[must_use]
pub fn source(scenario: &Scenario, programs: &Programs, style: Style, language: Language) -> Source {
    let mut names = Names::default();
    let mut all = Source::default();
    for (number, program) in programs.all.iter().enumerate() {
        if number > 0 {
            blank(&mut all.lines);
        }
        let mut writer = Writer { scenario, program, number, language, source: &mut all, indent: 0, names: &mut names };
        match style {
            Style::Callbacks => callbacks::write(&mut writer),
            Style::Sync | Style::Coroutines => straight::write(&mut writer, style),
        }
    }
    all
}

fn blank(lines: &mut Vec<Line>) {
    lines.push(Line { indent: 0, text: String::new(), note: String::new(), at: None });
}

/// Where a program is written to.
pub(super) struct Writer<'a> {
    pub scenario: &'a Scenario,
    pub program: &'a Program,
    pub number: usize,
    pub language: Language,
    pub source: &'a mut Source,
    pub indent: usize,
    pub names: &'a mut Names,
}

impl Writer<'_> {
    /// A line that stands for no step.
    pub fn plain(&mut self, text: impl Into<String>) {
        self.source.lines.push(Line { indent: self.indent, text: text.into(), note: String::new(), at: None });
    }
    /// A line that stands for a step.
    pub fn step(&mut self, step: u32, part: Part, text: impl Into<String>, note: String) {
        let at = Some(At { program: self.number, step, part });
        self.source.lines.push(Line { indent: self.indent, text: text.into(), note, at });
    }
    /// An empty line between functions.
    pub fn gap(&mut self) {
        blank(&mut self.source.lines);
    }
    /// What ends a statement.
    pub const fn end(&self) -> &'static str {
        match self.language {
            Language::Python => "",
            Language::Rust => ";",
        }
    }
    /// A local variable gets its value at this step.
    pub fn local(&mut self, step: u32, name: &str, from: From) {
        self.source.locals.push(Local { program: self.number, step, name: name.to_owned(), from });
    }
    /// How long a step takes, if all jobs of the program say the same.
    pub fn takes(&self, dist: Option<&Dist>) -> Option<String> {
        dist.filter(|_| self.program.same_times).map(duration)
    }
    /// What is said beside a request of a device.
    pub fn io_note(&self, device: &str, latency: Option<&Dist>, label: Option<&str>) -> String {
        let own = || self.scenario.devices.get(device).and_then(|device| device.latency.as_ref());
        let takes = self.takes(latency.or_else(own));
        label.map(str::to_owned).into_iter().chain(takes).collect::<Vec<_>>().join(" · ")
    }
}

fn duration(dist: &Dist) -> String {
    match dist {
        Dist::Fixed(ns) => time::short(*ns),
        other => format!("about {}", time::short(other.mean() as Ns)),
    }
}
