"""The local agent: signs digests with the USB token in this PC, for web pages that were paired with it."""

VERSION = "1.0"
