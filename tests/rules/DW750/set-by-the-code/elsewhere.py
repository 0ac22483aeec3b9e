import os

import defaults

print(os.environ["QUEUE"], defaults)
