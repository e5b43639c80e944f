//! Whatever is pasted is answered; what was packed unpacks to itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use loopscope_fuzz::formats::documents::paste;

fuzz_target!(|text: &str| {
    let _ = paste::unpack(text);
    if let Ok(unpacked) = paste::unpack(&paste::pack(text)) {
        assert_eq!(unpacked.trim(), text.trim());
    }
});
