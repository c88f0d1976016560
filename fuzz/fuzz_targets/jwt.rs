#![no_main]

libfuzzer_sys::fuzz_target!(
    init: banqlint_fuzz::plant("jwt"),
    |data: &[u8]| banqlint_fuzz::jwt(data)
);
