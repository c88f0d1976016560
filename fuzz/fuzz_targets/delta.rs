#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("delta"),
    |data: &[u8]| banqlint_fuzz::delta(data)
);
