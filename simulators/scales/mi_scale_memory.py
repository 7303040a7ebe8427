"""What a Mi scale remembers: weighings, and up to which of them each client has read."""


class Memory:
    """Records, which no reading deletes, and a position in them for each client.

    Attributes:
        records: Service data of settled weighings, oldest first.
        positions: How many of the records each client has, by the 4 bytes of its id.
    """

    def __init__(self) -> None:
        """Begin with nothing, read by nobody."""
        self.records: list[bytes] = []
        self.positions: dict[bytes, int] = {}

    def register(self, client: bytes) -> int:
        """Return how many records a client lacks: one that is unknown lacks all of them."""
        return len(self.records) - self.positions.setdefault(client, 0)
