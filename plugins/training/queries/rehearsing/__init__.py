"""What a norm of the rules of the game would have meant in days that have passed.

Of the others the past cannot tell: nobody measures how long a section was read beyond the time that
the speed asked for; who would have spoken after another reminder is not known; and the days of a
rehearsal, the days of an effect and the smallest samples rule nothing but what a page shows.
"""

from collections.abc import Mapping

from plugins.training import norms
from plugins.training.queries.rehearsing import learning, reading, regulations, violations
from plugins.training.queries.rehearsing.told import Rehearse

REHEARSALS: Mapping[str, Rehearse] = {
    norms.READING_DAYS: reading.overdue,
    norms.GRACE_DAYS: reading.closings,
    norms.REMIND_BEFORE_DAYS: reading.reminded_before,
    norms.REMIND_AFTER_DAYS: reading.reminded_after,
    norms.ESCALATE_DAYS: reading.escalated,
    norms.EXCEPTION_DAYS: reading.long_exceptions,
    norms.PASS_MARK: learning.passed,
    norms.QUIZ_ATTEMPTS: learning.stopped,
    norms.REHEARSAL_MARK: learning.accepted,
    norms.WELCOME_DAYS: learning.welcomed,
    norms.TRIAL_MONTHS: learning.past_the_trial,
    norms.REMARK_DAYS: regulations.remarks,
    norms.EXPLAIN_AT_ONCE: violations.asked_at_once,
    norms.PENALTY_PERCENT: violations.reductions,
    norms.PENALTY_REPEAT_PERCENT: violations.repeated_reductions,
    norms.PENALTY_REPEAT_DAYS: violations.repeated,
}
"""By the key of the norm."""
