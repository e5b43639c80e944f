//! [`Map`]: the whole run in one thin lane, the CPU's states by their shares, with the view as a window on it; of another program's trace
//! that tells of no CPU, those of its lanes. Pure.
//!
//! It is made of at most [`MOST`] buckets of time whose length is a power of two; where they become too many, each two become one. So it
//! costs a bucket now and then, however long the run is, and remembers what history lets go of.

use super::items::{Ink, Items, Quad};
use crate::timeline::lanes::plan::Band;
use loopscope_event::{Ns, RunId};
use loopscope_trace::{Mixture, SpanState, Trace, Track};

/// The greatest number of buckets.
pub const MOST: usize = 1024;
/// The greatest number of lanes that stand for all.
const MOST_LANES: usize = 64;
/// From the bottom to the top. Only the first three are a CPU's.
const STACK: [SpanState; loopscope_trace::STATES] = [
    SpanState::Running,
    SpanState::Dispatching,
    SpanState::Switching,
    SpanState::Queued,
    SpanState::Io,
    SpanState::DeviceQueue,
    SpanState::Lock,
    SpanState::Gate,
    SpanState::Waiting,
];
/// The window is never narrower, px.
const LEAST: i32 = 6;

/// One run's overview.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Map {
    run: Option<RunId>,
    /// None: lanes are summed up, if anything is.
    cores: usize,
    shift: u32,
    buckets: Vec<Mixture>,
}

impl Map {
    /// Takes in what is known of a run by now.
    pub fn follow(&mut self, trace: &Trace) {
        let cores = trace.tracks().cores.len();
        if self.run != Some(trace.run()) {
            *self = Self { run: Some(trace.run()), cores, ..Self::default() };
        }
        self.cores = cores;
        while (trace.end() >> self.shift) as usize >= MOST {
            self.halve();
        }
        let (first, last) = (self.buckets.len() as u64, trace.end() >> self.shift);
        if first >= last {
            return;
        }
        let mut fresh = vec![Mixture::default(); (last - first) as usize];
        for track in summed_up(trace) {
            let instants = (first..=last).map(|number| number << self.shift);
            for (sum, mixture) in fresh.iter_mut().zip(track.mixtures(instants)) {
                sum.iter_mut().zip(mixture).for_each(|(sum, ns)| *sum += ns);
            }
        }
        self.buckets.extend(fresh);
    }

    /// Each two buckets become one; an odd last one is taken in again when it is full.
    fn halve(&mut self) {
        let both = |pair: &[Mixture]| -> Mixture { std::array::from_fn(|i| pair.iter().map(|mixture| mixture[i]).sum()) };
        self.buckets = self.buckets.chunks_exact(2).map(both).collect();
        self.shift += 1;
    }

    /// Draws the buckets between `x0` and `x1`, where a run that is known until `end` would end.
    pub fn draw(&self, (x0, x1): (i32, i32), (band, margin): (Band, i32), end: Ns, items: &mut Items) {
        let band = Band { y0: band.y0 + margin, y1: band.y1 - margin };
        items.back.push(Quad { x0, x1, y0: band.y0, y1: band.y1, ink: Ink::Idle });
        let whole = self.whole() as f64;
        let height = f64::from(band.height());
        let mut last: [Option<Quad>; STACK.len()] = Default::default();
        for (number, mixture) in self.buckets.iter().enumerate() {
            let at = |number: usize| across((x0, x1), (number as u64) << self.shift, end);
            let (left, right) = (at(number), at(number + 1).min(x1));
            let (mut y1, mut sum) = (band.y1, 0);
            for (state, last) in STACK.into_iter().zip(&mut last) {
                sum += mixture[state.index()];
                let y0 = band.y1 - (sum as f64 / whole * height).round().min(height) as i32;
                if y0 < y1 && left < right {
                    let quad = Quad { x0: left, x1: right, y0, y1, ink: Ink::State(state) };
                    match last {
                        Some(last) if *last == (Quad { x0: last.x0, x1: left, ..quad }) => last.x1 = right,
                        last => items.spans.extend(last.replace(quad)),
                    }
                }
                y1 = y1.min(y0);
            }
        }
        items.spans.extend(last.into_iter().flatten());
    }

    /// What fills the lane, ns: all cores; of lanes, of which few are busy at once, as many as ever were.
    fn whole(&self) -> Ns {
        match self.cores {
            0 => self.buckets.iter().map(|mixture| mixture.iter().sum::<Ns>()).max().unwrap_or_default().max(1),
            cores => (cores as u64) << self.shift,
        }
    }

    /// Draws the view's window, and veils what is not in it.
    pub fn window(&self, (x0, x1): (i32, i32), band: Band, (window, end): ((f64, f64), Ns), items: &mut Items) {
        let (left, right) = window_on((x0, x1), window, end);
        let Band { y0, y1 } = band;
        items.front.push(Quad { x0, x1: left, y0, y1, ink: Ink::Veil });
        items.front.push(Quad { x0: right, x1, y0, y1, ink: Ink::Veil });
        let ink = Ink::MapWindow;
        for quad in [
            Quad { x0: left, x1: right, y0, y1: y0 + 1, ink },
            Quad { x0: left, x1: right, y0: y1 - 1, y1, ink },
            Quad { x0: left, x1: left + 2, y0, y1, ink },
            Quad { x0: right - 2, x1: right, y0, y1, ink },
        ] {
            items.front.push(quad);
        }
    }
}

/// The tracks that stand for a run: the cores; where another program told of none, its lanes, or of many some throughout.
fn summed_up(trace: &Trace) -> impl Iterator<Item = &Track> {
    let tracks = trace.tracks();
    let lanes = if trace.imported().is_some() && tracks.cores.is_empty() { tracks.rows.len() } else { 0 };
    let step = lanes.div_ceil(MOST_LANES).max(1);
    tracks.cores.iter().map(|(_, track)| track).chain(tracks.rows.iter().take(lanes).step_by(step))
}

/// Where an instant is on the overview, px.
fn across((x0, x1): (i32, i32), t: Ns, end: Ns) -> i32 {
    x0 + (t as f64 / end.max(1) as f64 * f64::from(x1 - x0)).round() as i32
}

/// The time at a pixel of the overview, ns.
#[must_use]
pub fn time_at((x0, x1): (i32, i32), x: f64, end: Ns) -> f64 {
    ((x - f64::from(x0)) / f64::from((x1 - x0).max(1))).clamp(0.0, 1.0) * end as f64
}

/// The left and right edge of the view's window, px.
#[must_use]
pub fn window_on((x0, x1): (i32, i32), (from, to): (f64, f64), end: Ns) -> (i32, i32) {
    let at = |t: f64| x0 + (t / end.max(1) as f64 * f64::from(x1 - x0)).round().clamp(-1.0, 1e6) as i32;
    let left = at(from).clamp(x0, (x1 - LEAST).max(x0));
    (left, at(to).clamp(left + LEAST, x1.max(left + LEAST)))
}

/// What a press on the overview takes hold of.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Grip {
    /// The window; so far is the pointer from its left edge, px.
    Window(f64),
    /// Its left edge.
    Left,
    /// Its right edge.
    Right,
}

/// What a press at `x` takes hold of; `None`: it is outside the window, which then comes there.
#[must_use]
pub fn grip((left, right): (i32, i32), x: i32, near: i32) -> Option<Grip> {
    // The edges of a narrow window are taken from outside only.
    let inside = near.min((right - left) / 4);
    if (left - near..=left + inside).contains(&x) {
        Some(Grip::Left)
    } else if (right - inside..=right + near).contains(&x) {
        Some(Grip::Right)
    } else {
        (left..right).contains(&x).then_some(Grip::Window(f64::from(x - left)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::tests::bursts;
    use loopscope_event::TaskId;
    use loopscope_trace::imported::foreign::{Lane, Place};
    use loopscope_trace::{Foreign, Recorded, Span};

    #[test]
    fn a_growing_run_is_summed_up_as_one_that_is_there_at_once() {
        let all: Vec<(u32, Ns, Ns)> = (0..5000).map(|i| (i, u64::from(i) * 100, u64::from(i) * 100 + 37)).collect();
        let whole = bursts(all.iter().copied(), 500_000);
        let mut at_once = Map::default();
        at_once.follow(&whole);
        let mut growing = Map::default();
        for n in [3, 40, 700, 701, 2048, 5000] {
            growing.follow(&bursts(all[..n].iter().copied(), n as u64 * 100));
        }
        assert_eq!(growing, at_once);
        assert!(at_once.buckets.len() <= MOST && at_once.buckets.len() > MOST / 3);
        let sum: Ns = at_once.buckets.iter().map(|mixture| mixture[SpanState::Running.index()]).sum();
        let full = (at_once.buckets.len() as u64) << at_once.shift;
        assert_eq!(sum, whole.tracks().cores.get(0).unwrap().mixture(0, full)[SpanState::Running.index()]);
    }

    /// What each pixel of an overview of 1000 × 14 shows.
    fn pixels(map: &Map, end: Ns) -> (Vec<Option<Ink>>, usize) {
        let mut items = Items::default();
        map.draw((0, 1000), (Band { y0: 0, y1: 14 }, 0), end, &mut items);
        let mut pixels = vec![None; 1000 * 14];
        for Quad { x0, x1, y0, y1, ink } in items.spans.iter().copied() {
            for at in (y0..y1).flat_map(|y| (x0..x1).map(move |x| (y * 1000 + x) as usize)) {
                assert_eq!(pixels[at].replace(ink), None, "nothing is drawn twice");
            }
        }
        (pixels, items.spans.len())
    }

    #[test]
    fn columns_that_are_alike_are_one_quad_and_show_what_each_of_them_shows() {
        let mut even = Map::default();
        even.follow(&bursts([(0, 0, 500_000)], 500_000));
        assert_eq!(pixels(&even, 500_000).1, 1);
        let mut uneven = Map::default();
        let runs = |i: u64| (i as u32, i * 100_000, i * 100_000 + 30_000 + i % 3 * 20_000);
        uneven.follow(&bursts((0..40).map(runs), 4_000_000));
        let (together, quads) = pixels(&uneven, 4_000_000);
        let mut alone = vec![None; together.len()];
        for number in 0..uneven.buckets.len() {
            let mut one = Map { buckets: vec![Mixture::default(); uneven.buckets.len()], ..uneven.clone() };
            one.buckets[number] = uneven.buckets[number];
            alone.iter_mut().zip(pixels(&one, 4_000_000).0).for_each(|(all, one)| *all = all.or(one));
        }
        assert_eq!(together, alone);
        assert!((40..300).contains(&quads), "{quads}");
    }

    #[test]
    fn a_trace_without_cores_shows_how_busy_its_lanes_are() {
        let mut foreign = Foreign::default();
        for _ in 0..200 {
            let row = foreign.lane(Lane::default());
            let span = |start, end| Span { start, end, state: SpanState::Running, task: TaskId(0), event: 0 };
            foreign.span(Place::Row(row), &span(0, 250));
            if row % 8 == 0 {
                foreign.span(Place::Row(row), &span(500, 1000));
            }
        }
        let mut map = Map::default();
        map.follow(&foreign.build(0, Recorded::default()));
        let pixels = pixels(&map, 1000).0;
        let high = |x: usize| (0..14).filter(|y| pixels[y * 1000 + x] == Some(Ink::State(SpanState::Running))).count();
        assert_eq!((high(100), high(400), high(700)), (14, 0, 7), "as high as the busiest; every eighth lane of some throughout");
    }

    #[test]
    fn the_window_is_where_the_view_is_and_never_too_narrow() {
        assert_eq!(window_on((100, 1100), (250.0, 500.0), 1000), (350, 600));
        assert_eq!(window_on((100, 1100), (0.0, 0.001), 1_000_000_000), (100, 106));
        assert_eq!(window_on((100, 1100), (5e9, 6e9), 1000), (1094, 1100));
        assert_eq!(time_at((100, 1100), 350.0, 1000), 250.0);
        assert_eq!(time_at((100, 1100), -9.0, 1000), 0.0);
    }

    #[test]
    fn edges_are_taken_near_and_the_window_between() {
        let window = (350, 600);
        assert_eq!(grip(window, 347, 5), Some(Grip::Left));
        assert_eq!(grip(window, 604, 5), Some(Grip::Right));
        assert_eq!(grip(window, 400, 5), Some(Grip::Window(50.0)));
        assert_eq!((grip(window, 300, 5), grip(window, 700, 5)), (None, None));
        assert_eq!(grip((100, 106), 103, 5), Some(Grip::Window(3.0)), "a narrow window can still be moved");
    }
}
