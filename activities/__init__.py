"""What is asked of the outside world: to settle a command, to say how a case stands, to tell another lane.

`record.py` appends what happens to cases and prosecutions, `acceptance.py` which rule-book decides. Read next:
`registrar.py`, by which the lanes ask; `record.py`.
"""
