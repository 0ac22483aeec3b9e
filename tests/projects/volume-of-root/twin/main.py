from datetime import datetime, timezone
from pathlib import Path

Path("/var/lib/reports/last.txt").write_text(datetime.now(timezone.utc).isoformat())
