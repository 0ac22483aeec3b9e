import rich

rich.print("ready")
