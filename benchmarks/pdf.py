"""How long a report takes as a PDF: `.venv-dev/bin/python benchmarks/pdf.py`. Bar: 12 pages with 6 charts in 0.3 s, warm."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["PORTAL_VAR_DIR"] = tempfile.mkdtemp(prefix="portal-benchmark-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")
RUNS, BAR = 11, 0.3


def main() -> None:
    """Prints, per language, pages, charts, bytes, the first and the median time in seconds."""
    import django

    django.setup()
    import pypdfium2
    from django.utils import translation

    from phases.exports import pdf
    from phases.exports.pictures import pictures
    from tests.factories.phases import payload

    made = payload()
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            times, work, body = [], [], b""
            for _run in range(RUNS):
                begun, worked = time.perf_counter(), time.process_time()
                body = pdf.render(made, language).body
                times.append(time.perf_counter() - begun)
                work.append(time.process_time() - worked)
            pages, charts = len(pypdfium2.PdfDocument(body)), len(pictures(made))
        warm = statistics.median(times[1:])
        size = f"{pages} pages, {charts} charts, {len(body):,} bytes"
        busy = statistics.median(work[1:])  # what it costs where nothing else runs
        print(f"{language}: {size}, first {times[0]:.3f} s, then {warm:.3f} s, of processor {busy:.3f} s (bar {BAR} s)")


if __name__ == "__main__":
    main()
