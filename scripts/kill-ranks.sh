#!/usr/bin/env bash
# Trains with two ranks, kills one of them (SIGKILL) at random moments, each time after at most SECONDS, and lets the launcher start
# them again; then compares the weights with those of a training that was left alone. Exits 1 if they differ or a run hangs.
#
#   scripts/kill-ranks.sh [KILLS [SECONDS]]      by default 20 kills, within 20 seconds each
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
kills=${1:-20} within=${2:-20}
program=${YOLO5_DLL:-$PWD/src/Yolov5.Cli/bin/Release/net10.0/yolo5.dll}
[ -e "$program" ] || dotnet build -c Release src/Yolov5.Cli -v q -nologo
[ -e src/Gloo/build/libglooshim.so ] || scripts/build-gloo.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Eight pictures of noise as BMP files of 64 x 64 pixels, each with two boxes.
number() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x00"; }
mkdir images labels
for i in $(seq 0 7); do
    { printf BM; number 12342; number 0; number 54; number 40; number 64; number 64; printf '\x01\x00\x18\x00'; number 0; number 12288; number 0; number 0; number 0; number 0; head -c 12288 /dev/urandom; } > images/$i.bmp
    printf '0 0.%d 0.5 0.4 0.5\n1 0.6 0.4 0.2 0.%d\n' $((3 + i % 4)) $((2 + i % 5)) > labels/$i.txt
done
printf 'path: %s\ntrain: images\nval: images\nnames: [cat, dog]\n' "$work" > data.yaml

launch() { timeout 1800 dotnet "$program" launch --nproc-per-node 2 --master-port 0 --max-restarts "$kills" train --data data.yaml --cfg yolov5n --imgsz 64 --batch-size 4 --epochs $((kills * 3)) --noplots --device cpu --workers 1 --sync-bn --name "$1"; }
hash_of() { unzip -p "runs/train/$1/weights/last.pt" 'archive/data/*' | sha256sum | cut -d ' ' -f 1; }
rank_of() { pgrep -P "$1" -x dotnet | sed -n "$2p"; }

launch whole > whole.txt 2>&1 || { tail -5 whole.txt; exit 1; }
echo "left alone: $(hash_of whole)"
launch parts > parts.txt 2>&1 &
job=$!
done_kills=0
while [ $done_kills -lt "$kills" ] && kill -0 $job 2> /dev/null; do
    wait_ms=$((RANDOM % (within * 1000)))
    sleep "$((wait_ms / 1000)).$(printf %03d $((wait_ms % 1000)))"
    launcher=$(pgrep -P "$(pgrep -P $job -x timeout || echo $job)" -x dotnet | head -1) || continue
    victim=$(rank_of "$launcher" $((RANDOM % 2 + 1)))
    if [ -n "$victim" ] && kill -9 "$victim" 2> /dev/null; then
        done_kills=$((done_kills + 1))
        # The launcher notices, ends the other, and starts both again.
        for _ in $(seq 300); do [ "$(grep -c 'started again' parts.txt)" -ge $done_kills ] && break; sleep 0.1; done
        echo "  kill $done_kills after $wait_ms ms, $(cat runs/train/parts/results.csv 2> /dev/null | grep -c '^[0-9]' || true) epochs done"
    fi
done
wait $job || { tail -5 parts.txt; echo "the run failed"; exit 1; }
echo "$done_kills kills, $(grep -c 'started again' parts.txt) restarts: $(hash_of parts)"
[ "$(hash_of whole)" = "$(hash_of parts)" ] && cmp runs/train/whole/results.csv runs/train/parts/results.csv && echo "the same weights and figures"
