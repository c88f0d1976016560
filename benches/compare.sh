#!/usr/bin/env bash
# Times this tool beside its peers, ripgrep and git on clones that are there already, and writes the tables and the plot of docs/benchmarks.md.
#
#   benches/compare.sh DIRECTORY_OF_CLONES [OUT_DIR]
#
# Every repository right below the directory, bare or not, has its history timed; those with a working tree have that timed too. Nothing is
# fetched: a peer that is not installed is left out. Settings, from the environment:
#
#   RUNS, WARMUP   runs that count and runs before them (5 and 1)
#   RULES          `banqup`, the default: peers that can be given rules look for the same credentials (benches/peers);
#                  `own`: they look for all that they know
#   DOCUMENT       the file whose tables are written (docs/benchmarks.md); the plot stands beside it
#   BANQLINT, RAW_READ, KINGFISHER, GITLEAKS, BETTERLEAKS, RIPSECRETS, DETECT_SECRETS, RG
#                  the programs, where they are not on PATH under their own names; the first two are built if not given
#
# A package for Python may start a program that it holds: name that program, or the time of Python's start is counted too.
set -euo pipefail
shopt -s nullglob

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")

if [ $# -lt 1 ] || [ $# -gt 2 ] || [ ! -d "$1" ]; then
  sed -n 's/^#   \(benches.*\)/usage: \1/p' "$0" >&2
  exit 2
fi
clones=$(cd "$1" && pwd)
mkdir -p "${2:-$root/target/compare}"
out=$(cd "${2:-$root/target/compare}" && pwd)
runs=${RUNS:-5}
warmup=${WARMUP:-1}
rules=${RULES:-banqup}
document=${DOCUMENT:-$root/docs/benchmarks.md}

case $rules in
  banqup | own) ;;
  *) echo "RULES is banqup or own, not $rules" >&2 && exit 2 ;;
esac
for needed in hyperfine git python3; do
  command -v "$needed" >/dev/null || { echo "$needed is not installed" >&2 && exit 2; }
done

# The program of a peer: the one that was named, else the one on PATH, else nothing.
program() {
  if [ -n "$1" ]; then
    command -v "$1" || { echo "no such program: $1" >&2 && exit 2; }
  else
    command -v "$2" || true
  fi
}

# The executable of a benchmark, built if need be.
built_bench() {
  cargo bench --quiet --locked --manifest-path "$root/Cargo.toml" --bench "$1" --no-run --message-format json |
    sed -n 's/.*"kind":\["bench"\].*"executable":"\([^"]*\)".*/\1/p' | tail -n 1
}

if [ -z "${BANQLINT:-}" ]; then
  cargo build --quiet --release --locked --manifest-path "$root/Cargo.toml"
  BANQLINT=$root/target/release/banqlint
fi
banqlint=$(program "$BANQLINT" banqlint)
raw_read=$(program "${RAW_READ:-$(built_bench raw_read)}" raw_read)
kingfisher=$(program "${KINGFISHER:-}" kingfisher)
gitleaks=$(program "${GITLEAKS:-}" gitleaks)
betterleaks=$(program "${BETTERLEAKS:-}" betterleaks)
ripsecrets=$(program "${RIPSECRETS:-}" ripsecrets)
detect_secrets=$(program "${DETECT_SECRETS:-}" detect-secrets)
rg=$(program "${RG:-}" rg)

# What each peer is told beside what to read: no network, no failure for what it finds.
kingfisher_options=(--no-validate --no-update-check --format json)
leaks_options=(--no-banner --exit-code 0)
if [ "$rules" = banqup ]; then
  kingfisher_options+=(--load-builtins=false --rules-path "$here/peers/banqup.yml")
  leaks_options+=(--config "$here/peers/banqup.toml")
fi

# Adds a command to those that are timed next, unless its program is not there.
add() {
  local label=$1
  shift
  if [ -n "$1" ]; then
    timed+=(--command-name "$label" "$(printf '%q ' "$@")")
  fi
}

# Times what was added; exit codes of findings are no failures, and the report tells the others.
time_all() {
  hyperfine --shell none --ignore-failure --warmup "$warmup" --runs "$runs" --export-json "$out/$1.json" "${timed[@]}"
}

time_history() {
  timed=()
  add 'banqlint' "$banqlint" history "$1" --isolated --format json
  add 'banqlint, no connectivity' "$banqlint" history "$1" --skip-connectivity --isolated --format json
  add 'raw read' "$raw_read" "$1"
  # What it prints goes where all output goes: to /dev/null.
  add 'git cat-file' git -C "$1" cat-file --batch-all-objects --unordered --batch
  add 'kingfisher' "$kingfisher" scan "$1" --git-history full "${kingfisher_options[@]}"
  add 'gitleaks' "$gitleaks" git "$1" "${leaks_options[@]}"
  add 'betterleaks' "$betterleaks" git "$1" --silent "${leaks_options[@]}"
  time_all "$2.history"
}

time_tree() {
  timed=()
  add 'banqlint' "$banqlint" check "$1" --isolated --format json
  # All but what git itself keeps, which no other reads either.
  add 'rg' "$rg" --hidden --glob '!.git' -c eyJ "$1"
  add 'kingfisher' "$kingfisher" scan "$1" --git-history none "${kingfisher_options[@]}"
  add 'gitleaks' "$gitleaks" dir "$1" "${leaks_options[@]}"
  add 'betterleaks' "$betterleaks" auto "$1" --silent "${leaks_options[@]}"
  add 'ripsecrets' "$ripsecrets" "$1"
  add 'detect-secrets' "$detect_secrets" -C "$1" scan --no-verify
  time_all "$2.tree"
}

# The first line that a program prints of its version, if it is there.
version() {
  local label=$1
  shift
  if [ -n "$1" ]; then
    echo "$label: $("$@" 2>/dev/null | head -n 1)"
  fi
}

{
  version banqlint "$banqlint" --version
  version git git --version
  version rg "$rg" --version
  version kingfisher "$kingfisher" --version
  version gitleaks "$gitleaks" version
  version betterleaks "$betterleaks" version
  version ripsecrets "$ripsecrets" --version
  version detect-secrets "$detect_secrets" --version
  version hyperfine hyperfine --version
  echo "rules of peers: $rules"
  echo "runs: $runs, warm-up: $warmup"
  echo "date: $(date -u +%F)"
  echo "machine: $(nproc) cores, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
  echo "kernel: $(uname -srm)"
} >"$out/versions.txt"
cat "$out/versions.txt"

rm -f "$out"/*.history.json "$out"/*.tree.json
for clone in "$clones"/*/; do
  name=$(basename "$clone")
  # A link may lead to a clone, but not every peer follows one that it is given.
  clone=$(cd -P "$clone" && pwd)
  if [ -e "$clone/.git" ]; then
    time_history "$clone" "$name"
    time_tree "$clone" "$name"
  elif [ -f "$clone/HEAD" ] && [ -d "$clone/objects" ]; then
    time_history "$clone" "$name"
  else
    echo "$name is no repository, left out" >&2
  fi
done

python3 "$here/compare_report.py" "$out" "$document"
