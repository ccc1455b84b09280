"""make bench: a learner's whole flow against the least that Django must do (docs/performance.md)."""
