//! Whatever the bytes are, the reader answers; what it makes of them is lanes without overlap, and is written and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loopscope_fuzz::formats::traces::chrome::{self, Limits};

const LIMITS: Limits = Limits { bytes: 64 << 20 };

fuzz_target!(|bytes: &[u8]| {
    let Ok(trace) = chrome::read(bytes, "fuzz", 0, LIMITS) else { return };
    for track in &trace.tracks().rows {
        let mut last = 0;
        for span in track.spans(0, u64::MAX) {
            assert!(last <= span.start && span.start < span.end);
            last = span.end;
        }
    }
    let mut text = Vec::new();
    chrome::write(&trace, &[], 0..u64::MAX, &mut text).expect("memory takes it");
    let again = chrome::read(&text[..], "fuzz", 1, LIMITS).expect("what was written is read");
    assert!(again.recorded().is_some_and(|recorded| recorded.broken.is_none()));
});
