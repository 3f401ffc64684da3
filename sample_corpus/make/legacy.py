"""Legacy Word (.doc), converted from our own .docx by LibreOffice at authoring time.

Its bytes differ from run to run, so the committed file is kept unless ``--doc`` asks anew.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from sample_corpus.make import word
from sample_corpus.make.source import Text


def render(text: Text) -> bytes:
    """Raises SystemExit where LibreOffice is not installed."""
    office = shutil.which("soffice")
    if office is None:
        raise SystemExit("soffice (LibreOffice Writer) is needed to make .doc files")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.docx"
        source.write_bytes(word.styled(text))
        subprocess.run(
            [office, f"-env:UserInstallation=file://{folder}/profile", "--headless",
             "--convert-to", "doc:MS Word 97", "--outdir", folder, str(source)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        return (Path(folder) / "source.doc").read_bytes()
