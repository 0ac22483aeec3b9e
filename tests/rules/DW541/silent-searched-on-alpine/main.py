import ctypes
from ctypes.util import find_library

sound = ctypes.CDLL(find_library("sndfile"))
