//! Runs, on so many threads, until they are done or stopped.

use super::Plan;
use loopscope_event::{Ending, ModelInfo, Scenario, time};
use loopscope_sim::{Piece, Progress, Run};
use loopscope_trace::{Report, Stats};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder, prelude::*};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// How many events a run hands over at a time, and how often it looks whether it should stop.
const PIECE: usize = 4096;

/// What came of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// Its numbers.
    pub report: Report,
}

/// Computes these runs of a plan on so many threads (0: as many as there are cores), each by itself, and hands each
/// result over as soon as it is there, from whatever thread; the order is anybody's. When `stop` is set, what is not
/// done by then is left out.
///
/// # Errors
/// The system gives no threads.
pub fn compute(
    plan: &Plan,
    runs: &[usize],
    threads: usize,
    stop: &AtomicBool,
    done: &(impl Fn(usize, Outcome) + Sync),
) -> Result<(), ThreadPoolBuildError> {
    pool(threads)?.install(|| {
        // One at a time: neighbours may differ by orders of magnitude in how long they take.
        runs.par_iter().with_max_len(1).for_each(|run| {
            let scenario = if stop.load(Ordering::Relaxed) { None } else { plan.scenario(run / plan.models().len()).ok() };
            if let Some(outcome) = scenario.and_then(|scenario| one(&scenario, plan.model(*run), stop)) {
                done(*run, outcome);
            }
        });
    });
    Ok(())
}

/// So many threads (0: as many as there are cores), with names.
pub(super) fn pool(threads: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("sweep-{i}")).build()
}

/// One run to its end, counted as it goes; `None`: it was stopped.
fn one(scenario: &Arc<Scenario>, model: &'static ModelInfo, stop: &AtomicBool) -> Option<Outcome> {
    let mut run = Run::new(scenario, model);
    let mut stats = Stats::exact(scenario.machine.cores).of(model);
    loop {
        let progress = run.advance(time::HORIZON, PIECE);
        let Piece { first, events, .. } = run.take();
        for (number, event) in (first..).zip(&events) {
            stats.apply(event, number);
        }
        run.recycle(events);
        if let (Progress::Ended, Some(ending)) = (progress, run.ending()) {
            let now = scenario.until.filter(|_| *ending == Ending::Until);
            return Some(Outcome { ending: ending.clone(), report: stats.report(now) });
        }
        if stop.load(Ordering::Relaxed) {
            return None;
        }
    }
}
