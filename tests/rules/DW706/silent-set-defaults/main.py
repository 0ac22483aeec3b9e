import argparse

import uvicorn

parser = argparse.ArgumentParser()
parser.add_argument("--port", type=int, default=80)
parser.set_defaults(port=8000)
arguments = parser.parse_args()
uvicorn.run("main:app", host="0.0.0.0", port=arguments.port)
