import subprocess
import sys

subprocess.run(["ffmpeg", "-i", sys.argv[1], "out.wav"], check=True)
