"""The exporter: a companion that hands the spans of all processes of a data folder to a collector."""
