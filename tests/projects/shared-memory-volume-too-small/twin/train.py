from pathlib import Path

import torch
from torch.utils.data import DataLoader, TensorDataset

images = torch.zeros(512, 3, 224, 224)
labels = torch.zeros(512, dtype=torch.long)
loader = DataLoader(TensorDataset(images, labels), batch_size=64, num_workers=8)
model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(3 * 224 * 224, 10)).cuda()
for batch, target in loader:
    torch.nn.functional.cross_entropy(model(batch.cuda()), target.cuda()).backward()
torch.save(model.state_dict(), Path("/checkpoints") / "last.pt")
