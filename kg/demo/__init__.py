"""The bundled sample: invented outlets, owners, ratings and articles for `kg demo` and the golden tests."""
