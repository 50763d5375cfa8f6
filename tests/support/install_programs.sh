#!/bin/sh
# Sees to it that the programs which the tests drive are there: installs what is missing with apt-get where that
# is possible without a question, and otherwise names the packages and the command, and fails.
set -eu
PATH="$PATH:/usr/sbin:/sbin"

missing=""
need() { # need PACKAGE COMMAND…: the package is wanted unless one of the commands is there
    package=$1
    shift
    for command in "$@"; do
        command -v "$command" >/dev/null 2>&1 && return
    done
    missing="$missing $package"
}

need git git
need chromium chromium chromium-browser google-chrome
need nginx-light nginx
need iproute2 ip
need curl curl
need ruby ruby
need varnish varnishd
need "gcc libc6-dev" cc # for the wall clock of tests/support/clock.c
need redis-server redis-server
need prometheus promtool # and the server itself
need "tesseract-ocr tesseract-ocr-deu tesseract-ocr-fra tesseract-ocr-spa" tesseract
need postgresql initdb /usr/lib/postgresql/*/bin/initdb
[ -z "$missing" ] && exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
    sudo -n true 2>/dev/null || as_root="no"
fi
if [ "$as_root" = "no" ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need programs that are missing here:$missing" >&2
    echo "Install them, on Debian and Ubuntu with:  sudo apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

# The tests start servers of their own; the ones that these packages would start stay off, and so do their ports.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
    trap '$as_root rm -f "$policy"' EXIT
fi

echo "==> Installing with apt-get:$missing"
$as_root apt-get -qq update
# shellcheck disable=SC2086 # a list of names
$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing </dev/null
