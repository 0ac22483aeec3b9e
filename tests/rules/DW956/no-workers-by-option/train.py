import argparse
import os

from torch.utils.data import DataLoader

from images import images

parser = argparse.ArgumentParser()
parser.add_argument("--workers", type=int, default=8)
options = parser.parse_args()

loader = DataLoader(images, batch_size=64, num_workers=options.workers)
valid = DataLoader(images, num_workers=int(os.environ.get("VALID_WORKERS", "0")))
