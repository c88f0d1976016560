#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("rules"),
    |data: &[u8]| banqlint_fuzz::rules(data)
);
