//! Closed formulas for n jobs at time 0, each of cpu c1, I/O d, cpu c2; and the identities between models.

use super::{Log, cpu, io, job, machine};
use loopscope::event::{Limit, Machine, Ns, Scenario, SpeltJob};
use proptest::prelude::*;

/// Jobs at any time, each of some bursts with a request after each.
fn jobs() -> impl Strategy<Value = Vec<SpeltJob>> {
    let pairs = prop::collection::vec((0_u64..100, 0_u64..200), 1..4);
    let job = (0_u64..300, pairs).prop_map(|(at, pairs)| job(at, pairs.into_iter().flat_map(|(c, d)| [cpu(c), io(d)]).collect()));
    prop::collection::vec(job, 1..10)
}

fn batch(n: u64, c1: Ns, d: Ns, c2: Ns) -> Vec<SpeltJob> {
    (0..n).map(|_| job(0, vec![cpu(c1), io(d), cpu(c2)])).collect()
}

/// max(max(n·a, a+d) + n·b, n·a + d + b) with a = c1 + cost, b = c2 + cost.
fn overlap(n: u64, a: Ns, d: Ns, b: Ns) -> Ns {
    (n * a).max(a + d).saturating_add(n * b).max(n * a + d + b)
}

proptest! {
    #![proptest_config(crate::support::cases(1000))]

    #[test]
    fn sync_takes_the_sum((n, c1, d, c2) in (1_u64..12, 1_u64..1000, 1_u64..5000, 1_u64..1000)) {
        let scenario = Scenario { machine: machine(1, 7, 7, Some(3)), job: batch(n, c1, d, c2), ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "sync").makespan(), n * (c1 + d + c2));
    }

    #[test]
    fn a_loop_overlaps_the_waiting((n, c1, d, c2, disp) in (1_u64..12, 1_u64..1000, 1_u64..5000, 1_u64..1000, 0_u64..50)) {
        let scenario = Scenario { machine: machine(1, 0, disp, None), job: batch(n, c1, d, c2), ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "coroutines").makespan(), overlap(n, c1 + disp, d, c2 + disp));
    }

    #[test]
    fn threads_on_several_cores_share_the_jobs((cores, each, c1, d, c2, s) in (1_u16..5, 2_u64..6, 1_u64..1000, 1_u64..5000, 1_u64..1000, 0_u64..50)) {
        let n = u64::from(cores) * each;
        let scenario = Scenario { machine: machine(cores, s, 0, Some(c1.max(c2))), job: batch(n, c1, d, c2), ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "threads").makespan(), overlap(each, c1 + s, d, c2 + s));
    }

    #[test]
    fn round_robin_pays_a_switch_a_quantum((n, x, q, s) in (2_u64..8, 1_u64..2000, 1_u64..500, 0_u64..50)) {
        let jobs = (0..n).map(|_| job(0, vec![cpu(x)])).collect();
        let scenario = Scenario { machine: machine(1, s, 0, Some(q)), job: jobs, ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "threads").makespan(), n * x + n * x.div_ceil(q) * s);
    }

    #[test]
    fn a_pool_takes_its_jobs_in_turns((p, k, c1, c2, more) in (1_u32..6, 2_u64..6, 1_u64..1000, 1_u64..1000, 0_u64..5000)) {
        // So long a wait that the pool's own work never fills it: P(c1 + c2) ≤ c1 + d + c2.
        let d = (u64::from(p) - 1) * (c1 + c2) + more;
        let machine = Machine { pool: p, ..machine(1, 0, 0, Some(c1.max(c2))) };
        let scenario = Scenario { machine, job: batch(k * u64::from(p), c1, d, c2), ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "pool").makespan(), k * (c1 + d + c2) + (u64::from(p) - 1) * (c1 + c2));
    }

    #[test]
    fn free_threads_are_free_coroutines(jobs in jobs()) {
        let scenario = Scenario { machine: machine(1, 0, 0, None), job: jobs, ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "threads").completions(), Log::of(&scenario, "coroutines").completions());
    }

    #[test]
    fn callbacks_are_coroutines_at_the_same_price((jobs, disp) in (jobs(), 0_u64..50)) {
        let scenario = Scenario { machine: machine(1, 0, disp, None), job: jobs, ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "callbacks").completions(), Log::of(&scenario, "coroutines").completions());
    }

    #[test]
    fn one_process_is_a_loop((jobs, disp, cores) in (jobs(), 0_u64..50, 1_u16..4)) {
        let machine = Machine { processes: 1, ..machine(cores, 9, disp, Some(7)) };
        let scenario = Scenario { machine, job: jobs, ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "processes").completions(), Log::of(&scenario, "coroutines").completions());
    }

    #[test]
    fn a_large_free_pool_is_threads((jobs, cores, quantum, more) in (jobs(), 1_u16..4, 1_u64..80, 0_u32..3)) {
        let pool = jobs.len() as u32 + more;
        let machine = Machine { pool, ..machine(cores, 0, 0, Some(quantum)) };
        let scenario = Scenario { machine, job: jobs, ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "pool").completions(), Log::of(&scenario, "threads").completions());
    }

    #[test]
    fn a_worker_alone_is_a_loop((jobs, disp) in (jobs(), 0_u64..50)) {
        let machine = Machine { preempt: Limit(None), steal: 9, ..machine(1, 0, disp, None) };
        let scenario = Scenario { machine, job: jobs, ..Scenario::default() };
        prop_assert_eq!(Log::of(&scenario, "goroutines").completions(), Log::of(&scenario, "coroutines").completions());
    }
}
