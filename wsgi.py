"""The WSGI entry: ``gunicorn -c gunicorn.conf.py wsgi:application``."""

import gc

from services import green

# before anything else is imported; gunicorn's gevent worker has done it already, another server has not
green.patch()

gc.disable()  # nothing of what is imported is garbage: looking for it takes an eighth of a worker's start

from services import shared_lock  # noqa: E402

shared_lock.install()

from app import create_app  # noqa: E402

application = create_app()

gc.freeze()  # and no later look goes through it again
gc.enable()
