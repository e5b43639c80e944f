//! What an event's kind says, as names and values: the words of the format, once, for every way of writing them.
//!
//! It does *not* decide how a name or a value is written down: a line of JSON and a row of a table differ in that.

use super::Word;
use loopscope_event::{Gesture, Kind, PackedNs, TaskId, TaskKind};

/// Takes the fields of an event one by one.
pub(crate) trait Put: Sized {
    /// A number.
    fn number(&mut self, key: &'static str, n: u64);
    /// A number that may be negative.
    fn whole(&mut self, key: &'static str, n: i64);
    /// A word; it has no signs in it that would have to be quoted.
    fn text(&mut self, key: &'static str, word: &'static str);
    /// Yes or no.
    fn truth(&mut self, key: &'static str, is: bool);

    fn num(&mut self, key: &'static str, n: impl Into<u64>) -> &mut Self {
        self.number(key, n.into());
        self
    }
    fn signed(&mut self, key: &'static str, n: i32) -> &mut Self {
        self.whole(key, n.into());
        self
    }
    fn ns(&mut self, key: &'static str, n: PackedNs) -> &mut Self {
        self.num(key, n.get())
    }
    fn word(&mut self, key: &'static str, word: &'static str) -> &mut Self {
        self.text(key, word);
        self
    }
    fn flag(&mut self, key: &'static str, is: bool) -> &mut Self {
        self.truth(key, is);
        self
    }
    fn named(&mut self, task: TaskId, [job, input, child]: [&'static str; 3]) -> &mut Self {
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
    fn k(&mut self, kind: &'static str) -> &mut Self {
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
                self.k("var-written").num("var", var).task(task).signed("value", value).flag("stale", stale)
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
