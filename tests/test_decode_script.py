"""`scripts/decode` prints what a scale says."""

import importlib.util
import pathlib

import pytest

ROOT = pathlib.Path(__file__).parents[1]
DIALOGUES = ROOT / "tests" / "vectors" / "dialogues.json"


@pytest.fixture(scope="module")
def script():
    path = ROOT / "scripts" / "decode_frames.py"
    spec = importlib.util.spec_from_file_location("decode_frames", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_payload(script, capsys):
    # A captured frame of an Etekcity ESF-24.
    assert script.main(["qn_gatt", "100b152b4801016b013445"]) == 0
    out = capsys.readouterr().out
    assert out == "model=QN Scale weight_kg=110.8 stable=True impedance=363\n"


def test_a_transcript(script, capsys):
    assert script.main(["qn_gatt", "--transcript", str(DIALOGUES), "dlg-121"]) == 0
    recalled, heard, *written = capsys.readouterr().out.splitlines()
    assert recalled.startswith("recalled ")
    assert heard == "heard model=QN Scale weight_kg=110.8 stable=True impedance=363"
    assert written == ["written fff2 2204153b", "written fff2 1f05151049"]


def test_the_families(script, capsys):
    assert script.main([]) == 0
    assert "mi_scale_v2  Mi Body Composition Scale" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nobody_scale", "00"], "nobody_scale"),
        (["qn_gatt", "xyz"], "hexadecimal"),
        (["qn_gatt", "--transcript", str(DIALOGUES), "dlg-1"], "dlg-1"),
        (["qn_gatt", "--transcript", "nowhere.json"], "nowhere.json"),
        (["mi_scale_v2", "--transcript", str(DIALOGUES), "dlg-121"], "mi_scale_v2"),
    ],
)
def test_what_cannot_be_decoded_is_said(script, capsys, arguments, reason):
    assert script.main(arguments) == 2
    assert reason in capsys.readouterr().err
