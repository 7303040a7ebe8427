"""Print the packages that this and the core integrations named in pyproject.toml need."""

import json
import pathlib
import tomllib

import homeassistant.components

COMPONENTS = pathlib.Path(homeassistant.components.__file__).parent
OURS = pathlib.Path("custom_components/body_scale/manifest.json")


def closure(domain: str, seen: set[str]) -> set[str]:
    """Return the requirements of an integration and of those it depends on."""
    if domain in seen:
        return set()
    seen.add(domain)
    manifest = json.loads((COMPONENTS / domain / "manifest.json").read_text())
    found = set(manifest.get("requirements", []))
    for dependency in manifest.get("dependencies", []):
        found |= closure(dependency, seen)
    return found


def main() -> None:
    """Print one requirement a line."""
    settings = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["tool"]["body-scale"]
    seen: set[str] = set()
    wanted = {*settings["extra-requirements"], *json.loads(OURS.read_text())["requirements"]}
    for domain in settings["core-integrations"]:
        wanted |= closure(domain, seen)
    print("\n".join(sorted(wanted)))


if __name__ == "__main__":
    main()
