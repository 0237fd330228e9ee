"""The local stack: PostgreSQL, Temporal and the worker as child processes of one supervisor.

`control.py` is the way in (`up`, `down`); `status.py` answers how it is. Nothing here prints: every line for a
person goes through a `report` callback. A deployment brings its own PostgreSQL and Temporal and needs none of this.
"""
