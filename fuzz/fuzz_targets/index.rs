#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("index"),
    |data: &[u8]| banqlint_fuzz::index(data)
);
