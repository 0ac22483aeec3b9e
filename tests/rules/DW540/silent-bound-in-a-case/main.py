match (print, 1):
    case [app, _]:
        pass
