"""Tells which NumPy it is."""

import numpy

print(numpy.__version__, numpy.arange(3).sum())
