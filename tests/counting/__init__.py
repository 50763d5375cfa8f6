"""A tiny face that lives in the tests alone: one job that counts. A folder, and one name in a list; no more."""
