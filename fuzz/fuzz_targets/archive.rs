#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("archive"),
    |data: &[u8]| banqlint_fuzz::archive(data)
);
