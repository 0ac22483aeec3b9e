import json

import httpx
import yaml


def latest() -> str:
    return json.dumps(httpx.get("https://rates.example").json())
