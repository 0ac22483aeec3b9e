from cffi import FFI

ffi = FFI()
lib = ffi.dlopen("libportaudio.so.2")
