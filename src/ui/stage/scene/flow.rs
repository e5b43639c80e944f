//! [`Flow`]: the throughput of each lane, and how the cores spent their time, over a stretch of the story.

use loopscope_event::{EventNo, Kind, Ns, Processor, RunEnd, RunId};
use loopscope_trace::{SpanState, Trace};

/// The most events counted.
const MOST: u64 = 20_000;
/// The number of instants at which queue lengths are sampled.
const SAMPLES: u64 = 32;

/// A stretch of the story in rates.
#[derive(Clone, PartialEq, Debug)]
pub struct Flow {
    /// The beginning, ns.
    pub from: Ns,
    /// The end, ns.
    pub to: Ns,
    /// True if it is shorter than requested, because there was too much to count.
    pub cut: bool,
    /// Arrived jobs and inputs, per second of story time.
    pub came: f64,
    /// Tasks taken by the CPU, per second.
    pub taken: f64,
    /// Requests submitted, per second.
    pub asked: f64,
    /// Requests completed, per second.
    pub answered: f64,
    /// Jobs completed, per second.
    pub done: f64,
    /// The mean number of tasks waiting for the CPU.
    pub queued: f64,
    /// The mean number of requests in flight.
    pub in_flight: f64,
    /// The split of each core's time.
    pub cores: Vec<Share>,
}

/// A cache of each run's last stretch.
#[derive(Clone, Default, Debug)]
pub struct Flows(Vec<((RunId, EventNo, Ns), Flow)>);

impl Flows {
    /// As [`Flow::new`].
    pub fn of(&mut self, trace: &Trace, from: Ns, to: Ns) -> Flow {
        let key = (trace.run(), trace.count_until(to), to);
        if let Some((_, flow)) = self.0.iter().find(|(known, flow)| *known == key && (flow.from == from || flow.cut)) {
            return flow.clone();
        }
        self.0.retain(|((run, ..), _)| *run != key.0);
        let flow = Flow::new(trace, from, to);
        self.0.push((key, flow.clone()));
        flow
    }
}

/// Shares of a core's time, 0 to 1; the rest was idle.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Share {
    /// Running jobs.
    pub run: f32,
    /// Switching between threads.
    pub switch: f32,
    /// Taking messages.
    pub dispatch: f32,
}

impl Share {
    /// The idle share.
    #[must_use]
    pub fn idle(&self) -> f32 {
        (1.0 - self.run - self.switch - self.dispatch).max(0.0)
    }
}

impl Flow {
    /// Counts a stretch of a run; only the end of it, where there is too much to count.
    #[must_use]
    pub fn new(trace: &Trace, from: Ns, to: Ns) -> Self {
        let end = trace.count_until(to);
        let first = trace.count_until(from).max(end.saturating_sub(MOST)).max(trace.first());
        let cut = first > trace.count_until(from);
        let from = trace.event(first).filter(|_| cut).map_or(from, |event| event.at);
        let span = to.saturating_sub(from).max(1);
        let looped = trace.model().places.processor == Processor::Loop;
        let [mut came, mut taken, mut asked, mut answered, mut done] = [0_u64; 5];
        let mut goes_on = false;
        for (_, event) in trace.events(first, end) {
            match event.kind {
                Kind::JobArrived { .. } | Kind::InputPosted { .. } => came += 1,
                Kind::MessageTaken { .. } if looped => taken += 1,
                Kind::RunStarted { .. } if !looped && !goes_on => taken += 1,
                Kind::IoSubmitted { .. } => asked += 1,
                Kind::IoCompleted { .. } => answered += 1,
                Kind::JobDone { .. } => done += 1,
                _ => {}
            }
            goes_on = matches!(event.kind, Kind::RunEnded { why: RunEnd::Burst, .. });
        }
        let rate = |n: u64| n as f64 * 1e9 / span as f64;
        let tracks = trace.tracks();
        let at = |i: u64| from + (u128::from(span) * u128::from(2 * i + 1) / u128::from(2 * SAMPLES)) as Ns;
        let mean = |value: &dyn Fn(Ns) -> u32| (0..SAMPLES).map(|i| f64::from(value(at(i)))).sum::<f64>() / SAMPLES as f64;
        let cores = tracks.cores.iter().map(|(_, track)| {
            let mixture = track.mixture(from, to);
            let part = |state: SpanState| (mixture[state.index()] as f64 / span as f64) as f32;
            Share { run: part(SpanState::Running), switch: part(SpanState::Switching), dispatch: part(SpanState::Dispatching) }
        });
        Self {
            from,
            to,
            cut,
            came: rate(came),
            taken: rate(taken),
            asked: rate(asked),
            answered: rate(answered),
            done: rate(done),
            queued: mean(&|t| tracks.queued.at(t)),
            in_flight: mean(&|t| tracks.in_flight.at(t)),
            cores: cores.collect(),
        }
    }

    /// The split of all cores' time together.
    #[must_use]
    pub fn share(&self) -> Share {
        let n = self.cores.len().max(1) as f32;
        let sum = |part: fn(&Share) -> f32| self.cores.iter().map(part).sum::<f32>() / n;
        Share { run: sum(|s| s.run), switch: sum(|s| s.switch), dispatch: sum(|s| s.dispatch) }
    }
}
