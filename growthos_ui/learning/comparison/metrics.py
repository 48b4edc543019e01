"""What the comparison of batches means."""

from __future__ import annotations

from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.progress.metrics import STUDENTS_PATH
from growthos_ui.metrics.metric import Ratio
from growthos_ui.metrics.narrowing import Part
from growthos_ui.metrics.spans import Week
from growthos_ui.people.tables import STUDENTS

ACTIVE_SHARE = Ratio(
    id="learning.batch_active_share",
    name="Share active by week since the start",
    about="Of the enrolments of a batch, whatever their status, the share with at least one act of their learner in a week, "
    "counted from the week in which the batch began. Shown is the last whole week, over the batches that are drawn.",
    listing=STUDENTS,
    path=STUDENTS_PATH,
    needs=Permission.LEARNING_BATCHES_READ,
    owner="Learning",
    part=Part("Active in the last whole week", (("week", Week(back=1)),)),
    over=Part("Enrolments of these batches"),
    unknown="No batch that matches has learners",
    source="summary of active weeks, kept with every act",
)
