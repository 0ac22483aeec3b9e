from torch.utils.data import DataLoader

from images import images

loader = DataLoader(images, batch_size=64, num_workers=0)
