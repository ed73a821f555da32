"""Cards in the states that look different, for whoever looks at all the screens."""

from test_story import new_card

from core.testing.browser import form_with
from core.testing.stage import Enter, RunJobs


def set_the_stage(enter: Enter, run_jobs: RunJobs) -> list[str]:
    """A draft, an issued card and a claim of Анна; see ``core.testing.stage``."""
    anna = enter("anna")
    new_card(anna)
    issued, claimed = new_card(anna), new_card(anna)
    for address in (issued, claimed):
        form_with(anna.get(address), "/fire/issue").submit()
    form = anna.get(f"{claimed}/claim").forms["claim-form"]
    form.set("complaint", "Искрит и не включается")
    form.submit()
    run_jobs()
    return []
