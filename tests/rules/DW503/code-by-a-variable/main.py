import os

import uvicorn

uvicorn.run("app:app", host=os.getenv("HOST", "0.0.0.0"))
