"""Whether a program built with CUDA runs on a machine: pure values, no reading of anything."""

from dockwright.model.gpu.builds import build_of, image_of, torch_build, uses_cuda
from dockwright.model.gpu.companions import (
    Companion,
    companion_of_version,
    companion_of_wheel,
    judge_beside,
)
from dockwright.model.gpu.hardware import find_gpu
from dockwright.model.gpu.mend import mends
from dockwright.model.gpu.siblings import wanted_sibling
from dockwright.model.gpu.values import Gpu, Host, Image, Outcome, ProgramBuild, Verdict
from dockwright.model.gpu.verdict import judge, judge_each
from dockwright.model.gpu.wheels import refused_by_image

__all__ = [
    "Companion",
    "Gpu",
    "Host",
    "Image",
    "Outcome",
    "ProgramBuild",
    "Verdict",
    "build_of",
    "companion_of_version",
    "companion_of_wheel",
    "find_gpu",
    "image_of",
    "judge",
    "judge_beside",
    "judge_each",
    "mends",
    "refused_by_image",
    "torch_build",
    "uses_cuda",
    "wanted_sibling",
]
