"""Copy the few front-end files that pages need from node_modules into the static folder.

Writes `manifest.json` beside them: for each file its package, version, size in bytes and sha384 (as a
Subresource Integrity value). The folder is made aside and moved into place, so that it is never half there.
Standard library only.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path

# from node_modules (package, file in it) → name under static/vendor
FILES: dict[str, tuple[str, str]] = {
    "designsystemet/designsystemet.css": ("@digdir/designsystemet-css", "dist/src/index.css"),
    "designsystemet/theme.css": ("@digdir/designsystemet-css", "dist/theme/designsystemet.css"),
    "designsystemet/designsystemet.js": ("@digdir/designsystemet-web", "dist/umd/index.js"),
    "designsystemet/LICENSE": ("@digdir/designsystemet-css", "LICENSE"),
    "designsystemet/LICENSE-floating-ui": ("@floating-ui/dom", "LICENSE"),
    "htmx/htmx.min.js": ("htmx.org", "dist/htmx.min.js"),
    "htmx/LICENSE": ("htmx.org", "LICENSE"),
}
SOURCE_MAP = b"//# sourceMappingURL="


def content(path: Path) -> bytes:
    """The file without its pointer to a source map, which is not shipped and would be missed."""
    raw = path.read_bytes()
    if path.suffix != ".js" or SOURCE_MAP not in raw:
        return raw
    return b"".join(line for line in raw.splitlines(keepends=True) if not line.startswith(SOURCE_MAP))


def copy(root: Path) -> int:
    """Fill `src/lovende/web/static/vendor` under the project root; return the number of files.

    Raises FileNotFoundError when a package lacks a file it is known to have.
    """
    modules, target = root / "node_modules", root / "src/lovende/web/static/vendor"
    aside = target.with_name("vendor.new")
    shutil.rmtree(aside, ignore_errors=True)
    manifest = {}
    for name, (package, inside) in FILES.items():
        raw = content(modules / package / inside)
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        (aside / name).write_bytes(raw)
        version = json.loads((modules / package / "package.json").read_text(encoding="utf-8"))["version"]
        digest = base64.b64encode(hashlib.sha384(raw).digest()).decode()
        manifest[name] = {
            "package": package,
            "version": version,
            "bytes": len(raw),
            "integrity": f"sha384-{digest}",
        }
    (aside / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)
    return len(FILES)


def whole(root: Path) -> bool:
    """Whether every file named by the manifest is there with the size it should have."""
    target = root / "src/lovende/web/static/vendor"
    try:
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        return set(manifest) == set(FILES) and all(
            (target / name).stat().st_size == entry["bytes"] for name, entry in manifest.items()
        )
    except (OSError, ValueError):
        return False
