def main() -> None:
    print("balanced")
