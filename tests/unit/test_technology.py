"""The catalogue of options is complete, and prices fall with experience."""

import numpy as np
import pytest

from sim.world import names as n
from sim.world import technology as tech


def test_every_sector_has_three_genuine_choices() -> None:
    options = tech.catalogue()
    for s in range(n.N_FIRM_SECTORS):
        own = options.option[options.first[s] : options.first[s + 1]]
        genuine = [t for t in own if options.kind[t] not in (tech.ONSITE_SOLAR, tech.STORAGE)]
        assert len(genuine) >= 3, n.FIRM_SECTORS[s]


def test_options_fit_a_bit_mask_and_have_known_ranges() -> None:
    options = tech.catalogue()
    assert len(options.ids) == len(set(options.ids)) < 63
    assert (options.share_2020 <= options.max_share).all()
    assert (options.life_years > 0).all()
    assert ((options.capture_share >= 0) & (options.capture_share < 1)).all()
    assert ((options.green >= 0) & (options.green < len(n.GREEN_CATEGORIES))).all()


def test_no_option_makes_energy_from_nothing() -> None:
    options = tech.catalogue()
    assert (options.gain.sum(axis=1) <= 1.1).all()
    assert (options.keep >= 0).all()


def test_carriers_are_parsed() -> None:
    found = tech.parse_carriers("coal:0.5 gas:0.25", 1.0)
    assert found[n.COAL] == 0.5
    assert found[n.GAS] == 0.25
    assert found[n.DIESEL] == 1.0


@pytest.mark.parametrize("rate", [0.0, 0.1, 0.2])
def test_price_falls_by_the_learning_rate_per_doubling(rate: float) -> None:
    assert float(tech.wright(rate, 2.0)) == pytest.approx(1.0 - rate)
    assert float(tech.wright(rate, 1.0)) == pytest.approx(1.0)
    assert np.all(np.diff(tech.wright(rate, np.array([1.0, 2.0, 4.0, 8.0]))) <= 0.0)


def test_options_spread_over_a_generation() -> None:
    assert tech.common_since(2020) == 1.0
    assert tech.common_since(2005) < tech.common_since(2015) < 1.0
    assert tech.common_since(1980) == pytest.approx(0.1)
