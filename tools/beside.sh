#!/usr/bin/env bash
# Runs shell commands side by side and waits for the end of each. Fails if one of them did, and says which.
#
#   tools/beside.sh "make setup" "tools/browser.sh"
set -euo pipefail -m # each in a process group of its own, so that an interrupt can end what it has started

groups=()
for command in "$@"; do
    bash -euo pipefail -c "$command" </dev/null &
    groups+=($!)
done
trap 'kill -- "${groups[@]/#/-}" 2>/dev/null; exit 130' INT TERM

failed=0
for number in "${!groups[@]}"; do
    wait "${groups[number]}" || {
        failed=$?
        echo "beside: this failed, its message is above: ${*:number+1:1}" >&2
    }
done
exit "$failed"
