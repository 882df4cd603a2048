"""Rules of the banks: pricing, rationing, books."""
