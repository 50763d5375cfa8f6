"""The WSGI entry: ``gunicorn -c gunicorn.conf.py wsgi:application``."""

from gevent import monkey

monkey.patch_all()  # before anything else is imported; gunicorn's gevent worker has done it already, another server has not

from app import create_app  # noqa: E402

application = create_app()
