"""The tests' foundations: real servers, independent readers of the wire, a real browser.
``tests/conftest.py`` loads them.
"""
