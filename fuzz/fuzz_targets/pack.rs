#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("pack"),
    |data: &[u8]| banqlint_fuzz::pack(data)
);
