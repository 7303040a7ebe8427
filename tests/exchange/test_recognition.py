"""Every file is found to be what it is, and whatever begins like one does no harm."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import FORMATS, DateOrder, FileError, Question, Refusal
from custom_components.body_scale.exchange.document import Document
from custom_components.body_scale.model import Unit

from .samples import BERLIN, FILES, preview

SAMPLES = {
    "apple_health_export.xml": "apple_health",
    "beurer_HealthManager Pro Export - 01.11.2025 - 04.11.2025.csv": "beurer",
    "ble_scale_sync_file.csv": "ble_scale_sync",
    "ble_scale_sync_file.jsonl": "ble_scale_sync",
    "ble_scale_sync_influx.lp": "ble_scale_sync",
    "eufylife_es.csv": "eufylife",
    "export2garmin_miscale_backup.csv": "export2garmin",
    "fitbit_weight-2025-11-02.json": "fitbit",
    "fitdays_binary_xls_named.csv": "fitdays",
    "fitdays_text.csv": "fitdays",
    "garmin_connect_weight_en_us_12h.csv": "garmin",
    "garmin_gdpr_123456_userBioMetrics.json": "garmin",
    "garmin_import_fitbit_style.csv": "fitbit",
    "garmin_weight_scale.fit": "garmin",
    "goldencheetah_bodymeasures.csv": "goldencheetah",
    "google_fit_takeout_daily_activity_metrics.csv": "google_fit_daily",
    "google_fit_takeout_derived_com.google.weight_com.google.android.g.json": "google_fit",
    "google_health_takeout_body_fat_2025-11-01.csv": "google_health",
    "happy_scale_doubtful.csv": "generic",
    "health_sync_Weight 2025.11.02 Health Connect.csv": "health_sync",
    "huawei_health_detail_data.json": "huawei_health",
    "libra_v6.csv": "libra",
    "myfitnesspal_Measurement-Summary-2025-11-02-to-2025-11-04.csv": "myfitnesspal",
    "mytanita_export-csv.csv": "mytanita",
    "okok_international_doubtful.csv": Refusal.NOT_RECOGNISED,
    "renpho_health_2025_dot_date.csv": "renpho",
    "renpho_health_2026_no_column.csv": "renpho",
    "sanitas_healthcoach_xls_as_text_de.csv": "sanitas_healthcoach",
    "smartscaleconnect.csv": "smartscaleconnect",
    "vesync_quoted_time_lb.csv": "vesync",
    "wger_Weightdata.csv": "wger",
    "wger_import_target.csv": "generic",
    "withings_weight_de_2014.csv": "withings",
    "withings_weight_en_kg.csv": "withings",
    "zepp_life_BODY_1762200000000.csv": "zepp",
    "zepp_life_export_password_Test1234.zip": "zepp",
}
"""All of them, by their names."""

ALIKE = {
    # Begin as Renpho's do, and as those of many others.
    "DATE,TIME,BMI,WEIGHT\n2025-11-02,07:12:41,19.2,62.3\n": "openscale_3",
    "Date,Time,Weight(kg),BMI\n2025-11-02,07:12:41,62.3,19.2\n": "renpho",
    "Date,Time,Weight,BMI\n2025-11-02,07:12:41,62.3,19.2\n": "generic",
    # The fifth column tells them apart.
    'Date,"Weight (kg)",BMI,"Body Fat (%)",Mood\n2025-11-02 07:12:41,62.3,19.2,12.2,5\n': "generic",
    'Date,"Weight (kg)",BMI,"Body Fat (%)","Visc Fat"\n'
    "2025-11-02 07:12:41,62.3,19.2,12.2,3\n": "mytanita",
    "Date,Weight,BMI,Body Fat,Subcutaneous fat\n07:12 Nov.02 2025,62.3kg,19.2,12.2%,9%\n": "fitdays",
    # Units are in the headings, or in the cells.
    "Time,Weight(lb),BMI,Body Fat(%),Fat-free Body Weight(lb)\n"
    "2025-11-02 07:12:41,137.3,19.2,12.2,120.6\n": "arboleaf",
    "Time,Weight,BMI,Body Fat,Fat-Free Body Weight\n"
    "2025-11-02 07:12:41,137.3lb,19.2,12.2%,120.6lb\n": "vesync",
    # The same two words.
    "Date,Weight\n2025-11-02 06:12:41+00:00,62.3\n": "wger",
    "Date,Weight\n2025-11-02,62.3\n": "myfitnesspal",
    "Date,Weight\n2025-11-02 07:12:41,62.3\n": "generic",
    "Date,Weight (kg)\n2025-11-02,62.3\n": "generic",
    # The time twice.
    "Date,Time,Weight\n2025.11.02 07:12:41,07:12:41,62.3\n": "health_sync",
    "Datum,Zeit,Gewicht\n2025.11.02,07:12:41,62.3\n": "generic",
    "timestamp,weight,impedance,bmi,body_fat_percent\n"
    "2025-11-02T06:12:41.000Z,62.3,512,19.2,12.2\n": "ble_scale_sync",
    "Date,Name,Weight (kg),BMI\n2025-11-02,Jo,62.3,19.2\n": "generic",
    "com.samsung.health.weight,63,8\n"
    "start_time,weight\n2025-11-02 06:12:41.000,62.3\n": "samsung_health",
    "com.samsung.health.weight,63,8\n": Refusal.NOT_RECOGNISED,
    "com.samsung.health.step_count,63,8\nstart_time,count\n": Refusal.NOT_RECOGNISED,
    "<?xml version='1.0'?><ClinicalDocument/>\n": Refusal.NOT_RECOGNISED,
}
"""Texts that have much in common."""


SHARED = "garmin_import_fitbit_style.csv"
"""Fitbit wrote what Garmin imports."""


def found_in(content):
    try:
        return preview(content).format
    except FileError as fault:
        return fault.key


def test_every_sample_is_listed():
    assert {each.name for each in FILES.iterdir()} - {"README.md"} == SAMPLES.keys()


@pytest.mark.parametrize(("name", "found"), SAMPLES.items())
def test_a_sample_is_found_to_be_what_it_is(name, found):
    assert found_in((FILES / name).read_bytes()) == found


@pytest.mark.parametrize(("text", "found"), ALIKE.items())
def test_files_that_are_alike(text, found):
    assert found_in(text) == found


@pytest.mark.parametrize(
    "content",
    [
        *((FILES / name).read_bytes() for name in SAMPLES if name != SHARED),
        *(text.encode() for text in ALIKE),
    ],
)
def test_the_order_of_the_formats_does_not_matter(content):
    document = Document(content)
    found = [
        each.name
        for each in FORMATS.values()
        if each.name != "generic" and each.layout_of(document)
    ]
    assert len(found) <= 1


def test_only_formats_that_state_too_little_ask():
    asking = {
        name: preview((FILES / name).read_bytes()).questions
        for name, found in SAMPLES.items()
        if found in FORMATS and found != "generic"
    }
    assert {name.partition("_")[0] for name, asked in asking.items() if Question.UNIT in asked} - {
        "garmin"
    } == {"health", "myfitnesspal", "wger"}
    assert not any(Question.COLUMNS in asked for asked in asking.values())


BEGINNINGS = [
    *((FILES / name).read_bytes() for name, found in SAMPLES.items() if found in FORMATS),
    *(text.encode() for text, found in ALIKE.items() if found in FORMATS),
]
CELLS = st.sampled_from(
    [
        *("", "62.3", "62,3kg", "-", "--", "0", "1e400", "-1", "137.3lb", "9" * 40, "kg", "null"),
        *("2025-11-02", "07:12:41", "99/99/9999", "2025-11-02 07:12:41", "1762063961000", "Date"),
        *('"', "'=1+1", "\0", "\u2028", "🐘", "{", "}", "[", "<Record ", "/>", "&a;", "]>"),
    ]
)
TAILS = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.tuples(CELLS, st.sampled_from([",", ";", "\t", "\n", " "])).map("".join), max_size=40
    ).map(lambda cells: "".join(cells).encode()),
)


@pytest.mark.parametrize("begins", BEGINNINGS, ids=range(len(BEGINNINGS)))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_begins_like_a_file_is_refused_or_read(begins, data):
    at = data.draw(st.integers(0, len(begins)))
    end = data.draw(st.integers(at, min(len(begins), at + 40)))
    content = begins[:at] + data.draw(TAILS) + begins[end:]
    answers = exchange.Answers(unit=Unit.KG, date_order=DateOrder.DAY_FIRST)
    try:
        found = exchange.read(content, zone=BERLIN, answers=answers)
    except FileError:
        return
    assert found.format in FORMATS
    assert all(2 <= row.weight_kg <= 300 and row.measured_at.tzinfo for row in found.rows)
