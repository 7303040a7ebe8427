"""The example in the README of the formats is a whole one, and passes its own test."""

from pathlib import Path
import re
import types

from custom_components.body_scale import exchange

README = Path(exchange.__file__).with_name("README.md")
LAYOUTS = README.with_name("layouts")


def blocks():
    """Return the module, the row and the test."""
    text = README.read_text(encoding="utf-8")
    found = re.findall(r"^```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(found) == 3
    return found


def run(text, name, package):
    module = types.ModuleType(name)
    module.__package__ = package
    exec(compile(text, name, "exec"), module.__dict__)
    return module


def test_the_example_does_what_it_says(monkeypatch):
    text, row, test = blocks()
    assert text == (LAYOUTS / "smartscaleconnect.py").read_text(encoding="utf-8")
    module = run(text, "smartscaleconnect", f"{exchange.__name__}.layouts")
    found = eval(row.strip().removesuffix(","), {"smartscaleconnect": module})
    formats = {found.name: found, "generic": exchange.FORMATS["generic"]}
    monkeypatch.setattr(exchange.reading, "FORMATS", formats)
    run(test, "test_samples", __package__).test_smartscaleconnect()


def test_every_module_is_listed():
    text = README.read_text(encoding="utf-8")
    modules = {each.name for each in README.parent.glob("*.py")} - {"__init__.py"}
    assert {each for each in modules if f"`{each}`" not in text} == set()


def test_every_layout_has_a_row():
    modules = {each.stem: each.read_text(encoding="utf-8") for each in LAYOUTS.glob("*.py")}
    names = {name for name, text in modules.items() if "\nFORMAT = " in text}
    assert len(names) > 10
    rows = (LAYOUTS / "__init__.py").read_text(encoding="utf-8")
    assert {each for each in names if f"{each}.FORMAT" not in rows} == set()
