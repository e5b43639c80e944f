//! From slices to lanes: nested ones lie one below another, as in a flame chart; asynchronous ones in as many lanes as there are at once.
//!
//! On a lane nothing overlaps. A slice that crosses another of its thread is put where there is room, and counted.

use super::counted::Counted;
use super::gather::{End, Gather, Named, Slice};
use super::odd::Odd;
use super::own::Own;
use crate::traces::viewer::{IN_FLIGHT, IN_SYSTEM, QUEUED, group};
use loopscope_event::{Mark, Ns, TaskId, time};
use loopscope_trace::Span;
use loopscope_trace::imported::foreign::{Foreign, Lane, Link, Number, Place};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashMap},
    sync::Arc,
};

/// The most lanes of one thread, or of one thing that is asynchronous.
const DEEPEST: usize = 256;
/// The most cores of a machine of ours.
const MOST_CORES: u64 = 64;
/// The most lanes of all.
const MOST_LANES: usize = 1 << 14;

/// What the lanes are made with.
struct Making {
    foreign: Foreign,
    /// The file's time that is 0 on the ruler.
    base: i64,
    lanes: usize,
    odd: Vec<(Odd, u64)>,
}

/// Makes the trace's lanes, numbers and marks.
pub(super) fn foreign(gather: &mut Gather) -> Foreign {
    gather.close();
    let base = if gather.own.is_some() { 0 } else { earliest(gather) };
    let mut making = Making { foreign: Foreign::default(), base, lanes: 0, odd: Vec::new() };
    let order = |slice: &Slice| (slice.owner, slice.start, Reverse(slice.end), slice.begun);
    gather.slices.sort_unstable_by_key(order);
    gather.lives.sort_unstable_by_key(order);
    let own = gather.own.take();
    let mut threads = Threads::default();
    if let Some(own) = &own {
        making.foreign.cores(own.cores.min(MOST_CORES) as u16);
        making.rows(gather, own);
    }
    let all = gather.processes.len();
    let (of_threads, of_keys) = (by_process(&gather.threads, all), by_process(&gather.keys, all));
    for process in in_order(&gather.processes) {
        making.threads(gather, (process, &of_threads[process as usize]), own.is_some(), &mut threads);
        making.keys(gather, (process, &of_keys[process as usize]), own.as_ref());
    }
    making.arrows(gather, &threads);
    making.counters(gather, own.is_some());
    for (at, name) in &gather.marks {
        let text = gather.names.all.get(*name as usize).map_or_else(String::new, |name| name.to_string());
        if let Some(at) = making.time(*at) {
            making.foreign.mark(at, Mark::Text(text));
        }
    }
    match &own {
        Some(own) => making.foreign.known_until(own.end_ns.min(time::HORIZON)),
        None => {
            // Where nothing has a name it is another program's all the same.
            if gather.names.all.is_empty() {
                gather.names.number(b"");
            }
            making.foreign.names(std::mem::take(&mut gather.names.all));
            let details = std::mem::take(&mut gather.details);
            making.foreign.details(details, std::mem::take(&mut gather.texts.all));
        }
    }
    making.odd.iter().for_each(|(odd, n)| gather.odd(*odd, *n));
    gather.own = own;
    making.foreign
}

fn earliest(gather: &Gather) -> i64 {
    let slices = gather.slices.iter().chain(&gather.lives).map(|slice| slice.start);
    let counters = gather.counters.iter().flat_map(|counter| counter.values.iter().map(|(at, _)| *at));
    slices.chain(counters).chain(gather.marks.iter().map(|(at, _)| *at)).min().unwrap_or(0)
}

/// Places in the order in which they are to be shown.
fn in_order(named: &[Named]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..named.len() as u32).collect();
    order.sort_by(|a, b| named[*a as usize].order.total_cmp(&named[*b as usize].order));
    order
}

/// The threads, or the keys, of each process in their order: there may be very many of all three.
fn by_process(named: &[Named], processes: usize) -> Vec<Vec<u32>> {
    let mut sorted = vec![Vec::new(); processes];
    for place in in_order(named) {
        sorted[named[place as usize].process as usize].push(place);
    }
    sorted
}

/// Which rows a thread's lanes are, the outermost first.
type Threads = HashMap<u32, Vec<Place>>;

/// How deep slices lie that are in order of their beginnings, the longer one first: each goes to the first lane, at its depth or below, that is free.
struct Stack {
    /// Until when the slices go on that the next one may lie in.
    around: Vec<i64>,
    /// Until when each lane is taken.
    taken: Vec<i64>,
}

impl Stack {
    const fn new() -> Self {
        Self { around: Vec::new(), taken: Vec::new() }
    }

    /// The depth of a slice, and whether it crosses another; `None`: too deep.
    fn place(&mut self, start: i64, end: i64) -> Option<(usize, bool)> {
        while self.around.last().is_some_and(|until| *until <= start) {
            self.around.pop();
        }
        let crosses = self.around.last().is_some_and(|until| *until < end);
        let mut depth = self.around.len();
        while self.taken.get(depth).is_some_and(|until| *until > start) {
            depth += 1;
        }
        if depth >= DEEPEST {
            return None;
        }
        self.taken.resize(self.taken.len().max(depth + 1), i64::MIN);
        self.taken[depth] = end;
        self.around.push(end);
        Some((depth, crosses))
    }
}

impl Making {
    /// The ruler's time, if that is one.
    fn time(&self, at: i64) -> Option<Ns> {
        Ns::try_from(i128::from(at) - i128::from(self.base)).ok().filter(|at| *at <= time::HORIZON)
    }

    fn note(&mut self, odd: Odd) {
        match self.odd.iter_mut().find(|(known, _)| *known == odd) {
            Some((_, n)) => *n += 1,
            None => self.odd.push((odd, 1)),
        }
    }

    fn lane(&mut self, group: &Arc<str>, name: Arc<str>) -> Option<Place> {
        self.lanes += 1;
        (self.lanes <= MOST_LANES).then(|| Place::Row(self.foreign.lane(Lane { group: Arc::clone(group), name })))
    }

    fn put(&mut self, place: Option<Place>, slice: &Slice) {
        let Some(place) = place else {
            self.note(Odd::Lane);
            return;
        };
        let end = if slice.open || slice.end == Slice::OPEN { Some(Span::OPEN) } else { self.time(slice.end) };
        let (Some(start), Some(end)) = (self.time(slice.start), end) else {
            self.note(Odd::Time);
            return;
        };
        if start >= end {
            self.note(Odd::Short);
            return;
        }
        self.foreign.span(place, &Span { start, end, state: slice.state, task: TaskId(slice.name), event: slice.begun.into() });
        if slice.end != Slice::OPEN
            && let Some(end) = self.time(slice.end)
        {
            self.foreign.known_until(end);
        }
    }

    /// A process's threads, and in a file of ours its cores.
    fn threads(&mut self, gather: &Gather, (process, all): (u32, &[u32]), own: bool, threads: &mut Threads) {
        let named = &gather.processes[process as usize];
        let group = group_of(named);
        let cores = own && named.label == group::CPU.to_string();
        for thread in all.iter().copied() {
            let about = &gather.threads[thread as usize];
            let slices = of_owner(&gather.slices, thread);
            if slices.is_empty() {
                continue;
            }
            let core = if cores { about.label.parse::<u16>().ok().and_then(|tid| tid.checked_sub(1)) } else { None };
            let name = about.name.clone().unwrap_or_else(|| format!("thread {}", about.label).into());
            let lanes = threads.entry(thread).or_default();
            let mut stack = Stack::new();
            // The lanes of a thread lie together, so that they are counted before they are filled.
            let depths: Vec<Option<(usize, bool)>> = slices.iter().map(|slice| stack.place(slice.start, slice.end)).collect();
            for depth in 0..stack.taken.len() {
                let place = match core.filter(|_| depth == 0) {
                    Some(core) => Some(Place::Core(core)),
                    None => self.lane(&group, if depth == 0 { Arc::clone(&name) } else { "".into() }),
                };
                lanes.extend(place);
            }
            for (slice, depth) in slices.iter().zip(depths) {
                if depth.is_some_and(|(_, crosses)| crosses) {
                    self.note(Odd::Overlap);
                }
                self.put(depth.and_then(|(depth, _)| lanes.get(depth).copied()), slice);
            }
        }
    }

    /// A process's asynchronous slices, those of one name together.
    fn keys(&mut self, gather: &Gather, (process, all): (u32, &[u32]), own: Option<&Own>) {
        let named = &gather.processes[process as usize];
        if own.is_some() && named.label == group::TASKS.to_string() {
            return;
        }
        let mut groups: BTreeMap<u32, Vec<Vec<Slice>>> = BTreeMap::new();
        for key in all.iter().copied() {
            for life in lives(of_owner(&gather.lives, key)) {
                let whole = own.map_or_else(|| life.to_vec(), |own| flat(own, life));
                if !whole.is_empty() {
                    groups.entry(life[0].name).or_default().push(whole);
                }
            }
        }
        let process = group_of(named);
        for (name, mut group) in groups {
            group.sort_by_key(|life| (life[0].start, life[0].begun));
            let name = gather.names.all.get(name as usize).cloned().unwrap_or_default();
            self.pack(&process, &name, &group);
        }
    }

    /// Each life in the first slot that is free; a slot has as many lanes as its lives are deep.
    fn pack(&mut self, process: &Arc<str>, name: &Arc<str>, group: &[Vec<Slice>]) {
        let mut slots = Slots::default();
        let mut placed = Vec::with_capacity(group.len());
        let mut depths: Vec<usize> = Vec::new();
        for life in group {
            let slot = slots.take(life[0].start, life.iter().map(|slice| slice.end).max().unwrap_or(life[0].end));
            let mut stack = Stack::new();
            placed.push((slot, life.iter().map(|slice| stack.place(slice.start, slice.end)).collect::<Vec<_>>()));
            depths.resize(depths.len().max(slot + 1), 0);
            depths[slot] = depths[slot].max(stack.taken.len());
        }
        let mut lanes: Vec<Vec<Option<Place>>> = Vec::with_capacity(depths.len());
        for (slot, depth) in depths.iter().enumerate() {
            let name = |depth: usize| if slot + depth == 0 { Arc::clone(name) } else { "".into() };
            lanes.push((0..*depth).map(|depth| self.lane(process, name(depth))).collect());
        }
        for (life, (slot, depths)) in group.iter().zip(placed) {
            for (slice, depth) in life.iter().zip(depths) {
                if depth.is_some_and(|(_, crosses)| crosses) {
                    self.note(Odd::Overlap);
                }
                self.put(depth.and_then(|(depth, _)| lanes[slot].get(depth).copied().flatten()), slice);
            }
        }
    }

    /// Arrows between the innermost slices at their ends.
    fn arrows(&mut self, gather: &Gather, threads: &Threads) {
        let at = |end: &End| -> Option<Span> {
            let (lanes, at) = (threads.get(&end.thread)?, self.time(end.at)?);
            lanes.iter().rev().find_map(|lane| self.foreign.at(*lane, at))
        };
        let (mut links, mut lost) = (Vec::new(), 0);
        for (from, to) in &gather.links {
            match (at(from), at(to)) {
                (Some(from), Some(to)) => links.push(Link { to: to.event, from: from.event, at: from.start, task: from.task }),
                _ => lost += 1,
            }
        }
        self.odd.push((Odd::Arrow, lost));
        self.foreign.links(links);
    }

    fn counters(&mut self, gather: &mut Gather, own: bool) {
        let mut counters = std::mem::take(&mut gather.counters);
        let mut places = vec![0; gather.processes.len()];
        (0..).zip(in_order(&gather.processes)).for_each(|(place, process)| places[process as usize] = place);
        counters.sort_by_key(|counter: &Counted| places[counter.process as usize]);
        for mut counter in counters {
            let (steps, exponent) = counter.steps(|at| self.time(at));
            let Counted { process, name, .. } = counter;
            let number = match name.as_str() {
                QUEUED if own => Number::Queued,
                IN_FLIGHT if own => Number::InFlight,
                IN_SYSTEM if own => Number::InSystem,
                _ => Number::Other { lane: Lane { group: group_of(&gather.processes[process as usize]), name: name.into() }, exponent },
            };
            self.foreign.counter(number, steps);
        }
    }

    /// The rows of our own tasks: a life says its row, and its states lie there.
    fn rows(&mut self, gather: &Gather, own: &Own) {
        let mut spans: Vec<(u32, Slice)> = Vec::new();
        let tasks = (0..).zip(&gather.processes).filter(|(_, about)| about.label == group::TASKS.to_string());
        for key in tasks.flat_map(|(process, _)| keys_of(gather, process)) {
            let task: u32 = gather.keys[key as usize].label.parse().unwrap_or(TaskId::NONE.0);
            for life in lives(of_owner(&gather.lives, key)) {
                let row = own.said.get(&life[0].begun).and_then(|said| said.row).filter(|row| (*row as usize) < MOST_LANES);
                match row {
                    Some(row) => spans.extend(life[1..].iter().map(|slice| (row, Slice { name: task, ..*slice }))),
                    None => self.odd.push((Odd::Lane, life.len() as u64)),
                }
            }
        }
        spans.sort_by_key(|(row, slice)| (*row, slice.start, slice.begun));
        let group: Arc<str> = "Tasks".into();
        let rows = spans.last().map_or(0, |(row, _)| *row as usize + 1);
        let lanes: Vec<Option<Place>> = (0..rows).map(|_| self.lane(&group, "".into())).collect();
        self.foreign.are_tasks();
        let mut taken: (u32, i64) = (0, i64::MIN);
        for (row, slice) in &spans {
            // A file that was altered may have two tasks on one row at once.
            if taken.0 == *row && taken.1 > slice.start {
                self.note(Odd::Overlap);
                continue;
            }
            taken = (*row, slice.end);
            self.put(lanes[*row as usize], slice);
        }
    }
}

/// Slots for what goes on at the same time: of those that are free, the first.
#[derive(Default)]
struct Slots {
    busy: BinaryHeap<Reverse<(i64, usize)>>,
    free: BinaryHeap<Reverse<usize>>,
    all: usize,
}

impl Slots {
    fn take(&mut self, start: i64, end: i64) -> usize {
        while let Some(Reverse((until, slot))) = self.busy.peek().copied()
            && until <= start
        {
            self.busy.pop();
            self.free.push(Reverse(slot));
        }
        let slot = self.free.pop().map_or_else(
            || {
                self.all += 1;
                self.all - 1
            },
            |Reverse(slot)| slot,
        );
        self.busy.push(Reverse((end, slot)));
        slot
    }
}

/// A request of ours without the slice around it: whose it is, and what became of it.
fn flat(own: &Own, life: &[Slice]) -> Vec<Slice> {
    let task = own.said.get(&life[0].begun).map_or(TaskId::NONE.0, |said| said.task);
    life[1..].iter().map(|slice| Slice { name: task, ..*slice }).collect()
}

fn keys_of(gather: &Gather, process: u32) -> impl Iterator<Item = u32> {
    (0..).zip(&gather.keys).filter(move |(_, about)| about.process == process).map(|(key, _)| key)
}

/// The slices of one owner, of all in the order of their owners.
fn of_owner(slices: &[Slice], owner: u32) -> &[Slice] {
    let from = slices.partition_point(|slice| slice.owner < owner);
    let to = from + slices[from..].partition_point(|slice| slice.owner == owner);
    &slices[from..to]
}

/// From a beginning that nothing is around to the last end before the next one of these.
fn lives(slices: &[Slice]) -> impl Iterator<Item = &[Slice]> {
    let mut rest = slices;
    std::iter::from_fn(move || {
        let mut until = rest.first()?.end;
        let mut len = 1;
        while let Some(slice) = rest.get(len)
            && slice.start < until
        {
            until = until.max(slice.end);
            len += 1;
        }
        let (life, later) = rest.split_at(len);
        rest = later;
        Some(life)
    })
}

fn group_of(named: &Named) -> Arc<str> {
    named.name.clone().unwrap_or_else(|| format!("process {}", named.label).into())
}
