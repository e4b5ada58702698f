"""Which indicator a document speaks for, which item inside it, and whether it is filed in the wrong
place.

Light on purpose: numpy, scipy and scikit-learn are imported by ``model``, ``training`` and
their neighbours only.
"""
