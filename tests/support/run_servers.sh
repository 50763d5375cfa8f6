#!/bin/sh
# Runs tests that start servers: run_servers.sh PYTHON NAME [options and folders for pytest].
# Up to five red tests are run once more, alone, and named: beside others on busy processors, one of a thousand waits in
# vain now and then. Red again is red; more than five at once are no accident of the machine.
set -u
python=$1
cache=$PWD/.pytest_cache/$2
shift 2

run() { # addopts as in pyproject.toml, but with pytest's cache, which remembers what was red
    "$python" -m pytest --durations=10 --durations-min=2 -o "cache_dir=$cache" \
        -o "addopts=-q --strict-markers --strict-config -p no:schemathesis" "$@"
}

rm -rf "$cache"
run "$@"
status=$?
[ "$status" -eq 1 ] || exit "$status" # 1: all ran, some were red
red=$("$python" -c 'import json, sys; print("\n".join(json.load(open(sys.argv[1]))))' "$cache/v/cache/lastfailed") || exit 1
[ "$(printf '%s\n' "$red" | wc -l)" -le 5 ] || exit 1
printf '==> Red beside others; once more, alone:\n%s\n' "$red"
run "$@" -n 0 --last-failed --last-failed-no-failures none || exit 1
printf '==> Green when alone. Red beside others:\n%s\n' "$red"
