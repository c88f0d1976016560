#!/usr/bin/env bash
# Fuzzes every target, or those that are named: fuzz/run.sh [seconds-per-target] [target]...
#
# Needs a stable Rust and a C++ compiler, no cargo-fuzz: coverage is an option of the compiler, and libFuzzer is built by its crate. What is
# found stands in fuzz/artifacts/TARGET; fuzz/corpus/TARGET is kept, and the next run goes on from it.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-60}
[ $# -gt 0 ] && shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
  for file in fuzz_targets/*.rs; do targets+=("$(basename "$file" .rs)"); done
fi

# A host's own triple keeps the flags away from build scripts.
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS='--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
  -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
  -Cllvm-args=-sanitizer-coverage-trace-compares'
cargo build --locked --release --target "$host" --target-dir target "${targets[@]/#/--bin=}"

failed=()
for target in "${targets[@]}"; do
  mkdir -p "corpus/$target" "artifacts/$target" "seeds/$target"
  printf '\n== %s\n' "$target"
  # 20 seconds for one input, since this build is several times slower than a release and a machine may be busy; and 2 GiB of memory.
  BANQLINT_FUZZ_SEEDS=seeds/$target "target/$host/release/$target" "corpus/$target" "seeds/$target" \
    -artifact_prefix="artifacts/$target/" -dict=words.dict -max_total_time="$seconds" -max_len=65536 \
    -timeout=20 -report_slow_units=2 -rss_limit_mb=2048 -print_final_stats=1 2>&1 |
    tee "artifacts/$target.log" | grep -E '^(SUMMARY|stat::|Slowest|==|#[0-9]+.DONE|thread|.*panicked)|Test unit written' || true
  if ! tail -n 20 "artifacts/$target.log" | grep -q '^stat::'; then failed+=("$target"); fi
  if ls "artifacts/$target" | grep -qE '^(crash|oom|timeout)-'; then failed+=("$target"); fi
done

if [ ${#failed[@]} -gt 0 ]; then
  echo "faults, see fuzz/artifacts: ${failed[*]}" >&2
  exit 1
fi
