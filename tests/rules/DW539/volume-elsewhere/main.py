import httpx

print(httpx)
