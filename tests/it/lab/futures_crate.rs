//! Jobs that use the `futures` crate run under every model: what they await are real futures with real wakers.

use super::{info, machine};
use futures::{StreamExt, future::FutureExt, join, select, stream::FuturesUnordered};
use loopscope::event::{Ending, Kind, Scenario, time};
use loopscope::sim::task::effect::{Boxed, Job};
use loopscope::sim::{self, Run};
use std::{cell::Cell, rc::Rc, sync::Arc};

type Make = Box<dyn FnOnce(Job) -> Boxed<'static>>;

fn run(model: &'static str, make: Make) -> (Run, Vec<Kind>) {
    let scenario = Arc::new(Scenario { machine: machine(1, 1, 1, None), ..Scenario::default() });
    let mut run = Run::of_jobs(&scenario, info(model), vec![make]);
    run.advance(time::HORIZON, usize::MAX);
    let kinds = run.take().events.iter().map(|e| e.kind).collect();
    (run, kinds)
}

#[test]
fn join_select_and_streams_run_under_every_model() {
    for model in sim::models() {
        let seen = Rc::new(Cell::new(0));
        let sum = seen.clone();
        let (run, kinds) = run(
            model.name,
            Box::new(move |job| {
                Box::pin(async move {
                    join!(job.io(0, 30, 0), job.io(0, 20, 1), job.cpu(5, 2));
                    let (mut quick, mut slow) = (job.sleep(10, 3).fuse(), job.io(0, 1_000, 4).fuse());
                    select! { () = quick => sum.set(sum.get() + 1), () = slow => sum.set(sum.get() + 100) }
                    let mut many: FuturesUnordered<_> = (1..=40_u64)
                        .map(|n| {
                            let job = &job;
                            async move {
                                job.io(0, n, 5).await;
                                n
                            }
                        })
                        .collect();
                    while let Some(n) = many.next().await {
                        sum.set(sum.get() + n);
                    }
                })
            }),
        );
        assert_eq!(run.ending(), Some(&Ending::Drained), "{}", model.name);
        assert_eq!(seen.get(), 1 + 40 * 41 / 2, "{}", model.name);
        assert_eq!(
            kinds.iter().filter(|k| matches!(k, Kind::IoCancelled { .. })).count(),
            1,
            "the slow one is cancelled under {}",
            model.name
        );
        let completed = kinds.iter().filter(|k| matches!(k, Kind::IoCompleted { .. })).count() as u64;
        assert_eq!(completed, 43, "{}", model.name);
        assert!((4..=completed + 3).contains(&run.wakes()), "{} wakes under {}", run.wakes(), model.name);
        assert!((4..=run.wakes() + 2).contains(&run.polls()), "{} polls under {}", run.polls(), model.name);
    }
}

#[test]
fn wakes_are_counted_one_for_each_completion() {
    let (run, kinds) = run(
        "coroutines",
        Box::new(|job| {
            Box::pin(async move {
                job.io(0, 10, 0).await;
                job.cpu(10, 1).await;
                job.sleep(10, 2).await;
            })
        }),
    );
    assert_eq!(run.wakes(), 3);
    assert_eq!(run.polls(), 4);
    assert_eq!(
        kinds.iter().filter(|k| matches!(k, Kind::MessagePosted { .. })).count(),
        3,
        "start, I/O, timer; a used-up burst posts nothing"
    );
}

#[test]
fn a_timeout_drops_what_it_waited_for() {
    for model in sim::models() {
        let seen = Rc::new(Cell::new((true, true)));
        let out = seen.clone();
        let (run, kinds) = run(
            model.name,
            Box::new(move |job| {
                Box::pin(async move {
                    let late = job.timeout(10, 0, job.io(0, 50, 1)).await;
                    let early = job.timeout(50, 2, job.io(0, 10, 3)).await;
                    out.set((late.is_ok(), early.is_ok()));
                })
            }),
        );
        assert_eq!(seen.get(), (false, true), "{}", model.name);
        assert_eq!(run.ending(), Some(&Ending::Drained));
        assert_eq!(kinds.iter().filter(|k| matches!(k, Kind::IoCancelled { .. })).count(), 2, "{}", model.name);
        assert!(run.now() < 50 + 50, "nobody waits for what was cancelled under {}", model.name);
    }
}

#[test]
fn a_spawned_child_runs_beside_its_parent_and_can_be_joined() {
    for model in sim::models() {
        let seen = Rc::new(Cell::new(0));
        let out = seen.clone();
        let (run, kinds) = run(
            model.name,
            Box::new(move |job| {
                Box::pin(async move {
                    let count = out.clone();
                    let child = job.spawn(move |job| async move {
                        job.io(0, 20, 0).await;
                        job.cpu(3, 1).await;
                        count.set(count.get() + 1);
                    });
                    job.cpu(5, 0).await;
                    child.await;
                    out.set(out.get() * 10);
                })
            }),
        );
        assert_eq!(seen.get(), 10, "the parent goes on after its child under {}", model.name);
        assert_eq!(run.ending(), Some(&Ending::Drained), "{}", model.name);
        let spawned = kinds.iter().position(|k| matches!(k, Kind::TaskSpawned { .. }));
        let ended = kinds.iter().position(|k| matches!(k, Kind::TaskDone { .. }));
        assert!(spawned.is_some() && spawned < ended, "{}", model.name);
    }
}

#[test]
fn giving_way_lets_the_other_task_run() {
    for model in ["threads", "coroutines"] {
        let order = Rc::new(Cell::new(0_u64));
        let jobs = [1, 2].map(|digit| {
            let order = order.clone();
            let make: Make = Box::new(move |job| {
                Box::pin(async move {
                    for _ in 0..2 {
                        job.cpu(1, 0).await;
                        order.set(order.get() * 10 + digit);
                        job.yield_now(1).await;
                    }
                })
            });
            make
        });
        let scenario = Arc::new(Scenario { machine: machine(1, 0, 0, None), ..Scenario::default() });
        let mut run = Run::of_jobs(&scenario, info(model), jobs.into());
        run.advance(time::HORIZON, usize::MAX);
        assert_eq!(order.get(), 1212, "{model}");
    }
}

#[test]
fn locks_are_handed_over_first_come_first_served() {
    for model in ["threads", "coroutines"] {
        let order = Rc::new(Cell::new(0_u64));
        let jobs = [1, 2, 3].map(|digit| {
            let order = order.clone();
            let make: Make = Box::new(move |job| {
                Box::pin(async move {
                    let held = job.lock(0, 0).await;
                    job.io(0, 10, 1).await;
                    order.set(order.get() * 10 + digit);
                    drop(held);
                })
            });
            make
        });
        let text = vec![super::job(0, vec![lock_step("m"), unlock_step("m")])];
        let scenario = Arc::new(Scenario { machine: machine(1, 0, 0, None), job: text, ..Scenario::default() });
        let mut run = Run::of_jobs(&scenario, info(model), jobs.into());
        run.advance(time::HORIZON, usize::MAX);
        assert_eq!(order.get(), 123, "{model}");
    }
}

fn lock_step(name: &str) -> loopscope::event::Step {
    loopscope::event::Step { op: loopscope::event::Op::Lock(name.into()), label: None }
}
fn unlock_step(name: &str) -> loopscope::event::Step {
    loopscope::event::Step { op: loopscope::event::Op::Unlock(name.into()), label: None }
}
