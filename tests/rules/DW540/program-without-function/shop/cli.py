def main() -> None:
    print("here")
