#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("document"),
    |data: &[u8]| banqlint_fuzz::document(data)
);
