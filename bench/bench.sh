#!/bin/sh
# What `make bench` runs: Tailrace and its peers in alternating rounds (the machine's speed drifts), then the table.
#   ROUNDS=3 SECONDS_EACH=5 WORKLOADS=W1i1,W1i16,W2,W3,W4,W5,W6 PEERS="peers/limit.json peers/nchan.json" sh bench.sh
set -eu
cd "$(dirname "$0")"
ROUNDS=${ROUNDS:-2} SECONDS_EACH=${SECONDS_EACH:-5} WORKLOADS=${WORKLOADS:-W1i1,W1i16,W2,W3,W4,W5,W6base,W6}
PEERS=${PEERS:-"peers/limit.json peers/nchan.json"}
OUT=${OUT:-results/$(date +%Y%m%d-%H%M%S).jsonl}
mkdir -p "$(dirname "$OUT")"
cc -O2 -o sseload sseload.c && ./selftest
ulimit -n "$(ulimit -Hn)"
for workload in $(echo "$WORKLOADS" | tr , ' '); do
    for round in $(seq "$ROUNDS"); do
        for target in $PEERS tailrace.json; do
            ./run "$target" -w "$workload" -d "$SECONDS_EACH" --out "$OUT" > /dev/null 2>> "$OUT.log" \
                || echo "$target $workload failed; see $OUT.log" >&2
            echo "  $workload, round $round of $ROUNDS: $target" >&2
        done
    done
done
scratch=$(mktemp -d)
PORT=23999 RUNDIR=$scratch HERE=$PWD taskset -c 0 sh tailrace.sh > "$scratch/log" 2>&1 &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$scratch"' EXIT
until ../.venv/bin/python -c 'import urllib.request as r; r.urlopen("http://127.0.0.1:23999/readyz")' 2> /dev/null; do sleep 0.2; done
taskset -c 1 ../.venv/bin/python extra.py http://127.0.0.1:23999 "$(cat "$scratch/token")" | tee "$OUT.extra"
./table "$OUT" | tee "${OUT%.jsonl}.md"
