"""What of a text is kept as rows beside it: its clauses, the values that it sets, its terms."""

from collections.abc import Iterable

from plugins.training.models import Clause, Term, VersionNorm
from plugins.training.text.parsing import ClauseText, NormMark
from plugins.training.text.terms import TermText
from plugins.training.text.words import indexed

Part = Clause | VersionNorm | Term


def parts(
    document_id: int,
    clauses: Iterable[Clause | ClauseText],
    norms: Iterable[VersionNorm | NormMark],
    terms: Iterable[Term | TermText],
) -> list[Part]:
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
                words=clause.words
                if isinstance(clause, Clause)
                else indexed(f"{clause.title} {clause.plain}"),
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
        *(
            Term(
                document_id=document_id,
                term=term.term,
                definition=term.definition,
                clause_uid=term.clause_uid,
                clause_number=term.clause_number,
                stems=list(term.stems),
            )
            for term in terms
        ),
    ]
