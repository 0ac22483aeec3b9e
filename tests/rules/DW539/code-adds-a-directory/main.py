import sys

sys.path.insert(0, "/opt/site")
import httpx

print(httpx.__version__)
