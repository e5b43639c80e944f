//! What may stand on a line, and which event it makes.

use super::Word;
use loopscope_event::{Gesture, Kind, Names, Ns, PackedNs, TaskId, What};
use serde::Deserialize;
use std::{borrow::Cow, collections::HashMap};

/// What is wrong with a line.
pub(super) enum Wrong {
    /// It cannot be read.
    Says(String),
    /// It can, and breaks the invariant of this name.
    Breaks(&'static str, String),
}

/// Every key that a line may have. What a kind does not need is not looked at.
#[derive(Deserialize)]
pub(super) struct Fields<'a> {
    pub(super) t: Option<Ns>,
    #[serde(borrow)]
    pub(super) k: Cow<'a, str>,
    pub(super) cause: Option<u64>,
    job: Option<u64>,
    task: Option<u64>,
    input: Option<u64>,
    child: Option<u64>,
    parent: Option<u64>,
    parent_input: Option<u64>,
    parent_child: Option<u64>,
    thread: Option<u64>,
    core: Option<u64>,
    queue: Option<u64>,
    device: Option<u64>,
    request: Option<u64>,
    lock: Option<u64>,
    var: Option<u64>,
    line: Option<u64>,
    burst: Option<u64>,
    latency: Option<u64>,
    switch: Option<u64>,
    spawn: Option<u64>,
    dispatch: Option<u64>,
    in_flight: Option<u64>,
    to: Option<u64>,
    victim: Option<u64>,
    steal: Option<u64>,
    frame: Option<u64>,
    n: Option<u64>,
    pub(super) change: Option<u64>,
    pub(super) first_job: Option<u64>,
    x: Option<u64>,
    y: Option<u64>,
    letter: Option<u64>,
    #[serde(borrow)]
    button: Option<Cow<'a, str>>,
    value: Option<i32>,
    stale: Option<bool>,
    #[serde(borrow)]
    on: Option<Cow<'a, str>>,
    #[serde(borrow)]
    why: Option<Cow<'a, str>>,
    #[serde(borrow)]
    what: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    name: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) scenario: Option<&'a serde_json::value::RawValue>,
}

/// A number that fits; 0 where there is none.
pub(super) fn small<T: TryFrom<u64> + Default>(found: Option<u64>, key: &str) -> Result<T, Wrong> {
    match found {
        None => Ok(T::default()),
        Some(n) => T::try_from(n).map_err(|_| Wrong::Says(format!("{key} is {n}, which is too large"))),
    }
}

/// A task by its number, if that is one that such a task can have.
fn task(job: Option<u64>, input: Option<u64>, child: Option<u64>) -> Result<TaskId, Wrong> {
    let few = u64::from(TaskId::JOBS);
    match (job, input, child) {
        (_, Some(n), _) if n < few => Ok(TaskId::input(n as u32)),
        (_, None, Some(n)) if n < few * 2 - 1 => Ok(TaskId::child(n as u32)),
        (Some(n), None, None) if n < few => Ok(TaskId(n as u32)),
        (None, None, None) => Ok(TaskId(0)),
        (job, input, child) => {
            let n = input.or(child).or(job).unwrap_or_default();
            Err(Wrong::Says(format!("there cannot be a task of number {n}; expected less than {few}")))
        }
    }
}

impl Fields<'_> {
    fn task(&self) -> Result<TaskId, Wrong> {
        task(self.task, self.input, self.child)
    }
    /// The task of a thread's event, if the thread has one.
    fn of_thread(&self) -> Result<TaskId, Wrong> {
        if self.task.or(self.input).or(self.child).is_none() { Ok(TaskId::NONE) } else { self.task() }
    }
    pub(super) fn name_into(&self, names: &mut Names) -> Result<(), Wrong> {
        let (list, id) = match (self.device, self.lock, self.var) {
            (Some(id), ..) => (&mut names.devices, id),
            (_, Some(id), _) => (&mut names.locks, id),
            (.., Some(id)) => (&mut names.vars, id),
            _ => return Ok(()),
        };
        let id: u16 = small(Some(id), "the number of the name")?;
        if list.len() <= usize::from(id) {
            list.resize(usize::from(id) + 1, String::new());
        }
        list[usize::from(id)] = self.name.as_deref().unwrap_or("").to_owned();
        Ok(())
    }

    /// What a person did, as far as the line says it.
    fn gesture(&self) -> Result<Gesture, Wrong> {
        let place = || Ok::<_, Wrong>((small(self.x, "x")?, small(self.y, "y")?));
        Ok(match (self.button.as_deref(), self.x.or(self.y), self.letter) {
            (Some("compute"), ..) => Gesture::Compute,
            (Some("await"), ..) => Gesture::Await,
            (Some("here"), Some(_), _) => place().map(|(x, y)| Gesture::Click { x, y })?,
            (_, Some(_), _) => place().map(|(x, y)| Gesture::Move { x, y })?,
            (.., Some(letter)) => {
                let letter = u32::try_from(letter).ok().and_then(char::from_u32);
                Gesture::Type(letter.ok_or_else(|| Wrong::Says("letter is no Unicode character".into()))?)
            }
            _ => Gesture::Unsaid,
        })
    }

    /// The event, or nothing if it is of a kind, or says a word, that we do not know.
    pub(super) fn kind(&self, posted: &mut HashMap<(u16, TaskId), What>) -> Result<Option<Kind>, Wrong> {
        let thread = || small(self.thread, "thread");
        let core = || small(self.core, "core");
        let queue = || small(self.queue, "queue");
        let device = || small(self.device, "device");
        let request = || small(self.request, "request");
        let job = || task(self.job.or(self.task), self.input, self.child);
        let kind = match self.k.as_ref() {
            "job-arrived" => Kind::JobArrived { job: job()? },
            "job-done" => Kind::JobDone { job: job()? },
            "thread-spawned" => Kind::ThreadSpawned { thread: thread()?, task: self.of_thread()? },
            "thread-exited" => Kind::ThreadExited { thread: thread()?, task: self.task()? },
            "thread-runnable" => Kind::ThreadRunnable { thread: thread()?, task: self.of_thread()? },
            "thread-blocked" => match self.on.as_deref().and_then(Word::of) {
                Some(on) => {
                    let line = self.line.is_some().then(|| small(self.line, "line")).transpose()?;
                    Kind::ThreadBlocked { thread: thread()?, task: self.task()?, line, on }
                }
                None => return Ok(None),
            },
            "preempted" => Kind::Preempted { core: core()?, thread: thread()?, task: self.of_thread()? },
            "switch-started" => Kind::SwitchStarted {
                core: core()?,
                thread: thread()?,
                task: self.of_thread()?,
                switch: small(self.switch, "switch")?,
                spawn: small(self.spawn, "spawn")?,
            },
            "switch-ended" => Kind::SwitchEnded { core: core()?, thread: thread()?, task: self.of_thread()? },
            "task-spawned" => Kind::TaskSpawned { task: self.task()?, parent: task(self.parent, self.parent_input, self.parent_child)? },
            "task-done" => Kind::TaskDone { task: self.task()? },
            "task-woken" => Kind::TaskWoken { task: self.task()? },
            "task-cancelled" => Kind::TaskCancelled { task: self.task()? },
            "run-started" => Kind::RunStarted {
                core: core()?,
                task: self.task()?,
                line: small(self.line, "line")?,
                burst: PackedNs::new(self.burst.unwrap_or(0)),
            },
            "run-ended" => match self.why.as_deref().and_then(Word::of) {
                Some(why) => Kind::RunEnded { core: core()?, task: self.task()?, why },
                None => return Ok(None),
            },
            "awaited" => match self.on.as_deref().and_then(Word::of) {
                Some(on) => Kind::Awaited { task: self.task()?, line: small(self.line, "line")?, on },
                None => return Ok(None),
            },
            "resumed" => Kind::Resumed { task: self.task()?, line: small(self.line, "line")? },
            "callback-began" => Kind::CallbackBegan { task: self.task()?, line: small(self.line, "line")? },
            "callback-ended" => match self.on.as_deref().and_then(Word::of) {
                Some(on) => Kind::CallbackEnded { task: self.task()?, line: small(self.line, "line")?, on },
                None => return Ok(None),
            },
            "message-posted" => match self.what.as_deref().and_then(Word::of) {
                Some(what) => {
                    let (queue, task) = (queue()?, self.task()?);
                    posted.insert((queue, task), what);
                    Kind::MessagePosted { queue, what, task }
                }
                None => return Ok(None),
            },
            "message-taken" => {
                let (queue, task): (u16, _) = (queue()?, self.task()?);
                // A loop owns the core of its number unless the log says otherwise.
                let core = if self.core.is_some() { core()? } else { queue };
                let before = posted.remove(&(queue, task));
                let what = match &self.what {
                    Some(what) => Word::of(what),
                    None => before.or(Some(What::Task)),
                };
                let Some(what) = what else { return Ok(None) };
                Kind::MessageTaken { queue, core, what, task, dispatch: small(self.dispatch, "dispatch")? }
            }
            "loop-parked" => Kind::LoopParked { queue: queue()?, in_flight: small(self.in_flight, "in_flight")? },
            "loop-unparked" => Kind::LoopUnparked { queue: queue()?, messages: small(self.n, "n")? },
            "io-submitted" => Kind::IoSubmitted {
                device: device()?,
                request: request()?,
                task: self.task()?,
                latency: PackedNs::new(self.latency.unwrap_or(0)),
            },
            "io-queued" => Kind::IoQueued { device: device()?, request: request()?, task: self.task()? },
            "io-started" => Kind::IoStarted { device: device()?, request: request()?, task: self.task()? },
            "io-completed" => Kind::IoCompleted { device: device()?, request: request()?, task: self.task()? },
            "io-cancelled" => Kind::IoCancelled { device: device()?, request: request()?, task: self.task()? },
            "lock-waited" => Kind::LockWaited { lock: small(self.lock, "lock")?, task: self.task()? },
            "lock-acquired" => Kind::LockAcquired { lock: small(self.lock, "lock")?, task: self.task()? },
            "lock-released" => Kind::LockReleased { lock: small(self.lock, "lock")?, task: self.task()? },
            "var-read" => Kind::VarRead { var: small(self.var, "var")?, task: self.task()?, value: self.value.unwrap_or(0) },
            "var-written" => Kind::VarWritten {
                var: small(self.var, "var")?,
                task: self.task()?,
                value: self.value.unwrap_or(0),
                stale: self.stale.unwrap_or(false),
            },
            "input-posted" => match self.what.as_deref().and_then(Word::of) {
                Some(what) => Kind::InputPosted { input: self.task()?, what, gesture: self.gesture()? },
                None => return Ok(None),
            },
            "job-queued" => Kind::JobQueued { job: job()? },
            "assigned" => Kind::Assigned { task: self.task()?, to: small(self.to, "to")? },
            "worker-woken" => Kind::WorkerWoken { thread: thread()?, task: self.task()? },
            "worker-idle" => Kind::WorkerIdle { thread: thread()? },
            "stolen" => Kind::Stolen {
                thief: queue()?,
                victim: small(self.victim, "victim")?,
                tasks: small(self.n, "n")?,
                steal: small(self.steal, "steal")?,
            },
            "frame-painted" => Kind::FramePainted { frame: small(self.frame, "frame")? },
            "frame-missed" => Kind::FrameMissed { frame: small(self.frame, "frame")? },
            "input-handled" => Kind::InputHandled { input: self.task()? },
            _ => return Ok(None),
        };
        Ok(Some(kind))
    }
}
