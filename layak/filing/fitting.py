"""``python -m layak.filing.fitting PATH`` fits the model on the package's corpus and keeps it at
PATH.
"""

import sys
from pathlib import Path

from layak.filing.sources import training_documents
from layak.filing.store import keep
from layak.filing.training import fit

if __name__ == "__main__":
    keep(fit(training_documents()), Path(sys.argv[1]))
