//! Whatever the text is, the reader answers; a scenario that it accepts is written so that it reads the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loopscope_fuzz::{formats::documents::scenario, models};

fuzz_target!(|text: &str| {
    let models = models();
    let Ok(read) = scenario::parse(text, "fuzz", &models) else { return };
    let written = scenario::write(&read);
    let again = scenario::parse(&written, "written", &models).expect("what was written is read");
    assert_eq!(read, again, "{written}");
});
