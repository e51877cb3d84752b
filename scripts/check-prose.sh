#!/usr/bin/env bash
# Finds documentation texts that begin with What, Whether, How, Where, That or Who in place of a noun or a verb, on the
# line of their tag or the next one; prints file:line and exits 1 if there are any.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
find . -name '*.cs' -not -path '*/bin/*' -not -path '*/obj/*' -print0 | xargs -0 awk '
    FNR == 1 { open = 0 }
    open { if (/^ *\/\/\/ *(What|Whether|How|Where|That|Who)[^a-z]/) report(); open = 0 }
    /\/\/\/.*<(summary|returns|param [^>]*)> *(What|Whether|How|Where|That|Who)[^a-z]/ { report() }
    /\/\/\/.*<(summary|returns|param [^>]*)> *$/ { open = 1 }
    function report() { sub(/^ */, ""); print FILENAME ":" FNR ": " $0; found = 1 }
    END { exit found }' || exit 1
