"""A stand-in for wger's weight entries, after `wger/weight/api` in wger's own code (2026)."""

from datetime import datetime
from decimal import Decimal
from typing import Any, override

from aiohttp import web

from .server import Server

_FIRST_ID = 2**62
"""Ids are the low 63 bits of random numbers."""


class Wger(Server):
    """One user's weight entries.

    Attributes:
        entries: By id: `date` (aware) and `weight`, in `unit`.
        unit: The user's: `kg` or `lb`.
        profile: What is answered in the place of the profile; None for the usual.
    """

    def __init__(self, token: str) -> None:
        """Take the user's token."""
        super().__init__(f"Token {token}")
        self.entries: dict[int, dict[str, Any]] = {}
        self.unit = "kg"
        self.profile: object = None
        self._next_id = _FIRST_ID

    @property
    def weights(self) -> dict[datetime, Decimal]:
        """Return the weights by their time; none of the times is there twice."""
        found = {each["date"]: each["weight"] for each in self.entries.values()}
        assert len(found) == len(self.entries)
        return found

    @override
    def _add_routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/api/v2/userprofile/", self._profile)
        router.add_get("/api/v2/weightentry/", self._list)
        router.add_post("/api/v2/weightentry/", self._add)
        router.add_patch("/api/v2/weightentry/{id}/", self._change)
        router.add_delete("/api/v2/weightentry/{id}/", self._delete)

    async def _profile(self, request: web.Request) -> web.Response:
        return web.json_response(self.profile or {"username": "ben", "weight_unit": self.unit})

    async def _list(self, request: web.Request) -> web.Response:
        # Anything else in the query would be ignored there, and all entries answered.
        start = datetime.fromisoformat(request.query["date__gte"])
        end = datetime.fromisoformat(request.query["date__lt"])
        rows = [
            {"id": key, "date": each["date"].isoformat(), "weight": str(each["weight"])}
            for key, each in self.entries.items()
            if start <= each["date"] < end
        ]
        return web.json_response({"count": len(rows), "next": None, "results": rows})

    async def _add(self, request: web.Request) -> web.Response:
        self._next_id += 1
        return await self._write(request, self._next_id, 201)

    async def _change(self, request: web.Request) -> web.Response:
        return await self._write(request, self._known(request), 200)

    async def _delete(self, request: web.Request) -> web.Response:
        del self.entries[self._known(request)]
        return web.Response(status=204)

    def _known(self, request: web.Request) -> int:
        key = int(request.match_info["id"])
        if key not in self.entries:
            raise web.HTTPNotFound
        return key

    async def _write(self, request: web.Request, key: int, status: int) -> web.Response:
        body = await request.json()
        at, weight = datetime.fromisoformat(body["date"]), Decimal(body["weight"])
        exponent = weight.as_tuple().exponent
        if at.tzinfo is None or not isinstance(exponent, int) or exponent < -2:
            return web.json_response({"weight": ["not like this"]}, status=400)
        self.entries[key] = {"date": at, "weight": weight}
        return web.json_response({"id": key, **body}, status=status)
