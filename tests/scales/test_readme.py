"""The example in the README of the scales is a whole family, and passes its own tests."""

import json
import pathlib
import re
import types

from custom_components.body_scale import scales

README = pathlib.Path(scales.__file__).with_name("README.md")


def blocks():
    """Return the module, the row, the matcher and the test."""
    found = re.findall(r"^```\w+\n(.*?)^```", README.read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 4
    return found


def run(text, name, package):
    module = types.ModuleType(name)
    module.__package__ = package
    exec(compile(text, name, "exec"), module.__dict__)
    return module


def test_the_example_does_what_it_says(monkeypatch):
    text, row, matcher, test = blocks()
    assert text == README.with_name("etekcity_fit8s.py").read_text()
    module = run(text, "etekcity_fit8s", scales.__name__)
    family = eval(row.strip().removesuffix(","), {"etekcity_fit8s": module})
    assert list(family.matchers) == [json.loads(matcher)]

    # As the row would register it.
    company = family.matchers[0]["manufacturer_id"]
    index = {**scales._BY_COMPANY, company: (family,)}
    monkeypatch.setattr(scales, "_BY_COMPANY", index)
    monkeypatch.setattr(scales, "FAMILIES", {**scales.FAMILIES, family.name: family})
    checks = [
        check
        for name, check in vars(run(test, "test_fit8s", __package__)).items()
        if name.startswith("test_")
    ]
    assert len(checks) == 2
    for check in checks:
        check()
