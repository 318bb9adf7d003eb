"""Gets the compiled stepping ready, and no more."""

from helhet.measure.kernels import prime

prime()
