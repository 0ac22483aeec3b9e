import subprocess
import sys

subprocess.check_call([sys.executable, "-m", "pip", "install", "httpx"])
import httpx

print(httpx.__version__)
