//! Executes runs on several threads until they are done or stopped.

use super::Plan;
use loopscope_event::{Ending, ModelInfo, Scenario, time};
use loopscope_sim::{Piece, Progress, Run};
use loopscope_trace::{Report, Stats};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder, prelude::*};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Events per piece; between pieces a run checks whether it is to stop.
const PIECE: usize = 4096;

/// The outcome of a run.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// How it ended.
    pub ending: Ending,
    /// Its statistics.
    pub report: Report,
}

/// Computes these runs of a plan on `threads` threads (0: one per core), each run independently, and hands each result
/// over as soon as it is available, from any thread and in any order. When `stop` is set, unfinished runs are left out.
///
/// # Errors
/// The system cannot create threads.
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

/// A pool of this number of named threads (0: one per core).
pub(super) fn pool(threads: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(threads).thread_name(|i| format!("sweep-{i}")).build()
}

/// Executes one run to its end, counting its events; `None` if it was stopped.
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
