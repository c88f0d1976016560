#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("loose"),
    |data: &[u8]| banqlint_fuzz::loose(data)
);
