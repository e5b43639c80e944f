//! A long run takes up little memory, and says truly how much.

use crate::support::runs::Lab;
use loopscope::event::time::{MS, S};

const BUSY: &str = r#"
seed = 7
[machine]
cores = 2
[workload]
jobs = "endless"
arrivals = { closed = { clients = 24, think = { exp = "200us" } } }
steps = [ { cpu = { exp = "20us" } }, { io = "disk", latency = { exp = "300us" } }, { cpu = { exp = "30us" } } ]
[devices.disk]
depth = 8
"#;

const CALM: &str = r#"
seed = 7
[workload]
jobs = "endless"
arrivals = { closed = { clients = 20, think = { exp = "9ms" } } }
steps = [ { cpu = "300us" }, { io = "disk", latency = { exp = "20ms" } }, { cpu = { exp = "600us" } } ]
"#;

#[test]
fn everything_that_is_kept_of_a_long_run_is_at_most_sixteen_bytes_an_event() {
    for (name, scenario, until) in [("busy", BUSY, 900 * MS), ("calm", CALM, 24 * S)] {
        for model in ["coroutines", "threads", "goroutines"] {
            let lab = Lab::new(scenario, &[model], until);
            let trace = &lab.traces[0];
            assert!(trace.len() > 200_000, "{name}, {model}: {} events", trace.len());
            // A few blocks that were read are remembered too.
            for n in 0..100 {
                assert!(trace.event(n * 2000).is_some());
            }
            let parts: Vec<String> =
                trace.parts().iter().map(|(part, bytes)| format!("{part} {:.2}", *bytes as f64 / trace.len() as f64)).collect();
            assert!(trace.bytes() as u64 <= 16 * trace.len(), "{name}, {model}: {} events, {parts:?}", trace.len());
            println!("{name}, {model}: {} events, {:.2}: {parts:?}", trace.len(), trace.bytes() as f64 / trace.len() as f64);
        }
    }
}
