"""``python -m layak.filing.fitting MODEL MORE``: fits on the package's corpus and the documents of
the file MORE, and keeps the model at MODEL.
"""

import sys
from pathlib import Path

from layak.filing.sources import read, training_documents
from layak.filing.store import keep
from layak.filing.training import fit

if __name__ == "__main__":
    model, more = map(Path, sys.argv[1:3])
    keep(fit([*training_documents(), *read(more)]), model)
