//! [`Pyramid`]: the shares of a track's states in buckets of time, whose lengths are powers of two, so that a picture of any stretch costs as
//! much as it has columns; a part of [`track`](super::track).
//!
//! It is built as spans come to be known, from the bottom to the top: a bucket that is full is added to the one above that it is half of. The
//! lowest level is chosen by how densely spans lie just then. Only buckets with several beginnings of spans are kept: of the others the spans
//! themselves tell as cheaply. What a bucket was spent with is kept in 255ths, per state that the track ever had.

use super::track::{Mixture, STATES};
use loopscope_event::Ns;

/// Shares of a bucket's time by state, of [`WHOLE`].
pub type Shares = [u8; STATES];
/// All of a bucket's time.
pub const WHOLE: u8 = u8::MAX;

/// A bucket in which so many spans begin is kept,
const MANY: u32 = 4;
/// and one beside it in which so many do.
const SOME: u32 = 2;
/// The longest bucket, as a power of two, ns.
const LONGEST: u32 = 62;

/// A track's shares by buckets of time.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Pyramid {
    /// The length of the buckets of the first level, as a power of two, ns; each further level's are twice as long.
    lowest: u32,
    levels: Vec<Level>,
    /// The length of the buckets that spans are added to now.
    active: u32,
    /// Everything before is in.
    now: Ns,
    /// From here on all is in.
    begun: Ns,
    /// The states that the track ever had, in the order in which they came, as the columns of all levels.
    states: Vec<u8>,
    /// A bit for each of them.
    seen: u16,
}

/// Buckets of one length.
#[derive(Clone, PartialEq, Debug, Default)]
struct Level {
    /// What is known of the bucket that `now` lies in, as far as it is not in a lower level's.
    open: Open,
    /// The buckets that begin before it were not all seen.
    since: Ns,
    /// Which buckets are kept.
    runs: Vec<Run>,
    shares: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Open {
    spent: Mixture,
    /// How many spans began.
    begun: u32,
}

impl Open {
    fn add(&mut self, other: &Self) {
        self.spent.iter_mut().zip(other.spent).for_each(|(sum, time)| *sum += time);
        self.begun = self.begun.saturating_add(other.begun);
    }
}

/// Buckets side by side.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Run {
    /// The number of the first, counted from time 0.
    first: u64,
    len: u32,
    /// Its place among those that are kept.
    place: u32,
}

impl Run {
    const fn end(self) -> u64 {
        self.first + self.len as u64
    }
}

/// Time by state as shares of `whole`, which together are [`WHOLE`] if all of it was spent.
pub(crate) fn shares_of(spent: &Mixture, whole: Ns) -> Shares {
    let scale = f64::from(WHOLE) / whole.max(1) as f64;
    let (mut so_far, mut before) = (0, 0);
    spent.map(|time| {
        if time == 0 {
            return 0;
        }
        so_far += time;
        let now = (so_far as f64 * scale + 0.5) as u8;
        now - std::mem::replace(&mut before, now)
    })
}

impl Pyramid {
    /// Begins at an instant.
    pub(crate) fn new(now: Ns) -> Self {
        Self { now, begun: now, ..Self::default() }
    }

    /// Spans follow that lie so far apart, ns: the lowest buckets are chosen for them.
    pub(crate) fn expect(&mut self, gap: Ns) {
        let wanted = (gap.saturating_mul(MANY.into()).max(1).ilog2() + 1).min(LONGEST);
        if self.levels.is_empty() {
            (self.lowest, self.active) = (wanted, wanted);
            self.levels.push(Level { since: self.begun, ..Level::default() });
        } else if wanted < self.active {
            while wanted < self.lowest {
                self.levels.insert(0, Level::default());
                self.lowest -= 1;
            }
            let (from, to) = ((wanted - self.lowest) as usize, (self.active - self.lowest) as usize);
            self.levels[from..to].iter_mut().for_each(|level| level.since = self.now);
            self.active = wanted;
        } else if wanted > self.active + 1 {
            // What the lower levels know of their open buckets goes into the one that goes on.
            while self.active < wanted && ((self.active - self.lowest) as usize) < self.levels.len() - 1 {
                let open = std::mem::take(&mut self.levels[(self.active - self.lowest) as usize].open);
                self.active += 1;
                self.levels[(self.active - self.lowest) as usize].open.add(&open);
            }
        }
    }

    /// A span, or a gap, from where the last ended up to `to`; `state` is an index into a [`Mixture`], or none.
    pub(crate) fn add(&mut self, to: Ns, state: u8) {
        if usize::from(state) < STATES && self.seen >> state & 1 == 0 {
            self.widen(state);
        }
        let Some(active) = self.levels.get_mut((self.active - self.lowest) as usize) else { return };
        active.open.begun += 1;
        // Mostly it ends in the bucket that it begins in.
        if (self.now >> self.active) == (to >> self.active) {
            if let Some(time) = active.open.spent.get_mut(usize::from(state)) {
                *time += to - self.now;
            }
            self.now = to;
            return;
        }
        while self.now < to {
            let mut length = self.active;
            // A long one fills long buckets at once; the shorter ones in it are not kept.
            let longest = self.lowest + self.levels.len() as u32 - 1;
            while length < longest && self.now.is_multiple_of(2 << length) && to - self.now >= 2 << length {
                length += 1;
            }
            // The last bucket of all time has no end.
            let end = ((self.now >> length) + 1).checked_mul(1 << length);
            let until = end.map_or(to, |end| to.min(end));
            if let Some(time) = self.levels[(length - self.lowest) as usize].open.spent.get_mut(usize::from(state)) {
                *time += until - self.now;
            }
            self.now = until;
            if end == Some(until) {
                self.close(length);
            }
        }
    }

    /// The bucket of this length that ends now is full, and those above that end with it.
    fn close(&mut self, mut length: u32) {
        loop {
            let place = (length - self.lowest) as usize;
            if place + 1 == self.levels.len() && length < LONGEST {
                self.levels.push(Level { since: self.begun, ..Level::default() });
            }
            let Some(level) = self.levels.get_mut(place) else { return };
            let open = std::mem::take(&mut level.open);
            let number = (self.now >> length) - 1;
            if number << length >= level.since {
                level.keep(number, &open, &self.states, length);
            }
            let Some(above) = self.levels.get_mut(place + 1) else { return };
            above.open.add(&open);
            if number.is_multiple_of(2) {
                return;
            }
            length += 1;
        }
    }

    /// A state that the track did not have before gets a column.
    fn widen(&mut self, state: u8) {
        let old = self.states.len();
        self.states.push(state);
        self.seen |= 1 << state;
        for level in &mut self.levels {
            let mut wider = Vec::with_capacity(level.shares.len() / old.max(1) * (old + 1));
            for shares in level.shares.chunks_exact(old.max(1)) {
                wider.extend_from_slice(shares);
                wider.push(0);
            }
            level.shares = wider;
        }
    }

    /// Forgets the buckets that ended before `t`.
    pub(crate) fn let_go(&mut self, t: Ns) {
        let (lowest, stride) = (self.lowest, self.states.len());
        for (length, level) in (lowest..).zip(&mut self.levels) {
            level.let_go(t >> length, stride);
        }
    }

    /// What is kept of the buckets of length `1 << length` from `from` on.
    pub(crate) fn buckets(&self, length: u32, from: u64) -> Buckets<'_> {
        let level = length.checked_sub(self.lowest).and_then(|place| self.levels.get(place as usize));
        let run = level.map_or(0, |level| level.runs.partition_point(|run| run.end() <= from));
        Buckets { level, states: &self.states, run }
    }

    pub(crate) fn bytes(&self) -> usize {
        let inside = |level: &Level| level.runs.capacity() * size_of::<Run>() + level.shares.capacity();
        size_of::<Self>()
            + self.levels.capacity() * size_of::<Level>()
            + self.levels.iter().map(inside).sum::<usize>()
            + self.states.capacity()
    }
}

impl Level {
    fn keep(&mut self, number: u64, open: &Open, states: &[u8], length: u32) {
        let follows = self.runs.last().is_some_and(|run| run.end() == number);
        if open.begun < SOME || (open.begun < MANY && !follows) {
            return;
        }
        match self.runs.last_mut() {
            Some(run) if follows => run.len += 1,
            _ => {
                let place = self.runs.last().map_or(0, |run| run.place + run.len);
                grow(&mut self.runs, 1);
                self.runs.push(Run { first: number, len: 1, place });
            }
        }
        let shares = shares_of(&open.spent, 1 << length);
        grow(&mut self.shares, states.len());
        self.shares.extend(states.iter().map(|state| shares[usize::from(*state)]));
    }

    fn let_go(&mut self, first: u64, stride: usize) {
        let gone = self.runs.partition_point(|run| run.end() <= first);
        // Not each time, since what is left is moved.
        if gone > 0 && gone * 4 >= self.runs.len() {
            let places = self.runs.get(gone).map_or_else(|| self.runs.last().map_or(0, |run| run.place + run.len), |run| run.place);
            self.runs.drain(..gone);
            self.runs.iter_mut().for_each(|run| run.place -= places);
            self.shares.drain(..places as usize * stride);
            self.runs.shrink_to_fit();
        }
        // A long run is cut.
        if let Some(run) = self.runs.first_mut() {
            let cut = first.saturating_sub(run.first).min(u64::from(run.len) - 1) as u32;
            if u64::from(cut) * 4 >= u64::from(run.len) {
                run.first += u64::from(cut);
                run.len -= cut;
                self.shares.drain(..cut as usize * stride);
                self.runs.iter_mut().skip(1).for_each(|run| run.place -= cut);
            }
        }
        if self.shares.capacity() / 2 > self.shares.len() {
            self.shares.shrink_to(self.shares.len() + self.shares.len() / 8);
        }
    }
}

/// Makes room for more by an eighth at least: there are many lists, and half of each must not be empty.
pub(crate) fn grow<T>(list: &mut Vec<T>, more: usize) {
    if list.len() + more > list.capacity() {
        list.reserve_exact(more.max(list.len() / 8).max(4));
    }
}

/// The buckets of one level that are kept.
pub(crate) struct Buckets<'a> {
    level: Option<&'a Level>,
    states: &'a [u8],
    run: usize,
}

impl Buckets<'_> {
    /// The shares in the bucket of this number, which is not before one asked earlier, if it is kept.
    pub(crate) fn get(&mut self, number: u64) -> Option<Shares> {
        let level = self.level?;
        while level.runs.get(self.run)?.end() <= number {
            self.run += 1;
        }
        let run = level.runs[self.run];
        let place = run.place as usize + number.checked_sub(run.first)? as usize;
        let stride = self.states.len();
        let mut shares = Shares::default();
        for (state, share) in self.states.iter().zip(level.shares.get(place * stride..)?) {
            shares[usize::from(*state)] = *share;
        }
        Some(shares)
    }
}
