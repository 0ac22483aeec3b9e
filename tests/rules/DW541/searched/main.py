from ctypes import CDLL
from ctypes.util import find_library

name = find_library("magic")
magic = CDLL(name)
