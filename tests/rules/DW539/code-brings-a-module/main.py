import sys
import types

sys.modules["httpx"] = types.ModuleType("httpx")
import httpx

print(httpx)
