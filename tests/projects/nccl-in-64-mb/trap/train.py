import os
from pathlib import Path

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel

dist.init_process_group("nccl")
rank = int(os.environ["LOCAL_RANK"])
model = DistributedDataParallel(torch.nn.Linear(8, 1).cuda(rank), device_ids=[rank])
for _ in range(100):
    model(torch.zeros(4, 8).cuda(rank)).sum().backward()
if rank == 0:
    torch.save(model.module.state_dict(), Path("/checkpoints") / "last.pt")
dist.destroy_process_group()
