"""Departments and employees, and how well each manager sells."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.demo.records import Department, Person
from core.kernel.declarations import Role

DEPARTMENTS = (
    Department("board", "Руководство", "", "mihail"),
    Department("sales", "Отдел продаж", "board", "vera"),
    Department("sales-fasteners", "Группа крепежа", "sales", "vera"),
    Department("sales-electrical", "Группа электротехники", "sales", "vera"),
    Department("warehouse", "Склад и логистика", "board", "gleb"),
    Department("accounting", "Бухгалтерия", "board", "dina"),
    Department("personnel", "Кадры и обучение", "board", "zhanna"),
    Department("it", "Информационные технологии", "board", "pavel"),
)

# Code, full name, position, department, role, extension, hired so many days before today.
_STAFF = (
    ("mihail", "Лаптев Михаил Андреевич", "Генеральный директор", "board",
     Role.DIRECTOR, "100", 6100),
    ("vera", "Соболева Вера Игоревна", "Руководитель отдела продаж", "sales",
     Role.HEAD, "110", 3400),
    ("anna", "Климова Анна Сергеевна", "Ведущий менеджер по продажам", "sales-fasteners",
     Role.MANAGER, "111", 2300),
    ("boris", "Назаров Борис Олегович", "Менеджер по продажам", "sales-electrical",
     Role.MANAGER, "112", 1500),
    ("egor", "Тихонов Егор Дмитриевич", "Менеджер по продажам", "sales-fasteners",
     Role.MANAGER, "113", 62),
    ("ksenia", "Лебедева Ксения Павловна", "Менеджер по продажам", "sales-electrical",
     Role.MANAGER, "115", 5),
    ("zahar", "Бурцев Захар Ильич", "Менеджер по продажам", "sales-fasteners",
     Role.MANAGER, "114", 1100),
    ("gleb", "Ширяев Глеб Николаевич", "Менеджер по логистике", "warehouse",
     Role.LOGISTICS, "120", 2700),
    ("dina", "Рахимова Дина Маратовна", "Главный бухгалтер", "accounting",
     Role.ACCOUNTANT, "130", 4200),
    ("zhanna", "Осипова Жанна Викторовна", "Специалист по кадрам и обучению", "personnel",
     Role.TRAINER, "140", 1900),
    ("pavel", "Черных Павел Юрьевич", "Системный администратор", "it", Role.ADMIN, "150", 2000),
)  # fmt: skip

NEWCOMER = "egor"
LEAVER = "zahar"
HEAD = "vera"
_LEFT_DAYS_AGO = 66


@dataclass(frozen=True, slots=True)
class Skill:
    """How a manager works: typical hours of work to an offer, chance that an offer is won,
    and how readily he gives discounts (1 is the usual)."""

    answer_hours: float
    win: float
    generosity: float


SKILLS = {
    "anna": Skill(answer_hours=3.0, win=0.50, generosity=0.8),
    "boris": Skill(answer_hours=6.5, win=0.38, generosity=1.6),
    "egor": Skill(answer_hours=11.0, win=0.24, generosity=1.2),
    "zahar": Skill(answer_hours=15.0, win=0.26, generosity=1.3),
    "vera": Skill(answer_hours=4.0, win=0.52, generosity=0.7),
}


def make_people(today: date, company_phone: str) -> tuple[Person, ...]:
    """The staff as of `today`: with one who left, the newcomer who took his place, and a recruit
    of this week who has sold nothing yet."""
    return tuple(
        Person(
            code=code,
            full_name=full_name,
            position=position,
            department_code=department,
            role=role,
            email=f"{code}@rezba-faza.example",
            phone=f"{company_phone};ext={extension}",
            hired_on=today - timedelta(days=days),
            left_on=today - timedelta(days=_LEFT_DAYS_AGO) if code == LEAVER else None,
        )
        for code, full_name, position, department, role, extension, days in _STAFF
    )


class Roster:
    """Who was there on which day: the leaver's clients go to the newcomer, and between the two
    the head keeps them herself."""

    def __init__(self, people: tuple[Person, ...]) -> None:
        self._people = {person.code: person for person in people}

    def on_duty(self, responsible: str, day: date) -> str:
        """Who worked on `day` with the clients that are `responsible`'s now."""
        if day >= self._people[responsible].hired_on:
            return responsible
        return self.present(LEAVER, day)

    def present(self, code: str, day: date) -> str:
        """The person, or the head in place of one who had left by then."""
        left_on = self._people[code].left_on if code else None
        return HEAD if left_on is not None and day >= left_on else code
