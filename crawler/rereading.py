"""The texts of stored files, read again where what reads them has changed since. No portal is asked for anything."""

from __future__ import annotations

import logging
from pathlib import Path

from crawler.documents import TextReader, reader_of
from storage.store import Store

logger = logging.getLogger(__name__)


def reread_files(home: Path, *, dry_run: bool = False) -> int:
    """Reads every file that an older reader read, or that nobody read yet; what is done stays done if it is stopped.

    Args:
        dry_run: change nothing, only count.

    Returns:
        How many files were read, or would be.

    Raises:
        ArchiveError: the archive cannot be opened or written.
    """
    count = 0
    with Store(home / "articles.db", readonly=dry_run, create=False) as store, TextReader() as reader:
        for row in store.files():
            if row["text_status"] is not None and row["reader"] == reader_of(row["format"]):
                continue
            path = home / row["path"]
            if not path.is_file():
                logger.warning("%s is not there: its text stays as it was read before", path)
                continue
            count += 1
            if not dry_run:
                store.save_file_text(row["sha256"], reader.read(path, row["format"]))
    return count
