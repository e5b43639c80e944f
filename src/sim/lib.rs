//! THE LAB: the simulated machine. Virtual time, one thread, deterministic.
//!
//! **Every concurrency model is a scheduler over the same coroutines.** A job is a real `async fn` ([`task::job`]) over
//! effects ([`task::effect`]): CPU time, I/O, timers, locks, shared variables, spawning, giving way. Real wakers put its task
//! back on a list (`executor`). What its `await` *means* is the only thing that a model decides ([`scheduler`]).
//!
//! # The machine, exactly
//! `docs/model.md` has all of it: the draws, the costs, a worked run, the invariants and the formulas.
//!
//! The clock counts nanoseconds. The calendar is ordered by (time, sequence number), and a number is given at insertion;
//! what is known before the start comes first, arrivals in job order. Each entry is handled to its end, dispatches
//! included, before the next. At a burst's end the I/O is issued first, then the next task is dispatched; when a device
//! has finished a request it takes the next of its queue before the task is woken.
//!
//! * Every start and every resumption is dispatched and pays for it, even if its burst is empty. Adjacent CPU steps are
//!   one burst; I/O, giving way and a contended lock end it. CPU requests that one task makes at once run one after
//!   another. A task that waits goes on when **any** of its requests is served. Dropping a future cancels its request.
//! * *Threads*: one global FIFO run queue; the lowest-numbered idle core dispatches. A core pays `s(N)` for a thread
//!   other than the last it ran, its first included, and `spawn` at a thread's first dispatch. The quantum starts when
//!   the core runs the thread; at its end the thread goes to the tail of the queue, or on with a fresh quantum if the
//!   queue is empty. There is no wake-up preemption. A switch that costs nothing takes no entry in the calendar.
//! * *Coroutines*: one loop owns core 0, and pays `disp(N)` for each message. The handler runs until it waits or ends;
//!   its continuation is appended to the queue at completion.
//! * *Callbacks*: the same loop, at the same instants; a handler returns instead of waiting.
//! * *Pool*: a job that arrives is bound to the lowest-numbered idle thread (threads are made when first needed), or else
//!   queues. A thread that ends a job takes the next one at once, ahead of the run queue, with a fresh quantum and no
//!   switch. Idle threads do not count in `s(N)`.
//! * *Processes*: job i goes to process i mod N, what it spawns stays there, and each process has its own variables. With N
//!   at most the number of cores each owns its core. With more, all are threads under the rules above: a quantum runs
//!   across messages, an empty loop blocks; taking a message is not cut short by the quantum's end, which comes right
//!   after it.
//! * *Goroutines*: a worker pinned to each core. New work goes to a random worker's queue, a woken task to the worker that
//!   ran it last, a spawned one to its parent's. A worker whose queue is empty steals half (rounded up, from the head) of
//!   a random other one's that is not empty, for the price of `steal`; what is being stolen cannot be stolen. A task that
//!   has run for `preempt` while others wait in its worker's queue goes to the tail of it.
//! * *Gui*: the loop of coroutines, with a frame due every 16 666 667 ns. One that is due while a handler runs is missed, and
//!   painted when the loop is next free, before its next message. Painting costs nothing.
//! * *Sync*: jobs in the order of (arrival, number), no switch cost: its one thread never gives the core away.
//! * Locks hand off first come, first served, and are let go when what holds them is dropped.
//!
//! `s(N) = base + ⌊penalty · min(N, at) / at⌋` with N threads spawned and not exited, read at dispatch; `disp(N)` alike
//! with N unfinished tasks of the loop.
//!
//! # The workload
//! A pure function of (seed, job, step, draw, epoch), see [`workload::draws`]. A slider change opens a new epoch for later
//! arrivals and never touches jobs that have begun; cores retire at their next dispatch, a quantum counts from the next
//! burst. [`needs_restart`] says which changes cannot be made to a run that goes on.
//!
//! # Example
//! Twenty requests arrive at once, and each waits 10 ms for a disk. A single blocking thread serves them one by one; on a loop the
//! waits overlap.
//!
//! ```
//! use loopscope_event::time::MS;
//! use loopscope_event::{Change, Ending, Event, EventNo, Ns, Scenario, Sink};
//! use std::sync::Arc;
//!
//! /// Keeps the instant of the last event.
//! #[derive(Default)]
//! struct Last(Ns);
//!
//! impl Sink for Last {
//!     fn events(&mut self, _first: EventNo, events: &[Event], _changes: &[Change]) {
//!         self.0 = events.last().map_or(self.0, |event| event.at);
//!     }
//! }
//!
//! let scenario: Arc<Scenario> = Arc::new(toml::from_str(
//!     r#"
//!     [workload]
//!     jobs  = 20
//!     steps = [{ cpu = "1ms" }, { io = "disk", latency = "10ms" }, { cpu = "1ms" }]
//!     "#,
//! )?);
//! let makespan = |name: &str| -> Result<Ns, String> {
//!     let model = loopscope_sim::model(name).ok_or("there is no such model")?;
//!     let mut last = Last::default();
//!     assert_eq!(loopscope_sim::run(&scenario, model, &mut last), Ending::Drained);
//!     Ok(last.0)
//! };
//! assert_eq!(makespan("sync")?, 240 * MS);
//! assert!(makespan("coroutines")? < 41 * MS);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is not here
//! No egui, no tokio, no threads, no wall clock. A run is never copied (futures cannot be), so that going back, or
//! switching a model on late, is running it again from the seed and the changes.

pub mod machine;
pub mod message_loop;
mod run;
pub mod scheduler;
pub mod task;
pub mod workload;

pub use loopscope_event::{Piece, Sink};
pub use run::{HANDLER, MOST_ALIVE, Progress, Run, needs_restart};
pub use scheduler::{Model, model, models};
pub use task::job::names;

use loopscope_event::{Arrivals, Ending, ModelInfo, Ns, Scenario};
use std::sync::Arc;
use workload::draws::{Draws, GAP, THINK, mix};

/// Runs one model over a validated scenario that ends, up to its end.
pub fn run(scenario: &Arc<Scenario>, model: &'static ModelInfo, sink: &mut impl Sink) -> Ending {
    Run::new(scenario, model).to_end(sink)
}

/// The number of jobs that go into the digest of a workload.
const DIGESTED: u64 = 4096;

/// A digest of the workload's draws: of up to 4096 jobs, each with its gap or think time and all its durations, and of
/// the jobs written out. The same for every model.
#[must_use]
pub fn workload_hash(scenario: &Scenario) -> String {
    let names = names(scenario);
    let mut hash = mix(scenario.seed);
    let mut feed = |value: u64| hash = mix(hash ^ value);
    if let Some(workload) = &scenario.workload {
        let ops = task::job::compile(scenario, &names, &workload.steps);
        let first = scenario.first_of_workload();
        let jobs = scenario.total_jobs().map_or(DIGESTED, |total| total - scenario.job.len() as u64).min(DIGESTED);
        for job in (first..).take(jobs as usize) {
            let draws = Draws::new(scenario.seed, 0, job);
            feed(match &workload.arrivals {
                Arrivals::AtOnce => 0,
                Arrivals::Every(gap) => *gap,
                Arrivals::Poisson(rate) => draws.exponential(1e9 / rate, GAP),
                Arrivals::Closed(closed) => draws.duration(&closed.think, THINK),
            });
            task::job::each_draw(&ops, draws, &mut feed);
        }
    }
    for (i, spelt) in scenario.job.iter().enumerate().take(DIGESTED as usize) {
        feed(spelt.at);
        let ops = task::job::compile(scenario, &names, &spelt.steps);
        task::job::each_draw(&ops, Draws::new(scenario.seed, 0, scenario.first_spelt() + i as u32), &mut feed);
    }
    format!("{hash:016x}")
}

/// The CPU time of a job, ns, in a run without changes; `None` where it depends on which of several lists of steps ends
/// first, or where there is no such job.
#[must_use]
pub fn cpu_asked(scenario: &Scenario, job: u32) -> Option<Ns> {
    let ops = task::job::compile(scenario, &names(scenario), scenario.steps_of(job)?);
    task::job::cpu_asked(&ops, Draws::new(scenario.seed, 0, job))
}
