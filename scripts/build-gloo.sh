#!/usr/bin/env bash
# Builds src/Gloo, which ranks on CPUs need (ranks on GPUs do not): a small library over Gloo. Takes g++ and libgloo-dev.
# Usage: scripts/build-gloo.sh [--install]     --install installs what is missing, with apt-get
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../src/Gloo"

fail() {
    printf 'build-gloo: %s\n' "$*" >&2
    exit 2
}
case "${1:-}" in
    "" | --install) ;;
    *) fail "there is no option '$1'; --install is the only one" ;;
esac

missing=()
command -v g++ >/dev/null || missing+=(g++)
[ -e /usr/include/gloo/transport/context.h ] || [ -n "${CPLUS_INCLUDE_PATH:-}" ] || missing+=(libgloo-dev)
if [ ${#missing[@]} -gt 0 ]; then
    [ "${1:-}" = --install ] ||
        fail "missing: ${missing[*]}. Install with 'apt-get install ${missing[*]}', or run this again with --install."
    command -v apt-get >/dev/null || fail "missing: ${missing[*]}, and there is no apt-get here to install them"
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

mkdir -p build
library=build/libglooshim.so
# Built aside and moved, so that a program that has the old one loaded keeps it. -fwrapv: sums of integers wrap.
g++ -std=c++17 -O3 -fwrapv -Wall -Wextra -fPIC -shared -fvisibility=hidden ${CXXFLAGS:-} \
    gloo_shim.cpp -o "$library.new" ${LDFLAGS:-} -lgloo -pthread
mv "$library.new" "$library"
printf 'build-gloo: made %s\n' "src/Gloo/$library"
