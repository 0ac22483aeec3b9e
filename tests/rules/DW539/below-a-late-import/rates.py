def latest() -> str:
    import source

    return source.read()
