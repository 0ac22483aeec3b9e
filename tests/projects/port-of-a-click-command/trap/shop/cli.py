import click
import uvicorn


@click.group()
def cli() -> None:
    pass


@cli.command()
@click.option("--host", default="0.0.0.0")
@click.option("--port", "-p", default=8000)
def serve(host: str, port: int) -> None:
    uvicorn.run("shop.app:app", host=host, port=port)


@cli.command()
def worker() -> None:
    uvicorn.run("shop.worker:app", host="127.0.0.1", port=9000)
