import six

print("dyn", six.__version__)
