"""Makes a file."""

open("made.txt", "w").write("made")
