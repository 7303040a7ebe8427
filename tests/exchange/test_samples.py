"""Each sample is read as what it plainly says."""

from .samples import brief, local, preview, problems

FULL = {"bmi": 19.2, "body_fat": 12.2, "water": 60.2, "bone_mass": 2.78}


def test_smartscaleconnect():
    found = preview("smartscaleconnect.csv")
    assert found.format == "smartscaleconnect"
    assert [(local(row), row.weight_kg, row.person) for row in found.rows] == [
        ("2025-11-02 07:12:41", 62.3, "Jo"),
        ("2025-11-03 07:08:21", 62.1, "Jo"),
        ("2025-11-04 07:10:00", 62.4, "Jo"),
    ]
    assert brief(found)[0][2] == {
        **FULL,
        "metabolic_age": 25,
        "muscle_mass": 51.9,
        "protein": round(12.4 / 62.3 * 100, 3),
        "visceral_fat": 3,
        "basal_metabolism": 1551,
    }
    assert found.rows[1].given == {"bmi": 19.1}
    assert [row.heart_rate for row in found.rows] == [None, None, 61]
    assert found.unused == ("PhysiqueRating", "SkeletalMuscleMass", "Source")
    assert problems(found) == []
