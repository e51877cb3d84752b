#!/usr/bin/env bash
# Brings a machine to where the tree builds and runs: system packages, the bridge to libtorch, restored packages.
# Safe to run again: says and does nothing when nothing has changed. Usage: ./setup.sh [--verbose]
#
#   LIBTORCH=DIR   build the bridge with this libtorch (a folder with include/ and lib/)
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$root"

state=.state
stamp=$state/setup.stamp
bridge=src/Native/build/libtorchbridge.so
log=$state/setup.log
verbose=0
[ "${1:-}" = "--verbose" ] && verbose=1

say() { printf '%s\n' "$*" >&2; }
fail() {
    say "setup: $*"
    exit 2
}

# What the result depends on: when this is as it was, there is nothing to do.
fingerprint() {
    {
        cat setup.sh Directory.Packages.props src/Native/CMakeLists.txt
        find src/Native -path src/Native/build -prune -o \( -name '*.cpp' -o -name '*.h' \) -print0 | sort -z | xargs -0 cat
        find . -name '*.csproj' -not -path '*/obj/*' -not -path '*/bin/*' -print0 | sort -z | xargs -0 cat
        [ -f src/Reports/package-lock.json ] && cat src/Reports/package-lock.json
        printf '%s|%s|%s|%s' "${LIBTORCH:-}" "${TorchSharp:-}" "${TorchSharpAssembly:-}" "$root"
    } | sha256sum | cut -d' ' -f1
}

wanted="$(fingerprint)"
if [ -f "$bridge" ] && [ "$(cat $stamp 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

mkdir -p "$state"
: >"$log"
run() {
    if [ $verbose = 1 ]; then
        "$@" 2>&1 | tee -a "$log" >&2
    elif ! "$@" >>"$log" 2>&1; then
        tail -n 40 "$log" >&2
        fail "'$*' failed; the whole log is $root/$log"
    fi
}

command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing: https://dotnet.microsoft.com/download"

# Which libtorch: the one named; else that of python3 where it has CUDA and a driver answers; else the system's.
libtorch="${LIBTORCH:-}"
if [ -n "$libtorch" ]; then
    [ -f "$libtorch/include/ATen/ATen.h" ] || fail "LIBTORCH=$libtorch has no include/ATen/ATen.h"
elif command -v nvidia-smi >/dev/null && nvidia-smi -L >/dev/null 2>&1 && command -v python3 >/dev/null; then
    libtorch="$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__) if torch.version.cuda else "")' 2>/dev/null || true)"
fi

# --- system packages --------------------------------------------------------------------------------------
packages=()
need() { # need COMMAND-OR-FILE PACKAGE
    case "$1" in
        /*) compgen -G "$1" >/dev/null && return ;;
        # Not in a pipe: a grep that has seen enough kills ldconfig, and with pipefail that reads as "missing".
        *.so.*) [[ "$(ldconfig -p 2>/dev/null)" == *"$1"* ]] && return ;;
        *) command -v "$1" >/dev/null && return ;;
    esac
    packages+=("$2")
}
export PATH="$PATH:/usr/sbin:/sbin" # ldconfig
need g++ g++
need make make
need cmake cmake
[ -n "$libtorch" ] || need /usr/include/ATen/ATen.h libtorch-dev
[ -n "$libtorch" ] || need /usr/include/gloo/rendezvous/store.h libgloo-dev
[ -n "$libtorch" ] || need "/usr/include/*/sleef.h" libsleef-dev # which ATen's vector headers include
[ -n "$libtorch" ] || need /usr/include/dnnl.h libdnnl-dev
need libturbojpeg.so.0 libturbojpeg0
need libpng16.so.16 libpng16-16
need gnuplot gnuplot-nox

if [ ${#packages[@]} -gt 0 ]; then
    command -v apt-get >/dev/null ||
        fail "these packages are missing, and there is no apt-get here to install them: ${packages[*]}"
    as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null ||
            fail "these packages are missing; install them as root: apt-get install ${packages[*]}"
        as_root=(sudo)
    fi
    say "setup: installing ${packages[*]}"
    run "${as_root[@]}" apt-get update -q
    run "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}"
fi

# --- the bridge -------------------------------------------------------------------------------------------
say "setup: building the bridge to libtorch${libtorch:+ in $libtorch}"
run cmake -S src/Native -B src/Native/build -DCMAKE_BUILD_TYPE=Release -DLIBTORCH="$libtorch"
run cmake --build src/Native/build --parallel "$(nproc)"

# --- packages ---------------------------------------------------------------------------------------------
if [ -f src/Reports/package-lock.json ]; then
    if command -v npm >/dev/null; then
        say "setup: fetching plotly.js"
        (cd src/Reports && npm ci --no-audit --no-fund >>"$root/$log" 2>&1) ||
            say "setup: plotly.js could not be fetched; reports will have tables without charts"
    else
        say "setup: npm is not here; reports will have tables without charts"
    fi
fi
say "setup: restoring packages"
run dotnet restore Benchmarks.slnx

printf '%s' "$wanted" >"$stamp.new" && mv "$stamp.new" "$stamp"
