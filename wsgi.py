"""The WSGI entry: ``gunicorn -c gunicorn.conf.py wsgi:application``."""

from gevent import monkey

# before anything else is imported; gunicorn's gevent worker has done it already, another server has not
monkey.patch_all()

from services import shared_lock  # noqa: E402

shared_lock.install()

from app import create_app  # noqa: E402

application = create_app()
