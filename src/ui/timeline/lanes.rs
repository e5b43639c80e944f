//! [`lanes`]: which lanes there are and in which order, from the runs, how the user has arranged them, and what is filtered. Pure.
//!
//! Each run is a group: its cores, its tasks, its queue, its requests in flight. A folded group is its cores in one lane. It does *not*
//! decide which rows of pixels a lane gets (that is [`plan`](mod@super::plan)).

use super::filter::Filter;

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
    /// How many numbers over time there are to draw, at most two.
    pub strips: usize,
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
}

impl Part {
    /// All of them, in the order in which they stand at first.
    pub const ALL: [Self; 4] = [Self::Cores, Self::Tasks, Self::Queue, Self::Flight];
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
        }
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

/// How the user has arranged the lanes. At first the run on the stage stands above the others and is open.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// The runs as they were put; others follow as at first.
    order: Vec<Name>,
    /// Which were opened, or folded, by hand.
    open: Vec<(Name, bool)>,
    /// The parts of a run as they were put.
    parts: Vec<(Name, [Part; 4])>,
    /// Parts that are folded.
    folded: Vec<(Name, Part)>,
    /// The rows of a run as they were put; those beyond follow in their order.
    rows: Vec<(Name, Vec<usize>)>,
    pinned: Vec<(Name, What)>,
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
    fn retain(&mut self, keep: impl Fn(usize) -> bool) {
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
    /// Whether they stand for more than is shown: one lane for all cores, a line for the tasks, a low strip.
    pub folded: bool,
    /// The cores or the rows; of a strip or of something folded there is one.
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
    let is_pinned = |what: What| arranged.is_pinned(name, what);
    let one = Numbers::All(1);
    if !open {
        let cores = Section { part: Part::Cores, folded: true, numbers: one };
        let shown = !is_pinned(What::Cores);
        return Group { run, open, sections: if shown { vec![cores] } else { Vec::new() } };
    }
    let sections = arranged.parts(name).into_iter().filter(|part| filter.has_part(*part)).filter_map(|part| {
        let folded = arranged.is_folded(name, part);
        let numbers = match part {
            Part::Cores if folded => one.clone(),
            Part::Cores => {
                let mut cores = Numbers::All(shape.cores);
                cores.retain(|core| !is_pinned(What::Core(u16::try_from(core).unwrap_or(u16::MAX))));
                cores
            }
            Part::Tasks if filter.rows(run).is_none() && folded && shape.rows > 0 => one.clone(),
            Part::Tasks => arranged.rows_of(name, shape.rows, filter.rows(run)),
            Part::Queue if shape.strips < 1 || is_pinned(What::Queue) => return None,
            Part::Flight if shape.strips < 2 || is_pinned(What::Flight) => return None,
            Part::Queue | Part::Flight => one.clone(),
        };
        let folded = folded && !(part == Part::Tasks && filter.rows(run).is_some());
        (!numbers.is_empty()).then_some(Section { part, folded, numbers })
    });
    Group { run, open, sections: sections.collect() }
}

impl Arrangement {
    /// True if nothing was arranged by hand.
    #[must_use]
    pub fn is_first(&self) -> bool {
        *self == Self::default()
    }

    /// The places of the runs in the order in which they stand.
    #[must_use]
    pub fn order(&self, runs: &[Run], on_stage: usize) -> Vec<usize> {
        let first = std::iter::once(on_stage).filter(|run| *run < runs.len());
        let at_first: Vec<usize> = first.chain((0..runs.len()).filter(|run| *run != on_stage)).collect();
        let put = self.order.iter().filter_map(|name| runs.iter().position(|run| run.name == *name));
        let mut order: Vec<usize> = put.collect();
        let others: Vec<usize> = at_first.into_iter().filter(|run| !order.contains(run)).collect();
        order.extend(others);
        order
    }

    /// Whether a run's tasks and strips are shown.
    #[must_use]
    pub fn is_open(&self, name: Name, on_stage: bool) -> bool {
        self.open.iter().find(|(other, _)| *other == name).map_or(on_stage, |(_, open)| *open)
    }

    /// Opens or folds a run.
    pub fn toggle(&mut self, name: Name, on_stage: bool) {
        let open = !self.is_open(name, on_stage);
        self.open.retain(|(other, _)| *other != name);
        if open != on_stage {
            self.open.push((name, open));
        }
    }

    /// Whether a part of an open run is folded.
    #[must_use]
    pub fn is_folded(&self, name: Name, part: Part) -> bool {
        self.folded.contains(&(name, part))
    }

    /// Folds or opens a part.
    pub fn toggle_part(&mut self, name: Name, part: Part) {
        toggle(&mut self.folded, (name, part));
    }

    /// Whether a lane stays at the top.
    #[must_use]
    pub fn is_pinned(&self, name: Name, what: What) -> bool {
        self.pinned.contains(&(name, what))
    }

    /// Keeps a lane at the top, or puts it back. A line that stands for folded tasks stays where it is.
    pub fn toggle_pin(&mut self, name: Name, what: What) {
        if what == What::Tasks {
            return;
        }
        toggle(&mut self.pinned, (name, what));
    }

    /// The parts of a run in their order.
    #[must_use]
    pub fn parts(&self, name: Name) -> [Part; 4] {
        self.parts.iter().find(|(other, _)| *other == name).map_or(Part::ALL, |(_, parts)| *parts)
    }

    fn rows_of(&self, name: Name, rows: usize, wanted: Option<&[usize]>) -> Numbers {
        let put = self.rows.iter().find(|(other, _)| *other == name).map(|(_, rows)| rows);
        let mut numbers = match (put, wanted) {
            (None, None) => Numbers::All(rows),
            (None, Some(wanted)) => {
                let mut wanted = wanted.to_vec();
                wanted.sort_unstable();
                wanted.dedup();
                wanted.retain(|row| *row < rows);
                Numbers::Some(wanted)
            }
            (Some(put), wanted) => {
                let is_wanted = |row: &usize| wanted.is_none_or(|wanted| wanted.contains(row));
                Numbers::Some(put.iter().copied().filter(|row| *row < rows).chain(put.len()..rows).filter(is_wanted).collect())
            }
        };
        let pins: Vec<usize> = self.pins(name).collect();
        if !pins.is_empty() {
            numbers.retain(|row| !pins.contains(&row));
        }
        numbers
    }

    /// The rows of a run that are pinned.
    fn pins(&self, name: Name) -> impl Iterator<Item = usize> {
        self.pinned.iter().filter_map(move |(other, what)| match what {
            What::Row(row) if *other == name => Some(*row),
            _ => None,
        })
    }

    /// Puts what a lane belongs to before another: a row among its run's rows, a strip among its run's parts, and anything else, or
    /// anything before a lane of another run, as the whole run among the runs. Pinned lanes are put among the pinned.
    pub fn put(&mut self, runs: &[Run], on_stage: usize, (from, to): (Lane, Lane)) {
        let (Some(moved), Some(target)) = (runs.get(from.run), runs.get(to.run)) else { return };
        let places = |what: (Name, What)| self.pinned.iter().position(|pin| *pin == what);
        if let (Some(a), Some(b)) = (places((moved.name, from.what)), places((target.name, to.what))) {
            shift(&mut self.pinned, a, b);
            return;
        }
        let name = moved.name;
        match (from.what, to.what) {
            (What::Row(a), What::Row(b)) if from.run == to.run => {
                let all = self.rows_of(name, moved.rows, None);
                let mut rows: Vec<usize> = (0..all.len()).filter_map(|place| all.get(place)).collect();
                // Those that are pinned keep their places for when they come back.
                rows.extend(self.pins(name).filter(|row| *row < moved.rows));
                if let (Some(a), Some(b)) = (rows.iter().position(|row| *row == a), rows.iter().position(|row| *row == b)) {
                    shift(&mut rows, a, b);
                    self.rows.retain(|(other, _)| *other != name);
                    self.rows.push((name, rows));
                }
            }
            (a, b) if from.run == to.run && a.part() != b.part() => {
                let mut parts = self.parts(name).to_vec();
                let place = |part: Part| parts.iter().position(|other| *other == part);
                if let (Some(a), Some(b)) = (place(a.part()), place(b.part())) {
                    shift(&mut parts, a, b);
                    self.parts.retain(|(other, _)| *other != name);
                    self.parts.extend(<[Part; 4]>::try_from(parts).ok().map(|parts| (name, parts)));
                }
            }
            _ if from.run != to.run => {
                let mut order: Vec<Name> = self.order(runs, on_stage).into_iter().map(|run| runs[run].name).collect();
                let place = |name: Name| order.iter().position(|other| *other == name);
                if let (Some(a), Some(b)) = (place(name), place(target.name)) {
                    shift(&mut order, a, b);
                    self.order = order;
                }
            }
            _ => {}
        }
    }
}

/// Puts a thing into a list, or takes it out.
fn toggle<T: PartialEq>(list: &mut Vec<T>, thing: T) {
    match list.iter().position(|other| *other == thing) {
        Some(place) => drop(list.remove(place)),
        None => list.push(thing),
    }
}

/// Moves what is at `from` to where `to` is.
fn shift<T>(list: &mut Vec<T>, from: usize, to: usize) {
    let moved = list.remove(from);
    list.insert(to.min(list.len()), moved);
}

#[cfg(test)]
#[path = "lanes_tests.rs"]
mod tests;
