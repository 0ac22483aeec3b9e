import ctypes
import sys

try:
    sound = ctypes.CDLL("libsndfile.so.1")
except OSError:
    sound = None
if sys.platform == "linux":
    usb = ctypes.CDLL("libusb-1.0.so.0")
