"""make bench: a learner's whole flow against the least Django must do (docs/performance.md)."""
