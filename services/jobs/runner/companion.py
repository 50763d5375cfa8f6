"""The runner as a companion of the server."""

from services.companion.companion import Companion

RUNNER = Companion("runner", "services.jobs.runner")
