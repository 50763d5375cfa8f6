"""Companions: processes that a server keeps beside its workers, one per data folder, however many servers it has."""
