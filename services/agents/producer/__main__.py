"""The producer's program: ``python -m services.agents.producer``, started by a server."""

import gc

from services import green

green.patch()  # before anything else is imported

gc.disable()  # nothing of what is imported is garbage: `main` enables it

from services import shared_lock  # noqa: E402

shared_lock.install()

from services.agents.producer.start import main  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(main())
