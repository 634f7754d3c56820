"""Build the style sheet and copy the vendored scripts into the package; `--check` only compares."""

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ASSETS = Path(__file__).resolve().parent
ROOT = ASSETS.parent
STATIC = Path("src/severalty/web/static/web")
VENDOR = Path("tests/vendor")
SCRIPTS = {
    STATIC / "govuk-frontend.min.js": "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    STATIC / "htmx.min.js": "htmx.org/dist/htmx.min.js",
    STATIC / "cytoscape.min.js": "cytoscape/dist/cytoscape.min.js",
    STATIC / "cytoscape-dagre.min.js": "cytoscape-dagre/dist/cytoscape-dagre.min.js",
    VENDOR / "axe.min.js": "axe-core/axe.min.js",
}
SHIPPED = ("govuk-frontend", "htmx.org", "cytoscape", "cytoscape-dagre", "@dagrejs/dagre")
CHANGED = 3


def run(command: list[str], folder: Path) -> None:
    """Run one build step; its own words go to standard error when it fails."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:2])} failed:\n{done.stderr.strip() or done.stdout.strip()}")


def notices(modules: Path, packages: tuple[str, ...]) -> bytes:
    """The licence notice of each package, as its authors wrote it; from `licences/` where the package leaves it out."""
    parts = []
    for package in packages:
        own = ASSETS / "licences" / f"{package}.txt"
        licence = next(iter(sorted((modules / package).glob("LICEN*"))), own)
        if not licence.is_file():
            sys.exit(f"{package} carries no licence file; look at its repository and decide before shipping it.")
        parts.append(f"{package}\n{'=' * len(package)}\n\n{licence.read_text(encoding='utf-8').strip()}\n")
    return ("\n\n".join(parts)).encode()


def without_source_map(script: bytes) -> bytes:
    """The script without its pointer to a source map that is not shipped."""
    kept = [line for line in script.rstrip().split(b"\n") if not line.startswith(b"//# sourceMappingURL=")]
    return b"\n".join(kept) + b"\n"


def build(work: Path) -> dict[Path, bytes]:
    """Every built file by its place in the repository, made in a working folder outside it."""
    shutil.copytree(ASSETS, work, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
    run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"], work)
    modules = work / "node_modules"
    sass = ["node", "node_modules/sass/sass.js", "--style=compressed", "--no-source-map", "--load-path=node_modules"]
    run([*sass, "severalty.scss", "severalty.css"], work)
    built = {STATIC / "severalty.css": (work / "severalty.css").read_bytes()}
    for place, source in SCRIPTS.items():
        built[place] = without_source_map((modules / source).read_bytes())
    built[STATIC / "LICENCES.txt"] = notices(modules, SHIPPED)
    built[VENDOR / "LICENCES.txt"] = notices(modules, ("axe-core",))
    return built


def main() -> int:
    """Exit status 0 built or unchanged, 1 a step failed, 3 the committed files differ from a fresh build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare a fresh build with the committed files")
    check = parser.parse_args().check
    if not shutil.which("npm"):
        sys.exit(
            "Node and npm are needed to build the style sheet; the built files are committed, so users need neither."
        )
    with tempfile.TemporaryDirectory(prefix="severalty-assets-") as folder:
        built = build(Path(folder))
    changed = [place for place, content in built.items() if not same(ROOT / place, content)]
    for place in changed:
        print(f"{'differs' if check else 'written'}: {place}")
        if not check:
            (ROOT / place).parent.mkdir(parents=True, exist_ok=True)
            (ROOT / place).write_bytes(built[place])
    if not changed:
        print(f"{len(built)} files, all as built.")
    return CHANGED if check and changed else 0


def same(path: Path, content: bytes) -> bool:
    """Whether the file is there and holds exactly this."""
    return path.is_file() and path.read_bytes() == content


if __name__ == "__main__":
    sys.exit(main())
