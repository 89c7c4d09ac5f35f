"""Files that people attach: PDF, DOCX, ODT and XLSX.

A form has an `UploadField`; its cleaned value goes to `store(inspected, by=user, at=moment)`, which returns the
`Upload` row that the floor above points at. The page that decides who may have the file returns `served(upload)`.
`inspect` and `Refused` are for files that come by another way than a form.
"""

from .commands import store
from .fields import UploadField
from .inspecting import Inspected, inspect
from .refused import Refused
from .serving import served

__all__ = ["Inspected", "Refused", "UploadField", "inspect", "served", "store"]
