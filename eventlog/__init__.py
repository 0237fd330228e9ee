"""The record: append, read, verify, vault and lists, in Postgres. Start at `log.py`."""
