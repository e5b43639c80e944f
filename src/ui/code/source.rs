//! [`Source`]: a job's steps as a program, line by line, each line with the step it stands for.
//!
//! Pure: the same scenario, style and language give the same text. `straight` writes code that blocks or awaits,
//! `callbacks` code that returns and is called back.

use super::names::Names;
use super::program::{Program, Programs};
use super::{callbacks, straight};
use loopscope_event::{Dist, Ns, Scenario, time};

/// The way in which waiting is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A call that blocks its thread.
    Sync,
    /// A call that returns at once; another function is called with the reply.
    Callbacks,
    /// An `await`.
    Coroutines,
}

impl Style {
    /// All styles.
    pub const ALL: [Self; 3] = [Self::Sync, Self::Callbacks, Self::Coroutines];
}

/// A programming language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// Python, with asyncio.
    #[default]
    Python,
    /// Rust, with tokio.
    Rust,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::Python, Self::Rust];
}

/// The relation of a line to a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The line that begins the program.
    Head,
    /// The line that performs the step; where the step waits, the line that waits.
    Does,
    /// The line at which the program continues after the step, where that is another line.
    Back,
}

/// The step that a line stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    /// The index in [`Programs`].
    pub program: usize,
    /// The step's number; 0 for the head.
    pub step: u32,
    /// The line's relation to the step.
    pub part: Part,
}

/// A line of code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The indentation, in units of four spaces.
    pub indent: usize,
    /// The code.
    pub text: String,
    /// The text of a comment beside it.
    pub note: String,
    /// The step it stands for.
    pub at: Option<At>,
}

/// A local variable assigned by a step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Local {
    /// The index of the program.
    pub program: usize,
    /// The step's number.
    pub step: u32,
    /// Its name.
    pub name: String,
    /// The origin of its value.
    pub from: From,
}

/// The origin of a local variable's value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum From {
    /// A device's reply.
    Device,
    /// This shared variable.
    Shared(String),
}

/// The variables that a callback captures before the step it is called back after.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// The index of the program.
    pub program: usize,
    /// The step's number.
    pub step: u32,
    /// The callback's name.
    pub callback: String,
    /// The captured variables.
    pub names: Vec<String>,
}

/// A program's text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Source {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its local variables, in the order of their assignment.
    pub locals: Vec<Local>,
    /// The variables captured by its callbacks.
    pub kept: Vec<Kept>,
}

impl Source {
    /// The index of the line that stands for this; where a step has no line to continue at, the one that waits.
    #[must_use]
    pub fn find(&self, at: At) -> Option<usize> {
        let exactly = |at: At| self.lines.iter().position(|line| line.at == Some(at));
        exactly(at).or_else(|| if at.part == Part::Back { exactly(At { part: Part::Does, ..at }) } else { None })
    }

    /// The text of a source file.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let line = |line: &Line| {
            let code = format!("{}{}", "    ".repeat(line.indent), line.text);
            if line.note.is_empty() { code } else { format!("{code}  {} {}", comment(language), line.note) }
        };
        self.lines.iter().map(|l| line(l) + "\n").collect()
    }
}

/// The beginning of a comment.
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

/// The output of the writers.
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
    /// Adds a line that stands for no step.
    pub fn plain(&mut self, text: impl Into<String>) {
        self.source.lines.push(Line { indent: self.indent, text: text.into(), note: String::new(), at: None });
    }
    /// Adds a line that stands for a step.
    pub fn step(&mut self, step: u32, part: Part, text: impl Into<String>, note: String) {
        let at = Some(At { program: self.number, step, part });
        self.source.lines.push(Line { indent: self.indent, text: text.into(), note, at });
    }
    /// Adds an empty line between functions.
    pub fn gap(&mut self) {
        blank(&mut self.source.lines);
    }
    /// The terminator of a statement.
    pub const fn end(&self) -> &'static str {
        match self.language {
            Language::Python => "",
            Language::Rust => ";",
        }
    }
    /// Notes that a local variable is assigned at this step.
    pub fn local(&mut self, step: u32, name: &str, from: From) {
        self.source.locals.push(Local { program: self.number, step, name: name.to_owned(), from });
    }
    /// The duration of a step as text, if it is the same for all jobs of the program.
    pub fn takes(&self, dist: Option<&Dist>) -> Option<String> {
        dist.filter(|_| self.program.same_times).map(duration)
    }
    /// The comment beside a request to a device.
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
