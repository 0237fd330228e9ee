"""What the lanes ask of the outside world. One thing so far: `record`, the one writer of the log."""
