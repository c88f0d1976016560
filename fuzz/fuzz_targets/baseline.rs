#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("baseline"),
    |data: &[u8]| banqlint_fuzz::baseline(data)
);
