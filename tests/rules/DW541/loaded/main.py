import ctypes

sound = ctypes.CDLL("libsndfile.so.1")
same = ctypes.cdll.LoadLibrary("libsndfile.so.1")
