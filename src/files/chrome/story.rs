//! What a run's events add to its tracks: the turns of its loops, its requests, and arrows from what a task did to where that let a task go on.
//!
//! One pass over the events. An arrow begins inside the burst that asked, let a lock go, posted or spawned, and ends where the burst that it led to begins.

use super::{
    pid,
    write::{Out, category},
};
use crate::event::{DeviceId, EventNo, Kind, Ns, QueueId, RequestId, RunEnd, TaskId, id::TIMER};
use crate::trace::{SpanState, task_of};
use std::{
    collections::{BTreeMap, HashMap, btree_map::Entry},
    io,
};

/// A burst on a core.
#[derive(Clone, Copy)]
struct Burst {
    core: u16,
    start: Ns,
    /// Where it ended; the same as `start` while it goes on.
    end: Ns,
}

/// A loop's turn: a message taken, until its handler is done.
#[derive(Clone, Copy)]
struct Turn {
    task: TaskId,
    start: Ns,
    dispatch: u32,
}

/// A request under way.
#[derive(Clone, Copy)]
struct Asked {
    task: TaskId,
    at: Ns,
    started: Option<Ns>,
}

/// A task, as far as arrows go.
#[derive(Clone, Copy, Default)]
struct Doer {
    /// Its burst on a core now, or the last one.
    burst: Option<Burst>,
    /// From where it was made to go on.
    source: Option<(u16, Ns)>,
}

/// The pass.
#[derive(Default)]
pub(super) struct Story {
    turns: BTreeMap<QueueId, (u64, Option<Turn>)>,
    parked: BTreeMap<QueueId, Ns>,
    requests: HashMap<(DeviceId, RequestId), Asked>,
    doers: HashMap<TaskId, Doer>,
    arrows: u64,
}

impl Story {
    /// Writes it all.
    pub(super) fn tell(out: &mut Out<'_>) -> io::Result<()> {
        let mut story = Self::default();
        let trace = out.trace;
        let mut asked = false;
        for (number, event) in trace.events(0, trace.len()) {
            if !asked && matches!(event.kind, Kind::IoSubmitted { .. }) {
                asked = true;
                out.named(("process", pid::IO, 0), "I/O")?;
            }
            story.event(out, (event.at, event.kind), event.cause(number))?;
        }
        story.finish(out)
    }

    fn event(&mut self, out: &mut Out<'_>, (at, kind): (Ns, Kind), cause: Option<EventNo>) -> io::Result<()> {
        match kind {
            Kind::MessageTaken { queue, task, dispatch, .. } => {
                self.end_turn(out, queue, at)?;
                self.begin_turn(out, queue, Turn { task, start: at, dispatch })?;
            }
            Kind::LoopParked { queue, .. } => {
                self.meet(out, queue)?;
                self.end_turn(out, queue, at)?;
                self.parked.insert(queue, at);
            }
            Kind::LoopUnparked { queue, .. } => self.end_wait(out, queue, at)?,
            Kind::RunStarted { core, task, .. } => {
                self.doers.entry(task).or_default().burst = Some(Burst { core, start: at, end: at });
            }
            Kind::RunEnded { task, why, .. } => {
                self.end_burst(out, task, at)?;
                if matches!(why, RunEnd::Await | RunEnd::Done) {
                    self.end_turn_of(out, task, at)?;
                }
            }
            Kind::Awaited { task, .. } | Kind::CallbackEnded { task, .. } => self.end_turn_of(out, task, at)?,
            Kind::JobDone { job: task } | Kind::TaskDone { task } | Kind::TaskCancelled { task } | Kind::InputHandled { input: task } => {
                self.end_turn_of(out, task, at)?;
                self.doers.remove(&task);
            }
            Kind::IoSubmitted { device, request, task, .. } => {
                self.requests.insert((device, request), Asked { task, at, started: None });
                self.leads(task, task, at);
            }
            Kind::IoStarted { device, request, .. } => {
                if let Some(asked) = self.requests.get_mut(&(device, request)) {
                    asked.started = Some(at);
                }
            }
            Kind::IoCompleted { device, request, .. } | Kind::IoCancelled { device, request, .. } => {
                self.end_request(out, (device, request), at)?;
            }
            Kind::TaskSpawned { task, parent } => self.leads(parent, task, at),
            Kind::MessagePosted { task, .. } | Kind::TaskWoken { task } | Kind::LockAcquired { task, .. } => {
                // Who let it go on is whose event the cause is.
                let by = cause.and_then(|cause| out.trace.event(cause)).and_then(|cause| task_of(&cause.kind));
                if let Some(by) = by.filter(|by| *by != task) {
                    self.leads(by, task, at);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What `by` does, or did last, on a core is what lets `task` go on.
    fn leads(&mut self, by: TaskId, task: TaskId, at: Ns) {
        let Some(burst) = self.doers.get(&by).and_then(|doer| doer.burst) else { return };
        // The arrow begins inside the burst, which is over at its very end; a burst that has taken no time yet may not be a slice at all.
        let until = if burst.end > burst.start { burst.end } else { at };
        if until > burst.start {
            self.doers.entry(task).or_default().source = Some((burst.core, until - 1));
        }
    }

    fn end_burst(&mut self, out: &mut Out<'_>, task: TaskId, at: Ns) -> io::Result<()> {
        let Some(doer) = self.doers.get_mut(&task) else { return Ok(()) };
        let Some(burst) = &mut doer.burst else { return Ok(()) };
        burst.end = at;
        let (burst, source) = (*burst, doer.source);
        // A burst of no duration is no slice, so that an arrow could not end there.
        if at > burst.start {
            doer.source = None;
            if let Some(source) = source {
                self.arrow(out, source, (burst.core, burst.start))?;
            }
        }
        Ok(())
    }

    fn arrow(&mut self, out: &mut Out<'_>, (from, begun): (u16, Ns), (to, ended): (u16, Ns)) -> io::Result<()> {
        if begun >= ended || !(out.range.contains(&begun) && out.range.contains(&ended)) {
            return Ok(());
        }
        self.arrows += 1;
        let lane = |core: u16| u32::from(core) + 1;
        let json = out.json.event('s', pid::CPU, lane(from))?.raw(",\"cat\":\"cause\",\"name\":\"caused by\"");
        json.num("id", self.arrows).at(begun).end();
        let json = out.json.event('f', pid::CPU, lane(to))?.raw(",\"bp\":\"e\",\"cat\":\"cause\",\"name\":\"caused by\"");
        json.num("id", self.arrows).at(ended).end();
        Ok(())
    }

    /// A loop is named when it is first heard of.
    fn meet(&mut self, out: &mut Out<'_>, queue: QueueId) -> io::Result<()> {
        if self.turns.is_empty() {
            out.named(("process", pid::LOOPS, 0), "Event loop")?;
        }
        if let Entry::Vacant(place) = self.turns.entry(queue) {
            place.insert((0, None));
            out.named(("thread", pid::LOOPS, u32::from(queue) + 1), &format!("loop {}", queue + 1))?;
        }
        Ok(())
    }

    fn begin_turn(&mut self, out: &mut Out<'_>, queue: QueueId, turn: Turn) -> io::Result<()> {
        self.meet(out, queue)?;
        self.end_wait(out, queue, turn.start)?;
        let (turns, now) = self.turns.entry(queue).or_default();
        *turns += 1;
        *now = Some(turn);
        Ok(())
    }

    fn end_turn_of(&mut self, out: &mut Out<'_>, task: TaskId, at: Ns) -> io::Result<()> {
        let queue = self.turns.iter().find(|(_, (_, turn))| turn.is_some_and(|turn| turn.task == task)).map(|(queue, _)| *queue);
        queue.map_or(Ok(()), |queue| self.end_turn(out, queue, at))
    }

    fn end_turn(&mut self, out: &mut Out<'_>, queue: QueueId, at: Ns) -> io::Result<()> {
        let Some((number, turn)) = self.turns.get_mut(&queue) else { return Ok(()) };
        let (number, Some(Turn { task, start, dispatch })) = (*number, turn.take()) else { return Ok(()) };
        let tid = u32::from(queue) + 1;
        slice(out, tid, ("turn", &format!("turn {number}"), task), (start, at))?;
        let handler = start + Ns::from(dispatch);
        slice(out, tid, ("handler", &format!("handler {}", task.name()), task), (handler, at))
    }

    fn end_wait(&mut self, out: &mut Out<'_>, queue: QueueId, at: Ns) -> io::Result<()> {
        match self.parked.remove(&queue) {
            Some(since) => slice(out, u32::from(queue) + 1, ("poll", "poll wait", TaskId::NONE), (since, at)),
            None => Ok(()),
        }
    }

    fn end_request(&mut self, out: &mut Out<'_>, (device, request): (DeviceId, RequestId), at: Ns) -> io::Result<()> {
        let Some(Asked { task, at: asked, started }) = self.requests.remove(&(device, request)) else { return Ok(()) };
        if at <= asked || asked >= out.range.end || at <= out.range.start {
            return Ok(());
        }
        let id = u64::from(device) << 32 | u64::from(request);
        let name = match out.trace.names().devices.get(usize::from(device)) {
            Some(name) => name.clone(),
            None if device == TIMER => "timer".to_owned(),
            None => format!("device {device}"),
        };
        let mut part = |phase: char, name: &str, at: Ns, whole: bool| -> io::Result<()> {
            let json = out.json.event(phase, pid::IO, 0)?.word("cat", "io").text("name", name).local(id).at(at);
            if whole {
                json.raw(",\"args\":{\"task\":").digits(task.0.into()).raw("}");
            }
            json.end();
            Ok(())
        };
        part('b', &name, asked, true)?;
        let served = started.unwrap_or(at);
        for (state, from, to) in [(SpanState::DeviceQueue, asked, served), (SpanState::Io, served, at)] {
            if to > from {
                let inside = super::STATES[state.index()].2;
                part('b', inside, from, false)?;
                part('e', inside, to, false)?;
            }
        }
        part('e', &name, at, false)
    }

    /// What still goes on at the end is cut off there.
    fn finish(mut self, out: &mut Out<'_>) -> io::Result<()> {
        let end = out.end;
        for queue in self.turns.keys().copied().collect::<Vec<_>>() {
            self.end_turn(out, queue, end)?;
        }
        for queue in self.parked.keys().copied().collect::<Vec<_>>() {
            self.end_wait(out, queue, end)?;
        }
        let mut open: Vec<_> = self.requests.keys().copied().collect();
        open.sort_unstable();
        open.into_iter().try_for_each(|request| self.end_request(out, request, end))
    }
}

/// A slice of a loop's lane.
fn slice(out: &mut Out<'_>, tid: u32, (said, name, task): (&str, &str, TaskId), (start, end): (Ns, Ns)) -> io::Result<()> {
    if end <= start || start >= out.range.end || end <= out.range.start {
        return Ok(());
    }
    let json = out.json.event('X', pid::LOOPS, tid)?.word("cat", said).text("name", name).at(start).raw(",\"dur\":").micros(end - start);
    if task != TaskId::NONE {
        json.raw(",\"args\":{\"task\":").digits(task.0.into()).raw("}");
    }
    json.end();
    Ok(())
}

/// What a loop's slice is drawn as when it is read back.
pub(super) fn loop_state(said: &str) -> Option<SpanState> {
    match said {
        "turn" => Some(SpanState::Dispatching),
        "handler" => Some(SpanState::Running),
        "poll" => Some(SpanState::Waiting),
        _ => super::STATES.iter().find(|(state, _, _)| category(*state) == said).map(|(state, ..)| *state),
    }
}
