//! What a run's events add to its tracks: the turns of its loops, its requests, and arrows from what a task did to where that let a task go on.
//!
//! One pass over the events. An arrow begins inside the burst that asked, let a lock go, posted or spawned, and ends where the burst that it led to begins.

use super::{Category, Lane, Life, Part, Pen, Said, Slice, group, walk::Walk};
use loopscope_event::id::TIMER;
use loopscope_event::{DeviceId, EventNo, Kind, Ns, QueueId, RequestId, RunEnd, TaskId};
use loopscope_trace::SpanState;
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
pub(super) struct Story<'a> {
    walk: &'a Walk<'a>,
    turns: BTreeMap<QueueId, (u64, Option<Turn>)>,
    parked: BTreeMap<QueueId, Ns>,
    requests: HashMap<(DeviceId, RequestId), Asked>,
    doers: HashMap<TaskId, Doer>,
}

impl<'a> Story<'a> {
    /// Tells it all.
    pub(super) fn tell(walk: &'a Walk<'a>, pen: &mut impl Pen) -> io::Result<()> {
        let mut story = Self { walk, turns: BTreeMap::new(), parked: BTreeMap::new(), requests: HashMap::new(), doers: HashMap::new() };
        let mut asked = false;
        for (number, event) in walk.trace.events(0, walk.trace.len()) {
            if !asked && matches!(event.kind, Kind::IoSubmitted { .. }) {
                asked = true;
                pen.group(group::IO, "I/O")?;
            }
            story.event(pen, (event.at, event.kind), event.cause(number))?;
        }
        story.finish(pen)
    }

    fn event(&mut self, pen: &mut impl Pen, (at, kind): (Ns, Kind), cause: Option<EventNo>) -> io::Result<()> {
        match kind {
            Kind::MessageTaken { queue, task, dispatch, .. } => {
                self.end_turn(pen, queue, at)?;
                self.begin_turn(pen, queue, Turn { task, start: at, dispatch })?;
            }
            Kind::LoopParked { queue, .. } => {
                self.meet(pen, queue)?;
                self.end_turn(pen, queue, at)?;
                self.parked.insert(queue, at);
            }
            Kind::LoopUnparked { queue, .. } => self.end_wait(pen, queue, at)?,
            Kind::RunStarted { core, task, .. } => {
                self.doers.entry(task).or_default().burst = Some(Burst { core, start: at, end: at });
            }
            Kind::RunEnded { task, why, .. } => {
                self.end_burst(pen, task, at)?;
                if matches!(why, RunEnd::Await | RunEnd::Done) {
                    self.end_turn_of(pen, task, at)?;
                }
            }
            Kind::Awaited { task, .. } | Kind::CallbackEnded { task, .. } => self.end_turn_of(pen, task, at)?,
            Kind::JobDone { job: task } | Kind::TaskDone { task } | Kind::TaskCancelled { task } | Kind::InputHandled { input: task } => {
                self.end_turn_of(pen, task, at)?;
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
                self.end_request(pen, (device, request), at)?;
            }
            Kind::TaskSpawned { task, parent } => self.leads(parent, task, at),
            Kind::MessagePosted { task, .. } | Kind::TaskWoken { task } | Kind::LockAcquired { task, .. } => {
                // Who let it go on is whose event the cause is.
                let by = cause.and_then(|cause| self.walk.trace.event(cause)).and_then(|cause| cause.kind.task());
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

    fn end_burst(&mut self, pen: &mut impl Pen, task: TaskId, at: Ns) -> io::Result<()> {
        let Some(doer) = self.doers.get_mut(&task) else { return Ok(()) };
        let Some(burst) = &mut doer.burst else { return Ok(()) };
        burst.end = at;
        let (burst, source) = (*burst, doer.source);
        // A burst of no duration is no slice, so that an arrow could not end there.
        if at > burst.start {
            doer.source = None;
            if let Some(source) = source {
                self.arrow(pen, source, (burst.core, burst.start))?;
            }
        }
        Ok(())
    }

    fn arrow(&self, pen: &mut impl Pen, from: (u16, Ns), to: (u16, Ns)) -> io::Result<()> {
        let range = &self.walk.range;
        if from.1 >= to.1 || !(range.contains(&from.1) && range.contains(&to.1)) {
            return Ok(());
        }
        pen.arrow(from, to)
    }

    /// A loop is named when it is first heard of.
    fn meet(&mut self, pen: &mut impl Pen, queue: QueueId) -> io::Result<()> {
        if self.turns.is_empty() {
            pen.group(group::LOOPS, "Event loop")?;
        }
        if let Entry::Vacant(place) = self.turns.entry(queue) {
            place.insert((0, None));
            let lane = lane(queue);
            pen.lane(lane, &format!("loop {}", lane.number))?;
        }
        Ok(())
    }

    fn begin_turn(&mut self, pen: &mut impl Pen, queue: QueueId, turn: Turn) -> io::Result<()> {
        self.meet(pen, queue)?;
        self.end_wait(pen, queue, turn.start)?;
        let (turns, now) = self.turns.entry(queue).or_default();
        *turns += 1;
        *now = Some(turn);
        Ok(())
    }

    fn end_turn_of(&mut self, pen: &mut impl Pen, task: TaskId, at: Ns) -> io::Result<()> {
        let queue = self.turns.iter().find(|(_, (_, turn))| turn.is_some_and(|turn| turn.task == task)).map(|(queue, _)| *queue);
        queue.map_or(Ok(()), |queue| self.end_turn(pen, queue, at))
    }

    fn end_turn(&mut self, pen: &mut impl Pen, queue: QueueId, at: Ns) -> io::Result<()> {
        let Some((number, turn)) = self.turns.get_mut(&queue) else { return Ok(()) };
        let (number, Some(Turn { task, start, dispatch })) = (*number, turn.take()) else { return Ok(()) };
        self.slice(pen, queue, &Slice { category: Category::Turn, name: &format!("turn {number}"), start, end: at, said: by(task) })?;
        let (start, name) = (start + Ns::from(dispatch), format!("handler {}", task.name()));
        self.slice(pen, queue, &Slice { category: Category::Handler, name: &name, start, end: at, said: by(task) })
    }

    fn end_wait(&mut self, pen: &mut impl Pen, queue: QueueId, at: Ns) -> io::Result<()> {
        match self.parked.remove(&queue) {
            Some(start) => {
                self.slice(pen, queue, &Slice { category: Category::Poll, name: "poll wait", start, end: at, said: Said::Nothing })
            }
            None => Ok(()),
        }
    }

    /// A slice of a loop's lane.
    fn slice(&self, pen: &mut impl Pen, queue: QueueId, slice: &Slice<'_>) -> io::Result<()> {
        if slice.end <= slice.start || slice.start >= self.walk.range.end || slice.end <= self.walk.range.start {
            return Ok(());
        }
        pen.slice(lane(queue), slice)
    }

    fn end_request(&mut self, pen: &mut impl Pen, (device, request): (DeviceId, RequestId), at: Ns) -> io::Result<()> {
        let Some(Asked { task, at: asked, started }) = self.requests.remove(&(device, request)) else { return Ok(()) };
        if at <= asked || asked >= self.walk.range.end || at <= self.walk.range.start {
            return Ok(());
        }
        let name = match self.walk.trace.names().devices.get(usize::from(device)) {
            Some(name) => name.as_str(),
            None if device == TIMER => "timer",
            None => &format!("device {device}"),
        };
        let life = Life::Request { device, request, task };
        pen.begin(life, Part::Whole(name), asked)?;
        let served = started.unwrap_or(at);
        for (state, from, to) in [(SpanState::DeviceQueue, asked, served), (SpanState::Io, served, at)] {
            if to > from {
                pen.begin(life, Part::State(state), from)?;
                pen.end(life, Part::State(state), to, false)?;
            }
        }
        pen.end(life, Part::Whole(name), at, false)
    }

    /// What still goes on at the end is cut off there.
    fn finish(mut self, pen: &mut impl Pen) -> io::Result<()> {
        let end = self.walk.end;
        for queue in self.turns.keys().copied().collect::<Vec<_>>() {
            self.end_turn(pen, queue, end)?;
        }
        for queue in self.parked.keys().copied().collect::<Vec<_>>() {
            self.end_wait(pen, queue, end)?;
        }
        let mut open: Vec<_> = self.requests.keys().copied().collect();
        open.sort_unstable();
        open.into_iter().try_for_each(|request| self.end_request(pen, request, end))
    }
}

fn lane(queue: QueueId) -> Lane {
    Lane { group: group::LOOPS, number: u32::from(queue) + 1 }
}

fn by(task: TaskId) -> Said<'static> {
    if task == TaskId::NONE { Said::Nothing } else { Said::Task { task, open: false } }
}
