import ctypes

zbar = ctypes.CDLL("libzbar.so.0")


def version() -> int:
    return zbar.zbar_version(None, None, None)
