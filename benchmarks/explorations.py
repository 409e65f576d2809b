"""Times the Python part of a slider's move, for every exploration.

Run ``python benchmarks/explorations.py``. A move is one change of one slider: the callback, the
new picture as SVG text, and the new words. What the browser then does is not in here.
"""

from __future__ import annotations

import statistics
import time

from backpass import explore

MOVES = 200
EXPLORATIONS = {
    "secant": explore.secant,
    "sensitivity": explore.sensitivity,
    "circuit (x + y) z": explore.circuit,
    "circuit 2 (x y + max(z, w))": lambda: explore.circuit("2 (x y + max(z, w))"),
    "wants": explore.wants,
}


def move_times(exploration: explore.Exploration) -> list[float]:
    """Milliseconds per move of the first slider to and fro."""
    slider, _ = next(iter(exploration.controls.values()))
    times = []
    for i in range(MOVES):
        start = time.perf_counter()
        slider.value = slider.min + (1 + i % 7) * slider.step
        times.append(1e3 * (time.perf_counter() - start))
    return times


def main() -> None:
    """Print one row for each exploration."""
    print(f"{'exploration':30} {'median ms':>10} {'p95 ms':>10} {'SVG kB':>8}")
    for name, make in EXPLORATIONS.items():
        exploration = make()
        times = sorted(move_times(exploration))
        median, p95 = statistics.median(times), times[int(0.95 * len(times))]
        print(f"{name:30} {median:10.2f} {p95:10.2f} {len(exploration.svg) / 1e3:8.1f}")


if __name__ == "__main__":
    main()
