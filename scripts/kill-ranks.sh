#!/usr/bin/env bash
# Trains with two ranks and kills one of them (SIGKILL) again and again; the launcher starts both again. Every second kill comes
# within a second after another epoch is done, the others after a random time of up to SECONDS, which may be while the ranks
# start. Then compares the weights with those of a training that was left alone. Exits 1 if they differ, if a run
# hangs, or if the training ended before all kills.
#
#   scripts/kill-ranks.sh [KILLS [SECONDS]]      by default 20 kills, within 10 seconds each
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/noise-pictures.sh
kills=${1:-20} within=${2:-10}
program=${YOLO5_DLL:-$PWD/src/Yolov5.Cli/bin/Release/net10.0/yolo5.dll}
[ -e "$program" ] || dotnet build -c Release src/Yolov5.Cli -v q -nologo
[ -e src/Gloo/build/libglooshim.so ] || scripts/build-gloo.sh
work=$(mktemp -d)
job=
trap '[ -z "$job" ] || pkill -P "$job" || true; rm -rf "$work"' EXIT
cd "$work"
noise_pictures 8

launch() { timeout 1800 dotnet "$program" launch --nproc-per-node 2 --master-port 0 --max-restarts "$kills" train --data data.yaml --cfg yolov5n --imgsz 64 --batch-size 4 --epochs $((kills * within * 3 / 2)) --noplots --device cpu --workers 1 --sync-bn --name "$1"; }
hash_of() { unzip -p "runs/train/$1/weights/last.pt" 'archive/data/*' | sha256sum | cut -d ' ' -f 1; }
epochs_of() { grep -c '^[0-9]' "runs/train/$1/results.csv" 2> /dev/null || true; }
rank_of() { pgrep -P "$1" -x dotnet | sed -n "$2p"; }

launch whole > whole.txt 2>&1 || { tail -5 whole.txt; exit 1; }
echo "left alone: $(hash_of whole)"
launch parts > parts.txt 2>&1 &
job=$!
done_kills=0
while [ $done_kills -lt "$kills" ] && kill -0 $job 2> /dev/null; do
    wait_ms=$((RANDOM % (within * 1000)))
    if [ $((done_kills % 2)) = 1 ]; then
        before=$(epochs_of parts)
        until [ "$(epochs_of parts)" -gt "${before:-0}" ] 2> /dev/null || ! kill -0 $job 2> /dev/null; do sleep 0.1; done
        wait_ms=$((RANDOM % 1000))
    fi
    sleep "$((wait_ms / 1000)).$(printf %03d $((wait_ms % 1000)))"
    launcher=$(pgrep -P "$(pgrep -P $job -x timeout || echo $job)" -x dotnet | head -1) || continue
    victim=$(rank_of "$launcher" $((RANDOM % 2 + 1))) || continue
    if [ -n "$victim" ] && kill -9 "$victim" 2> /dev/null; then
        done_kills=$((done_kills + 1))
        # The launcher notices, ends the other, and starts both again.
        for _ in $(seq 300); do [ "$(grep -c 'started again' parts.txt)" -ge $done_kills ] && break; sleep 0.1; done
        echo "  kill $done_kills after $wait_ms ms, $(epochs_of parts) epochs done"
    fi
done
wait $job || { tail -5 parts.txt; echo "the run failed"; exit 1; }
echo "$done_kills kills, $(grep -c 'started again' parts.txt) restarts: $(hash_of parts)"
[ $done_kills = "$kills" ] || { echo "the training ended after $done_kills of $kills kills; ask for fewer seconds"; exit 1; }
[ "$(hash_of whole)" = "$(hash_of parts)" ] && cmp runs/train/whole/results.csv runs/train/parts/results.csv && echo "the same weights and figures"
