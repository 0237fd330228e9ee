"""The processes: the worker that runs the lanes, and the local stack that runs everything on one machine."""
