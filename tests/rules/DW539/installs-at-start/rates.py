import httpx


def latest() -> str:
    return httpx.get("https://rates.example").text
