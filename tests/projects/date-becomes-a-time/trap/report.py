import datetime
import os

print(datetime.date.fromisoformat(os.environ.get("SINCE", "2026-01-01")))
