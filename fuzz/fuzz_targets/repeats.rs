#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("repeats"),
    |data: &[u8]| banqlint_fuzz::repeats(data)
);
