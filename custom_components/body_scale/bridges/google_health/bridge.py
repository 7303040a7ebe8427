"""The Google Health target: one person's weighings, in their order, corrected and deleted as here."""

from datetime import datetime
import sqlite3
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.util import dt as dt_util

from ...const import CONF_PERSON_ID
from ...household.view import HouseholdView
from ...journal.weighings import Change
from ...model import Weighing
from .. import outbox
from ..bridge import Bridge
from ..outbox import Item, Parcel
from .message import Point, points

DELETE = "delete"
"""In a body: the name of a point that is to be deleted."""
POINT = "point"
"""In a body: a point that is to be there as it says."""


class GoogleHealthBridge(Bridge):
    """Has one target a point, which it makes, changes and deletes.

    Points stay when the person leaves the household: it is their account.
    """

    waits_text = "google_health_waits"

    def __init__(self, household: HouseholdView, subentry: ConfigSubentry) -> None:
        """Read whose account it is."""
        super().__init__(household, subentry)
        self.person_id: str = subentry.data[CONF_PERSON_ID]

    @override
    def wants(self, item: Item) -> bool:
        """Return true: only what changes of a weighing retracts its points."""
        return True

    @override
    def enqueue(self, database: sqlite3.Connection, change: Change, now: datetime) -> None:
        """Enqueue a weighing's points, and delete those that it has no more."""
        old, new = change
        parcels = self._parcels(new)
        if parcels is None:
            return
        if old:
            # What was never sent needn't be deleted there.
            outbox.delete_untried(database, self.id, old.weighing_id)
            for item in outbox.about(database, self.id, old.weighing_id):
                if item.target not in parcels:
                    outbox.retract(database, self.id, item, now)
        for parcel in parcels.values():
            outbox.put(database, self.id, parcel, now, replace=True)

    def _parcels(self, weighing: Weighing | None) -> dict[str, Parcel] | None:
        """Return what is to be there of a weighing, by target; None if that stays as it is."""
        if weighing is None or weighing.person_id != self.person_id:
            return {}
        if not self.is_deliverable(weighing):
            # Of somebody who left the household, or imported.
            return None
        local = dt_util.as_local(weighing.measured_at)
        made = points(weighing, self.metrics(weighing), local)
        return {point["name"]: _parcel(weighing, point) for point in made}


def _parcel(weighing: Weighing, point: Point) -> Parcel:
    return Parcel(
        target=point["name"],
        weighing_id=weighing.weighing_id,
        person_id=weighing.person_id or "",
        body={POINT: point},
        retraction={DELETE: point["name"]},
    )
