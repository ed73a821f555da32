"""What of a text is kept as rows beside it: its clauses and the values that it sets."""

from collections.abc import Iterable

from plugins.training.models import Clause, VersionNorm
from plugins.training.text.parsing import ClauseText, NormMark


def parts(
    document_id: int,
    clauses: Iterable[Clause | ClauseText],
    norms: Iterable[VersionNorm | NormMark],
) -> list[Clause | VersionNorm]:
    """New rows for that version, made of what was parsed or of another version's rows."""
    return [
        *(
            Clause(
                document_id=document_id,
                uid=clause.uid,
                position=clause.position,
                level=clause.level,
                number=clause.number,
                title=clause.title,
                source=clause.source,
                length=clause.length,
            )
            for clause in clauses
        ),
        *(
            VersionNorm(
                document_id=document_id,
                key=norm.key,
                value=norm.value,
                reason=norm.reason,
                clause_uid=norm.clause_uid,
                clause_number=norm.clause_number,
            )
            for norm in norms
        ),
    ]
