#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("named"),
    |data: &[u8]| banqlint_fuzz::named(data)
);
