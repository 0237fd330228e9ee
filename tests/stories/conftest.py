"""The stories are told on a stack of their own, brought up as a newcomer does it."""

from tests.cli.conftest import demo, open_folder

__all__ = ["demo", "open_folder"]
