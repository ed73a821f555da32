"""The front end keeps its promises: exact vendored files, no inline script, one place for looks."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "core" / "web" / "static"
TEMPLATES = sorted(
    [
        *(ROOT / "core" / "web" / "templates").rglob("*.html"),
        *(ROOT / "plugins").glob("*/templates/**/*.html"),
    ]
)
STYLES = sorted(path for path in (STATIC / "css").glob("*.css") if path.name != "tokens.css")
SCRIPTS = sorted((STATIC / "js").glob("*.js"))


def load_vendor_script() -> ModuleType:
    path = ROOT / "tools" / "vendor_assets.py"
    spec = importlib.util.spec_from_file_location("vendor_assets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules["vendor_assets"] = module
    spec.loader.exec_module(module)
    return module


vendor = load_vendor_script()
MANIFEST = json.loads((STATIC / "vendor" / "manifest.json").read_text(encoding="utf-8"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# Third-party files


def test_vendored_files_are_those_of_the_manifest() -> None:
    assert vendor.problems(MANIFEST) == []


def test_every_package_names_its_version_and_licence_and_brings_the_licence_text() -> None:
    for package in MANIFEST["packages"]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"]), package["name"]
        assert package["licence"]
        assert any(file["source"] == "LICENSE" for file in package["files"]), package["name"]


def test_a_changed_and_a_foreign_file_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "a.js").write_text("changed")
    (tmp_path / "vendor" / "b.js").write_text("nobody asked for it")
    monkeypatch.setattr(vendor, "STATIC", tmp_path)
    monkeypatch.setattr(vendor, "MANIFEST", tmp_path / "vendor" / "manifest.json")
    files = [
        {"target": "vendor/a.js", "sha256": vendor.sha256(b"original")},
        {"target": "vendor/c.js", "sha256": vendor.sha256(b"lost")},
    ]
    assert vendor.problems({"packages": [{"files": files}]}) == [
        "vendor/a.js: differs from the manifest",
        "vendor/c.js: missing",
        "vendor/b.js: not in the manifest",
    ]


def test_an_archive_with_another_hash_is_refused() -> None:
    with pytest.raises(vendor.VendorError, match="the manifest says"):
        vendor.expect({"sha256": "0" * 64}, "sha256", b"other", "x.js", update=False)


def test_references_to_source_maps_are_cut_out_of_scripts_and_styles_only() -> None:
    assert vendor.strip_source_map(b"a()\n//# sourceMappingURL=a.js.map\n", "a.js") == b"a()\n"
    assert vendor.strip_source_map(b"b{}\n/*# sourceMappingURL=b.map */", "b.css") == b"b{}"
    text = b"see //# sourceMappingURL=x"
    assert vendor.strip_source_map(text, "LICENSE") == text


def test_no_file_points_to_a_source_map_or_to_another_host() -> None:
    for path in [*STATIC.rglob("*.js"), *STATIC.rglob("*.css")]:
        text = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text, relative(path)
        if "vendor" not in path.parts:
            assert not re.search(r"(?:https?:)?//[\w-]+\.[a-z]{2,}", strip_comments(text)), path


def test_an_unknown_icon_is_refused_by_name() -> None:
    nodes = {"check": [["path", {"d": "M5 12l5 5"}]]}
    assert b'<symbol id="check"' in vendor.build_sprite(nodes, ["check"])
    with pytest.raises(vendor.VendorError, match="chekc"):
        vendor.build_sprite(nodes, ["check", "chekc"])


# Templates and scripts


def strip_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|\{#.*?#\}|(?<=\s)//[^\n]*", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_holds_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = strip_comments(path.read_text(encoding="utf-8"))
    assert not re.search(r"""\sstyle\s*=\s*["']""", text), "inline style"
    assert not re.search(r"""\s(?:on[a-z]+|hx-on[:\w-]*)\s*=\s*["']""", text), "inline handler"
    assert "javascript:" not in text
    for attributes in re.findall(r"<script([^>]*)>", text):
        assert "src=" in attributes or 'type="application/json"' in attributes, "inline script"
    assert "<style" not in text


def test_every_icon_that_is_asked_for_is_in_the_sprite() -> None:
    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    pattern = re.compile(r"""\bicon(?:_name)?(?:=|\(|": ?)"([a-z0-9-]+[a-z0-9])"[,)\s}]""")
    sources = [*TEMPLATES, *SCRIPTS]
    for package in ("core", "plugins"):
        sources += (ROOT / package).rglob("*.py")
    unknown = {
        f"{relative(path)}: {name}"
        for path in sources
        for name in pattern.findall(path.read_text(encoding="utf-8"))
        if name not in known
    }
    assert unknown == set()


def test_every_controller_named_in_a_template_has_its_module() -> None:
    modules = {path.stem for path in SCRIPTS}
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for names in re.findall(r'data-controller="([^"{]*)"(?![^>]*data-module)', text):
            for name in names.split():
                assert name in modules, f"{relative(path)}: {name}"


def test_every_word_that_a_script_says_is_given_by_the_page() -> None:
    page = (ROOT / "core/web/templates/layout/words.html").read_text(encoding="utf-8")
    given = set(re.findall(r'^  "(\w+)":', page, flags=re.MULTILINE))
    asked = {
        word
        for path in SCRIPTS
        for call in re.findall(r"\bword\(([^)]*)\)", path.read_text(encoding="utf-8"))
        for word in re.findall(r'"(\w+)"', call)
    }
    answers = re.search(
        r"ANSWERS = \{(.*?)\}", (STATIC / "js/manners.js").read_text(encoding="utf-8")
    )
    assert answers is not None
    asked |= set(re.findall(r'"(\w+)"', answers[1]))
    assert asked == given


def test_scripts_evaluate_no_text() -> None:
    for path in SCRIPTS:
        text = strip_comments(path.read_text(encoding="utf-8"))
        assert not re.search(r"\beval\(|new Function|innerHTML|document\.write", text), path


# Looks


@pytest.mark.parametrize("path", STYLES, ids=relative)
def test_colours_and_sizes_are_written_in_tokens_only(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"@(?:media|container|supports)[^{]*\{", "{", text)
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;,) ])", text)
    found += re.findall(r"\b(?:rgb|hsl|oklch|oklab|color)a?\(", text)
    found += re.findall(r"(?<![\w-])\d*\.?\d+(?:px|rem|em|pt)\b", text)
    assert found == []


def test_every_token_that_is_used_is_defined() -> None:
    defined = set(
        re.findall(r"(--[\w-]+):", (STATIC / "css" / "tokens.css").read_text(encoding="utf-8"))
    )
    for path in (STATIC / "css").glob("*.css"):
        used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
        assert used <= defined, relative(path)


def theme(index: int) -> dict[str, str]:
    """Colours of the light (0) or the dark (1) theme by token."""
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    pairs = re.findall(r"(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    return {name: (light, dark)[index] for name, light, dark in pairs}


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


SURFACES = ("canvas", "surface", "raised", "sunken", "hover", "pressed", "selected")
STATES = ("draft", "active", "waiting", "success", "danger")
TEXT_ON = [
    *((text, surface) for text in ("text", "text-soft", "muted") for surface in SURFACES),
    *(("accent-text", surface) for surface in (*SURFACES, "accent-soft")),
    *(("danger-text", surface) for surface in SURFACES),
    *((f"{state}-text", f"{state}-tint") for state in STATES),
    *((f"{state}-text", "surface") for state in STATES),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-danger", "danger-mark"),
    ("on-danger", "danger-hover"),
    ("muted", "draft-tint"),
]
SIGNS_ON = [
    *((sign, surface) for sign in ("focus", "border-control") for surface in SURFACES[:4]),
    *((f"{state}-mark", surface) for state in STATES for surface in (f"{state}-tint", "surface")),
]


@pytest.mark.parametrize("index", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "under"), TEXT_ON)
def test_text_is_readable_in_both_themes(index: int, text: str, under: str) -> None:
    colours = theme(index)
    assert contrast(colours[f"--{text}"], colours[f"--{under}"]) >= 4.5


@pytest.mark.parametrize("index", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("sign", "under"), SIGNS_ON)
def test_signs_and_borders_of_controls_are_seen_in_both_themes(
    index: int, sign: str, under: str
) -> None:
    colours = theme(index)
    assert contrast(colours[f"--{sign}"], colours[f"--{under}"]) >= 3


def test_each_colour_of_a_seller_carries_white_text() -> None:
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    brands = re.findall(
        r"^\.brand-(\w+) \{.*?--accent: (#\w+);.*?--accent-hover: (#\w+);.*?--accent-text: (#\w+);",
        text,
        flags=re.MULTILINE,
    )
    assert len(brands) == 9
    for name, *colours in brands:
        for colour in colours:
            assert contrast(colour, "#ffffff") >= 4.5, name
            assert contrast(colour, theme(0)["--sunken"]) >= 4.5, name
