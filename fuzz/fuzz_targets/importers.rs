//! Whatever the bytes are, every reader of the registry returns; what one makes of them returns from every question, has tracks without
//! overlap, and is written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loopscope_fuzz::formats::traces::{
    chrome,
    importers::{IMPORTERS, Request, sniffed},
};
use loopscope_fuzz::{sim, trace::Trace};

const BYTES: usize = 64 << 20;

fuzz_target!(|bytes: &[u8]| {
    let _ = sniffed(IMPORTERS, bytes);
    for importer in IMPORTERS {
        let request = Request { file: "fuzz", run: 0, bytes: BYTES, find: sim::model };
        let Ok(imported) = (importer.read)(&mut &bytes[..], &request) else { continue };
        let _ = (importer.estimate)(bytes, bytes.len() as u64, sim::model);
        asked(&imported.trace);
    }
});

fn asked(trace: &Trace) {
    for n in 0..trace.len().min(64) {
        let _ = (trace.state_at(n), trace.stats_at(n));
    }
    let _ = trace.stats().report(None);
    let tasks: Vec<_> = trace.live().tasks().map(|task| task.id).take(8).collect();
    for task in tasks {
        let _ = trace.why(task, trace.len());
    }
    if trace.imported().is_some() {
        for track in &trace.tracks().rows {
            let mut last = 0;
            for span in track.spans(0, u64::MAX) {
                assert!(last <= span.start && span.start < span.end);
                last = span.end;
            }
        }
    }
    let mut text = Vec::new();
    chrome::write(trace, &[], 0..u64::MAX, &mut text).expect("memory takes it");
    if trace.imported().is_some() {
        let request = Request { file: "fuzz", run: 1, bytes: BYTES, find: sim::model };
        let again = (chrome::IMPORTER.read)(&mut &text[..], &request).expect("what was written is read");
        assert!(again.trace.recorded().is_some_and(|recorded| recorded.broken.is_none()));
    }
}
