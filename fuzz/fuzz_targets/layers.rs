#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("layers"),
    |data: &[u8]| banqlint_fuzz::layers(data)
);
