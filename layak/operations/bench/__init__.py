"""Benchmarks of what people wait for; ``layak bench`` runs them."""
