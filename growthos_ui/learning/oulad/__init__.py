"""Real learners: the Open University Learning Analytics Dataset, brought into an organisation.

Kuzilek J., Hlosta M., Zdrahal Z. (2017). Open University Learning Analytics dataset. Scientific Data 4:170171,
doi 10.1038/sdata.2017.171. Licence CC BY 4.0.

How the set becomes a school. Everything loaded is marked `origin = 'import'` where the table has the column.

=============================  ==================================================================================
in the set                     in the school
=============================  ==================================================================================
presentation of a module       a course "AAA 2013J" and one batch of the same name; day 0 is nominal, 1 February (B)
                               or 1 October (J) of its year, moved by `shift_weeks`; only days are published, so every
                               event is at the first moment of its local day: never later than now, also today
kind of site (activity_type)   a module with one lesson, numbered in the order of `sources.ACTIVITY_TYPES`
site                           a lesson recording at `https://oulad.invalid/<site>`; weeks are not kept
assessment                     an assignment out of 100; its day is the due date, except for a CMA (no deadline)
learner                        user, role student, student "Learner 11391", code OU0011391
learner in a presentation      a course enrolment on a free place (payment waived, price 0)
site visited by a learner      a student recording, completed on the first day; view_count = days it was opened
learner and day with clicks    one user_activity_logs row `video_watched` on the enrolment, with sites and clicks
mark                           a student assignment, version 1, approved; late only if handed in after a TMA's day
final_result                   student_performance `final_result`: 0 withdrawn, 1 fail, 2 pass, 3 distinction
=============================  ==================================================================================

Withdrawn: the enrolment is cancelled. Pass, distinction: completed on the last day. Fail: active, with the access
over after the last day. A result is loaded once the presentation has ended, or once the learner has left.

What the data lacks and the tables ask for is said plainly rather than invented: the name "Learner 11391" and the
address `learner-11391@oulad.invalid`. An e-mail is one account over all organisations; where another organisation
carries the same learner already, it is `learner-11391.<slug>@oulad.invalid`.

Not kept: gender, region, education, imd_band, age_band, attempts, credits, disability. No screen asks for them,
and what is not kept about people cannot leak. They are read and checked like everything else.

Ids are uuid5 of the organisation and the natural key ("oulad/site/546652"), so an import is safe to repeat: rows
that are there stay, states move forward, and what people changed since is left alone.
"""

from growthos_ui.learning.oulad.importing import import_folder
from growthos_ui.learning.oulad.reading import BrokenInput
from growthos_ui.learning.oulad.report import ImportReport

__all__ = ["BrokenInput", "ImportReport", "import_folder"]
