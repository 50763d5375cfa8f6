"""What can be looked up of the data folder's disk."""

from __future__ import annotations

from services.telemetry.meter import Reported

FREE_BYTES = Reported("tailrace_disk_free_bytes", "Free space for the data folder.")
FREE_FILES = Reported("tailrace_disk_free_files", "How many more files the disk has room for, if it has such a limit.")
FLOOR_BYTES = Reported("tailrace_disk_floor_bytes", "Free space below which no new work starts; 0: no floor.")
FLOOR_FILES = Reported("tailrace_disk_floor_files", "Likewise, how many more files.")
