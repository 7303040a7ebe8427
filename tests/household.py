"""Subentries as the flows make them."""

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.util import dt as dt_util


def person_subentry(
    name, *, sex, birth_date, height, weight=None, no_impedance_metrics=False, **hints
):
    person_id = f"{name.lower()}0123456789"
    hints |= {} if weight is None else {"weight": weight}
    return ConfigSubentryData(
        data={
            "person_id": person_id,
            "profiles": [
                {
                    "valid_from": "0001-01-01",
                    "sex": sex,
                    "birth_date": birth_date,
                    "height": height,
                    "athlete": False,
                    "no_impedance_metrics": no_impedance_metrics,
                }
            ],
            "identification": hints,
            "metrics": {"formula_set": "mi_fit"},
            "goal": {},
        },
        subentry_type="person",
        title=name,
        unique_id=person_id,
    )


def birth_date(age):
    """Return when a person of that many years was born: a fixed date grows up."""
    # Every month has a first.
    return dt_util.now().date().replace(year=dt_util.now().year - age, day=1).isoformat()


def scale_subentry(address, title="Mi Scale"):
    return ConfigSubentryData(
        data={"address": address, "model": "XMTZC05HM"},
        subentry_type="scale",
        title=title,
        unique_id=address,
    )
