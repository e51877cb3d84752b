#!/usr/bin/env bash
# Compares a network for both cameras with networks for one. Draws sequences in which still drones show in RGB frames alone,
# and drones at night in event frames alone. For each seed it trains a small network on RGB frames, one on event frames and
# one on both, and prints their mAP@0.5. Exits 1 if, for any seed, the network for both is not at least 0.15 above the better
# of the others. All are trained and validated on the same pairs and labels.
#
#   scripts/fusion-wins.sh [SEED ...]      by default 0 1 2; a training takes 1 to 2 minutes on two cores
#
# YOLO5_DLL names a built program, FUSION_DATA a folder for the drawn data (kept), FUSION_EPOCHS another number of epochs, FUSION_KIND
# another --fusion than concat.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
seeds=("$@")
[ $# -gt 0 ] || seeds=(0 1 2)
program=${YOLO5_DLL:-$PWD/src/Yolov5.Cli/bin/Release/net10.0/yolo5.dll}
[ -e "$program" ] || dotnet build -c Release src/Yolov5.Cli -v q -nologo
definition=$PWD/src/Yolov5/Models/Definitions/yolov5n.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=${FUSION_DATA:-$work/data}
dotnet "$program" dataset create "$data" --fusion
cd "$work"
sed 's/^nc: 80.*/nc: 1/' "$definition" > single.yaml

# Small steps of 16 images: 40 epochs of 64-image steps would be 160 steps, too few to begin from random weights.
# Samples with one frame alone are left out, so that a network of one camera is not trained on black pictures.
train() {
    local modality=$1 seed=$2 fusion=()
    [ "$modality" != dual ] || fusion=(--fusion "${FUSION_KIND:-concat}")
    dotnet "$program" train --data "$data" --modality "$modality" --unpaired skip --cfg single.yaml "${fusion[@]}" --scheme amp_fused_channels_last --imgsz 160 --batch-size 16 --nominal-batch-size 16 \
        --epochs "${FUSION_EPOCHS:-40}" --mosaic-prob 0.5 --seed "$seed" --noval --cache ram --noplots --device cpu --name "$modality$seed" > "$modality$seed.log" 2>&1 \
        || { tail -5 "$modality$seed.log" >&2; exit 1; }
}

# mAP@0.5 of the last epoch: column 7 of results.csv.
map_of() { tail -1 "runs/train/$1/results.csv" | cut -d , -f 7; }

failed=0
printf '%6s %8s %8s %8s %8s\n' seed rgb event dual gain
for seed in "${seeds[@]}"; do
    for modality in rgb event dual; do
        train "$modality" "$seed"
    done
    awk -v seed="$seed" -v rgb="$(map_of "rgb$seed")" -v event="$(map_of "event$seed")" -v dual="$(map_of "dual$seed")" 'BEGIN {
        better = rgb > event ? rgb : event
        printf "%6s %8.3f %8.3f %8.3f %+8.3f\n", seed, rgb, event, dual, dual - better
        exit !(dual - better >= 0.15)
    }' || failed=1
done
[ "$failed" -eq 0 ] || echo "The networks with both cameras are not 0.15 above the better single one for every seed." >&2
exit "$failed"
