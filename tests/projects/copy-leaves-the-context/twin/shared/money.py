def format_euro(value: int) -> str:
    return f"{value} €"
