"""LibreOffice, to see whether a document opens and how many pages it has."""

import os
import shutil
import subprocess

import pytest


def as_pdf_pages(content: bytes, folder) -> list[str]:
    """The texts of the pages that LibreOffice makes of a Word document."""
    for tool in ("soffice", "pdftotext"):
        if shutil.which(tool) is None:
            reason = f"{tool} is not installed (libreoffice-writer, poppler-utils)"
            pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    (folder / "made.docx").write_bytes(content)
    own = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", "--headless", own, "--convert-to", "pdf", "made.docx"],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    told = subprocess.run(
        ["pdftotext", "-layout", "made.pdf", "-"],
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    return told.stdout.split("\f")[:-1]
