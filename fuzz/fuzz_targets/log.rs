//! Whatever the bytes are, the reader answers; the trace that it makes answers every question; what was read is written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loopscope_fuzz::{
    formats::traces::log::{self, Reader},
    sim,
};

fuzz_target!(|bytes: &[u8]| {
    let Ok(reader) = Reader::new(bytes, "fuzz") else { return };
    let trace = log::load(reader, "fuzz", 0, sim::model, 64 << 20);
    for n in 0..trace.len().min(64) {
        let _ = (trace.state_at(n), trace.stats_at(n));
    }
    let _ = trace.stats().report(None);
    let tasks: Vec<_> = trace.live().tasks().map(|task| task.id).take(8).collect();
    for task in tasks {
        let _ = trace.why(task, trace.len());
    }
    let mut text = Vec::new();
    loopscope_fuzz::formats::traces::chrome::write(&trace, &[], 0..u64::MAX, &mut text).expect("memory takes it");
});
