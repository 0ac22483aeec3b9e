import importlib_metadata

print(importlib_metadata.version("flask"))
