"""The rules of hassfest and HACS that can be looked at without them, and of this repository."""

import ast
import json
import os
import pathlib
import re
import subprocess
import tomllib
import zipfile

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform
from PIL import Image
import pytest
import yaml

from custom_components.body_scale import scales

ROOT = pathlib.Path(__file__).parent.parent
INTEGRATION = ROOT / "custom_components" / "body_scale"
TRANSLATIONS = INTEGRATION / "translations"

MANIFEST_KEYS = {
    "after_dependencies",
    "bluetooth",
    "codeowners",
    "config_flow",
    "dependencies",
    "documentation",
    "domain",
    "homekit",
    "import_executor",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "loggers",
    "mqtt",
    "name",
    "quality_scale",
    "requirements",
    "single_config_entry",
    "version",
}
HACS_KEYS = {
    "content_in_root",
    "country",
    "filename",
    "hacs",
    "hide_default_branch",
    "homeassistant",
    "name",
    "persistent_directory",
    "render_readme",
    "zip_release",
}
TRANSLATION_KEYS = {
    "application_credentials",
    "common",
    "config",
    "config_subentries",
    "device",
    "entity",
    "entity_component",
    "exceptions",
    "issues",
    "options",
    "selector",
    "services",
    "system_health",
    "title",
}
QUALITY_RULES = {
    # Bronze
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow",
    "config-flow-test-coverage",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
    # Silver
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
    # Gold
    "devices",
    "diagnostics",
    "discovery",
    "discovery-update-info",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
    # Platinum
    "async-dependency",
    "inject-websession",
    "strict-typing",
}

HTML = re.compile(r"<[a-z/].*?>", re.IGNORECASE)
URL = re.compile(r"\b(?:https?|ftps?|mqtts?|wss?|socket)://|\bwww\.", re.IGNORECASE)
QUOTED_PLACEHOLDER = re.compile(r"'\{\w+\}'")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
KEY = re.compile(r"(?!.*[_-]{2})[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
ICON = re.compile(r"mdi:[a-z0-9]+(?:-[a-z0-9]+)*")


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))


def manifest():
    return read_json(INTEGRATION / "manifest.json")


def english():
    return read_json(TRANSLATIONS / "en.json")


def icons():
    return read_json(INTEGRATION / "icons.json")


def services():
    """An integration without actions has no services.yaml."""
    path = INTEGRATION / "services.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}


def strings(tree, path=""):
    """Yield the path and text of every leaf."""
    for key, value in tree.items():
        where = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from strings(value, where)
        else:
            yield where, value


def steps(translations):
    """Yield the path of every form's texts, with the texts."""
    flows = {name: translations.get(name, {}) for name in ("config", "options")}
    for kind, flow in translations.get("config_subentries", {}).items():
        flows[f"config_subentries.{kind}"] = flow
    for name, flow in flows.items():
        for step, texts in flow.get("step", {}).items():
            yield f"{name}.{step}", texts
            for section, inner in texts.get("sections", {}).items():
                yield f"{name}.{step}.{section}", inner


def flow_texts(translations, what):
    """Return the keys of one kind of text of all flows, `step` or `abort` or `error`."""
    flows = [translations.get("config", {}), translations.get("options", {})]
    flows += translations.get("config_subentries", {}).values()
    return {key for flow in flows for key in flow.get(what, {})}


def calls(*paths):
    """Yield every call in these files: the function's last name, its literal keywords."""
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                yield name, {word.arg: _literals(word.value) for word in node.keywords if word.arg}


def _literals(node):
    """Return the texts that an argument can be, as far as they are written there."""
    if isinstance(node, ast.IfExp):
        return _literals(node.body) | _literals(node.orelse)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return set().union(*map(_literals, node.elts))
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return {node.value} if is_text else set()


def sources():
    return sorted(INTEGRATION.rglob("*.py"))


def flow_sources():
    rooms = ("flows", "bridges", "xiaomi_mi_scale")
    found = (path for room in rooms for path in sorted((INTEGRATION / room).rglob("*.py")))
    return [INTEGRATION / "config_flow.py", *found]


def tracked():
    """Return what git knows or would take on with the next `git add`."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def headings(page):
    """Return what links call the headings of a page."""
    texts = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in texts}


def scripts():
    """Return what a person or a build server types."""
    return [path for path in tracked() if path.parent.name in {"scripts", ".ci"}]


class TestManifest:
    def test_keys_are_in_order(self):
        keys = list(manifest())
        assert keys[:2] == ["domain", "name"]
        assert keys[2:] == sorted(keys[2:])

    def test_keys_are_known(self):
        assert not manifest().keys() - MANIFEST_KEYS

    @pytest.mark.parametrize(
        "key", ["codeowners", "documentation", "domain", "issue_tracker", "name", "version"]
    )
    def test_key_that_hacs_and_hassfest_require(self, key):
        assert key in manifest()

    def test_domain_is_the_folder(self):
        assert manifest()["domain"] == INTEGRATION.name

    def test_domain_is_not_one_of_core(self):
        import homeassistant.components

        core = pathlib.Path(homeassistant.components.__file__).parent
        assert not (core / manifest()["domain"]).exists()

    def test_version_can_be_compared(self):
        version = AwesomeVersion(
            manifest()["version"],
            ensure_strategy=[
                AwesomeVersionStrategy.CALVER,
                AwesomeVersionStrategy.SEMVER,
                AwesomeVersionStrategy.SIMPLEVER,
                AwesomeVersionStrategy.BUILDVER,
                AwesomeVersionStrategy.PEP440,
            ],
        )
        assert version.valid

    def test_version_is_the_projects(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert manifest()["version"] == project["version"]

    def test_what_kind_of_integration_it_is(self):
        assert manifest()["config_flow"] is True
        assert manifest()["integration_type"] == "hub"
        assert manifest()["iot_class"] == "local_push"

    @pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
    def test_addresses(self, key):
        address = manifest()[key]
        assert address.startswith("https://")
        assert "www.home-assistant.io" not in address

    def test_code_owners_are_accounts(self):
        assert all(re.fullmatch(r"@[\w-]+(/[\w-]+)?", owner) for owner in manifest()["codeowners"])

    def test_requirements_are_pinned(self):
        assert all(re.fullmatch(r"[\w.\[\]-]+==[\w.]+", r) for r in manifest()["requirements"])

    def test_requirements_are_used(self):
        needed = {requirement.partition("==")[0] for requirement in manifest()["requirements"]}
        text = "".join(path.read_text(encoding="utf-8") for path in sources())
        assert needed == {name for name in needed if f"import {name}" in text}

    def test_needs_the_adapters_to_be_ready(self):
        assert "bluetooth_adapters" in manifest()["dependencies"]

    @pytest.mark.parametrize("matcher", manifest()["bluetooth"])
    def test_bluetooth_matcher(self, matcher):
        assert matcher.keys() <= {
            "connectable",
            "local_name",
            "manufacturer_data_start",
            "manufacturer_id",
            "service_data_uuid",
            "service_uuid",
        }
        # Proxies that only listen count too, where listening is enough.
        connects = [f.matchers for f in scales.FAMILIES.values() if f.traits.connects]
        needs_connection = any(matcher in matchers for matchers in connects)
        assert matcher.get("connectable", True) is needs_connection
        for key in matcher.keys() & {"service_data_uuid", "service_uuid"}:
            assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", matcher[key])
        assert not set("*?[") & set(matcher.get("local_name", "")[:3])

    def test_other_integrations_used_are_declared(self):
        declared = {*manifest()["dependencies"], *manifest().get("after_dependencies", [])}
        always_there = {platform.value for platform in Platform} | {"backup", "repairs"}
        # bluetooth_adapters depends on bluetooth.
        declared |= {"bluetooth"} if "bluetooth_adapters" in declared else set()
        used = set()
        for path in sources():
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [f"{node.module}.{alias.name}" for alias in node.names]
                elif isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                else:
                    continue
                used |= {
                    name.split(".")[2]
                    for name in names
                    # A platform of another integration is only loaded by that.
                    if name.startswith("homeassistant.components.")
                    and name.split(".")[2] != path.stem
                }
        assert used - always_there <= declared


class TestEnglish:
    """What people read: hassfest's rules for translations."""

    def test_sections_are_known(self):
        assert not english().keys() - TRANSLATION_KEYS

    def test_texts_are_clean(self):
        for path, text in strings(english()):
            assert isinstance(text, str), path
            assert text, path
            assert text == text.strip(), path
            assert not HTML.search(text), path
            assert not URL.search(text), path
            assert not QUOTED_PLACEHOLDER.search(text), path
            assert "[%key:" not in text, path
            assert all(name.isidentifier() for name in PLACEHOLDER.findall(text)), path

    def test_keys_are_slugs(self):
        for path, _ in strings(english()):
            assert all(KEY.fullmatch(key) for key in path.split(".")), path

    def test_descriptions_belong_to_fields(self):
        for path, texts in steps(english()):
            assert texts.get("data_description", {}).keys() <= texts.get("data", {}).keys(), path

    def test_every_field_is_described(self):
        for path, texts in steps(english()):
            assert texts.get("data_description", {}).keys() == texts.get("data", {}).keys(), path

    def test_subentries_can_be_begun(self):
        for kind, flow in english()["config_subentries"].items():
            assert flow["entry_type"], kind
            assert flow["initiate_flow"]["user"], kind
            assert ("reconfigure" in flow["step"]) == ("reconfigure" in flow["initiate_flow"]), kind

    def test_issues_say_what_to_do(self):
        for key, issue in english().get("issues", {}).items():
            assert issue["title"], key
            assert "description" in issue or "fix_flow" in issue, key

    def test_exceptions_have_a_message(self):
        for key, texts in english().get("exceptions", {}).items():
            assert texts.keys() == {"message"}, key


class TestCodeAndTexts:
    """What the code shows has a text, and no text is left over."""

    def test_flow_steps(self):
        from custom_components.body_scale.flows.scale import FORMS

        # One step shows all of them. The other one is Home Assistant's own.
        shown = {*FORMS, "pick_implementation"}
        for _, words in calls(*flow_sources()):
            shown |= words.get("step_id", set())
        assert shown == flow_texts(english(), "step")

    def test_flow_steps_can_be_answered(self):
        from custom_components.body_scale.flows.scale import ScaleFlow

        # The steps of its forms are made by the flow; those of OAuth are Home Assistant's.
        functions = {*vars(ScaleFlow()), "async_step_pick_implementation"} | {
            node.name
            for path in flow_sources()
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.AsyncFunctionDef)
        }
        steps_in_texts = flow_texts(english(), "step")
        assert {f"async_step_{step}" for step in steps_in_texts} <= functions

    def test_menus(self):
        from custom_components.body_scale.bridges.kinds import KINDS
        from custom_components.body_scale.flows.scale import FORMS

        # The menus of bridges and scales are made of these tables.
        offered = {*KINDS, *FORMS}
        for _, words in calls(*flow_sources()):
            offered |= words.get("menu_options", set())
        named = {key for _, texts in steps(english()) for key in texts.get("menu_options", {})}
        assert offered == named
        # These two show nothing of their own.
        assert offered - {"no_scale", "bridge"} <= flow_texts(english(), "step")

    def test_reasons_to_abort(self):
        given = set()
        for name, words in calls(*flow_sources()):
            if name == "async_abort":
                given |= words.get("reason", set())
        assert given <= flow_texts(english(), "abort")

    def test_errors_are_told_the_same_way_everywhere(self):
        said = {}
        flows = [english()["config"], *english()["config_subentries"].values()]
        for flow in flows:
            for key, text in flow.get("error", {}).items():
                assert said.setdefault(key, text) == text, key

    def test_exceptions_and_issues(self):
        raised, reported = set(), set()
        for name, words in calls(*sources()):
            if name == "async_create_issue":
                reported |= words.get("translation_key", set())
            elif "translation_domain" in words:
                raised |= words.get("translation_key", set())
        # The actions and what connects to scales raise theirs through functions that take the key.
        texts = english().get("exceptions", {}).keys()
        actions = (
            "services.py",
            "websocket_api.py",
            "household/records.py",
            "household/corrections.py",
            "household/checks.py",
            "household/samples.py",
            "household/named.py",
            "sources/visitor.py",
            "transfer/actions.py",
            "transfer/exporting.py",
            "transfer/files.py",
            "transfer/recorded.py",
            "transfer/undoing.py",
        )
        words = {
            node.value
            for name in actions
            for node in ast.walk(
                ast.parse(
                    (ROOT / "custom_components/body_scale" / name).read_text(encoding="utf-8")
                )
            )
            if isinstance(node, ast.Constant)
        }
        assert raised <= texts
        assert texts - raised <= words
        assert reported <= english().get("issues", {}).keys()

    def test_issues_are_named_in_the_code(self):
        code = "".join(path.read_text(encoding="utf-8") for path in sources())
        for key in english().get("issues", {}):
            assert f'"{key}"' in code, key

    def test_entities_with_an_icon_have_a_name(self):
        named = english()["entity"]
        for platform, entities in icons().get("entity", {}).items():
            assert entities.keys() <= named[platform].keys(), platform

    def test_entities_are_named_in_the_code(self):
        code = "".join(path.read_text(encoding="utf-8") for path in sources())
        for platform, entities in english()["entity"].items():
            assert platform in {each.value for each in Platform}
            for key in entities:
                assert f'"{key}"' in code, f"{platform}.{key}"

    def test_states_with_an_icon_have_a_name(self):
        for platform, entities in icons().get("entity", {}).items():
            for key, icon in entities.items():
                named = english()["entity"][platform][key].get("state", {})
                assert icon.get("state", {}).keys() <= named.keys(), f"{platform}.{key}"

    def test_selectors(self):
        used = set()
        for name, words in calls(*sources()):
            if name.endswith("SelectorConfig"):
                used |= words.get("translation_key", set())
        assert used <= english().get("selector", {}).keys()

    def test_icons(self):
        for path, icon in strings(icons()):
            assert ICON.fullmatch(icon), path
            assert all(KEY.fullmatch(key) for key in path.split(".")), path

    def test_actions(self):
        texts = english().get("services", {})
        assert services().keys() == texts.keys() == icons().get("services", {}).keys()
        for name, action in services().items():
            assert texts[name]["name"], name
            assert texts[name]["description"], name
            fields = (action or {}).get("fields", {})
            assert fields.keys() == texts[name].get("fields", {}).keys(), name
            for field, described in texts[name].get("fields", {}).items():
                assert described.keys() >= {"name", "description"}, f"{name}.{field}"

    def test_actions_are_described(self):
        registered = {
            name
            for name, _ in calls(*sources())
            if name in {"async_register_platform_entity_service", "async_register_entity_service"}
        }
        code = "".join(path.read_text(encoding="utf-8") for path in sources())
        assert bool(services()) == bool(registered or "services.async_register" in code)


def test_other_languages_say_the_same():
    wanted = dict(strings(english()))
    for path in sorted(TRANSLATIONS.glob("*.json")):
        told = dict(strings(read_json(path)))
        assert told.keys() == wanted.keys(), path.name
        for key, text in told.items():
            assert text == text.strip(), f"{path.name} {key}"
            assert not HTML.search(text), f"{path.name} {key}"
            assert not URL.search(text), f"{path.name} {key}"
            placeholders = set(PLACEHOLDER.findall(text))
            assert placeholders == set(PLACEHOLDER.findall(wanted[key])), f"{path.name} {key}"


class TestHacs:
    def test_keys(self):
        settings = read_json(ROOT / "hacs.json")
        assert not settings.keys() - HACS_KEYS
        assert settings["name"] == manifest()["name"]

    def test_zip(self):
        settings = read_json(ROOT / "hacs.json")
        assert settings["zip_release"] is True
        assert settings["filename"] == "body_scale.zip"

    def test_home_assistant_is_the_oldest_that_is_tested(self):
        from homeassistant.const import __version__

        oldest = AwesomeVersion(read_json(ROOT / "hacs.json")["homeassistant"])
        assert oldest.valid
        assert oldest <= __version__
        assert oldest.sections >= 3

    @pytest.mark.parametrize(("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)])
    def test_brand(self, name, size):
        with Image.open(INTEGRATION / "brand" / name) as icon:
            assert (icon.format, icon.size) == ("PNG", (size, size))
            # Corners are transparent: it is shown on light and dark.
            assert icon.getpixel((0, 0))[3] == 0

    def test_license(self):
        text = " ".join((ROOT / "LICENSE").read_text(encoding="utf-8").split())
        assert text.startswith("MIT License Copyright (c) ")
        assert "Permission is hereby granted, free of charge, to any person" in text
        assert "to use, copy, modify, merge, publish, distribute, sublicense, and/or sell" in text
        assert 'THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND' in text

    def test_one_integration(self):
        folders = [path.parent.name for path in ROOT.glob("custom_components/*/manifest.json")]
        assert folders == ["body_scale"]


class TestQualityScale:
    def rules(self):
        text = (INTEGRATION / "quality_scale.yaml").read_text(encoding="utf-8")
        return yaml.safe_load(text)["rules"]

    def test_every_rule_is_answered(self):
        assert self.rules().keys() == QUALITY_RULES

    def test_what_is_not_done_says_why(self):
        for rule, answer in self.rules().items():
            if isinstance(answer, dict):
                assert answer["status"] in {"done", "exempt", "todo"}, rule
                assert answer["comment"].strip(), rule
            else:
                assert answer == "done", rule


class TestFiles:
    def test_no_path_of_one_machine(self):
        places = r"work|farm|root|Users|home/\w+|tmp/bash_jobs"
        needle = re.compile(rf"(?<![\w.{{}}$~-])/(?:{places})/")
        self.assert_nowhere(needle)

    def test_no_address_of_a_package_registry(self):
        # Written in pieces, or this file would be found.
        hosts = [
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("npmjs", "org"),
            ("npmjs", "com"),
            ("yarnpkg", "com"),
            ("crates", "io"),
            ("deb.debian", "org"),
            ("archive.ubuntu", "com"),
            ("proxy.golang", "org"),
            ("registry-1.docker", "io"),
        ]
        needle = "|".join(re.escape(".".join(host)) for host in hosts)
        self.assert_nowhere(re.compile(needle))
        self.assert_nowhere(re.compile(r"--(?:extra-)?index-" + "url[ =]http"))

    def assert_nowhere(self, needle):
        found = []
        for path in tracked():
            text = path.read_bytes().decode("utf-8", errors="replace")
            found += [
                f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
                for number, line in enumerate(text.splitlines(), 1)
                if needle.search(line)
            ]
        assert not found

    def test_scripts_can_be_run(self):
        found = [path for path in scripts() if path.read_bytes().startswith(b"#!")]
        assert {path.name for path in found} >= {"setup", "lint", "test", "run", "lock"}
        assert [path.name for path in found if not os.access(path, os.X_OK)] == []

    def test_bash_scripts_stop_at_the_first_error(self):
        for path in scripts():
            text = path.read_text(encoding="utf-8")
            if text.startswith("#!/usr/bin/env bash"):
                assert "set -euo pipefail" in text, path.name

    def test_build_server_runs_the_tests(self):
        assert "scripts/test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    @pytest.mark.parametrize("command", ["scripts/demo", "scripts/test"])
    def test_readme_names_the_commands(self, command):
        assert command in (ROOT / "README.md").read_text(encoding="utf-8")
        assert os.access(ROOT / command, os.X_OK)

    def test_links_lead_somewhere(self):
        pages = [path for path in tracked() if path.suffix == ".md" and "template" not in path.name]
        assert len(pages) > 20
        for page in pages:
            for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
                if target.startswith(("https://", "mailto:")):
                    continue
                path, _, heading = target.partition("#")
                other = page.parent / path if path else page
                assert other.exists(), f"{page.name}: {target}"
                assert not heading or heading in headings(other), f"{page.name}: {target}"

    @pytest.mark.parametrize(
        "path", sorted((ROOT / ".github").rglob("*.yml")), ids=lambda p: p.name
    )
    def test_github_files_are_yaml(self, path):
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
        if path.parent.name == "workflows":
            # A job asks for more than reading by itself.
            assert settings["permissions"] == {"contents": "read"}
            assert all(job["timeout-minutes"] for job in settings["jobs"].values())


class TestReleaseZip:
    def pack(self, path, *arguments):
        command = [ROOT / "scripts" / "release-zip", *arguments, "--output", path]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    def test_contents(self, tmp_path):
        path = tmp_path / "body_scale.zip"
        assert self.pack(path).returncode == 0
        with zipfile.ZipFile(path) as package:
            names = package.namelist()
            assert package.read("manifest.json") == (INTEGRATION / "manifest.json").read_bytes()
        assert {"manifest.json", "__init__.py", "translations/en.json", "brand/icon.png"} <= {
            *names
        }
        assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]
        ours = [path for path in tracked() if path.is_relative_to(INTEGRATION)]
        assert sorted(names) == sorted(str(path.relative_to(INTEGRATION)) for path in ours)

    def test_is_the_same_every_time(self, tmp_path):
        first, second = tmp_path / "first.zip", tmp_path / "second.zip"
        self.pack(first)
        self.pack(second)
        assert first.read_bytes() == second.read_bytes()

    def test_version_is_stamped_into_the_zip_alone(self, tmp_path):
        before = (INTEGRATION / "manifest.json").read_bytes()
        path = tmp_path / "body_scale.zip"
        assert self.pack(path, "v1.2.3").returncode == 0
        with zipfile.ZipFile(path) as package:
            stamped = json.loads(package.read("manifest.json"))
        assert stamped == manifest() | {"version": "1.2.3"}
        assert list(stamped) == list(manifest())
        assert (INTEGRATION / "manifest.json").read_bytes() == before

    @pytest.mark.parametrize("tag", ["main", "v1", "1.2.x", ""])
    def test_refuses_what_is_no_version(self, tmp_path, tag):
        path = tmp_path / "body_scale.zip"
        assert self.pack(path, tag).returncode != 0
        assert not path.exists()
