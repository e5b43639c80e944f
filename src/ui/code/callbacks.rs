//! Code that never waits: what follows a reply is another function, which is passed the variables that it needs.
//!
//! In Python the functions follow one another; in Rust each is nested in the one before.

use super::names::{name, work};
use super::source::{From, Kept, Language, Part, Writer};
use super::straight::{label, read, reply, unlock, used, write_var};
use loopscope_event::{Op, Step};

/// Writes a program, and the branches that it runs concurrently.
pub(super) fn write(writer: &mut Writer) {
    let (name, done_by, steps) = (writer.program.name.clone(), writer.program.done_by.clone(), writer.program.steps.clone());
    let mut callbacks = Callbacks { writer, parts: Vec::new() };
    callbacks.function(&name, Some(done_by), &steps, 0, Known::default());
    while !callbacks.parts.is_empty() {
        let Unwritten { name, steps, first, tells } = callbacks.parts.remove(0);
        callbacks.writer.gap();
        callbacks.function(&name, None, &steps, first, Known { tells: Some(tells), ..Known::default() });
    }
}

struct Callbacks<'a, 'w> {
    writer: &'a mut Writer<'w>,
    parts: Vec<Unwritten>,
}

/// A branch that is still to be written.
struct Unwritten {
    name: String,
    steps: Vec<Step>,
    first: u32,
    tells: Tells,
}

/// The recipient of a branch's end.
#[derive(Clone, Copy)]
enum Tells {
    /// The counter that waits for all branches.
    Join,
    /// The race that waits for the first.
    Race,
}

impl Tells {
    const fn name(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Race => "race",
        }
    }
    const fn text(self) -> &'static str {
        match self {
            Self::Join => "join.done()",
            Self::Race => "race.won()",
        }
    }
}

/// The variables known at a point of a function.
#[derive(Clone, Default)]
struct Known {
    read: Vec<String>,
    data: Option<String>,
    replies: u32,
    tells: Option<Tells>,
}

impl Known {
    /// The local variables that the rest of the steps needs.
    fn needed(&self, rest: &[Step]) -> Vec<String> {
        let mut names: Vec<String> = self.tells.iter().map(|tells| tells.name().to_owned()).collect();
        names.extend(self.data.iter().filter(|_| used(rest)).cloned());
        for var in &self.read {
            let first = rest.iter().find(|step| match &step.op {
                Op::Read(other) | Op::Write { var: other, .. } => other == var,
                _ => false,
            });
            if first.is_some_and(|step| matches!(step.op, Op::Write { .. })) && !names.contains(&name(var, "x")) {
                names.push(name(var, "x"));
            }
        }
        names
    }
}

/// The asynchronous call at the end of a function, and the callback it is given.
struct Asks {
    /// The code before the callback.
    call: String,
    /// The callback's name in Python.
    wanted: String,
    /// The callback's argument.
    given: Option<String>,
    /// The branches started at that point.
    starts: Vec<String>,
    note: String,
}

impl Callbacks<'_, '_> {
    fn python(&self) -> bool {
        self.writer.language == Language::Python
    }

    /// Writes a function. `head` is the comment beside it, if it is a program's own function.
    fn function(&mut self, name: &str, head: Option<String>, steps: &[Step], first: u32, known: Known) {
        let takes = known.tells.map(Tells::name);
        let text = match (self.writer.language, takes) {
            (Language::Python, takes) => format!("def {name}({}):", takes.unwrap_or_default()),
            (Language::Rust, None) => format!("fn {name}() {{"),
            (Language::Rust, Some("join")) => format!("fn {name}(join: Join) {{"),
            (Language::Rust, Some(_)) => format!("fn {name}(race: Race) {{"),
        };
        match head {
            Some(note) => self.writer.step(0, Part::Head, text, note),
            None => self.writer.plain(text),
        }
        self.writer.indent += 1;
        self.list(steps, first, known, first == 0);
        self.writer.indent -= 1;
        if !self.python() {
            self.writer.plain("}");
        }
    }

    /// Writes steps up to the first that waits, and its continuation.
    fn list(&mut self, steps: &[Step], first: u32, mut known: Known, main: bool) {
        let mut line = first;
        for (i, step) in steps.iter().enumerate() {
            let rest = &steps[i + 1..];
            if let Some(asks) = self.asks(step, line, rest, &mut known, main) {
                return self.then(asks, line, (rest, line + step.lines()), known, main);
            }
            self.statement(step, line, &mut known, main);
            line += step.lines();
        }
        if let Some(tells) = known.tells {
            let end = self.writer.end();
            self.writer.plain(format!("{}{end}", tells.text()));
        } else if steps.is_empty() && self.python() {
            self.writer.plain("pass");
        }
    }

    /// Writes a step that does not wait.
    fn statement(&mut self, step: &Step, line: u32, known: &mut Known, main: bool) {
        let (language, end) = (self.writer.language, self.writer.end());
        let (text, note) = match &step.op {
            Op::Cpu(dist) => {
                let data = known.data.take().map_or(String::new(), |data| if self.python() { data } else { format!("&{data}") });
                let takes = self.writer.takes(Some(dist)).map_or("CPU".into(), |takes| format!("{takes} of CPU"));
                (format!("{}({data}){end}", work(step)), takes)
            }
            Op::Read(var) => {
                known.read.push(var.clone());
                let x = name(var, "x");
                if main {
                    self.writer.local(line, &x, From::Shared(var.clone()));
                }
                (read(language, &x), label(step))
            }
            Op::Write { var, add } => (write_var(language, &name(var, "x"), known.read.contains(var), *add), label(step)),
            Op::Unlock(lock) => {
                let m = name(lock, "lock");
                (if self.python() { unlock(language, &m) } else { format!("{m}.unlock();") }, label(step))
            }
            _ => return,
        };
        self.writer.step(line, Part::Does, text, note);
    }

    /// The call of a step that waits; `None` if it does not wait.
    fn asks(&mut self, step: &Step, line: u32, rest: &[Step], known: &mut Known, main: bool) -> Option<Asks> {
        let plain = |call: String, wanted: String, note: String| Asks { call, wanted, given: None, starts: Vec::new(), note };
        Some(match &step.op {
            Op::Io { device, latency } => {
                let own = name(device, "device");
                known.replies += 1;
                let data = if used(rest) { reply(known.replies) } else { "_".into() };
                known.data = used(rest).then(|| data.clone());
                if main && used(rest) {
                    self.writer.local(line, &data, From::Device);
                }
                let note = self.writer.io_note(device, latency.as_ref(), step.label.as_deref());
                Asks { call: format!("{own}.read("), wanted: format!("on_{own}"), given: Some(data), starts: Vec::new(), note }
            }
            Op::Lock(lock) => {
                let m = name(lock, "lock");
                let call = if self.python() { format!("{m}.acquire(") } else { format!("{m}.lock(") };
                plain(call, format!("with_{m}"), label(step))
            }
            Op::Yield if self.python() => plain("loop.call_soon(".into(), "go_on".into(), label(step)),
            Op::Yield => plain("event_loop.post(".into(), "go_on".into(), label(step)),
            Op::All(branches) => self.beside(line, branches, Tells::Join, label(step)),
            Op::Any(branches) => self.beside(line, branches, Tells::Race, label(step)),
            _ => return None,
        })
    }

    /// Writes the callback of a call, and passes it.
    fn then(&mut self, asks: Asks, line: u32, (rest, next): (&[Step], u32), known: Known, main: bool) {
        let Asks { call, wanted, given, starts, note } = asks;
        // The callback's argument need not be captured beforehand.
        let mut kept = known.needed(rest);
        kept.retain(|name| Some(name) != given.as_ref());
        let name = self.writer.names.free(&wanted);
        let (number, shown) = (self.writer.number, if self.python() { name.clone() } else { "closure".into() });
        if main {
            self.writer.source.kept.push(Kept { program: number, step: line, callback: shown, names: kept.clone() });
        }
        if self.python() {
            let callback = if kept.is_empty() { name.clone() } else { format!("partial({name}, {})", kept.join(", ")) };
            self.writer.step(line, Part::Does, format!("{call}{callback})"), note);
            starts.into_iter().for_each(|start| self.writer.plain(start));
            let indent = std::mem::replace(&mut self.writer.indent, 0);
            self.writer.gap();
            let takes: Vec<String> = kept.into_iter().chain(given).collect();
            self.writer.step(line, Part::Back, format!("def {name}({}):", takes.join(", ")), String::new());
            self.writer.indent = 1;
            self.list(rest, next, known, main);
            self.writer.indent = indent;
            return;
        }
        self.writer.step(line, Part::Does, format!("{call}move |{}| {{", given.unwrap_or_default()), note);
        self.writer.indent += 1;
        self.list(rest, next, known, main);
        self.writer.indent -= 1;
        self.writer.plain("});");
        starts.into_iter().for_each(|start| self.writer.plain(start));
    }

    /// Writes concurrent branches, each of which reports its end.
    fn beside(&mut self, line: u32, branches: &[Vec<Step>], tells: Tells, note: String) -> Asks {
        let mut first = line + 1;
        let mut starts = Vec::new();
        for branch in branches {
            let name = self.writer.names.part();
            let told = tells.name();
            starts.push(if self.python() { format!("{name}({told})") } else { format!("{name}({told}.clone());") });
            self.parts.push(Unwritten { name, steps: branch.clone(), first, tells });
            first += branch.iter().map(Step::lines).sum::<u32>();
        }
        let n = branches.len();
        let (call, wanted) = match (self.writer.language, tells) {
            (Language::Python, Tells::Join) => (format!("join = Countdown({n}, then="), "after_all"),
            (Language::Python, Tells::Race) => ("race = First(then=".into(), "after_first"),
            (Language::Rust, Tells::Join) => (format!("let join = Join::new({n}, "), "after_all"),
            (Language::Rust, Tells::Race) => ("let race = Race::new(".into(), "after_first"),
        };
        Asks { call, wanted: wanted.into(), given: None, starts, note }
    }
}
