#!/usr/bin/env bash
# Runs the suite on a machine with an NVIDIA GPU that has no .NET SDK and no network: what has to be compiled by the SDK
# is compiled here, what depends on the machine's torch is compiled there.
#
#   scripts/run-on-cuda.sh pack [FILE.tar.xz]     where the SDK is: writes everything that has to be carried over
#
# On the GPU machine, which needs Python's torch 1.13 to 2.11 with CUDA, its CUDA toolkit (nvcc), g++, CMake and make:
#
#   tar xf suite-cuda.tar.xz && cd suite-cuda
#   ./run.sh                                      yolov5s and m, 640, batches 8 to 128, every scheme
#   ./run.sh --model n --batch 8,16 --filter '*Amp*'     or what these options of the suite say
#
#   LIBTORCH=DIR   build the bridge with this libtorch (a folder with include/ and lib/) in place of python3's torch
#   OUT=DIR        where the runs are written (./artifacts)
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
fail() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

pack() {
    local root out suite library file
    root="$(dirname "$here")"
    out="$(realpath -m "${1:-suite-cuda.tar.xz}")"
    "$root/setup.sh"
    work="$(mktemp -d)"
    trap 'rm -rf "$work"' EXIT
    suite="$work/suite-cuda"
    mkdir -p "$suite/codecs"
    dotnet publish "$root/bench" -c Release -r linux-x64 --self-contained -nologo -v quiet -p:DebugType=none \
        -p:SatelliteResourceLanguages=en -o "$suite/app"
    rm -f "$suite"/app/libtorchbridge*.so # it belongs to this machine's libtorch
    (cd "$root/src" && find Native -path Native/build -prune -o -type f -print0 | xargs -0 cp --parents -t "$suite")
    # The image codecs, for a machine that lacks them.
    for library in libturbojpeg.so.0 libpng16.so.16; do
        file="$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p | awk -v name="$library" '$1 == name {print $NF; exit}')"
        [ -n "$file" ] || fail "$library is not on this machine: run ./setup.sh"
        cp -L "$file" "$suite/codecs/$library"
    done
    cp "$here/run-on-cuda.sh" "$suite/run.sh"
    cp "$root/LICENSE" "$suite/"
    tar -C "$work" -cf - suite-cuda | xz -T0 -9 >"$out.new"
    mv "$out.new" "$out"
    echo "$out: $(($(stat -c %s "$out") / 1048576)) MiB"
}

build_bridge() { # build_bridge LIBTORCH
    local tool
    for tool in cmake g++ make; do
        command -v $tool >/dev/null || fail "$tool is missing on this machine; the bridge to $1 cannot be built without it"
    done
    echo "Building the bridge to $1 ..."
    {
        cmake -S "$here/Native" -B "$here/Native/build" -DCMAKE_BUILD_TYPE=Release -DLIBTORCH="$1" &&
            cmake --build "$here/Native/build" --parallel "$(nproc)"
    } >"$here/bridge.log" 2>&1 || {
        tail -n 40 "$here/bridge.log" >&2
        fail "the bridge could not be built; the whole log is $here/bridge.log"
    }
    grep -E '^-- (CUDA|OpenMP|Process groups|libtorch):' "$here/bridge.log" || true
}

run() {
    local libtorch library status=0
    libtorch="${LIBTORCH-$(python3 -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2>/dev/null || true)}"
    [ -n "${LIBTORCH+named}" ] || [ -n "$libtorch" ] || fail "python3 has no torch here; name a libtorch with LIBTORCH=DIR"
    [ -f "$here/Native/build/libtorchbridge.so" ] || build_bridge "$libtorch"
    if nvidia-smi -L >/dev/null 2>&1; then
        nvidia-smi -L
        grep -q '^-- CUDA: [0-9]' "$here/bridge.log" ||
            fail "this machine has a GPU, but the bridge was built without CUDA: $libtorch has none, or nvcc is not there (see $here/bridge.log). Remove Native/build to build it again."
    else
        echo "No NVIDIA GPU answers here: the suite will measure the CPU." >&2
    fi

    export TORCH_BRIDGE="$here/Native/build/libtorchbridge.so" DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_TieredCompilation=0
    for library in libturbojpeg.so.0 libpng16.so.16; do
        if [[ "$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p)" != *"$library"* ]]; then
            mkdir -p "$here/lacking"
            cp -u "$here/codecs/$library" "$here/lacking/"
            export LD_LIBRARY_PATH="$here/lacking${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
        fi
    done

    cd "$here" # data sets and warm starts are kept here
    local suite=("$here/app/Benchmarks" --inProcess --artifacts "${OUT:-$here/artifacts}")
    if [ $# -gt 0 ]; then
        [[ " $* " == *" --filter "* ]] || set -- --filter '*TrainingStep*' "$@"
        "${suite[@]}" "$@" || status=$?
    else
        for model in s m; do
            "${suite[@]}" --filter '*TrainingStep*' --model $model --imgsz 640 --batch 8,16,32,64,128 || status=$?
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
