#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("objects"),
    |data: &[u8]| banqlint_fuzz::objects(data)
);
