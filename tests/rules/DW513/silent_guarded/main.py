import subprocess


def convert(path):
    try:
        subprocess.run(["ffmpeg", "-i", path, "out.wav"], check=True)
    except OSError:
        return None


convert("a.mp3")
