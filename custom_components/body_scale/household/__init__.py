"""The household at run time: its people, their weighings, and what entities show of them."""
