//! [`lanes`]: which lanes there are and in which order, from the runs, how the user has [arranged](Arrangement) them, and what is filtered. Pure.
//!
//! Each run is a group: its cores, its tasks, its queue, its requests in flight, another program's counters. A folded group is its cores in
//! one lane. It does *not* decide which rows of pixels a lane gets (that is [`plan`](mod@self::plan)).

pub(super) mod arrangement;
pub mod filter;
pub(super) mod place;
pub mod plan;

pub use arrangement::Arrangement;
use filter::Filter;

/// So many counters are shown at first; the others stand behind a line that says how many they are.
pub const HANDFUL: usize = 4;

/// A run, by its model's name and which of several of that name it is: it is known again after the runs begin anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name {
    /// The model's.
    pub model: &'static str,
    /// The first is 0.
    pub nth: usize,
}

/// What there is of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// Which.
    pub name: Name,
    /// Cores that it can use.
    pub cores: usize,
    /// Rows of tasks.
    pub rows: usize,
    /// How many numbers of ours there are to draw over time, at most two.
    pub strips: usize,
    /// How many numbers another program counted.
    pub counters: usize,
}

/// A part of a run's group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The cores.
    Cores,
    /// The tasks.
    Tasks,
    /// The depth of the queue.
    Queue,
    /// The requests in flight.
    Flight,
    /// What another program counted.
    Counters,
}

/// How many parts there are.
pub(super) const PARTS: usize = 5;

impl Part {
    /// All of them, in the order in which they stand at first.
    pub const ALL: [Self; PARTS] = [Self::Cores, Self::Tasks, Self::Queue, Self::Flight, Self::Counters];
}

/// What a lane shows of its run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// All cores, one under another in one lane.
    Cores,
    /// A core.
    Core(u16),
    /// A line that stands for the tasks, which are folded.
    Tasks,
    /// A row of tasks.
    Row(usize),
    /// The depth of the queue.
    Queue,
    /// The requests in flight.
    Flight,
    /// Another program's number.
    Counter(usize),
    /// A line that stands for so many counters that are not shown.
    Counters(usize),
}

impl What {
    /// The part that it belongs to.
    #[must_use]
    pub const fn part(self) -> Part {
        match self {
            Self::Cores | Self::Core(_) => Part::Cores,
            Self::Tasks | Self::Row(_) => Part::Tasks,
            Self::Queue => Part::Queue,
            Self::Flight => Part::Flight,
            Self::Counter(_) | Self::Counters(_) => Part::Counters,
        }
    }
    /// Whether it stands for lanes that are folded away, and is none itself.
    #[must_use]
    pub const fn is_line(self) -> bool {
        matches!(self, Self::Tasks | Self::Counters(_))
    }
}

/// A lane of the timeline.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lane {
    /// Which of the runs.
    pub run: usize,
    /// What of it.
    pub what: What,
}

/// Some numbers in an order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Numbers {
    /// From 0 to before this.
    All(usize),
    /// These.
    Some(Vec<usize>),
}

impl Numbers {
    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::All(n) => *n,
            Self::Some(numbers) => numbers.len(),
        }
    }
    /// True if there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The one at a place.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<usize> {
        match self {
            Self::All(n) => (place < *n).then_some(place),
            Self::Some(numbers) => numbers.get(place).copied(),
        }
    }
    /// Keeps the first so many.
    fn keep(&mut self, most: usize) {
        match self {
            Self::All(n) => *n = most.min(*n),
            Self::Some(numbers) => numbers.truncate(most),
        }
    }
    pub(super) fn retain(&mut self, keep: impl Fn(usize) -> bool) {
        if let Self::Some(numbers) = self {
            numbers.retain(|number| keep(*number));
        } else if (0..self.len()).any(|number| !keep(number)) {
            *self = Self::Some((0..self.len()).filter(|number| keep(*number)).collect());
        }
    }
}

/// Lanes of one part that stand together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// Of which part.
    pub part: Part,
    /// Whether they stand for more than is shown: one lane for all cores, a line for the tasks or the counters, a low strip.
    pub folded: bool,
    /// The cores, the rows or the counters; of a strip or of something folded there is one, of the counters' line how many it stands for.
    pub numbers: Numbers,
}

impl Section {
    /// What the lane at a place shows.
    #[must_use]
    pub fn what(&self, place: usize) -> Option<What> {
        let number = self.numbers.get(place)?;
        Some(match (self.part, self.folded) {
            (Part::Cores, true) => What::Cores,
            (Part::Cores, false) => What::Core(u16::try_from(number).unwrap_or(u16::MAX)),
            (Part::Tasks, true) => What::Tasks,
            (Part::Tasks, false) => What::Row(number),
            (Part::Queue, _) => What::Queue,
            (Part::Flight, _) => What::Flight,
            (Part::Counters, true) => What::Counters(number),
            (Part::Counters, false) => What::Counter(number),
        })
    }
}

/// The lanes of a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Group {
    /// Which of the runs.
    pub run: usize,
    /// Whether its tasks and strips are shown.
    pub open: bool,
    /// Its lanes, in their order.
    pub sections: Vec<Section>,
}

/// All lanes, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lanes {
    /// Those that stay at the top.
    pub pinned: Vec<Lane>,
    /// The others.
    pub groups: Vec<Group>,
}

/// The lanes of these runs.
#[must_use]
pub fn lanes(runs: &[Run], on_stage: usize, arranged: &Arrangement, filter: &Filter) -> Lanes {
    let find = |name: Name| runs.iter().position(|run| run.name == name);
    let exists = |run: &Run, what: What| match what {
        What::Core(core) => usize::from(core) < run.cores,
        What::Row(row) => row < run.rows,
        What::Counter(counter) => counter < run.counters,
        _ => true,
    };
    let pinned: Vec<Lane> = arranged
        .pinned
        .iter()
        .filter_map(|(name, what)| find(*name).filter(|run| exists(&runs[*run], *what)).map(|run| Lane { run, what: *what }))
        .collect();
    let order = arranged.order(runs, on_stage);
    let groups = order.into_iter().filter(|run| filter.has_run(*run)).filter_map(|run| {
        let group = group(run, &runs[run], run == on_stage, arranged, filter);
        (!group.sections.is_empty()).then_some(group)
    });
    Lanes { pinned: pinned.clone(), groups: groups.collect() }
}

fn group(run: usize, shape: &Run, on_stage: bool, arranged: &Arrangement, filter: &Filter) -> Group {
    let name = shape.name;
    let open = arranged.is_open(name, on_stage) || filter.names_lanes();
    if !open {
        let cores = Section { part: Part::Cores, folded: true, numbers: Numbers::All(1) };
        let shown = !arranged.is_pinned(name, What::Cores);
        return Group { run, open, sections: if shown { vec![cores] } else { Vec::new() } };
    }
    let parts = arranged.parts(name).into_iter().filter(|part| filter.has_part(*part));
    let sections = parts.flat_map(|part| match part {
        Part::Counters => counters(shape, arranged, filter),
        part => section(run, shape, part, arranged, filter).into_iter().collect(),
    });
    Group { run, open, sections: sections.collect() }
}

/// The lanes of any part but the counters.
fn section(run: usize, shape: &Run, part: Part, arranged: &Arrangement, filter: &Filter) -> Option<Section> {
    let name = shape.name;
    let is_pinned = |what: What| arranged.is_pinned(name, what);
    let folded = arranged.is_folded(name, part);
    let one = Numbers::All(1);
    let numbers = match part {
        Part::Cores if folded => one,
        Part::Cores => {
            let mut cores = Numbers::All(shape.cores);
            cores.retain(|core| !is_pinned(What::Core(u16::try_from(core).unwrap_or(u16::MAX))));
            cores
        }
        Part::Tasks if filter.rows(run).is_none() && folded && shape.rows > 0 => one,
        Part::Tasks => arranged.rows_of(name, shape.rows, filter.rows(run)),
        Part::Queue if shape.strips < 1 || is_pinned(What::Queue) => return None,
        Part::Flight if shape.strips < 2 || is_pinned(What::Flight) => return None,
        Part::Queue | Part::Flight => one,
        Part::Counters => return None,
    };
    let folded = folded && !(part == Part::Tasks && filter.rows(run).is_some());
    (!numbers.is_empty()).then_some(Section { part, folded, numbers })
}

/// The counters that are shown, and a line for the others. Whoever filters for them sees all.
fn counters(shape: &Run, arranged: &Arrangement, filter: &Filter) -> Vec<Section> {
    let part = Part::Counters;
    let mut numbers = arranged.counters_of(shape.name, shape.counters);
    let all = numbers.len();
    if !filter.names_lanes() {
        numbers.keep(arranged.counters_shown(shape.name));
    }
    let rest = all - numbers.len();
    let shown = (!numbers.is_empty()).then_some(Section { part, folded: false, numbers });
    let line = (rest > 0).then_some(Section { part, folded: true, numbers: Numbers::Some(vec![rest]) });
    shown.into_iter().chain(line).collect()
}

#[cfg(test)]
mod tests;
