import httpx
import requests

print(httpx, requests)
