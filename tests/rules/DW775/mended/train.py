import torch

model = torch.nn.Linear(8, 1)
torch.save(model.state_dict(), "/checkpoints/last.pt")
