//! The worked run of the model's definition, to the nanosecond.

use super::{Log, cpu, io, job, machine};
use loopscope::event::{Machine, Scenario};

fn completions(model: &str, machine: Machine) -> Vec<u64> {
    let job_a = job(0, vec![cpu(10), io(30), cpu(5)]);
    let job_b = job(0, vec![cpu(10), io(5), cpu(5)]);
    let job_c = job(12, vec![cpu(4)]);
    let scenario = Scenario { machine, job: vec![job_a, job_b, job_c], ..Scenario::default() };
    Log::of(&scenario, model).completions().into_values().collect()
}

#[test]
fn threads_on_one_core() {
    assert_eq!(completions("threads", machine(1, 1, 0, None)), [47, 33, 27]);
}

#[test]
fn coroutines_cost_the_same_at_the_same_price() {
    assert_eq!(completions("coroutines", machine(1, 0, 1, None)), [47, 33, 27]);
}

#[test]
fn callbacks_and_one_process_do_what_coroutines_do() {
    assert_eq!(completions("callbacks", machine(1, 0, 1, None)), [47, 33, 27]);
    assert_eq!(completions("gui", machine(1, 0, 1, None)), [47, 33, 27]);
    assert_eq!(completions("processes", Machine { processes: 1, ..machine(1, 0, 1, None) }), [47, 33, 27]);
}

#[test]
fn a_pool_of_two() {
    assert_eq!(completions("pool", Machine { pool: 2, ..machine(1, 1, 0, None) }), [47, 32, 36]);
}

#[test]
fn sync_does_one_after_the_other() {
    assert_eq!(completions("sync", machine(1, 1, 1, None)), [45, 65, 69]);
}

#[test]
fn threads_with_a_quantum() {
    assert_eq!(completions("threads", machine(1, 1, 0, Some(4))), [64, 41, 25]);
}

#[test]
fn threads_on_two_cores_with_a_quantum() {
    assert_eq!(completions("threads", machine(2, 1, 0, Some(4))), [47, 21, 17]);
}
