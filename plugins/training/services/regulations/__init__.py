"""Regulations: their editions, discussion, approval, and the norms that they set."""

from plugins.training.services.regulations.approving import approve, enforce, obstacles
from plugins.training.services.regulations.discussing import (
    add_remark,
    agree,
    answer_remark,
    remarks_until,
    speaking_roles,
    takes_remarks,
    waive,
)
from plugins.training.services.regulations.given import (
    MAX_CODE,
    MAX_TEXT,
    MAX_TITLE,
    OPEN,
    TYPE,
    RegulationInput,
)
from plugins.training.services.regulations.making import (
    edit_regulation,
    leads,
    make_regulation,
    start_edition,
)
from plugins.training.services.regulations.reading import (
    audience_of,
    get,
    latest_approved,
    open_version,
    regulations_for,
    version_in_force,
    versions_in_force,
    versions_of,
)
from plugins.training.services.regulations.saying import said_of, text_hash
from plugins.training.services.regulations.setting import (
    candidates,
    clause_link,
    norm_sources,
    norms_set,
)
from plugins.training.services.regulations.writing import ask_after, editable, save_text

__all__ = [
    "MAX_CODE",
    "MAX_TEXT",
    "MAX_TITLE",
    "OPEN",
    "TYPE",
    "RegulationInput",
    "add_remark",
    "agree",
    "answer_remark",
    "approve",
    "ask_after",
    "audience_of",
    "candidates",
    "clause_link",
    "edit_regulation",
    "editable",
    "enforce",
    "get",
    "latest_approved",
    "leads",
    "make_regulation",
    "norm_sources",
    "norms_set",
    "obstacles",
    "open_version",
    "regulations_for",
    "remarks_until",
    "said_of",
    "save_text",
    "speaking_roles",
    "start_edition",
    "takes_remarks",
    "text_hash",
    "version_in_force",
    "versions_in_force",
    "versions_of",
    "waive",
]
