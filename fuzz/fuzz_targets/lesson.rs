//! Whatever the text is, the reader answers.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loopscope_fuzz::{formats::documents::lesson, models};

fuzz_target!(|text: &str| {
    let _ = lesson::is_lesson(text);
    let _ = lesson::parse(text, "fuzz", &models());
});
