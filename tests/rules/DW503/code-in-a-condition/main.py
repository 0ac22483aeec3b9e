import sys

from flask import Flask

app = Flask(__name__)

if __name__ == "__main__":
    if sys.argv[1:]:
        app.run()
    else:
        app.run(host="0.0.0.0")
