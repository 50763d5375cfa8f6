"""The product with one more face: the effect of a new face's line in ``app.FACES``."""

from services import green

green.patch()

from app import FACES, create_app  # noqa: E402
from tests.counting.surface import SURFACE  # noqa: E402

application = create_app(faces=(*FACES, SURFACE))
