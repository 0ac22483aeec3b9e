# /// script
# dependencies = ["httpx"]
# ///
import httpx

print(httpx.__version__)
