"""Who papers are made for, of which data and store; a pack of a school or a trust for them."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime

import pandas as pd
from sqlalchemy import Engine

from attendance import access, config, queries, words
from attendance.access import Viewer
from attendance.casework import actions, discussed, meeting_lists, meetings, support_known
from attendance.errors import AccessError, DocumentError
from attendance.packs import gather, scopes, themes, trust
from attendance.packs.agenda import Agenda, Slot, agenda
from attendance.packs.gather import Made
from attendance.packs.pack import Pack
from attendance.packs.pupils import Written
from attendance.packs.since_last import Agreed
from attendance.papers.many import Many
from attendance.scope import Choices, PackScope
from attendance.warehouse.versions import Version
from attendance.words import Cell, each

MOST_KEPT = 200


@dataclass
class Desk:
    """Makes packs for a viewer from one version of the warehouse and what is written in the store.
    Rows that are not of one school are asked once for all its packs. A pack is handed to people of
    its school, so it is read without looking at the schools where its pupils are, or were, besides.
    """

    viewer: Viewer
    version: Version
    engine: Engine
    made_at: datetime
    _kept: dict[Hashable, pd.DataFrame] = field(init=False, default_factory=dict)
    _schools: pd.DataFrame | None = field(init=False, default=None)
    _home_name: str = field(init=False, default="")
    _together: dict[int, str] = field(init=False, default_factory=dict)
    _many: Many | None = field(init=False, default=None)
    _reader: Viewer = field(init=False)

    def __post_init__(self) -> None:
        """AccessError where the viewer's role gets no packs."""
        if not access.may_read(self.viewer, "pupil"):
            raise AccessError(f"A {words.role(self.viewer.role)} does not get packs of meetings.")
        self._reader = replace(self.viewer, looks_beside=False)

    def take_together(self, urns: Collection[int]) -> None:
        """Ask lists of pupils and figures of schools once for all these schools, whose packs come
        next: it takes seconds, and saves them from some twenty packs on."""
        schools = self.schools()
        of_these = schools[schools["urn"].isin(urns)]
        own = dict(zip(of_these["school_id"], of_these["education_phase"], strict=True))
        if own != self._together:
            self._together, self._many = own, None
            self._kept.clear()

    def ask(self, name: str, scope: Choices) -> pd.DataFrame:
        """The rows of a query for a scope, as the viewer may see them."""
        if not isinstance(scope, PackScope) or scope.school_id not in self._together:
            return self._rows(name, scope)
        if self._many is None:
            written = support_known.of_pupils(
                self.engine, self.viewer, self.version, None, scope.academic_year
            )
            self._many = Many(self._rows, self._together, written)
        return self._many(name, scope)

    def _rows(self, name: str, scope: Choices) -> pd.DataFrame:
        query = queries.load(name)
        params = scope.params(query.params)
        if params.get("school_id") is not None or params.get("chosen_schools"):
            return access.rows(self._reader, self.version, name, **params)
        key = name, tuple(params.items())
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = access.rows(self._reader, self.version, name, **params)
        return self._kept[key].copy()

    def schools(self) -> pd.DataFrame:
        """The schools that the viewer sees, with trust, quadrant and phase."""
        if self._schools is None:
            self._schools = access.rows(self.viewer, self.version, "data/schools")
        return self._schools.copy()

    def scope(self, show_names: bool) -> PackScope:
        """The year so far to its newest marks, of all schools."""
        return scopes.year_so_far(self.ask, self._home(), show_names)

    def term(self) -> str:
        """The term that the newest marks are of."""
        scope = self.scope(show_names=False)
        return themes.term_of(self.ask("county/weeks", scope), scope.last_week)

    def require_term(self, term: str) -> None:
        """DocumentError if that term has no theme."""
        themes.theme(self.ask("data/tsm_themes", Choices(home="")), term)

    def school_pack(self, school: Cell, term: str, show_names: bool) -> Pack:
        """The pack of a school: a row of `schools`."""
        scope = scopes.of_school(self.scope(show_names), school)
        number = int(school.school_id)
        pupils = support_known.of_pupils(
            self.engine, self.viewer, self.version, number, scope.academic_year
        )
        scope = scope.but(**pupils, **self._met(number, scope))
        return gather.pack(self.ask, scope, term, self.made(), self.written(scope))

    def trust_pack(self, name: str, term: str) -> Pack:
        """The pack that sets the schools of a trust or federation side by side."""
        scope = self.scope(show_names=False)
        scope = scope.but(**self._met(None, scope))
        return trust.trust_pack(self.ask, scope, name, term, self.made())

    def agenda(self, school: Cell, term: str) -> Agenda:
        """The agenda to send to a school, for the next meeting booked where there is one."""
        scope = scopes.of_school(self.scope(show_names=False), school)
        theme = themes.theme(self.ask("data/tsm_themes", scope), term, school.education_phase)
        made = self.made()
        booked = [
            each
            for each in meetings.of_school(
                self.engine, self.viewer, self.version, int(school.school_id)
            )
            if each.status == "booked" and each.held_on >= scope.as_of
        ]
        slot = Slot()
        if booked:
            following = min(booked, key=lambda each: (each.held_on, each.starts_at))
            times = following.starts_at, following.ends_at
            slot = Slot(following.held_on, *times, place=following.place)
        return agenda(
            self.ask("data/tsm_agenda", scope),
            school_name=str(school.school_name),
            education_phase=school.education_phase,
            theme=theme.name,
            term=term,
            questions=[each.text for part in theme.parts for each in part.questions],
            slot=slot,
            made_by=made.by,
            made_at=made.at,
            is_sample=made.is_sample,
        )

    def made(self) -> Made:
        """Who makes a pack and when."""
        return Made(
            by=f"{self.viewer.name} ({self.viewer.role_name})",
            at=self.made_at,
            is_sample=self.version.is_sample,
        )

    def written(self, scope: PackScope) -> Written:
        """Actions of earlier meetings, and who leads for each pupil discussed."""
        assert scope.school_id is not None
        who = self.engine, self.viewer, self.version, scope.school_id
        agreed, marks = actions.of_school(*who), discussed.of_school(*who)
        keys = tuple({each.person_key for each in agreed if each.person_key})
        names = {}
        if keys:
            found = access.rows(
                self.viewer,
                self.version,
                "data/people_names",
                person_keys=list(keys),
                show_names=scope.show_names,
            )
            names = dict(zip(found["person_key"], found["pupil"], strict=True))
        leads: dict[str, str] = {}
        for mark in marks:
            if mark.lead_practitioner:
                leads.setdefault(mark.person_key, mark.lead_practitioner)
        return Written(
            agreed=tuple(
                Agreed(
                    each.what,
                    each.who,
                    each.by_when,
                    each.status,
                    names.get(each.person_key, "a pupil") if each.person_key else "the school",
                    each.note,
                )
                for each in agreed
            ),
            leads=leads if scope.show_names else {},
        )

    def _met(self, school_id: int | None, scope: PackScope) -> dict[str, object]:
        """What was written down of meetings; those held since the last marked day count too."""
        who = self.engine, self.viewer, self.version
        return meeting_lists.known(*who, school_id, scope.as_of, self.made_at.date())

    def _home(self) -> str:
        """The name of the home authority."""
        if not self._home_name:
            code = config.home_authority()
            found = access.rows(self.viewer, self.version, "data/home_name", home_authority=code)
            self._home_name = str(found["authority_name"].iloc[0])
        return self._home_name


def one_school(schools: pd.DataFrame, urn: int) -> Cell:
    """The row of the school with that URN; DocumentError if the viewer sees none."""
    found = schools[schools["urn"] == urn]
    if found.empty:
        raise DocumentError(f"No school with the URN {urn} has marks here, or it is not yours.")
    return next(each(found))
