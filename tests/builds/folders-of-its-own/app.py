import os, tempfile, pathlib

pathlib.Path("logs").mkdir(exist_ok=True)
open("logs/a.log", "w").write("x")
open("/data/x", "w").write("1")
p = pathlib.Path.home() / ".cache" / "z"
p.mkdir(parents=True, exist_ok=True)
for v in ("HF_HOME", "MPLCONFIGDIR", "NUMBA_CACHE_DIR", "TRITON_CACHE_DIR"):
    d = os.environ.get(v)
    if d:
        os.makedirs(d, exist_ok=True)
        open(d + "/t", "w").write("t")
os.makedirs("/var/lib/svc/db", exist_ok=True)
open("/models/w.bin", "wb").write(b"1")
print("ok")
