"""The sample's packs, which are those of tests/packs."""

from tests.packs.conftest import ask, pack_of, schools, scope_of

__all__ = ["ask", "pack_of", "schools", "scope_of"]
