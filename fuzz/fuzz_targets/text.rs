#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("text"),
    |data: &[u8]| banqlint_fuzz::text(data)
);
