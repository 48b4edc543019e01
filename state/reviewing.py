"""Reviewing: the list of what was handed in with its strip, and one version with the queue beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from growthos_ui import db
from growthos_ui.auth.permissions import Permission
from growthos_ui.coursework.reviews.deciding import FEEDBACK_LENGTH_MAX, Opened, decide, find_review, reviews_all_day
from growthos_ui.coursework.reviews.figures import asked, headline
from growthos_ui.coursework.reviews.tables import SUBMISSIONS
from growthos_ui.coursework.reviews.told import Review, Turn
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.listing.ask import Ask
from growthos_ui.listing.listing import Listing
from state.faults import words_of
from state.guard import actor, needs
from state.listing import ListingState
from state.one import OneState
from state.overview import Narrowed, OverviewState, narrowed
from state.toasts import say

_DRAFTS_MAX = 50
_BOXES = ("score", "feedback")
_GONE = "This work is not yours to review any more: its student may have another mentor now. Nothing was decided."


class SubmissionsState(ListingState, rx.State):
    """What was handed in, as the actor may see it."""

    listing: ClassVar[Listing] = SUBMISSIONS


class ReviewFiguresState(OverviewState, rx.State):
    """How reviewing goes, over what the list shows in any state."""

    listing: ClassVar[Narrowed] = narrowed("Submissions", SUBMISSIONS)
    rows_of: ClassVar[Listing] = SUBMISSIONS
    needed: ClassVar[Permission] = Permission.COURSEWORK_REVIEWS_READ
    cards: ClassVar[tuple[str, ...]] = ()

    @rx.event
    @needs(Permission.PEOPLE_HOME_READ)
    async def load_home(self) -> AsyncIterator[None]:
        """Answer the same on the home page of whoever reviews all day."""
        who = actor()
        if not reviews_all_day(who):
            return
        self._begin(who.user_id, who.organization_id)
        self.refusal, self.chips = "", []
        yield
        await self._count(headline, Ask())

    @rx.event
    @needs(Permission.COURSEWORK_REVIEWS_READ)
    async def load_figures(self) -> None:
        """Answer the strip of figures."""
        await self._count(headline)

    def _question(self) -> Ask:
        return asked(self._ask())


class ReviewState(OneState, rx.State):
    """One version of work, and the queue. What is typed stays with its version in this tab until it is decided.

    `refusal` is why nothing was decided, `field` the box that it is about. `meanwhile` is true where somebody else decided
    while something was typed: then it still stands there, to be read and copied, as it does where the version is gone.
    """

    shown: Review = Review()
    before: list[Turn] = []
    after: list[Turn] = []
    waiting: str = ""
    may_decide: bool = False
    score: str = ""
    feedback: str = ""
    refusal: str = ""
    field: str = ""
    meanwhile: bool = False
    oldest: str = ""
    back: str = ""

    _drafts: dict[str, dict[str, str]] = {}
    _done: list[str] = []
    _query: str = ""

    @rx.event(supersedes=True)
    @needs(Permission.COURSEWORK_REVIEWS_READ)
    async def load(self) -> Any:
        """Show the version that the address names, in the queue of the list that led to it."""
        self._query = self.router.url.query
        async for drawn in self._opened():
            yield drawn

    @rx.event
    @needs(Permission.COURSEWORK_REVIEWS_READ)
    async def renew(self) -> None:
        """Show what has changed about it: here, in another tab, or by somebody else."""
        await self._renewed()

    @rx.event
    @needs(Permission.COURSEWORK_REVIEWS_DECIDE)
    async def note(self, submission: UUID, name: str, value: str) -> None:
        """Keep what stands in a box, with the version that it is about, however late that is told."""
        if name in _BOXES:
            self._keep(str(submission), {name: value})
            if name == self.field:
                self.refusal = self.field = ""

    @rx.event
    @needs(Permission.COURSEWORK_REVIEWS_DECIDE)
    async def decide(self, submission: UUID, decision: str, score: str, feedback: str) -> None:
        """Approve or decline the version that is shown, with what stands in the boxes; on a refusal it stays there."""
        if str(submission) != self.shown.id:  # the page has gone on since
            return
        self.refusal = self.field = ""
        self._keep(self.shown.id, {"score": score, "feedback": feedback})
        try:
            async with db.acting_as(actor()) as tx:
                await decide(tx, UUID(self.shown.id), decision, self.score, self.feedback)
        except GrowthError as error:
            if error.kind in {Kind.WRONG_STATE, Kind.MISSING}:
                await self._show()  # it was decided, or its student was given to somebody else
            if not self.meanwhile and self.face != "missing":
                self.refusal, self.field = error.words(), error.field if error.field in _BOXES else ""
            return
        except Exception as error:  # noqa: BLE001 - it is said beside the boxes, which keep what was typed
            said = "It is not certain whether that was recorded. Try again: it is decided once at most."
            self.refusal = f"{said} {words_of(error)}."
            return
        self._drafts.pop(self.shown.id, None)
        self._done = [*self._done, self.shown.id][-_DRAFTS_MAX:]
        self.score = self.feedback = ""
        await say(
            self, "Approved" if decision == "approved" else "Declined", f"{self.shown.title}, {self.shown.student}"
        )
        await self._show()

    def _forget(self) -> None:
        self.shown, self.before, self.after, self.waiting = Review(), [], [], ""
        self.score = self.feedback = self.refusal = self.field = self.oldest = self.back = ""
        self.meanwhile = False

    def _keep(self, submission: str, typed: dict[str, str]) -> None:
        if submission in self._done:  # what was sent is no draft
            return
        typed = {name: value[:FEEDBACK_LENGTH_MAX] for name, value in typed.items()}
        if submission == self.shown.id and self.shown.status == "pending":
            for name, value in typed.items():
                setattr(self, name, value)
        kept = {**self._drafts.pop(submission, {}), **typed}
        self._drafts = {**dict(list(self._drafts.items())[1 - _DRAFTS_MAX :]), submission: kept}

    async def _show(self) -> None:
        who = actor()
        async with db.acting_as(who) as tx:
            found = await find_review(tx, self._name, self._query)
        if found is None:
            if self.face != "missing":  # what is said about one that was shown until now stays
                typed = self._drafts.get(self.shown.id, {}).get("feedback", "")
                gone = _GONE if self.shown.id else ""
                self._forget()
                self.refusal, self.feedback, self.face = gone, typed, "missing"
            return
        self._take(found)
        self.may_decide = found.review.status == "pending" and who.may(Permission.COURSEWORK_REVIEWS_DECIDE)
        self.face = "ready"

    def _take(self, found: Opened) -> None:
        if found.is_own:  # it was recorded, whether or not that was heard here: nothing typed is left over
            self._drafts.pop(found.review.id, None)
        draft = self._drafts.get(found.review.id, {})
        self.shown, self.before, self.after, self.waiting = found.review, found.before, found.after, found.waiting
        self.oldest, self.back = found.oldest, found.back
        self.score, self.feedback = (draft.get(name, "") for name in _BOXES)
        self.meanwhile = bool(found.review.decision and any(draft.values()))
