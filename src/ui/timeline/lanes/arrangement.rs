//! [`Arrangement`]: how the user has arranged lanes: folded, opened, pinned, put elsewhere. Pure.
//!
//! It does *not* know which lanes there are (that is [`lanes`](mod@super)).

use super::{HANDFUL, Lane, Name, Numbers, PARTS, Part, Run, What};

/// How the user has arranged the lanes. At first the run on the stage stands above the others and is open.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Arrangement {
    /// The runs as they were put; others follow as at first.
    order: Vec<Name>,
    /// Which were opened, or folded, by hand.
    open: Vec<(Name, bool)>,
    /// The parts of a run as they were put.
    parts: Vec<(Name, [Part; PARTS])>,
    /// Parts that are folded.
    folded: Vec<(Name, Part)>,
    /// Runs all of whose counters are shown.
    all_counters: Vec<Name>,
    /// The rows, or the counters, of a run as they were put; those beyond follow in their order.
    rows: Vec<(Name, Part, Vec<usize>)>,
    /// What stays at the top, in its order.
    pub(crate) pinned: Vec<(Name, What)>,
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

    /// Folds or opens a part. Counters that are opened again are a handful, as at first.
    pub fn toggle_part(&mut self, name: Name, part: Part) {
        toggle(&mut self.folded, (name, part));
        if part == Part::Counters {
            self.all_counters.retain(|other| *other != name);
        }
    }

    /// Shows more counters: none become a handful, and a handful all.
    pub fn more_counters(&mut self, name: Name) {
        if self.is_folded(name, Part::Counters) {
            self.toggle_part(name, Part::Counters);
        } else if !self.shows_all_counters(name) {
            self.toggle_all_counters(name);
        }
    }

    /// Whether all counters of a run are shown that are not folded, and not a handful.
    #[must_use]
    pub fn shows_all_counters(&self, name: Name) -> bool {
        self.all_counters.contains(&name)
    }

    /// Shows all counters of a run, or a handful.
    pub fn toggle_all_counters(&mut self, name: Name) {
        toggle(&mut self.all_counters, name);
    }

    /// How many counters of a run are shown at most.
    pub(crate) fn counters_shown(&self, name: Name) -> usize {
        match (self.is_folded(name, Part::Counters), self.shows_all_counters(name)) {
            (true, _) => 0,
            (false, true) => usize::MAX,
            (false, false) => HANDFUL,
        }
    }

    /// Whether a lane stays at the top.
    #[must_use]
    pub fn is_pinned(&self, name: Name, what: What) -> bool {
        self.pinned.contains(&(name, what))
    }

    /// Keeps a lane at the top, or puts it back. A line that stands for lanes that are folded stays where it is.
    pub fn toggle_pin(&mut self, name: Name, what: What) {
        if what.is_line() {
            return;
        }
        toggle(&mut self.pinned, (name, what));
    }

    /// The parts of a run in their order.
    #[must_use]
    pub fn parts(&self, name: Name) -> [Part; PARTS] {
        self.parts.iter().find(|(other, _)| *other == name).map_or(Part::ALL, |(_, parts)| *parts)
    }

    /// The rows of a run in their order, but for those that are pinned; those that are wanted, or all.
    pub(crate) fn rows_of(&self, name: Name, rows: usize, wanted: Option<&[usize]>) -> Numbers {
        let put = self.put_order(name, Part::Tasks);
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
                Numbers::Some(in_order(put, rows).filter(is_wanted).collect())
            }
        };
        self.without_pins(name, Part::Tasks, &mut numbers);
        numbers
    }

    /// The counters of a run in their order, but for those that are pinned.
    pub(crate) fn counters_of(&self, name: Name, counters: usize) -> Numbers {
        let put = self.put_order(name, Part::Counters);
        let mut numbers = put.map_or(Numbers::All(counters), |put| Numbers::Some(in_order(put, counters).collect()));
        self.without_pins(name, Part::Counters, &mut numbers);
        numbers
    }

    /// The rows or the counters of a run as they were put by hand.
    fn put_order(&self, name: Name, part: Part) -> Option<&[usize]> {
        self.rows.iter().find(|(other, of, _)| (*other, *of) == (name, part)).map(|(.., rows)| rows.as_slice())
    }

    fn without_pins(&self, name: Name, part: Part, numbers: &mut Numbers) {
        let pins: Vec<usize> = self.pins(name, part).collect();
        if !pins.is_empty() {
            numbers.retain(|number| !pins.contains(&number));
        }
    }

    /// The rows or the counters of a run that are pinned.
    fn pins(&self, name: Name, part: Part) -> impl Iterator<Item = usize> {
        self.pinned.iter().filter_map(move |(other, what)| match what {
            What::Row(number) | What::Counter(number) if *other == name && what.part() == part => Some(*number),
            _ => None,
        })
    }

    /// Puts a row or a counter of a run before another.
    fn put_number(&mut self, shape: &Run, part: Part, (from, to): (usize, usize)) {
        let name = shape.name;
        let (all, many) = match part {
            Part::Counters => (self.counters_of(name, shape.counters), shape.counters),
            _ => (self.rows_of(name, shape.rows, None), shape.rows),
        };
        let mut numbers: Vec<usize> = (0..all.len()).filter_map(|place| all.get(place)).collect();
        // Those that are pinned keep their places for when they come back.
        numbers.extend(self.pins(name, part).filter(|number| *number < many));
        let place = |number: usize| numbers.iter().position(|other| *other == number);
        if let (Some(a), Some(b)) = (place(from), place(to)) {
            shift(&mut numbers, a, b);
            self.rows.retain(|(other, of, _)| (*other, *of) != (name, part));
            self.rows.push((name, part, numbers));
        }
    }

    /// Puts what a lane belongs to before another: a row among its run's rows, a counter among its counters, a strip among its run's parts, and anything else, or
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
            (What::Row(a), What::Row(b)) if from.run == to.run => self.put_number(moved, Part::Tasks, (a, b)),
            (What::Counter(a), What::Counter(b)) if from.run == to.run => self.put_number(moved, Part::Counters, (a, b)),
            (a, b) if from.run == to.run && a.part() != b.part() => {
                let mut parts = self.parts(name).to_vec();
                let place = |part: Part| parts.iter().position(|other| *other == part);
                if let (Some(a), Some(b)) = (place(a.part()), place(b.part())) {
                    shift(&mut parts, a, b);
                    self.parts.retain(|(other, _)| *other != name);
                    self.parts.extend(<[Part; PARTS]>::try_from(parts).ok().map(|parts| (name, parts)));
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

/// Numbers as they were put, of those that there are; the others follow.
fn in_order(put: &[usize], many: usize) -> impl Iterator<Item = usize> + '_ {
    put.iter().copied().filter(move |number| *number < many).chain(put.len()..many)
}
