"""The field register: what every stored field is, and how long it lives."""
