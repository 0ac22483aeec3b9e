import subprocess


def convert(path):
    subprocess.run(["ffmpeg", "-i", path, "out.wav"], check=True)


convert("a.mp3")
