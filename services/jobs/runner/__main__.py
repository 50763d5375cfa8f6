"""The runner's program: ``python -m services.jobs.runner``, started by a server."""

import gc

gc.disable()  # nothing of what is imported is garbage: looking for it takes a fifth of the start. `main` enables it

from services.jobs.runner.start import main  # noqa: E402

if __name__ == "__main__":
    raise SystemExit(main())
