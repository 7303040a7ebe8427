"""What is in a household's journal."""

from custom_components.body_scale.journal import people, scales, weighings


def weighings_of(household, person_id):
    """Return a person's weighings, of `guest`, or the pending ones (None), oldest first."""
    return household.writer.journal.run(lambda db: weighings.of_person(db, person_id))


def weighing(household, weighing_id):
    return household.writer.journal.run(lambda db: weighings.by_id(db, weighing_id))


def profiles_of(household, person_id):
    return household.writer.journal.run(lambda db: people.profiles_of(db, person_id))


def memory_of(household, address):
    return household.writer.journal.run(lambda db: scales.memory_of(db, address))


def everything(household):
    """Return all weighings, oldest first."""
    return household.writer.journal.run(lambda db: weighings.between(db, None, None))
