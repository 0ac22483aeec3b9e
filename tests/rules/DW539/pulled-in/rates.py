import anyio
import pydantic
import starlette


def latest() -> str:
    return str(anyio.current_time())
