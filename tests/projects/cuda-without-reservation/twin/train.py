from pathlib import Path

import torch

model = torch.nn.Linear(8, 1).cuda()
torch.save(model.state_dict(), Path("/checkpoints") / "last.pt")
