# To be sourced. noise_pictures COUNT writes COUNT pictures of noise (BMP, 64 x 64, two boxes each) and data.yaml into the current
# folder.
noise_pictures() {
    number() { printf "\\x$(printf %02x $(($1 & 255)))\\x$(printf %02x $(($1 >> 8 & 255)))\\x$(printf %02x $(($1 >> 16 & 255)))\\x00"; }
    mkdir images labels
    local i
    for i in $(seq 0 $(($1 - 1))); do
        { printf BM; number 12342; number 0; number 54; number 40; number 64; number 64; printf '\x01\x00\x18\x00'; number 0; number 12288; number 0; number 0; number 0; number 0; head -c 12288 /dev/urandom; } > "images/$i.bmp"
        printf '0 0.%d 0.5 0.4 0.5\n1 0.6 0.4 0.2 0.%d\n' $((3 + i % 4)) $((2 + i % 5)) > "labels/$i.txt"
    done
    printf 'path: %s\ntrain: images\nval: images\nnames: [cat, dog]\n' "$PWD" > data.yaml
}
