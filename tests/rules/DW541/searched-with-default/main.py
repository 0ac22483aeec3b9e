import ctypes
import ctypes.util

usb = ctypes.CDLL(ctypes.util.find_library("usb-1.0") or "libusb-1.0.so.0")
