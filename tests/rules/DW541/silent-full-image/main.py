import ctypes

expat = ctypes.CDLL("libexpat.so.1")
