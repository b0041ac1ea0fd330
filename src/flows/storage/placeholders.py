"""How statements that are written by hand name their values: `:name`, never a cast's `::`."""

import re

PLACEHOLDER = re.compile(r"(?<!:):([a-z]\w*)")
