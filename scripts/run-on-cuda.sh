#!/usr/bin/env bash
# Runs the suite on a machine with an NVIDIA GPU that has no .NET SDK and no network: the suite is published here, libtorch
# is that machine's own (Python's torch 2.10, or an unpacked libtorch).
#
#   scripts/run-on-cuda.sh pack [FILE.tar.xz]     where the SDK is: writes everything that has to be carried over
#
# On the GPU machine:
#
#   tar xf suite-cuda.tar.xz && cd suite-cuda
#   ./run.sh                                      yolov5s and m, 640, batches 8 to 128, every scheme
#   ./run.sh --model n --batch 8,16 --filter '*Amp*'     or what these options of the suite say
#
#   LIBTORCH=DIR   libtorch to run over, in place of python3's torch
#   OUT=DIR        where the runs are written (./artifacts)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
fail() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

pack() {
    local root out
    root="$(dirname "$here")"
    out="$(realpath -m "${1:-suite-cuda.tar.xz}")"
    work="$(mktemp -d)"
    trap 'rm -rf "$work"' EXIT
    TorchSharpRuntime=none dotnet publish "$root/bench" -c Release -r linux-x64 --self-contained -nologo -v quiet -p:DebugType=none \
        --artifacts-path "$work/build" -o "$work/suite-cuda/app"
    cp "$here/run-on-cuda.sh" "$work/suite-cuda/run.sh"
    cp "$root/LICENSE" "$work/suite-cuda/"
    tar -C "$work" -cf - suite-cuda | xz -T0 -9 >"$out.new"
    mv "$out.new" "$out"
    echo "$out: $(($(stat -c %s "$out") / 1048576)) MiB"
}

run() {
    local status=0
    LIBTORCH="${LIBTORCH-$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true)}"
    [ -n "$LIBTORCH" ] || fail "python3 has no torch here; name a libtorch with LIBTORCH=DIR"
    export LIBTORCH DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredCompilation=0
    nvidia-smi -L 2>/dev/null || echo "No NVIDIA GPU answers here: the suite will measure the CPU." >&2
    cd "$here" # data sets and warm starts are kept here
    local suite=("$here/app/Benchmarks" --inProcess --artifacts "${OUT:-$here/artifacts}")
    if [ $# -gt 0 ]; then
        [[ " $* " == *" --filter "* ]] || set -- --filter '*TrainingStep*' "$@"
        "${suite[@]}" "$@" || status=$?
    else
        for model in s m; do
            "${suite[@]}" --filter '*TrainingStep*' --model "$model" --imgsz 640 --batch 8,16,32,64,128 || status=$?
        done
    fi
    echo "Runs: ${OUT:-$here/artifacts}. To share one, copy its folder to artifacts/reference/DEVICE/ in the repository and commit it."
    return $status
}

if [ -d "$here/app" ]; then
    run "$@"
elif [ "${1:-}" = pack ] && [ $# -le 2 ]; then
    pack "${2:-}"
else
    sed -n '2,/^set -/{/^set -/!s/^# \{0,1\}//p}' "$0"
    exit 2
fi
