"""What the tests stand on: real servers, independent readers of the wire, a real browser.
Loaded by ``tests/conftest.py``.
"""
