"""Side-by-side measurement: `python -m bench` prints tables of CPU seconds and ratios. Never a timed test."""
