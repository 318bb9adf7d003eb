"""Fetch what pages load in the browser, and write down what it is: `python -m tools.vendor_assets`.

For those who renew a version; needs npm. What it writes lies in the repository, so nobody else needs npm.
The list is `ASSETS` below; `assets.json` beside the files has name, version, licence and checksum of each.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "src" / "helhet" / "web" / "static" / "vendor"
# Package, version, and which of its files is kept under which name.
ASSETS: Final = (
    ("@digdir/designsystemet-css", "1.22.0", {"dist/src/index.css": "designsystemet.css"}),
    ("@digdir/designsystemet-theme", "1.11.0", {"src/themes/designsystemet.css": "theme.css"}),
    ("@digdir/designsystemet-web", "1.22.0", {"dist/umd/index.js": "designsystemet.js"}),
    ("htmx.org", "2.0.11", {"dist/htmx.min.js": "htmx.js"}),
    (
        "@fontsource-variable/inter",
        "5.3.0",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
        },
    ),
)
_MAP: Final = re.compile(rb"^/[/*]# sourceMappingURL=.*$", re.MULTILINE)


def main() -> int:
    """Fetch each package, keep its files, write the list."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [row for name, version, files in ASSETS for row in _kept(name, version, files)]
    (FOLDER / "assets.json").write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    sys.stdout.write(f"wrote {len(rows)} files to {FOLDER}\n")
    return 0


def _kept(name: str, version: str, files: dict[str, str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(  # noqa: S603 - a name from the list above
            ["npm", "pack", "--silent", f"{name}@{version}"],  # noqa: S607
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.split()[-1]
        with tarfile.open(Path(folder) / packed) as archive:
            package = json.loads(_read(archive, "package.json"))
            (FOLDER / f"LICENSE-{name.strip('@').replace('/', '-')}").write_bytes(
                _read(archive, "LICENSE")
            )
            return [
                {"file": kept, "package": name, "version": version, "licence": package["license"]}
                | {"sha256": _keep(_read(archive, theirs), kept)}
                for theirs, kept in files.items()
            ]


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(f"package/{name}")
    if found is None:
        raise FileNotFoundError(name)
    return found.read()


def _keep(content: bytes, name: str) -> str:
    """Write a file without the address of a map that is not kept; return its checksum."""
    content = _MAP.sub(b"", content)
    (FOLDER / name).write_bytes(content)
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
