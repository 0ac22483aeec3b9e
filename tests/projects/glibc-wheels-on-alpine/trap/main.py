import onnxruntime

print(onnxruntime.get_device())
