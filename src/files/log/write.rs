//! Writing a log, line by line, as fast as the disk takes it.

use super::{Header, Mark, Word};
use crate::event::{Change, Event, EventNo, Gesture, Kind, Names, PackedNs, TaskId, TaskKind};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use std::{
    fs::File,
    io::{self, Write},
    path::Path,
};

/// How many bytes are gathered before they are handed on.
const GATHER: usize = 64 << 10;

/// Writes one run's log. Every event takes the next number.
pub struct Writer<W> {
    to: W,
    text: Vec<u8>,
    next: EventNo,
    marks: Vec<Mark>,
}

/// A file that a log is written to.
pub enum Output {
    /// As it is.
    Plain(File),
    /// Gzipped.
    Gzipped(Box<GzEncoder<File>>),
}

/// Makes the file and writes the header; gzipped if the name ends in `.gz`.
///
/// # Errors
/// When the file cannot be made or written.
pub fn create(path: &Path, header: &Header) -> io::Result<Writer<Output>> {
    let file = File::create(path)?;
    let gzipped = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
    let to = if gzipped { Output::Gzipped(Box::new(GzEncoder::new(file, Compression::default()))) } else { Output::Plain(file) };
    Writer::new(to, header)
}

impl<W: Write> Writer<W> {
    /// Begins a log with its header.
    ///
    /// # Errors
    /// When the output does not take it.
    pub fn new(to: W, header: &Header) -> io::Result<Self> {
        #[derive(Serialize)]
        struct Line<'a> {
            loopscope: u32,
            #[serde(flatten)]
            header: HeaderLine<'a>,
        }
        let mut text = serde_json::to_vec(&Line { loopscope: 1, header: HeaderLine::of(header) })?;
        text.push(b'\n');
        let mut writer = Self { to, text, next: 0, marks: Vec::new() };
        writer.hand_on(0)?;
        Ok(writer)
    }

    /// What the numbers of marks stand for.
    pub fn set_marks(&mut self, marks: Vec<Mark>) {
        self.marks = marks;
    }

    /// Writes further events; `changes` are those that they name.
    ///
    /// # Errors
    /// When the output does not take them.
    pub fn events(&mut self, events: &[Event], changes: &[Change]) -> io::Result<()> {
        for event in events {
            self.event(event, changes)?;
            self.hand_on(GATHER)?;
        }
        Ok(())
    }

    /// Hands everything on and gives the output back.
    ///
    /// # Errors
    /// When the output does not take it.
    pub fn finish(mut self) -> io::Result<W> {
        self.hand_on(0)?;
        self.to.flush()?;
        Ok(self.to)
    }

    fn hand_on(&mut self, at_least: usize) -> io::Result<()> {
        if self.text.len() > at_least {
            self.to.write_all(&self.text)?;
            self.text.clear();
        }
        Ok(())
    }

    fn event(&mut self, event: &Event, changes: &[Change]) -> io::Result<()> {
        let number = self.next;
        self.next += 1;
        if let Kind::Mark { mark } = event.kind
            && let Some(Mark::Line(line)) = self.marks.get(mark as usize)
        {
            self.text.extend_from_slice(line.as_bytes());
            self.text.push(b'\n');
            return Ok(());
        }
        let mut line = Line(&mut self.text);
        line.0.extend_from_slice(b"{\"t\":");
        line.digits(event.at);
        line.kind(&event.kind);
        match event.kind {
            Kind::ScenarioChanged { change } => {
                if let Some(change) = changes.iter().find(|c| c.number == change) {
                    line.num("first_job", u64::from(change.first_job));
                    line.json("scenario", &*change.scenario)?;
                }
            }
            Kind::Mark { mark } => {
                if let Some(Mark::Text(text)) = self.marks.get(mark as usize) {
                    line.json("text", text)?;
                }
            }
            _ => {}
        }
        if let Some(cause) = event.cause(number) {
            line.num("cause", cause);
        }
        self.text.extend_from_slice(b"}\n");
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzipped(file) => file.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            Self::Gzipped(file) => file.try_finish(),
        }
    }
}

#[derive(Serialize)]
struct HeaderLine<'a> {
    model: &'a str,
    origin: super::Origin,
    clock: super::Clock,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    workload_hash: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a crate::event::Scenario>,
    names: NamesEntry<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cores: Option<u16>,
}

#[derive(Serialize)]
struct NamesEntry<'a> {
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    device: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    lock: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    var: &'a [String],
}

impl<'a> HeaderLine<'a> {
    fn of(header: &'a Header) -> Self {
        let Header { model, origin, clock, workload_hash, scenario, names: Names { devices, locks, vars }, cores } = header;
        Self {
            model,
            origin: *origin,
            clock: *clock,
            unit: "ns",
            workload_hash: workload_hash.as_deref(),
            scenario: scenario.as_deref(),
            names: NamesEntry { device: devices, lock: locks, var: vars },
            cores: *cores,
        }
    }
}

/// A line that is being written.
struct Line<'a>(&'a mut Vec<u8>);

impl Line<'_> {
    fn digits(&mut self, mut n: u64) {
        let mut digits = [0_u8; 20];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b'0' + (n % 10) as u8;
            n /= 10;
            if n == 0 {
                break;
            }
        }
        self.0.extend_from_slice(&digits[at..]);
    }
    fn key(&mut self, key: &str) {
        self.0.extend_from_slice(b",\"");
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
    }
    fn num(&mut self, key: &str, n: impl Into<u64>) -> &mut Self {
        self.key(key);
        self.digits(n.into());
        self
    }
    fn signed(&mut self, key: &str, n: i32) -> &mut Self {
        self.key(key);
        if n < 0 {
            self.0.push(b'-');
        }
        self.digits(u64::from(n.unsigned_abs()));
        self
    }
    fn ns(&mut self, key: &str, n: PackedNs) -> &mut Self {
        self.num(key, n.get())
    }
    fn word(&mut self, key: &str, word: &str) -> &mut Self {
        self.key(key);
        self.0.push(b'"');
        self.0.extend_from_slice(word.as_bytes());
        self.0.push(b'"');
        self
    }
    fn json(&mut self, key: &str, value: &impl Serialize) -> io::Result<()> {
        self.key(key);
        Ok(serde_json::to_writer(&mut *self.0, value)?)
    }
    fn named(&mut self, task: TaskId, [job, input, child]: [&str; 3]) -> &mut Self {
        match task.kind() {
            _ if task == TaskId::NONE => self,
            TaskKind::Job(n) => self.num(job, n),
            TaskKind::Input(n) => self.num(input, n),
            TaskKind::Child(n) => self.num(child, n),
        }
    }
    fn task(&mut self, task: TaskId) -> &mut Self {
        self.named(task, ["task", "input", "child"])
    }
    fn gesture(&mut self, gesture: Gesture) -> &mut Self {
        match gesture {
            Gesture::Unsaid => self,
            Gesture::Move { x, y } => self.num("x", x).num("y", y),
            Gesture::Click { x, y } => self.num("x", x).num("y", y).word("button", "here"),
            Gesture::Type(letter) => self.num("letter", letter as u32),
            Gesture::Compute => self.word("button", "compute"),
            Gesture::Await => self.word("button", "await"),
        }
    }
    fn k(&mut self, kind: &str) -> &mut Self {
        self.word("k", kind)
    }

    /// The kind and what it says, but for what stands in side tables.
    fn kind(&mut self, kind: &Kind) {
        let (job, thread, core) = (["job", "input", "child"], "thread", "core");
        match *kind {
            Kind::JobArrived { job: task } => self.k("job-arrived").named(task, job),
            Kind::JobDone { job: task } => self.k("job-done").named(task, job),
            Kind::ThreadSpawned { thread: n, task } => self.k("thread-spawned").num(thread, n).task(task),
            Kind::ThreadExited { thread: n, task } => self.k("thread-exited").num(thread, n).task(task),
            Kind::ThreadRunnable { thread: n, task } => self.k("thread-runnable").num(thread, n).task(task),
            Kind::ThreadBlocked { thread: n, task, line, on } => {
                let written = self.k("thread-blocked").num(thread, n).task(task);
                let written = if let Some(line) = line { written.num("line", line) } else { written };
                written.word("on", on.word())
            }
            Kind::Preempted { core: c, thread: n, task } => self.k("preempted").num(core, c).num(thread, n).task(task),
            Kind::SwitchStarted { core: c, thread: n, task, switch, spawn } => {
                self.k("switch-started").num(core, c).num(thread, n).task(task).num("switch", switch).num("spawn", spawn)
            }
            Kind::SwitchEnded { core: c, thread: n, task } => self.k("switch-ended").num(core, c).num(thread, n).task(task),
            Kind::TaskSpawned { task, parent } => {
                self.k("task-spawned").task(task).named(parent, ["parent", "parent_input", "parent_child"])
            }
            Kind::TaskDone { task } => self.k("task-done").task(task),
            Kind::TaskWoken { task } => self.k("task-woken").task(task),
            Kind::TaskCancelled { task } => self.k("task-cancelled").task(task),
            Kind::RunStarted { core: c, task, line, burst } => {
                self.k("run-started").num(core, c).task(task).num("line", line).ns("burst", burst)
            }
            Kind::RunEnded { core: c, task, why } => self.k("run-ended").num(core, c).task(task).word("why", why.word()),
            Kind::Awaited { task, line, on } => self.k("awaited").task(task).num("line", line).word("on", on.word()),
            Kind::Resumed { task, line } => self.k("resumed").task(task).num("line", line),
            Kind::MessagePosted { queue, what, task } => self.k("message-posted").num("queue", queue).task(task).word("what", what.word()),
            Kind::CallbackBegan { task, line } => self.k("callback-began").task(task).num("line", line),
            Kind::CallbackEnded { task, line, on } => self.k("callback-ended").task(task).num("line", line).word("on", on.word()),
            Kind::MessageTaken { queue, core: c, what, task, dispatch } => {
                let line = self.k("message-taken").num("queue", queue);
                let line = if c == queue { line } else { line.num(core, c) };
                line.task(task).word("what", what.word()).num("dispatch", dispatch)
            }
            Kind::LoopParked { queue, in_flight } => self.k("loop-parked").num("queue", queue).num("in_flight", in_flight),
            Kind::LoopUnparked { queue, messages } => self.k("loop-unparked").num("queue", queue).num("n", messages),
            Kind::IoSubmitted { device, request, task, latency } => {
                self.k("io-submitted").num("device", device).num("request", request).task(task).ns("latency", latency)
            }
            Kind::IoQueued { device, request, task } => self.k("io-queued").num("device", device).num("request", request).task(task),
            Kind::IoStarted { device, request, task } => self.k("io-started").num("device", device).num("request", request).task(task),
            Kind::IoCompleted { device, request, task } => self.k("io-completed").num("device", device).num("request", request).task(task),
            Kind::IoCancelled { device, request, task } => self.k("io-cancelled").num("device", device).num("request", request).task(task),
            Kind::LockWaited { lock, task } => self.k("lock-waited").num("lock", lock).task(task),
            Kind::LockAcquired { lock, task } => self.k("lock-acquired").num("lock", lock).task(task),
            Kind::LockReleased { lock, task } => self.k("lock-released").num("lock", lock).task(task),
            Kind::VarRead { var, task, value } => self.k("var-read").num("var", var).task(task).signed("value", value),
            Kind::VarWritten { var, task, value, stale } => {
                self.k("var-written").num("var", var).task(task).signed("value", value);
                self.key("stale");
                self.0.extend_from_slice(if stale { b"true" } else { b"false" });
                self
            }
            Kind::JobQueued { job: task } => self.k("job-queued").named(task, job),
            Kind::Assigned { task, to } => self.k("assigned").task(task).num("to", to),
            Kind::WorkerWoken { thread: n, task } => self.k("worker-woken").num(thread, n).task(task),
            Kind::WorkerIdle { thread: n } => self.k("worker-idle").num(thread, n),
            Kind::Stolen { thief, victim, tasks, steal } => {
                self.k("stolen").num("queue", thief).num("victim", victim).num("n", tasks).num("steal", steal)
            }
            Kind::FramePainted { frame } => self.k("frame-painted").num("frame", frame),
            Kind::FrameMissed { frame } => self.k("frame-missed").num("frame", frame),
            Kind::InputPosted { input, what, gesture } => self.k("input-posted").task(input).word("what", what.word()).gesture(gesture),
            Kind::InputHandled { input } => self.k("input-handled").task(input),
            Kind::ScenarioChanged { change } => self.k("scenario-changed").num("change", change),
            Kind::Mark { .. } => self.k("mark"),
        };
    }
}
