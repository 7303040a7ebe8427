"""Reading the settings of xiaomi_mi_scale: options.json, wrapper.sh, and what is neither."""

from datetime import date
import json
import shlex
import time

from hypothesis import given, strategies as st
import pytest
import yaml

from custom_components.body_scale.texts.secrets import without_passwords
from custom_components.body_scale.xiaomi_mi_scale.formats import LONGEST, Problem
from custom_components.body_scale.xiaomi_mi_scale.settings import bounds, parse

SECRET = "Tr0ub4dor&3"
JO = {"GT": 60, "LT": 80, "SEX": "male", "NAME": "Jo", "HEIGHT": 180, "DOB": "1980-01-01"}
ANN = {"GT": 40, "LT": 60, "SEX": "female", "NAME": "Ann", "HEIGHT": "165.5", "DOB": "1985-3-7"}
ADD_ON = {
    "HCI_DEV": "hci0",
    "BLUEPY_PASSIVE_SCAN": False,
    "MISCALE_MAC": "5c:ca:d3:70:d4:a2",
    "MQTT_PREFIX": "scales/bath",
    "MQTT_HOST": "192.168.1.3",
    "MQTT_USERNAME": "username",
    "MQTT_PASSWORD": SECRET,
    "MQTT_PORT": 1884,
    "MQTT_RETAIN": False,
    "MQTT_DISCOVERY": True,
    "MQTT_DISCOVERY_PREFIX": "ha",
    "DEBUG_LEVEL": "INFO",
    "USERS": [JO, ANN],
}
YAML = f"""\
HCI_DEV: hci0
MISCALE_MAC: 11:22:33:44:55:10
MQTT_PREFIX: miscale
MQTT_HOST: core-mosquitto
MQTT_PASSWORD: {SECRET}
MQTT_PORT: 1883
MQTT_RETAIN: true
USERS:
  - GT: 60
    LT: 80
    SEX: male
    NAME: Jo
    HEIGHT: 180
    DOB: 1980-01-01
  - GT: 40
    LT: 60
    SEX: female
    NAME: "No"
    HEIGHT: 165
    DOB: "1985-03-07"
"""
WRAPPER = f"""#!/bin/bash

export MISCALE_MAC=5c:ca:d3:70:d4:a2
export MQTT_HOST=127.0.0.1                      # your broker
export MQTT_USERNAME=
export MQTT_PASSWORD={SECRET}
export MQTT_PORT=1883
export MQTT_DISCOVERY=y
#export MQTT_PREFIX=other
export MQTT_RETAIN=YES    # keep
export TIME_INTERVAL=30

export USER1_GT=70              # If the weight is greater than this number
export USER1_SEX=male
export USER1_NAME="Jo Jo"       # Name of the user
export USER1_HEIGHT=175
export USER1_DOB=1990-01-01

export USER2_LT=35
export USER2_SEX=female
export USER2_NAME='Serena'
export USER2_HEIGHT=95
export USER2_DOB=2010-01-01

export USER3_SEX=female
export USER3_NAME=Missy
export USER3_HEIGHT=150
export USER3_DOB=1990-01-01

MY_PWD="$( cd "$(dirname "$0")" ; pwd -P )"
python3 $MY_PWD/Xiaomi_Scale.py
"""
USER_KEYS = {
    "MISCALE_MAC": "5CCAD370D4A2",
    "USER1_GT": "70",
    "USER1_SEX": "male",
    "USER1_NAME": "Jo",
    "USER1_HEIGHT": "175",
    "USER1_DOB": "1990-01-01",
    "USER2_NAME": "",
    "USER2_SEX": "",
}


def people(settings):
    return [(p.name, p.sex, p.birth_date, p.height_cm, p.above, p.below) for p in settings.people]


@pytest.mark.parametrize("text", [json.dumps(ADD_ON), json.dumps({"options": ADD_ON}, indent=2)])
def test_options_json(text):
    settings = parse(text)
    assert people(settings) == [
        ("Jo", "male", date(1980, 1, 1), 180, 60, 80),
        ("Ann", "female", date(1985, 3, 7), 165.5, 40, 60),
    ]
    assert settings.address == "5C:CA:D3:70:D4:A2"
    assert (settings.prefix, settings.retain) == ("scales/bath", False)
    assert settings.discovery_prefix == "ha"
    assert (settings.host, settings.port) == ("192.168.1.3", 1884)
    assert settings.problems == []


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapper(newline):
    settings = parse(WRAPPER.replace("\n", newline))
    assert people(settings) == [
        ("Jo Jo", "male", date(1990, 1, 1), 175, 71, None),
        ("Serena", "female", date(2010, 1, 1), 95, None, 35),
        ("Missy", "female", date(1990, 1, 1), 150, 35, 71),
    ]
    assert settings.address == "5C:CA:D3:70:D4:A2"
    assert (settings.prefix, settings.retain) == ("miscale", True)
    assert (settings.host, settings.port) == ("127.0.0.1", 1883)
    assert settings.problems == []


@pytest.mark.parametrize("text", [YAML, "options:\n  " + YAML.replace("\n", "\n  ")])
def test_configuration_of_an_add_on_as_home_assistant_shows_it(text):
    settings = parse(text)
    assert people(settings) == [
        ("Jo", "male", date(1980, 1, 1), 180, 60, 80),
        ("No", "female", date(1985, 3, 7), 165, 40, 60),
    ]
    # Neither a number to the base of 60, nor a date, nor a truth.
    assert settings.address == "11:22:33:44:55:10"
    assert (settings.retain, settings.host, settings.port) == (True, "core-mosquitto", 1883)
    assert settings.problems == []


def test_old_add_on():
    settings = parse(json.dumps(USER_KEYS | {"MISCALE_MAC": "5c-ca-d3-70-d4-a2"}))
    assert people(settings) == [("Jo", "male", date(1990, 1, 1), 175, 71, None)]
    assert settings.address == "5C:CA:D3:70:D4:A2"
    assert settings.problems == []


def test_where_two_rules_of_three_leave_nothing_for_the_third():
    # Whoever weighs 61 kg or more is the first, so the second's range ends there.
    settings = parse(WRAPPER.replace("GT=70", "GT=60").replace("LT=35", "LT=80"))
    assert [(p.above, p.below) for p in settings.people] == [(61, None), (None, 61), (None, None)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *((value, True) for value in ("true", "True", "1", "y", "yes", '"yes"', "true # x")),
        *((value, False) for value in ("false", "0", "no", "", "  # not")),
    ],
)
def test_booleans_of_a_shell(written, meant):
    assert parse(f"export MISCALE_MAC=x\nexport MQTT_RETAIN={written}").retain is meant


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("USER1_NAME=Jo", "Jo"),
        ("  export   USER1_NAME=Jo;", "Jo"),
        ("export USER1_NAME=Jo#1 # his", "Jo"),
        ("export USER1_NAME='Jo # Jo' # his", "Jo # Jo"),
        ('export USER1_NAME="Jo \\"J\\" O\'Neill"', 'Jo "J" O\'Neill'),
        ("export USER1_NAME=José", "José"),
    ],
)
def test_quotes_and_comments_of_a_shell(line, name):
    text = f"{line}\nexport USER1_SEX=male\nexport USER1_HEIGHT=1e2\nexport USER1_DOB=1990-01-01"
    assert [person.name for person in parse(text).people] == [name]


def test_a_set_but_empty_prefix_is_the_usual_one():
    assert parse(json.dumps(ADD_ON | {"MQTT_PREFIX": " "})).prefix == "miscale"


@pytest.mark.parametrize("port", [1884, "1884", 1884.0])
def test_ports_are_numbers_or_text(port):
    assert parse(json.dumps(ADD_ON | {"MQTT_PORT": port})).port == 1884


@pytest.mark.parametrize("port", ["", "x", -1, 10**400, None, True, [1], "nan"])
def test_a_port_that_is_none_does_no_harm(port):
    settings = parse(json.dumps(ADD_ON | {"MQTT_PORT": port}))
    assert (settings.port, settings.problems) == (None, [])


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("", Problem("settings_empty")),
            (" \n\ufeff", Problem("settings_empty")),
            ("x" * (LONGEST + 1), Problem("settings_too_long")),
            ("Dear all,\nhow are you?", Problem("settings_unknown")),
            ("PATH=/bin\nexport LANG=C", Problem("settings_unknown")),
            ("[1, 2]", Problem("settings_unknown")),
            ('{"a": 1}', Problem("settings_unknown")),
            ('{"options": [1]}', Problem("settings_unknown")),
            ('{"a": ' + "1" * 5000 + "}", Problem("settings_unknown")),
            ("USERS:\n- NAME: Jo\n  SEX\n- [", Problem("yaml_broken", line=4)),
            ("USERS: &a\n- *b", Problem("yaml_broken", line=2)),
            ("USERS: \x00", Problem("settings_unknown")),
            ("- a\n- USERS:\n  b", Problem("yaml_broken", line=3)),
            ("\n\n```yaml\n\nUSERS:\n- [\n```", Problem("yaml_broken", line=6)),
            ("docker run -e USER1_NAME='Jo -e USER1_SEX=male", Problem("quote_open")),
            ("-e MQTT_HOST=x -e MQTT_PORT=1", Problem("settings_unknown")),
            ('{\n"MISCALE_MAC": "x"\n"MQTT_HOST": 1}', Problem("json_broken", line=3)),
        ],
    )
    def test_as_a_whole(self, text, problem):
        settings = parse(text)
        assert settings.problems == [problem]
        assert settings.people == []

    @pytest.mark.parametrize(
        "text", ["[" * LONGEST, "USERS: " + "[" * (LONGEST - 7)], ids=["alone", "users"]
    )
    def test_brackets_in_brackets(self, text):
        # Python gives up here or there.
        [problem] = parse(text).problems
        assert problem.error in {"settings_unknown", "json_broken", "yaml_broken"}

    @pytest.mark.parametrize(
        ("row", "key", "error"),
        [
            ({"NAME": ""}, "NAME", "name_required"),
            ({"NAME": None}, "NAME", "name_required"),
            ({"NAME": "x" * 61}, "NAME", "name_too_long"),
            ({"NAME": "Guest"}, "NAME", "name_reserved"),
            ({"NAME": "a\nb"}, "NAME", "name_unprintable"),
            ({"NAME": "\ud800"}, "NAME", "name_unprintable"),
            ({"NAME": "JO"}, "NAME", "name_taken"),
            ({"SEX": "diverse"}, "SEX", "sex_unknown"),
            ({"SEX": 1}, "SEX", "sex_unknown"),
            ({"DOB": "01.02.1990"}, "DOB", "date_invalid"),
            ({"DOB": "1990-02-30"}, "DOB", "date_invalid"),
            ({"DOB": 1990}, "DOB", "date_invalid"),
            ({"HEIGHT": "tall"}, "HEIGHT", "number_invalid"),
            ({"HEIGHT": float("nan")}, "HEIGHT", "number_invalid"),
            ({"HEIGHT": 10**400}, "HEIGHT", "number_invalid"),
            ({"HEIGHT": True}, "HEIGHT", "number_invalid"),
        ],
    )
    def test_somebody_who_is_left_out(self, row, key, error):
        settings = parse(json.dumps(ADD_ON | {"USERS": [JO, ANN | row]}))
        assert [person.name for person in settings.people] == ["Jo"]
        assert [(p.error, p.key, p.user) for p in settings.problems] == [(error, key, 2)]

    def test_the_key_is_named_as_it_is_written(self):
        settings = parse(WRAPPER.replace("USER2_DOB=2010-01-01", "USER2_DOB=soon"))
        assert settings.problems == [Problem("date_invalid", "USER2_DOB", 2, "Serena")]
        assert [person.name for person in settings.people] == ["Jo Jo", "Missy"]

    @pytest.mark.parametrize(
        ("limits", "problem"),
        [
            ({"GT": 80, "LT": 60}, Problem("limits_crossed", "GT", 1, "Jo")),
            ({"GT": 60, "LT": 60}, Problem("limits_crossed", "GT", 1, "Jo")),
            ({"GT": "light", "LT": None}, Problem("number_invalid", "GT", 1, "Jo")),
        ],
    )
    def test_a_range_that_is_left_out(self, limits, problem):
        settings = parse(json.dumps(ADD_ON | {"USERS": [JO | limits]}))
        assert people(settings) == [("Jo", "male", date(1980, 1, 1), 180, None, None)]
        assert settings.problems == [problem]

    def test_a_limit_of_a_wrapper_that_is_no_number(self):
        settings = parse(WRAPPER.replace("GT=70", "GT=heavy"))
        assert settings.problems == [Problem("number_invalid", "USER1_GT", 1)]
        assert [(p.above, p.below) for p in settings.people] == [
            (None, None),
            (None, 35),
            (None, None),
        ]

    @pytest.mark.parametrize(
        ("address", "error"),
        [("", "address_missing"), (None, "address_missing"), ("bathroom", "address_invalid")],
    )
    def test_a_scale_that_is_left_out(self, address, error):
        settings = parse(json.dumps(ADD_ON | {"MISCALE_MAC": address}))
        assert settings.address is None
        assert settings.problems == [Problem(error, "MISCALE_MAC")]
        assert len(settings.people) == 2

    def test_no_users(self):
        assert parse("export MISCALE_MAC=5c:ca:d3:70:d4:a2").problems == [Problem("users_missing")]

    @pytest.mark.parametrize("users", ["Jo", {}, 1, None])
    def test_users_that_are_no_list(self, users):
        settings = parse(json.dumps(ADD_ON | {"USERS": users}))
        assert settings.problems == [Problem("users_invalid", "USERS")]

    def test_a_user_that_is_none(self):
        settings = parse(json.dumps(ADD_ON | {"USERS": [7, JO]}))
        assert settings.problems == [Problem("user_invalid", "USERS", 1)]
        assert [person.number for person in settings.people] == [2]


@pytest.mark.parametrize(
    ("unit", "kg"), [("kg", (60, 80)), ("lb", (27.22, 36.29)), ("jin", (30, 40))]
)
def test_ranges_are_in_the_scales_unit(unit, kg):
    [jo, _] = parse(json.dumps(ADD_ON)).people
    assert bounds(jo, unit) == kg


class TestPasswords:
    """A password is nowhere in what comes of a text, and `***` where the text is shown again."""

    @pytest.mark.parametrize(
        "text", [json.dumps(ADD_ON), json.dumps({"options": ADD_ON}), YAML, WRAPPER]
    )
    def test_is_not_in_what_was_understood(self, text):
        assert SECRET in text
        assert SECRET not in repr(parse(text))

    def test_one_in_the_hosts_address_neither(self):
        settings = parse(json.dumps(ADD_ON | {"MQTT_HOST": f"jo:{SECRET}@broker"}))
        assert SECRET not in repr(settings)
        assert settings.host == "broker"

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ('{"MQTT_PASSWORD":"a\\"b","X":1}', '{"MQTT_PASSWORD":"***","X":1}'),
            ('{"MQTT_PASSWORD":\n "ab"\n}', '{"MQTT_PASSWORD":\n "***"\n}'),
            ('{"X":1,"MQTT_PASSWORD":"ab"}}', '{"X":1,"MQTT_PASSWORD":"***"}}'),
            ('"MQTT_PASSWORD": "a"b",\n"X":1', '"MQTT_PASSWORD": "***"\n"X":1'),
            ('"MQTT_PASSWORD": "ab', '"MQTT_PASSWORD": "***"'),
            ("export MQTT_PASSWORD=a b c # d\nX=1", "export MQTT_PASSWORD=***\nX=1"),
            ("export MQTT_PASSWORD='a b' # d\nX=1", "export MQTT_PASSWORD=*** # d\nX=1"),
            ("export MQTT_PASSWORD='a\nb'\nexport X=1", "export MQTT_PASSWORD=***\nexport X=1"),
            ("export MQTT_PASSWORD=a\\\nb\nX=1", "export MQTT_PASSWORD=***\nX=1"),
            ("export MQTT_PASSWORD=\nexport X=1", "export MQTT_PASSWORD=***\nexport X=1"),
            ("MQTT_PASSWORD: >-\n  a b\n  c\nUSERS:\n", "MQTT_PASSWORD: ***\nUSERS:\n"),
            ("- MQTT_PASSWORD: a\n  X: b", "- MQTT_PASSWORD: ***\n  X: b"),
            ("- MQTT_PASSWORD=a b # c\n- X=1", "- MQTT_PASSWORD=***\n- X=1"),
            ("- 'MQTT_PASSWORD=a b' # c\n- X=1", "- 'MQTT_PASSWORD=***' # c\n- X=1"),
            ("run -e MQTT_PASSWORD=a -e X=1", "run -e MQTT_PASSWORD=*** -e X=1"),
            ("-e MQTT_PASSWORD='a b' \\\n -e X=1", "-e MQTT_PASSWORD=*** \\\n -e X=1"),
            ('-e "MQTT_PASSWORD=a b" --rm x', '-e "MQTT_PASSWORD=***" --rm x'),
            ("--env=MQTT_PASSWORD=a --env X=1", "--env=MQTT_PASSWORD=*** --env X=1"),
            ("-e MQTT_PASSWORD='a -e X='1'", "-e MQTT_PASSWORD=***"),
            ('-e MQTT_PASSWORD="a"b c" -e X=1', '-e MQTT_PASSWORD="***"'),
            ("#export mqtt_password: a b\nX: 1", "#export mqtt_password: ***\nX: 1"),
            ("MQTT_HOST=mqtt://jo:ab@host\nX=1", "MQTT_HOST=mqtt://***@host\nX=1"),
        ],
    )
    def test_is_masked(self, text, shown):
        assert without_passwords(text) == shown

    def test_all_else_is_shown_as_it_was(self):
        for text in (WRAPPER, YAML, json.dumps(ADD_ON), json.dumps({"options": ADD_ON}, indent=2)):
            assert without_passwords(text) == text.replace(SECRET, "***")

    @given(
        st.text("abcXYZ019 \t'\"\\,:={}[]#$&@/;\u2028", min_size=5).filter(
            lambda s: s.strip(" \t")
        ),
        st.integers(0, 80),
        st.sampled_from([None, 2]),
    )
    def test_is_masked_however_the_text_is_broken(self, secret, missing, indent):
        # Marked, so that nothing else looks like it.
        secret = f"§§{secret}§§"
        whole = {"MQTT_HOST": "x", "MQTT_PASSWORD": secret, "USERS": [JO]}
        told = json.dumps(whole, indent=indent, ensure_ascii=False)
        for text in (told, told[: len(told) - missing], told.replace("\\", "")):
            assert "§" not in without_passwords(text)
            assert "§" not in repr(parse(text))

    @given(st.text("abc01 \t'\"\\,:={}#$&@/;\u2028"), st.sampled_from(["", "'", '"']))
    def test_is_masked_however_a_shell_is_broken(self, secret, quote):
        line = f"export MQTT_PASSWORD={quote}§{secret}§{quote}"
        shown = without_passwords(f"export X=1\n{line}\nexport USER1_NAME=Jo")
        assert "§" not in shown
        assert shown.startswith("export X=1\n")


WHOLE = ADD_ON | {"USERS": [JO, ANN]}
OLD = {
    "MISCALE_MAC": "5c:ca:d3:70:d4:a2",
    "MQTT_HOST": "192.168.1.3",
    "MQTT_PASSWORD": SECRET,
    "MQTT_PORT": "1884",
    "MQTT_RETAIN": "false",
    "USER1_GT": "70",
    "USER1_SEX": "male",
    "USER1_NAME": "Jo",
    "USER1_HEIGHT": "175",
    "USER1_DOB": "1990-01-01",
    "USER2_LT": "35",
    "USER2_SEX": "female",
    "USER2_NAME": "Serena",
    "USER2_HEIGHT": "95.5",
    "USER2_DOB": "2010-01-01",
}
names = st.text("aZé0 '\"#:,\\$&-={}[]`*\u2028", min_size=1, max_size=20).map(str.strip)


def as_yaml(data):
    return yaml.safe_dump(data, sort_keys=False, allow_unicode=True)


def as_compose(environment):
    service = {"image": "lolouk44/xiaomi-mi-scale:latest", "environment": environment}
    return as_yaml({"services": {"mqtt": {"environment": ["MQTT_PORT=1"]}, "mi-scale": service}})


def as_list(values):
    return [f"{key}={value}" for key, value in values.items()]


def as_docker(values, option="-e ", between=" "):
    given = (f"{option}{key}={shlex.quote(value)}" for key, value in values.items())
    return f"sudo docker run -d {between.join(given)} lolouk44/xiaomi-mi-scale"


def indented(text, by="    "):
    return "\n".join(by + line for line in text.split("\n"))


IN_FORMS = {
    "json": json.dumps,
    "options": lambda values: json.dumps({"options": values}, indent=2),
    "yaml": as_yaml,
    "yaml of options": lambda values: as_yaml({"options": values}),
    "yaml of what the supervisor has": lambda values: as_yaml({"data": {"options": values}}),
}
ENVIRONMENTS = {
    "compose, map": as_compose,
    "compose, list": lambda values: as_compose(as_list(values)),
    "environment alone": lambda values: as_yaml({"environment": as_list(values)}),
    "the list alone": lambda values: as_yaml(as_list(values)),
    "list of maps": lambda values: as_yaml([{key: value} for key, value in values.items()]),
    "docker": as_docker,
    "docker, --env": lambda values: as_docker(values, "--env "),
    "docker, --env=": lambda values: as_docker(values, "--env=", " \\\n  "),
    "docker, -e": lambda values: as_docker(values, "-e", " \\ \n\t"),
}
DRESSES = {
    "plain": lambda text: text,
    "indented": indented,
    "indented by tabs": lambda text: indented(text, "\t"),
    "indented but for the first line": lambda text: indented(text).lstrip(),
    "fenced": lambda text: f"```yaml\n{text}\n```",
    "fenced in a list, among words": lambda text: (
        f"1. My NAME is Jo, these are mine:\n{indented(f'~~~\n{text}\n~~~')}\n2. What's next?"
    ),
    "from a web page": lambda text: text.replace("  ", " \xa0").replace("\n ", "\n\xa0"),
    "from Windows": lambda text: "\ufeff" + text.replace("\n", "\r\n"),
}


class TestTheSameInEachForm:
    """However settings are pasted, the same comes of them."""

    @pytest.mark.parametrize("dress", DRESSES)
    @pytest.mark.parametrize("form", IN_FORMS)
    def test_of_add_ons(self, form, dress):
        assert parse(DRESSES[dress](IN_FORMS[form](WHOLE))) == parse(json.dumps(WHOLE))

    @pytest.mark.parametrize("dress", DRESSES)
    @pytest.mark.parametrize("form", IN_FORMS | ENVIRONMENTS)
    def test_of_containers(self, form, dress):
        text = DRESSES[dress]((IN_FORMS | ENVIRONMENTS)[form](OLD))
        settings = parse(text)
        assert settings == parse("".join(f"export {key}={OLD[key]}\n" for key in OLD))
        assert people(settings) == [
            ("Jo", "male", date(1990, 1, 1), 175, 71, None),
            ("Serena", "female", date(2010, 1, 1), 95.5, None, 35),
        ]
        assert (settings.address, settings.port) == ("5C:CA:D3:70:D4:A2", 1884)
        assert SECRET in text
        assert SECRET not in repr(settings)
        assert SECRET not in without_passwords(text)

    @pytest.mark.parametrize("dress", DRESSES)
    @pytest.mark.parametrize(
        "text",
        [
            json.dumps([JO, ANN]),
            json.dumps([JO, ANN], indent=2),
            json.dumps([JO, ANN])[1:-1],
            f"{json.dumps(JO, indent=4)},\n{json.dumps(ANN, indent=4)},",
            json.dumps({"USERS": [JO, ANN]}),
            json.dumps({"USERS": [JO, ANN]}, indent=2)[1:-1],
            f'"USERS": {json.dumps([JO, ANN], indent=2)},',
            json.dumps([JO, ANN], indent=1).replace("}\n]", "},  # him\n]"),
            as_yaml([JO, ANN]),
            as_yaml({"USERS": [JO, ANN]}),
        ],
    )
    def test_of_the_list_of_users_alone(self, text, dress):
        settings = parse(DRESSES[dress](text))
        assert people(settings) == people(parse(json.dumps(WHOLE)))
        assert settings.problems == [Problem("address_missing", "MISCALE_MAC")]

    @pytest.mark.parametrize("text", [json.dumps(JO), as_yaml(JO)])
    def test_of_one_user_alone(self, text):
        assert people(parse(text)) == [("Jo", "male", date(1980, 1, 1), 180, 60, 80)]

    @given(names, names, st.sampled_from([*(IN_FORMS | ENVIRONMENTS)]), st.sampled_from([*DRESSES]))
    def test_whatever_is_in_a_name(self, one, other, form, dress):
        values = OLD | {"USER1_NAME": f"A{one}Z", "USER2_NAME": f"B{other}Z"}
        settings = parse(DRESSES[dress]((IN_FORMS | ENVIRONMENTS)[form](values)))
        assert settings == parse(json.dumps(values))

    def test_as_the_program_came(self):
        text = """\
version: '3'
services:

  mi-scale:
    image: lolouk44/xiaomi-mi-scale:latest
    network_mode: host

    environment:
    - MISCALE_MAC=5c:ca:d3:70:d4:a2 # Mac address of your scale
    - MQTT_PREFIX="bath"
    - MQTT_USERNAME=       # Username (comment out if not required)
    - MQTT_PORT=           # Defaults to 1883
    # Up to 3 users possible as long as weights don't overlap!
    - USER1_GT=70          # If it's greater than this number
    - USER1_SEX=male
    - USER1_NAME=Jo Jo     # Name of the user
    - USER1_HEIGHT=175
    - USER1_DOB=1990-01-01
    - TZ
"""
        settings = parse(text)
        assert people(settings) == [("Jo Jo", "male", date(1990, 1, 1), 175, 71, None)]
        assert (settings.prefix, settings.address) == ("bath", "5C:CA:D3:70:D4:A2")
        assert settings.problems == []

    def test_a_command_with_comments(self):
        text = """\
# it's mine
docker run -d --net=host -e DEBUG -e TZ="Europe/Oslo" \\
  -e "MISCALE_MAC=5c:ca:d3:70:d4:a2" \\
  # that's him
  -e USER1_NAME='Jo' -e USER1_SEX=male -e USER1_HEIGHT=175 -e USER1_DOB=1990-01-01  # it's him
"""
        assert people(parse(text)) == [("Jo", "male", date(1990, 1, 1), 175, None, None)]

    def test_yaml_in_which_everything_is_in_many_places(self):
        lines = ["a0: &a0\n  USERS: x"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
        assert parse("\n".join(lines)).problems[0] == Problem("users_invalid", "USERS")

    def test_yaml_that_holds_itself(self):
        assert parse("a: &a\n  USERS: *a").problems[0] == Problem("users_invalid", "USERS")


@given(
    st.text()
    | st.text("{}[]:,-'&*!|>%@`\"#\n a1").map("USERS:".__add__)
    | st.text("{}[]\":,\\'=#\n MQTTUSERS_PASSWORD1GT", max_size=200)
)
def test_no_text_raises(text):
    parse(text)
    without_passwords(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from([*ADD_ON, *USER_KEYS, "options"]),
        json_values
        | st.lists(st.dictionaries(st.sampled_from([*JO]), json_values), max_size=3)
        | st.dictionaries(st.sampled_from([*ADD_ON, *USER_KEYS]), json_values),
    )
)
def test_no_value_raises(values):
    settings = parse(json.dumps(values))
    names = [person.name for person in settings.people]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "piece",
    [
        "PASSW",
        "//",
        "//a@",
        "a",
        '"\\',
        'MQTT_PASSWORD="',
        "PASSWORD='\n",
        "[",
        "A='",
        "- ",
        "USERS:\n- ",
        "USERS: {a: ",
        "USERS: [&a [*a], ",
        "- USERS=a\n  ",
        "```\nUSERS:\n",
        " -e USERS='",
        "-e MQTT_PASSWORD='a' ",
        "-e 'MQTT_PASSWORD=",
        '{"USERS": ',
        '"USERS": 1, ',
    ],
)
def test_a_long_text_takes_no_time(piece):
    text = (piece * LONGEST)[:LONGEST]
    begin = time.process_time()
    parse(text)
    without_passwords(text)
    assert time.process_time() - begin < 2
