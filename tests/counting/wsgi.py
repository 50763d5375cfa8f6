"""The product with one face more: what a new face's line in ``app.FACES`` does."""

from gevent import monkey

monkey.patch_all()

from app import FACES, create_app  # noqa: E402
from tests.counting.surface import SURFACE  # noqa: E402

application = create_app(faces=(*FACES, SURFACE))
