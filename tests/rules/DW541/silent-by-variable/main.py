import ctypes

sound = ctypes.CDLL("libsndfile.so.1")
