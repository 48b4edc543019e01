"""What the figures of recordings mean. They are sums over the list of recordings; their rows are starts and ratings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.tables import RATINGS, RECORDINGS, UNDER_HALF, WATCHED_BANDS, WATCHING
from growthos_ui.metrics.metric import Count, Mean, Ratio
from growthos_ui.metrics.narrowing import Elsewhere, Sum

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement

    from growthos_ui.metrics.narrowing import Narrow

    Selected = Mapping[str, ColumnElement[Any]]

FEWEST_RATINGS = 5
STARS = (5, 4, 3, 2, 1)
FUNNEL_STEPS = (25, 50, 75, 90)
_STARTS = Elsewhere(WATCHING, "/learning/watching", ("course", "module"))
_RATINGS = Elsewhere(RATINGS, "/learning/ratings", ("course", "module"))
BY_RECORDING: dict[str, Any] = {
    "listing": RECORDINGS,
    "path": "/learning/recordings",
    "needs": Permission.LEARNING_RECORDINGS_READ,
    "owner": "Learning",
    "source": "summary of recordings, kept with every watching and rating",
}
_RATED: dict[str, Any] = BY_RECORDING | {"needs": Permission.LEARNING_RATINGS_READ}


def starts(words: str, column: str, *narrows: Narrow) -> Sum:
    """Return starts of recordings as a part: as many as this column of a recording says."""
    return Sum(words, narrows, rows=_STARTS, of=lambda selected: selected[column])


def _ratings(words: str, column: str, *narrows: Narrow) -> Sum:
    return Sum(words, narrows, rows=_RATINGS, of=lambda selected: selected[column])


def reached(percent: int) -> ColumnElement[Any]:
    """Return how many of a recording's starts have seen so much of it."""
    selected = RECORDINGS.selected
    known = {0: selected["starts"], 50: selected["starts"] - selected["dropped"]}
    return known[percent] if percent in known else selected[f"reached_{percent}"]


def bands_from(percent: int) -> tuple[str, ...]:
    """Return the bands of the list of starts that have seen so much."""
    return tuple(each.value for each in WATCHED_BANDS if (each.low or 0) >= 10 * percent)


def _band(low: int, high: int | None) -> Sum:
    value, words = next((each.value, each.words) for each in WATCHED_BANDS if (each.low or 0) == 10 * low)

    def within(selected: Selected) -> ColumnElement[Any]:  # noqa: ARG001 - it is the same list
        return reached(low) if high is None else reached(low) - reached(high)

    return Sum(words, (("watched", (value,)),), rows=_STARTS, of=within)


STARTS = starts("All starts", "starts")
WATCHED_MORE = Sum(
    "Watched half or more",
    (("watched", bands_from(50)),),
    rows=_STARTS,
    of=lambda selected: selected["starts"] - selected["dropped"],
)
_COMPLETED = starts("Completed", "completions", ("finished", ("yes",)))
_DROPPED = starts("Left before half", "dropped", ("watched", UNDER_HALF))
_ALL_RATINGS = _ratings("Ratings", "ratings")

AVERAGE_STARS = Mean(
    id="learning.average_stars",
    name="Average stars",
    about=f"The mean of the stars that learners gave to recordings. It is not told below {FEWEST_RATINGS} ratings.",
    over=_ALL_RATINGS,
    everything=_ALL_RATINGS,
    of=lambda selected: selected["stars_sum"],
    each=lambda selected: selected["rating"],
    of_words="stars",
    measured_in="stars",
    fewest=FEWEST_RATINGS,
    unknown=f"Fewer than {FEWEST_RATINGS} ratings",
    **_RATED,
)
RATED = Count(
    id="learning.ratings",
    name="Ratings",
    about="How often learners rated a recording; one rating for each learner and recording.",
    over=_ALL_RATINGS,
    everything=_ALL_RATINGS,
    counted=tuple(
        _ratings(f"{stars} {'stars' if stars > 1 else 'star'}", f"stars_{stars}", ("stars", (str(stars),)))
        for stars in STARS
    ),
    **_RATED,
)
COMPLETION = Ratio(
    id="learning.recording_completion",
    name="Completion rate",
    about="Of the starts of recordings, the share that was watched to the organisation's threshold.",
    part=_COMPLETED,
    over=STARTS,
    everything=STARTS,
    unknown="No recording was started yet",
    **BY_RECORDING,
)
WATCHED = Mean(
    id="learning.mean_watched",
    name="Mean watched",
    about="The mean of how much of a recording its learners have seen, over all starts.",
    over=STARTS,
    everything=STARTS,
    of=lambda selected: selected["watched_tenths_sum"],
    each=lambda selected: selected["watched_tenths"],
    of_words="watched",
    scale=10,
    unknown="No recording was started yet",
    **BY_RECORDING,
)
DROP_OFF = Ratio(
    id="learning.recording_drop_off",
    name="Drop-off",
    about="Of the starts of recordings, the share whose learner has seen less than half.",
    part=_DROPPED,
    over=STARTS,
    everything=STARTS,
    polarity="down",
    unknown="No recording was started yet",
    **BY_RECORDING,
)
HEADLINE = (AVERAGE_STARS, RATED, COMPLETION, WATCHED, DROP_OFF)

FUNNEL = Count(
    id="learning.watched_funnel",
    name="How far recordings are watched",
    about="Starts of recordings, and how many of them came to 25, 50, 75 and 90% of the recording.",
    polarity="none",
    over=STARTS,
    everything=STARTS,
    counted=tuple(_band(low, high) for low, high in zip((0, *FUNNEL_STEPS), (*FUNNEL_STEPS, None), strict=True)),
    **BY_RECORDING,
)
