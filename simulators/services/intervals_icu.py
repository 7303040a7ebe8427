"""A stand-in for Intervals.icu's wellness data, after the thread about the API in its forum."""

from base64 import b64encode
from datetime import date
from typing import Any, override

from aiohttp import web

from .server import Server

_FIELDS = frozenset({"weight", "bodyFat", "restingHR"})


class IntervalsIcu(Server):
    """One athlete's wellness data.

    Attributes:
        days: The fields of each day that has some.
        weight: The athlete's current weight.
    """

    refusal = 403

    def __init__(self, key: str) -> None:
        """Take the athlete's key."""
        super().__init__("Basic " + b64encode(f"API_KEY:{key}".encode()).decode())
        self.days: dict[str, dict[str, Any]] = {}
        self.weight: float | None = None

    @override
    def _add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/api/v1/athlete/0", self._athlete)
        router.add_put("/api/v1/athlete/0/wellness/{day}", self._put)

    async def _athlete(self, request: web.Request) -> web.Response:
        return web.json_response({"id": "i1", "icu_weight": self.weight})

    async def _put(self, request: web.Request) -> web.Response:
        day = date.fromisoformat(request.match_info["day"]).isoformat()
        fields = await request.json()
        if not fields.keys() <= _FIELDS:
            return web.json_response({"error": "unknown field"}, status=422)
        record = self.days.setdefault(day, {})
        for key, value in fields.items():
            record.pop(key, None)
            if value != -1:
                record[key] = value
        if request.query.get("localDate") == day:
            self.weight = record.get("weight")
        return web.json_response({"id": day, **record})
