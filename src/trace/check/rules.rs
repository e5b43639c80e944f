//! The rules: what an event may find when it happens. The state is as it was before it.

use super::{Check, Verdict, broken};
use crate::state::Phase;
use crate::state::places::Doing;
use loopscope_event::{Event, Kind, Ns, RunEnd, TaskId, Wait};

impl Check<'_> {
    /// I1 of any log: a job comes once and is done once.
    pub(super) fn once(&mut self, event: &Event) -> Verdict {
        match event.kind {
            Kind::JobArrived { job } => {
                let bits = self.seen.entry(job.0 / 64).or_default();
                let bit = 1 << (job.0 % 64);
                if *bits & bit != 0 {
                    return broken("I1", format!("{} arrives twice", job.name()));
                }
                *bits |= bit;
            }
            Kind::JobDone { job } if self.state.task(job).is_none() => {
                return broken("I1", format!("{} is done, but it is not in the system", job.name()));
            }
            _ => {}
        }
        Ok(())
    }

    /// I2 of any log: a core does one thing at a time, and a task is on one core at a time.
    pub(super) fn disjoint(&self, event: &Event) -> Verdict {
        let (Kind::RunStarted { core, task, .. } | Kind::SwitchStarted { core, task, .. }) = event.kind else { return Ok(()) };
        let doing = self.doing(core);
        let begins = matches!(doing, Doing::Running { .. }) || doing.task().is_some_and(|other| other != task);
        if begins {
            let other = doing.task().map(|task| task.name().to_string()).unwrap_or_default();
            return broken("I2", format!("{} comes onto core {core}, which is with {other}", task.name()));
        }
        if let Some(Phase::Running { core: other, .. } | Phase::Switching { core: other, .. }) = self.phase(task)
            && other != core
        {
            return broken("I2", format!("{} comes onto core {core} while it is on core {other}", task.name()));
        }
        Ok(())
    }

    pub(super) fn doing(&self, core: u16) -> Doing {
        self.state.cores.get(core).map(|core| core.doing).unwrap_or_default()
    }

    fn phase(&self, task: TaskId) -> Option<Phase> {
        self.state.task(task).map(|task| task.phase)
    }

    /// I4: an event finds its task in a phase that it may find it in.
    pub(super) fn legal(&self, task: TaskId, what: &str, legal: impl Fn(Phase) -> bool) -> Verdict {
        match self.phase(task) {
            Some(phase) if legal(phase) => Ok(()),
            Some(phase) => broken("I4", format!("{} {what}, but it is {}", task.name(), name(phase))),
            None => broken("I4", format!("{} {what}, but it is not in the system", task.name())),
        }
    }

    fn woken(&self, task: TaskId) -> bool {
        self.tasks.get(&task.0).is_some_and(|info| info.woken)
    }

    /// A task may go on that gave way, waits for a task, or whose request or lock has come.
    pub(super) fn may_go_on(&self, task: TaskId, phase: Phase) -> bool {
        match phase {
            Phase::Waiting { on: Wait::Yield | Wait::Task, .. } | Phase::Paused { why: RunEnd::Await, .. } => true,
            Phase::Waiting { .. } => self.woken(task),
            _ => false,
        }
    }

    /// All rules for a log of our own simulation.
    pub(super) fn rules(&self, event: &Event) -> Verdict {
        let at = event.at;
        let state = &self.state;
        match event.kind {
            Kind::TaskSpawned { task, .. } | Kind::InputPosted { input: task, .. } | Kind::JobArrived { job: task } => {
                if state.task(task).is_some() { broken("I4", format!("{} begins, but it is there already", task.name())) } else { Ok(()) }
            }
            Kind::JobDone { job: task } | Kind::TaskDone { task } | Kind::InputHandled { input: task } => {
                self.legal(task, "ends", |phase| matches!(phase, Phase::Paused { why: RunEnd::Done, .. }))?;
                self.computed(task)
            }
            Kind::ThreadSpawned { task, .. } => self.legal(task, "gets a thread", |phase| phase == Phase::Gate),
            Kind::ThreadExited { task, .. } if state.threads == 0 => {
                broken("I4", format!("a thread of {} exits, but none lives", task.name()))
            }
            Kind::ThreadRunnable { thread, task: TaskId::NONE } => {
                if state.runnable.iter().any(|runnable| runnable.process == thread) {
                    return broken("I4", format!("process {thread} becomes runnable, but it is runnable"));
                }
                Ok(())
            }
            Kind::ThreadRunnable { task, .. } => self.legal(task, "becomes runnable", |phase| {
                matches!(phase, Phase::Gate | Phase::Paused { why: RunEnd::Quantum, .. }) || self.may_go_on(task, phase)
            }),
            Kind::ThreadBlocked { task, .. } | Kind::Awaited { task, .. } | Kind::CallbackEnded { task, .. } => {
                self.legal(task, "waits", |phase| matches!(phase, Phase::Waiting { .. } | Phase::Paused { why: RunEnd::Await, .. }))
            }
            Kind::Preempted { task: TaskId::NONE, .. } => Ok(()),
            Kind::Preempted { task, .. } => {
                self.legal(task, "is preempted", |phase| matches!(phase, Phase::Paused { why: RunEnd::Quantum, .. }))
            }
            Kind::SwitchStarted { core, thread, task, .. } => {
                self.disjoint(event)?;
                if self.doing(core) != Doing::Idle {
                    return broken("I2", format!("core {core} switches to {}, but it is not idle", task.name()));
                }
                if task == TaskId::NONE {
                    return self.first_runnable(thread);
                }
                self.legal(task, "is switched to", |phase| matches!(phase, Phase::Queued { what: None, .. }))?;
                self.is_next(task)
            }
            Kind::SwitchEnded { core, task, .. } => self.switched(core, task, at),
            Kind::RunStarted { core, task, burst, .. } => self.run_started(event, core, task, burst.get()),
            Kind::RunEnded { core, task, why } => self.run_ended(core, task, why, at),
            Kind::Resumed { task, .. } | Kind::CallbackBegan { task, .. } => {
                self.legal(task, "is resumed", |phase| matches!(phase, Phase::Dispatching { .. }))
            }
            Kind::MessagePosted { .. }
            | Kind::MessageTaken { .. }
            | Kind::LoopParked { .. }
            | Kind::LoopUnparked { .. }
            | Kind::JobQueued { .. }
            | Kind::Assigned { .. }
            | Kind::WorkerWoken { .. }
            | Kind::WorkerIdle { .. }
            | Kind::Stolen { .. }
            | Kind::FramePainted { .. }
            | Kind::FrameMissed { .. } => self.loops(event),
            Kind::IoSubmitted { device, request, task, .. } => {
                if state.request(device, request).is_some() {
                    return broken("I4", format!("request {request} is submitted twice"));
                }
                self.legal(task, "asks a device", |phase| {
                    matches!(
                        phase,
                        Phase::Paused { .. }
                            | Phase::Waiting { .. }
                            | Phase::Dispatching { .. }
                            | Phase::Switching { .. }
                            | Phase::Gate
                            | Phase::Queued { what: None, .. }
                    )
                })
            }
            Kind::IoQueued { device, request, .. } => self.request(device, request, "queues", |started| started.is_none()),
            Kind::IoStarted { device, request, .. } => self.served(device, request),
            Kind::IoCompleted { device, request, .. } => {
                self.request(device, request, "is complete", |started| started.is_some())?;
                let due = state.request(device, request).and_then(super::super::Request::due);
                if due == Some(at) {
                    Ok(())
                } else {
                    broken("I8", format!("request {request} is complete at {at} ns; its latency says {} ns", due.unwrap_or_default()))
                }
            }
            Kind::IoCancelled { device, request, .. } => self.request(device, request, "is cancelled", |_| true),
            Kind::LockWaited { lock, .. } | Kind::LockAcquired { lock, .. } | Kind::LockReleased { lock, .. } => {
                self.lock(&event.kind, lock)
            }
            Kind::VarRead { var, task, value } => {
                let now = state.vars.get(var).map_or(0, |var| var.value);
                if now == value {
                    Ok(())
                } else {
                    broken("I14", format!("{} reads {value} from variable {var}, which is {now}", task.name()))
                }
            }
            Kind::VarWritten { var, task, stale, .. } => {
                let Some(versions) = self.vars.get(var) else { return Ok(()) };
                match versions.read.get(&task.0) {
                    Some((read, _)) if (*read != versions.version) != stale => {
                        let is = if stale { "is called stale, but nobody wrote" } else { "is not called stale, but somebody wrote" };
                        broken("I14", format!("the write of {} to variable {var} {is} since it read", task.name()))
                    }
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// I1: a job computed as much as it asked for.
    fn computed(&self, task: TaskId) -> Verdict {
        let ran = self.tasks.get(&task.0).map_or(0, |info| info.ran);
        let asked = self.cpu_asked.filter(|_| task.is_job() && !self.changed).and_then(|asked| asked(task.0));
        match asked {
            Some(asked) if asked != ran => broken("I1", format!("{} computed for {ran} ns, but asked for {asked}", task.name())),
            _ => Ok(()),
        }
    }

    /// I5: by the model's discipline the task is next in the queue that it waits in.
    fn is_next(&self, task: TaskId) -> Verdict {
        let Some((queue, place)) = self.state.position(task) else { return Ok(()) };
        let len = self.state.queues.get(queue).map_or(0, |queue| queue.waiting.len());
        if self.facts.discipline.allows(place, len) {
            return Ok(());
        }
        broken("I5", format!("{} leaves queue {queue} from place {}", task.name(), place + 1))
    }

    fn switched(&self, core: u16, task: TaskId, at: Ns) -> Verdict {
        let Doing::Switching { task: to, switch, spawn, .. } = self.doing(core) else {
            return broken("I4", format!("core {core} ends a switch that it has not begun"));
        };
        if to != task {
            return broken("I4", format!("core {core} has switched to {}, not to {}", to.name(), task.name()));
        }
        let (took, cost) = (at - self.since(core), Ns::from(switch) + Ns::from(spawn));
        if took == cost { Ok(()) } else { broken("I3", format!("the switch to {} took {took} ns and costs {cost}", task.name())) }
    }

    pub(super) fn since(&self, core: u16) -> Ns {
        self.state.cores.get(core).map_or(0, |core| core.since)
    }

    fn run_started(&self, event: &Event, core: u16, task: TaskId, burst: Ns) -> Verdict {
        let info = self.tasks.get(&task.0).copied().unwrap_or_default();
        match self.doing(core) {
            Doing::Dispatching { task: other, .. } if other != task => {
                return broken("I13", format!("{} runs while the loop handles the message of {}", task.name(), other.name()));
            }
            Doing::Dispatching { dispatch, .. } => {
                let took = event.at - self.since(core);
                if took != Ns::from(dispatch) {
                    return broken("I3", format!("taking the message of {} took {took} ns and costs {dispatch}", task.name()));
                }
            }
            Doing::Switching { .. } if !self.cores.get(core).is_some_and(|core| core.switched) => {
                return broken("I2", format!("{} runs on core {core}, whose switch is not over", task.name()));
            }
            _ => self.disjoint(event)?,
        }
        match self.phase(task) {
            Some(Phase::Gate) if info.assigned => {}
            Some(Phase::Gate) if self.facts.gate => self.leaves_gate(task)?,
            Some(Phase::Queued { what: None, .. }) => self.is_next(task)?,
            Some(Phase::Queued { .. }) => return broken("I4", format!("{} runs before its message was taken", task.name())),
            _ => self.legal(task, "runs", |phase| match phase {
                Phase::Switching { core: here, .. } | Phase::Dispatching { core: here, .. } => here == core,
                Phase::Paused { why: RunEnd::Burst | RunEnd::Quantum, .. } => true,
                _ => self.facts.gate && self.may_go_on(task, phase),
            })?,
        }
        match info.rest {
            Some(rest) if rest != burst => {
                broken("I1", format!("{rest} ns of the burst of {} are left, but it goes on with {burst}", task.name()))
            }
            _ => Ok(()),
        }
    }

    /// The one thread takes the job at the head of the gate, and only when it has done the one before.
    fn leaves_gate(&self, task: TaskId) -> Verdict {
        if !task.is_job() {
            return Ok(());
        }
        let begun = self.state.live() > self.state.gate.len();
        if begun && let Some(other) = self.state.tasks().find(|other| other.phase != Phase::Gate) {
            return broken("I2", format!("the one thread begins {} while it is with {}", task.name(), other.id.name()));
        }
        match self.state.gate.iter().find(|waiting| waiting.is_job()) {
            Some(head) if *head != task => broken("I5", format!("{} begins before {}, which came first", task.name(), head.name())),
            _ => Ok(()),
        }
    }

    fn run_ended(&self, core: u16, task: TaskId, why: RunEnd, at: Ns) -> Verdict {
        let Doing::Running { task: other, burst } = self.doing(core) else {
            return broken("I4", format!("a burst of {} ends on core {core}, which runs nothing", task.name()));
        };
        if other != task {
            return broken("I4", format!("a burst of {} ends on core {core}, which runs {}", task.name(), other.name()));
        }
        let ran = at - self.since(core);
        let right = if why == RunEnd::Quantum { ran < burst } else { ran == burst };
        if right { Ok(()) } else { broken("I1", format!("{} ran for {ran} ns of a burst of {burst}", task.name())) }
    }

    fn request(&self, device: u16, request: u32, what: &str, legal: impl Fn(Option<Ns>) -> bool) -> Verdict {
        match self.state.request(device, request) {
            Some(found) if legal(found.started) => Ok(()),
            Some(_) => broken("I4", format!("request {request} {what} out of turn")),
            None => broken("I4", format!("request {request} {what}, but it is not under way")),
        }
    }

    fn served(&self, device: u16, request: u32) -> Verdict {
        self.request(device, request, "is served", |started| started.is_none())?;
        let view = self.state.device(device);
        if let Some(head) = view.queued().next()
            && head.request != request
        {
            return broken("I5", format!("device {device} serves request {request} before {}, which was first", head.request));
        }
        match self.facts.depths.get(usize::from(device)) {
            Some(Some(depth)) if view.serving_len() >= *depth as usize => {
                broken("I8", format!("device {device} serves {} requests at once; its depth is {depth}", view.serving_len() + 1))
            }
            _ => Ok(()),
        }
    }

    fn lock(&self, kind: &Kind, lock: u16) -> Verdict {
        let now = self.state.locks.get(lock);
        let holder = now.and_then(|lock| lock.holder);
        match *kind {
            Kind::LockWaited { task, .. } if holder.is_none() => {
                broken("I4", format!("{} waits for lock {lock}, which is free", task.name()))
            }
            Kind::LockAcquired { task, .. } => match (holder, now.and_then(|lock| lock.waiters.front())) {
                (Some(holder), _) => broken("I4", format!("{} gets lock {lock}, which {} holds", task.name(), holder.name())),
                (None, Some(head)) if *head != task => {
                    broken("I5", format!("{} gets lock {lock} before {}, which came first", task.name(), head.name()))
                }
                _ => Ok(()),
            },
            Kind::LockReleased { task, .. } if holder != Some(task) => {
                broken("I4", format!("{} lets lock {lock} go, which it does not hold", task.name()))
            }
            _ => Ok(()),
        }
    }
}

const fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Gate => "at the gate",
        Phase::Queued { .. } => "in a queue",
        Phase::Switching { .. } => "being switched to",
        Phase::Dispatching { .. } => "being dispatched",
        Phase::Running { .. } => "running",
        Phase::Paused { why: RunEnd::Done, .. } => "at the end of its last burst",
        Phase::Paused { .. } => "between two bursts",
        Phase::Waiting { .. } => "waiting",
    }
}
