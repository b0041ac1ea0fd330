"""The whole of an installation in one file, and back into a database of either kind."""

from flows.service.backup.archive import BadArchive, Manifest
from flows.service.backup.restoring import Restored, restore
from flows.service.backup.sealed_file import BadSeal, FileKey
from flows.service.backup.taking import back_up

__all__ = ["BadArchive", "BadSeal", "FileKey", "Manifest", "Restored", "back_up", "restore"]
