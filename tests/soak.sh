#!/usr/bin/env bash
# Runs all tests ten times while two busy loops take CPU time, and prints a line for each round.
# A round that fails can be repeated with its seed: PROPTEST_RNG_SEED=<seed> cargo test.
set -euo pipefail

cargo=${CARGO:-cargo}
rounds=${SOAK_ROUNDS:-10}
log=$(mktemp -d)
busy=()
end() {
    kill "${busy[@]}" 2>/dev/null || true
}
trap end EXIT

for _ in 1 2; do
    while :; do :; done &
    busy+=($!)
done

failed=0
for round in $(seq "$rounds"); do
    seed=$((RANDOM * 32768 + RANDOM))
    begin=$(date +%s)
    result=passed
    PROPTEST_RNG_SEED=$seed "$cargo" test --locked --workspace --no-fail-fast \
        >"$log/$round" 2>&1 || result=FAILED
    passed=$(grep -c '^test .* \.\.\. ok$' "$log/$round" || true)
    echo "round $round: $result, seed $seed, $passed tests passed, $(($(date +%s) - begin)) s," \
        "load $(cut -d' ' -f1 /proc/loadavg)"
    if [ "$result" = FAILED ]; then
        failed=$((failed + 1))
        grep -E '^test .*FAILED$|panicked at' "$log/$round" || true
    fi
done

echo "soak: $((rounds - failed)) of $rounds rounds passed; output in $log"
[ "$failed" = 0 ]
