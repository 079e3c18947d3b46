"""Planted faults: the code is broken in one place at a time, and `prove` must turn the right sentence red."""
