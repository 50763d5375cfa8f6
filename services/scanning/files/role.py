"""A file's role in its repository: what people use it for. An expert looks at the product first."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["product", "ci", "example", "vendored", "test", "documentation", "generated"]
ROLES: tuple[Role, ...] = get_args(Role)
"""In the order in which an expert looks at them."""
PRODUCT: Role = "product"
