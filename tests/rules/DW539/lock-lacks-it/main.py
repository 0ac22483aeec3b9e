import httpx

print(httpx.get("https://rates.example").text)
