"""Runs: work that somebody starts and watches, whichever face it belongs to. One row each, moved by its job."""
