"""What can be asked of the record, who may ask it, and what the answer says. It knows no terminal; see `door.py`."""
