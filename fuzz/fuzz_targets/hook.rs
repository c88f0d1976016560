#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("hook"),
    |data: &[u8]| banqlint_fuzz::hook(data)
);
