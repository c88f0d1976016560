#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("config"),
    |data: &[u8]| banqlint_fuzz::config(data)
);
