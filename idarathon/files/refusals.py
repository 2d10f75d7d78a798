"""Why bytes are not taken."""

from __future__ import annotations

from idarathon.errors import N_, Conflict, Refusal, Rule


class OffsetWrong(Conflict):
    code = "upload_offset_wrong"
    sentence = N_("So far %(offset)s bytes have arrived. Ask how many there are, and go on from there.")


class UploadBusy(Conflict):
    code = "upload_busy"
    sentence = N_("This file is arriving by another connection. Wait until that one ends, then go on.")


class StorageFull(Refusal):
    code, status = "storage_full", 507
    sentence = N_("There is no room for this file now, and nothing of it was kept. Tell a facilitator, and try later.")


class ChecksumWrong(Refusal):
    code, status = "checksum_wrong", 460
    sentence = N_("This part was damaged on its way, and was not kept. Send it again.")


class FileEmpty(Rule):
    code = "file_empty"
    sentence = N_("This file is empty. Choose the right one.")


class TypeUnknown(Rule):
    code = "file_type_refused"
    sentence = N_(
        "This type of file is not taken. Send a PDF, a presentation, a document, an image, a video or a ZIP archive."
    )


class Executable(Rule):
    code = "file_executable"
    sentence = N_("This file is a program, or holds one. Send a document, an image, a video, or an archive without it.")


class Scripted(Rule):
    code = "file_scripted"
    sentence = N_("This drawing holds a script or loads something from elsewhere. Export it as PNG or PDF.")


class EncodingOther(Rule):
    code = "file_encoding_refused"
    sentence = N_("This drawing is not written in UTF-8. Save it anew in UTF-8, or export it as PNG or PDF.")


class CheckFailed(Rule):
    code = "file_check_failed"
    sentence = N_("This file could not be checked, so nothing of it was kept. Save it anew, or in another type.")


class Polyglot(Rule):
    code = "file_polyglot"
    sentence = N_("This file is two types at once, which is a way to hide things. Save it anew in one type.")


class ArchiveUnsafe(Rule):
    code = "archive_unsafe"
    sentence = N_("This archive is damaged, or its entries lead out of it. Pack it anew.")
