"""`scripts/decode` prints what a scale says."""

import importlib.util
import json
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


MI = "model=Mi Body Composition Scale weight_kg=85.15 stable=True impedance=428"
FIT8S = "model=FIT-8S weight_kg=81.02 stable=True impedance=537"
PICOOC = "model=PICOOC Mini Lite weight_kg=81.5 stable=True impedance=492.0 final=True"


@pytest.mark.parametrize(
    ("text", "who", "said"),
    [
        ("0226b20705040f0201ac018642", "mi_scale_v2 service data 181b", MI),
        ("0226b20705040f0201ac018642", "mi_scale_v2 record", MI),
        # Manufacturer data without and with its company id, and where it's part of the address.
        (
            "0163a0ed5d89a9c0a9017c3c0119020100020300",
            "etekcity_fit8s manufacturer data 06d0",
            FIT8S,
        ),
        (
            "c0b11fd617700a01255d0249a63de8",
            "okok_broadcast manufacturer data b1c0",
            "model=OKOK scale weight_kg=81.5 stable=True",
        ),
        ("d049004b4f1e391f065e13388704009c", "picooc_broadcast manufacturer data 49d0", PICOOC),
        # A whole advertisement, with its name.
        (
            "0201040303b0ff0fffaca0a02bbe5e91a0a02c92140dbf0709414141303032",
            "aaa_broadcast advertisement",
            "model=AAA002 weight_kg=12.98 stable=False",
        ),
        # Encrypted: the product needs no key.
        (
            "4859d53b0abc078ff2348c844138e930220000009e538599",
            "xiaomi_mibeacon service data fe95",
            "MJTZC01YM, the measurement is encrypted and there is no key",
        ),
        # A product that says nothing now.
        (
            "02031164fb012d925001226a0000e1d13f",
            "senssun_broadcast manufacturer data 0100",
            "Senssun IF_B7, no measurement",
        ),
    ],
)
def test_bytes_alone(script, capsys, text, who, said):
    assert script.main([text]) == 0
    found = dict(line.split(": ", 1) for line in capsys.readouterr().out.splitlines())
    assert found[who].startswith(said)


@pytest.mark.parametrize("text", ["deadbeef", "020106", "00", "ff" * 31])
def test_bytes_of_nobody(script, capsys, text):
    assert script.main([text]) == 0
    assert capsys.readouterr().out == "no family makes anything of it\n"


@pytest.mark.parametrize("name", ["frames.json", "broadcasts.json"])
def test_a_file_of_captures(script, capsys, name):
    assert script.main([str(DIALOGUES.with_name(name))]) == 0
    lines = capsys.readouterr().out.splitlines()
    captures = json.loads(DIALOGUES.with_name(name).read_text())["frames"]
    assert {line.split(":")[0] for line in lines} == {each["id"] for each in captures}


def test_a_capture_is_decoded_with_its_key(script, capsys):
    script.main([str(DIALOGUES.with_name("frames.json"))])
    [line] = [each for each in capsys.readouterr().out.splitlines() if each.startswith("mib-106:")]
    assert line.startswith(
        "mib-106: xiaomi_mibeacon advertisement: model=MJTZC01YM weight_kg=69.9 "
    )


def test_the_families(script, capsys):
    assert script.main([]) == 0
    assert "mi_scale_v2  Mi Body Composition Scale" in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nobody_scale", "00"], "nobody_scale"),
        (["qn_gatt", "xyz"], "hexadecimal"),
        (["qn_gatt", "--transcript", str(DIALOGUES), "dlg-1"], "dlg-1"),
        ([str(DIALOGUES)], "dialogues.json has no captures"),
        ([str(ROOT / "LICENSE")], "Expecting value"),
        (["0226b20705040f0201ac018642", "--key", "xyz"], "hexadecimal"),
        (["0226b20705040f0201ac018642", "00zz"], "hexadecimal"),
        (["qn_gatt", "--transcript", "nowhere.json"], "nowhere.json"),
        (["eufy_c20", "--transcript", str(DIALOGUES), "dlg-121"], "eufy_c20"),
    ],
)
def test_what_cannot_be_decoded_is_said(script, capsys, arguments, reason):
    assert script.main(arguments) == 2
    assert reason in capsys.readouterr().err
