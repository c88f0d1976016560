#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("engine"),
    |data: &[u8]| banqlint_fuzz::engine(data)
);
