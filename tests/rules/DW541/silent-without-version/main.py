import ctypes

sound = ctypes.CDLL("libsndfile.so")
own = ctypes.CDLL("./libsndfile.so.1")
other = ctypes.CDLL("libshop.so.1")
kernel = ctypes.CDLL("kernel32")
