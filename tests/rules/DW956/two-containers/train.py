from torch.utils.data import DataLoader

from images import images

loader = DataLoader(images, num_workers=8)
