"""Traces: what led to what, and how long each part took, for a collector of OpenTelemetry. Nothing without one."""
