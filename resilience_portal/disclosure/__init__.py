"""Disclosure control: true counts go in, figures that are safe to publish come out. Pure Python, no Django.

The promise to those who spoke is kept here. Rules in `rules`, who enters an edition in `gate`, the protection in `protect`,
the proofs in `verify` (one edition) and `differencing` (against all earlier ones).
"""
