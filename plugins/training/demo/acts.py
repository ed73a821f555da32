"""The local acts of the demo company and how they have changed."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from core.sdk import Actor
from plugins.training.models import RegulationKind
from plugins.training.services import regulations

_TEXTS = Path(__file__).parent / "texts"
SALES = ("head", "manager")


@dataclass(frozen=True)
class Said:
    """A remark in the discussion: by whom, of which clause, and the answer ("" is: none yet)."""

    who: str
    clause: str
    text: str
    answer: str = ""
    accepted: bool = True


@dataclass(frozen=True)
class Edition:
    """One edition. It came into force ``days_ago`` (negative: it is still to come; None: it is
    under discussion). ``older`` are pairs (of the latest text, as it was then)."""

    days_ago: int | None
    summary: str
    older: tuple[tuple[str, str], ...] = ()
    said: tuple[Said, ...] = ()
    lowers_pay: bool = False


@dataclass(frozen=True)
class Act:
    """A local act in all its editions, the first of them first."""

    code: str
    file: str
    title: str
    kind: RegulationKind
    owner: str
    editions: tuple[Edition, ...]
    roles: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()

    def write(self, session: Session, owner: Actor, document_id: int, edition: Edition) -> None:
        """Keep what the edition says."""
        regulations.save_text(
            session,
            owner,
            document_id,
            self.text_of(edition),
            edition.summary,
            edition.lowers_pay,
        )

    def text_of(self, edition: Edition) -> str:
        """The Markdown as it stood in the edition."""
        text = (_TEXTS / f"{self.file}.md").read_text(encoding="utf-8")
        for latest, then in edition.older:
            if latest not in text:
                raise ValueError(f"{self.file}: {latest!r} is not in the text")
            text = text.replace(latest, then)
        return text


_ANSWER = '2, "клиент сравнивает двух-трёх поставщиков и к третьему дню уже выбрал") }} рабочих дня'
_ANSWER_3 = (_ANSWER, "3) }} рабочих дня")
_ANSWER_2 = (_ANSWER, '2, "соседние компании отвечают за два-три дня") }} рабочих дня')
_REMIND_3 = (
    '_days", 2, "через три дня клиенты отвечали, что уже взяли у других")',
    '_days", 3)',
)
_LINK_45 = ('norm("quotes.public_link_days", 30)', 'norm("quotes.public_link_days", 45)')
_HELP_COUNTS = (
    "3. Разовая помощь (подбор аналога, звонок за заболевшего) участием не считается.",
    "3. Разовая помощь (подбор аналога, звонок за заболевшего) считается участием.",
)
_NO_PASS = (
    "\n4. Временный допуск без подписи даёт руководитель, с причиной и не дольше чем на "
    '{{ norm("training.exception_days", 5) }} рабочих дней. '
    "Допуск виден всем, кто проверяет журнал. {#rexc24}",
    "",
)
_NO_TWIN = (
    "\n4. Повторный запрос того же клиента о том же отмечают дублем, а не удаляют. {#wdupq4}",
    "",
)
_TREBLE = ("удваивается. Новым считается", "увеличивается втрое. Новым считается")
_NO_PLAN_OF_NEW = ("от плана, в том числе плана по новым клиентам, ", "от плана, ")
_REASON_ANYWHERE = (
    " Причину пишут в комментарии к документам клиента, чтобы её видели оба менеджера.",
    "",
)
_CUT_10_15 = (
    ('5, "первый раз чаще ошибаются, чем нарушают")', "10)"),
    ('norm("training.penalty_repeat_percent", 10)', 'norm("training.penalty_repeat_percent", 15)'),
)
_HEAD_ALWAYS = (
    "руководитель отдела, не участвовавший в случае. Если он участвовал, решает генеральный "
    "директор.",
    "руководитель отдела.",
)
_NO_NOTICE = (
    "\n6. С решением о взыскании сотрудника знакомят под подпись за три рабочих дня. Он вправе "
    "обжаловать его в инспекции труда, комиссии по трудовым спорам или суде "
    "(ТК РФ, статья 193). {#npacq6}",
    "",
)

ACTS = (
    Act(
        "РП-01",
        "reading",
        "Порядок ознакомления с правилами",
        RegulationKind.WORK_NORMS,
        "mihail",
        (
            Edition(
                395,
                "Правила принимаются, читаются и подписываются в программе",
                older=(
                    ('80, "при 70 % сдавали и те, кто пропустил самое важное")', "70)"),
                    ('norm("training.reading_days", 3)', 'norm("training.reading_days", 5)'),
                    _NO_PASS,
                ),
            ),
            Edition(
                150,
                "Проходной балл 80 % вместо 70 %, срок ознакомления 3 дня вместо 5",
                older=(_NO_PASS,),
                said=(
                    Said(
                        "anna",
                        "rduezz",
                        "Три дня мало, если пришло сразу несколько документов",
                        "Документы вводим по одному, а отсрочка допуска остаётся",
                        accepted=False,
                    ),
                ),
            ),
            Edition(
                8,
                "Временный допуск без подписи даёт руководитель, с причиной и на срок",
                said=(
                    Said(
                        "vera",
                        "rgat23",
                        "Что делать, если человек вышел из отпуска и не успел подписать?",
                        "Добавили пункт 3.4: допуск с причиной и на срок",
                    ),
                ),
            ),
        ),
    ),
    Act(
        "РП-02",
        "work_norms",
        "Нормы работы с запросами и предложениями",
        RegulationKind.WORK_NORMS,
        "vera",
        (
            Edition(
                385,
                "Первые общие нормы отдела",
                older=(_ANSWER_3, _REMIND_3, _LINK_45, _NO_TWIN),
            ),
            Edition(
                205,
                "Ответ на запрос за 2 дня вместо 3; дубли больше не удаляют",
                older=(_ANSWER_2, _REMIND_3),
                said=(
                    Said(
                        "anna",
                        "wansq2",
                        "По изделиям с чертежом два дня мало: цену даёт завод",
                        "Верно: срок ответа по таким запросам ставьте в карточке запроса",
                    ),
                    Said(
                        "boris",
                        "wdupq4",
                        "Дубль закрывать быстрее, чем объяснять. Можно оставить удаление?",
                        "Нет: по дублям видно, что клиент торопится, а удалённого не видно",
                        accepted=False,
                    ),
                ),
            ),
            Edition(
                48,
                "Напоминание о получении через 2 дня вместо 3",
                said=(
                    Said(
                        "boris",
                        "wremz5",
                        "Клиенты говорят, что через три дня уже поздно: взяли у других",
                        "Принято, ставим два",
                    ),
                ),
            ),
        ),
        roles=SALES,
        stages=("quotes.request", "quotes.offer"),
    ),
    Act(
        "РП-03",
        "pay",
        "Положение об оплате труда менеджеров",
        RegulationKind.PAY,
        "mihail",
        (
            Edition(
                380,
                "Единые ставки комиссии для всех менеджеров",
                older=(
                    ("| от 100 % | 2,0 % |", "| от 100 % | 1,8 % |"),
                    _TREBLE,
                    _NO_PLAN_OF_NEW,
                ),
            ),
            Edition(
                160,
                "Ставка за выполненный план 2,0 % вместо 1,8 %",
                older=(_TREBLE, _NO_PLAN_OF_NEW),
                said=(
                    Said(
                        "anna",
                        "pnewz2",
                        "Кого считать новым, если клиент сменил юрлицо?",
                        "Смотрим на владельца и адрес; спорные случаи по правилам о спорах",
                    ),
                ),
            ),
            Edition(
                -56,
                "Ставка за первую сделку с новым клиентом удваивается, а не утраивается; "
                "план по новым клиентам входит в премию",
                said=(
                    Said(
                        "boris",
                        "pnewz2",
                        "Новых клиентов искать станет невыгодно",
                        "Взамен план по новым клиентам входит в премию: пункт 3.1",
                        accepted=False,
                    ),
                ),
                lowers_pay=True,
            ),
        ),
        roles=SALES,
    ),
    Act(
        "РП-04",
        "disputes",
        "Правила разрешения споров о клиенте",
        RegulationKind.DISPUTES,
        "vera",
        (
            Edition(
                375,
                "Клиент закрепляется за тем, кто ответил первым",
                older=(
                    _HELP_COUNTS,
                    _REASON_ANYWHERE,
                    (
                        "не позднее десяти рабочих дней после оплаты",
                        "не позднее месяца после оплаты",
                    ),
                ),
            ),
            Edition(
                120,
                "Спор открывают не позднее десяти рабочих дней после оплаты",
                older=(_HELP_COUNTS, _REASON_ANYWHERE),
            ),
            Edition(
                None,
                "Разовая помощь перестаёт быть участием, уточняется передача клиентов",
                said=(
                    Said(
                        "anna",
                        "dhlpz3",
                        "Подбор сложного аналога занимает полдня. Это правда не участие?",
                    ),
                    Said(
                        "boris",
                        "downer",
                        "Добавьте, что делать с клиентом, который сам просит другого менеджера",
                        "Добавим пункт 1.5 в этой же редакции",
                    ),
                ),
            ),
        ),
        roles=SALES,
    ),
    Act(
        "РП-05",
        "penalties",
        "Положение о снижении премии",
        RegulationKind.PENALTIES,
        "mihail",
        (
            Edition(
                370,
                "Штрафов нет: снижается только премия и в пределах закона",
                older=(*_CUT_10_15, _HEAD_ALWAYS, _NO_NOTICE),
            ),
            Edition(
                220,
                "Решает тот, кто в случае не участвовал; с решением знакомят под подпись",
                older=_CUT_10_15,
                said=(
                    Said(
                        "anna",
                        "npdec2",
                        "А если случай вышел у меня с самим руководителем, решать будет он же?",
                        "Нет: кто участвовал, тот не решает. Тогда решает генеральный директор",
                    ),
                ),
            ),
            Edition(
                75,
                "За первое нарушение премия снижается на 5 % вместо 10 %, за повторное на 10 %",
                said=(
                    Said(
                        "boris",
                        "npsgn4",
                        "А если правило подписано, но изменилось в тот же день?",
                        "Действует та редакция, что была в силе и подписана на момент случая",
                    ),
                ),
            ),
        ),
        roles=SALES,
    ),
    Act(
        "РП-06",
        "job_instruction",
        "Должностная инструкция менеджера по продажам",
        RegulationKind.JOB_INSTRUCTION,
        "vera",
        (Edition(365, "Обязанности и показатели менеджера"),),
        roles=("manager",),
    ),
    Act(
        "РП-07",
        "time_plan",
        "Тайм-план менеджера",
        RegulationKind.TIME_PLAN,
        "vera",
        (Edition(350, "Образец дня и недели"),),
        roles=("manager",),
    ),
    Act(
        "РП-08",
        "crm_manual",
        "Как вести клиента в программе",
        RegulationKind.CRM_MANUAL,
        "vera",
        (Edition(340, "Контрагенты, документы и история"),),
        roles=SALES,
    ),
    Act(
        "РП-09",
        "process_map",
        "Карта процесса продажи",
        RegulationKind.PROCESS_MAP,
        "vera",
        (Edition(285, "Общий процесс, собранный из описаний менеджеров"),),
        roles=SALES,
    ),
)
