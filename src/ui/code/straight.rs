//! Code that is read from top to bottom: blocking calls, or `await`.

use super::names::{name, work};
use super::source::{From, Language, Part, Style, Writer};
use loopscope_event::{Op, Step};

/// Writes a program, and the branches that it runs concurrently.
pub(super) fn write(writer: &mut Writer, style: Style) {
    let (name, done_by, steps) = (writer.program.name.clone(), writer.program.done_by.clone(), writer.program.steps.clone());
    let mut straight = Straight { writer, style, parts: Vec::new() };
    straight.function(&name, Some(done_by), &steps, 0);
    while !straight.parts.is_empty() {
        let (name, steps, first) = straight.parts.remove(0);
        straight.writer.gap();
        straight.function(&name, None, &steps, first);
    }
}

struct Straight<'a, 'w> {
    writer: &'a mut Writer<'w>,
    style: Style,
    /// Functions that are still to be written: name, steps, number of the first step.
    parts: Vec<(String, Vec<Step>, u32)>,
}

/// The variables known at a point of a list of steps.
#[derive(Default)]
struct Known {
    read: Vec<String>,
    /// The variable that the next computation works on.
    data: Option<String>,
    replies: u32,
}

impl Straight<'_, '_> {
    fn python(&self) -> bool {
        self.writer.language == Language::Python
    }

    /// Writes a function. `head` is the comment beside it, if it is a program's own function.
    fn function(&mut self, name: &str, head: Option<String>, steps: &[Step], first: u32) {
        let text = match (self.writer.language, self.style) {
            (Language::Python, Style::Coroutines) => format!("async def {name}():"),
            (Language::Python, _) => format!("def {name}():"),
            (Language::Rust, Style::Coroutines) => format!("async fn {name}() {{"),
            (Language::Rust, _) => format!("fn {name}() {{"),
        };
        match head {
            Some(note) => self.writer.step(0, Part::Head, text, note),
            None => self.writer.plain(text),
        }
        self.writer.indent += 1;
        let main = first == 0;
        let (mut line, mut known) = (first, Known::default());
        for (i, step) in steps.iter().enumerate() {
            self.statement(step, line, &steps[i + 1..], &mut known, main);
            line += step.lines();
        }
        if steps.is_empty() && self.python() {
            self.writer.plain("pass");
        }
        self.writer.indent -= 1;
        if !self.python() {
            self.writer.plain("}");
        }
    }

    /// A call whose result is waited for.
    fn waits(&self, call: &str) -> String {
        match (self.writer.language, self.style) {
            (Language::Python, Style::Coroutines) => format!("await {call}"),
            (Language::Rust, Style::Coroutines) => format!("{call}.await"),
            _ => call.to_owned(),
        }
    }

    fn statement(&mut self, step: &Step, line: u32, rest: &[Step], known: &mut Known, main: bool) {
        let (end, python) = (self.writer.end(), self.python());
        let (text, note) = match &step.op {
            Op::Cpu(dist) => {
                let data = known.data.take().map_or(String::new(), |data| if python { data } else { format!("&{data}") });
                let takes = self.writer.takes(Some(dist)).map_or("CPU".into(), |takes| format!("{takes} of CPU"));
                (format!("{}({data}){end}", work(step)), takes)
            }
            Op::Io { device, latency } => {
                let call = self.waits(&format!("{}.read()", name(device, "device")));
                let text = if used(rest) {
                    known.replies += 1;
                    let data = reply(known.replies);
                    if main {
                        self.writer.local(line, &data, From::Device);
                    }
                    let text = if python { format!("{data} = {call}") } else { format!("let {data} = {call};") };
                    known.data = Some(data);
                    text
                } else {
                    format!("{call}{end}")
                };
                (text, self.writer.io_note(device, latency.as_ref(), step.label.as_deref()))
            }
            Op::Read(var) => {
                let x = name(var, "x");
                known.read.push(var.clone());
                if main {
                    self.writer.local(line, &x, From::Shared(var.clone()));
                }
                (read(self.writer.language, &x), label(step))
            }
            Op::Write { var, add } => {
                let x = name(var, "x");
                (write_var(self.writer.language, &x, known.read.contains(var), *add), label(step))
            }
            Op::Lock(lock) => {
                let m = name(lock, "lock");
                let text = match (python, self.style) {
                    (true, _) => self.waits(&format!("{m}.acquire()")),
                    (false, Style::Coroutines) => format!("let {m}_guard = {m}.lock().await;"),
                    (false, _) => format!("let {m}_guard = {m}.lock().unwrap();"),
                };
                (text, label(step))
            }
            Op::Unlock(lock) => (unlock(self.writer.language, &name(lock, "lock")), label(step)),
            Op::Yield => {
                let text = match (self.writer.language, self.style) {
                    (Language::Python, Style::Coroutines) => "await asyncio.sleep(0)",
                    (Language::Python, _) => "time.sleep(0)",
                    (Language::Rust, Style::Coroutines) => "tokio::task::yield_now().await;",
                    (Language::Rust, _) => "thread::yield_now();",
                };
                (text.to_owned(), label(step))
            }
            Op::All(branches) => return self.beside(line, branches, true, label(step)),
            Op::Any(branches) => return self.beside(line, branches, false, label(step)),
        };
        self.writer.step(line, Part::Does, text, note);
    }

    /// Writes concurrent branches: waits for all of them, or for the first to end.
    fn beside(&mut self, line: u32, branches: &[Vec<Step>], all: bool, note: String) {
        let mut first = line + 1;
        let mut names = Vec::new();
        for branch in branches {
            let name = self.writer.names.part();
            self.parts.push((name.clone(), branch.clone(), first));
            first += branch.iter().map(Step::lines).sum::<u32>();
            names.push(name);
        }
        let calls: Vec<String> = names.iter().map(|name| format!("{name}()")).collect();
        let does = |writer: &mut Writer, text: String| writer.step(line, Part::Does, text, note.clone());
        let w = &mut *self.writer;
        match (w.language, self.style, all) {
            (Language::Python, Style::Coroutines, true) => does(w, format!("await asyncio.gather({})", calls.join(", "))),
            (Language::Python, Style::Coroutines, false) => {
                w.plain(format!("tasks = [asyncio.create_task(part) for part in ({})]", calls.join(", ")));
                does(w, "await asyncio.wait(tasks, return_when=FIRST_COMPLETED)".into());
                w.plain("for late in tasks: late.cancel()");
            }
            (Language::Python, _, all) => {
                w.plain(format!("calls = [pool.submit(part) for part in ({})]", names.join(", ")));
                does(w, if all { "wait(calls)".into() } else { "wait(calls, return_when=FIRST_COMPLETED)".into() });
            }
            (Language::Rust, Style::Coroutines, true) => does(w, format!("tokio::join!({});", calls.join(", "))),
            (Language::Rust, Style::Coroutines, false) => {
                does(w, "tokio::select! {".into());
                w.indent += 1;
                calls.iter().for_each(|call| w.plain(format!("_ = {call} => {{}}")));
                w.indent -= 1;
                w.plain("}");
            }
            (Language::Rust, _, true) => {
                does(w, "thread::scope(|s| {".into());
                w.indent += 1;
                names.iter().for_each(|name| w.plain(format!("s.spawn({name});")));
                w.indent -= 1;
                w.plain("});");
            }
            (Language::Rust, _, false) => {
                w.plain("let (tell, first) = mpsc::channel();");
                w.plain(format!("for part in [{}] {{", names.join(", ")));
                w.indent += 1;
                w.plain("let tell = tell.clone();");
                w.plain("thread::spawn(move || tell.send(part()));");
                w.indent -= 1;
                w.plain("}");
                does(w, "let winner = first.recv();".into());
            }
        }
    }
}

/// True if the value read now is used before anything else is read.
pub(super) fn used(rest: &[Step]) -> bool {
    let first = rest.iter().find(|step| matches!(step.op, Op::Cpu(_) | Op::Io { .. }));
    first.is_some_and(|step| matches!(step.op, Op::Cpu(_)))
}

/// The variable of this reply.
pub(super) fn reply(number: u32) -> String {
    if number == 1 { "data".into() } else { format!("data_{number}") }
}

pub(super) fn label(step: &Step) -> String {
    step.label.clone().unwrap_or_default()
}

/// The code that reads a shared variable into a local one.
pub(super) fn read(language: Language, x: &str) -> String {
    match language {
        Language::Python => format!("{x} = shared.{x}"),
        Language::Rust => format!("let {x} = shared.{x}.load(Relaxed);"),
    }
}

/// The code that writes a shared variable: the value read of it, if there is one, plus `add`.
pub(super) fn write_var(language: Language, x: &str, read: bool, add: i32) -> String {
    let value = match (read, add) {
        (false, add) => add.to_string(),
        (true, 0) => x.to_owned(),
        (true, add) if add < 0 => format!("{x} - {}", add.unsigned_abs()),
        (true, add) => format!("{x} + {add}"),
    };
    match language {
        Language::Python => format!("shared.{x} = {value}"),
        Language::Rust => format!("shared.{x}.store({value}, Relaxed);"),
    }
}

pub(super) fn unlock(language: Language, m: &str) -> String {
    match language {
        Language::Python => format!("{m}.release()"),
        Language::Rust => format!("drop({m}_guard);"),
    }
}
