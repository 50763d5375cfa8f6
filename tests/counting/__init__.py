"""A tiny face that exists only in the tests: one job that counts. It is a folder and one name in a list, no more."""
