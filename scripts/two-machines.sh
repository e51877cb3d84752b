#!/usr/bin/env bash
# Two machines as network namespaces with addresses of their own, joined by a pair of virtual cards; each has one rank of a training. Three runs:
#   1. to the end;
#   2. with the second machine cut off in the middle: both have to end within the time-out, with an error that names the rank;
#   3. with 50 ms delay and 1 % of packets lost, by the kernel's netem or by scripts/slow-link.cs.
# Needs root, ip and tc (apt-get install iproute2). Exits 1 if a run does not end as it should.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
. scripts/noise-pictures.sh
command -v ip > /dev/null && command -v tc > /dev/null || { echo "two-machines: needs ip and tc: apt-get install iproute2" >&2; exit 2; }
program=${YOLO5_DLL:-$PWD/src/Yolov5.Cli/bin/Release/net10.0/yolo5.dll}
[ -e "$program" ] || dotnet build -c Release src/Yolov5.Cli -v q -nologo
[ -e src/Gloo/build/libglooshim.so ] || scripts/build-gloo.sh
timeout=20 master=10.55.0.1
work=$(mktemp -d)
clean() { for m in 0 1; do ip netns pids "y5m$m" 2> /dev/null | xargs -r kill 2> /dev/null || true; ip netns del "y5m$m" 2> /dev/null || true; done; rm -rf "$work"; }
trap clean EXIT
for m in 0 1; do ip netns add "y5m$m"; ip -n "y5m$m" link set lo up; done
ip link add y5a netns y5m0 type veth peer name y5b netns y5m1
ip -n y5m0 addr add 10.55.0.1/24 dev y5a; ip -n y5m0 link set y5a up
ip -n y5m1 addr add 10.55.0.2/24 dev y5b; ip -n y5m1 link set y5b up
cd "$work"
noise_pictures 8

# machine NUMBER NAME EPOCHS: one of the two.
machine() {
    ip netns exec "y5m$1" timeout 300 dotnet "$program" launch --nproc-per-node 1 --nnodes 2 --node-rank "$1" --master-addr $master --master-port 29511 \
        train --data data.yaml --cfg yolov5n --imgsz 64 --batch-size 4 --epochs "$3" --noplots --device cpu --workers 1 --sync-bn --rank-timeout $timeout --name "$2" > "$2.$1.txt" 2>&1
}
both() {
    machine 1 "$1" "$2" &
    local second=$!
    local first=0
    machine 0 "$1" "$2" || first=$?
    local other=0
    wait $second || other=$?
    echo "$1: exit codes $first and $other, $(grep -c '^[0-9]' "runs/train/$1/results.csv") epochs, $SECONDS s"
    [ $first = 0 ] && [ $other = 0 ] || { tail -3 "$1".?.txt; exit 1; }
}
SECONDS=0
both whole 3

SECONDS=0
machine 0 cut 1000 &
first=$!
machine 1 cut 1000 &
second=$!
until grep -q 'epoch 2/1000' cut.0.txt 2> /dev/null; do sleep 0.2; [ $SECONDS -lt 120 ] || { cat cut.?.txt; exit 1; }; done
ip -n y5m1 link set y5b down
SECONDS=0
codes=""
for job in $first $second; do code=0; wait $job || code=$?; codes="$codes $code"; done
echo "cut off: exit codes$codes after $SECONDS s (time-out $timeout s)"
for m in 0 1; do grep -h 'failed on rank' cut.$m.txt | head -1 | sed 's/^/  /'; grep -q "failed on rank $m of 2: .*rank" cut.$m.txt || { cat cut.$m.txt; exit 1; }; done
[ $SECONDS -lt $((timeout + 15)) ] || exit 1
ip -n y5m1 link set y5b up

# The first machine's packets, its gradients among them, are late and lossy; where the kernel has no netem, a program carries them.
if ! tc -n y5m0 qdisc add dev y5a root netem delay 50ms loss 1% 2> /dev/null; then
    coproc LINK { exec dotnet run "$root/scripts/slow-link.cs" -- y5s0 y5s1 50 1; }
    read -r -u "${LINK[0]}" answer && [ "$answer" = ready ] || { echo "two-machines: no slow link" >&2; exit 1; }
    for m in 0 1; do
        ip link set "y5s$m" netns "y5m$m"
        ip -n "y5m$m" addr add "10.56.0.$((m + 1))/32" peer "10.56.0.$((2 - m))" dev "y5s$m"
        ip -n "y5m$m" link set "y5s$m" up
    done
    master=10.56.0.1
fi
SECONDS=0
timeout=120
both slow 1
if [ -n "${LINK_PID:-}" ]; then
    echo >&"${LINK[1]}"
    read -r -u "${LINK[0]}" answer && echo "  $answer"
fi
