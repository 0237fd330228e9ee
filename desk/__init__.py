"""What can be asked of the record, who may ask it, and what the reply says. It knows no terminal; see `door.py`."""
