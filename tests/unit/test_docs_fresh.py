"""Generated documentation says what the code says."""

import pytest

from experiments.handbook import PAGES, ROOT, render


@pytest.mark.parametrize("page", PAGES)
def test_generated_page_is_fresh(page: str) -> None:
    assert (ROOT / "docs" / page).read_text(encoding="utf-8") == render(page), "run: make docs"
