"""Birth, residence, health insurance and identity card of a child in one submission (liên thông, 2.000986). No code."""
