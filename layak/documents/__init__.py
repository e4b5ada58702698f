"""Documents as bytes: detect, read and picture untrusted files; write new ones from plain data.

Knows no Django. Untrusted bytes are opened only inside the children of ``sandbox``.
"""
