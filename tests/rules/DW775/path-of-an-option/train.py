import sys

import torch

torch.save({}, sys.argv[1])
