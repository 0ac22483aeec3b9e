"""Trains the scorer on a small table."""

import torch


def main() -> None:
    """Fit a line and print its slope."""
    x = torch.arange(8, dtype=torch.float32)
    print(float((x * (2 * x)).sum() / (x * x).sum()))


if __name__ == "__main__":
    main()
