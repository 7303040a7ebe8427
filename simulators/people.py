"""The people of the demo, whom many tests know: what is typed in of them, and how they live."""

from datetime import date, time, timedelta

from .home_assistant.websocket import JsonObject
from .past import Absence, Habits

ANNA: JsonObject = {
    "name": "Anna",
    "sex": "female",
    "birth_date": "1990-05-17",
    "height": 168,
    "weight": 62,
}
BEN: JsonObject = {
    "name": "Ben",
    "sex": "male",
    "birth_date": "1986-02-03",
    "height": 182,
    "weight": 85,
}

# Each course ends at what the demo's own weighings go on with, and on the way to a goal.
HABITS = {
    "Anna": Habits(
        course=(
            (730, 65.9),
            (640, 67.6),
            (500, 64.4),
            (410, 65.0),
            (330, 67.1),
            (210, 63.9),
            (120, 63.1),
            (56, 64.6),
            (0, 61.7),
        ),
        impedance=540,
        morning=time(7, 0),
        weighs=0.68,
        evenings=0.15,
        absences=(Absence(655, 10), Absence(467, 16), Absence(285, 9), Absence(102, 15)),
    ),
    "Ben": Habits(
        course=(
            (730, 88.6),
            (600, 90.4),
            (455, 86.1),
            (390, 86.6),
            (300, 89.0),
            (170, 85.6),
            (62, 88.4),
            (0, 85.2),
        ),
        impedance=430,
        morning=time(7, 25),
        weighs=0.5,
        barefoot=0.92,
        absences=(Absence(650, 5), Absence(467, 16), Absence(340, 12), Absence(102, 15)),
    ),
}

_GOALS = {"Anna": (60.5, timedelta(days=100)), "Ben": (83.5, timedelta(days=90))}


def with_goal(person: JsonObject, today: date) -> JsonObject:
    """Return what is typed in of a person, with what they want to weigh and by when."""
    weight, within = _GOALS[person["name"]]
    return person | {"goal": {"goal_weight": weight, "goal_date": (today + within).isoformat()}}
