"""Importing OULAD: what each row becomes, what is said of dirt, and what a second run does."""

from datetime import date

import pytest

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.oulad.naming import name_of
from tests.cast import LAKESIDE, MAYA, NADIA, NORTHGATE
from tests.database import clone
from tests.learning.oulad_folder import TABLES, contents, rows, take_in, write_folder


@pytest.fixture
def empty(server, template):
    """A copy of the template for one test."""
    database = clone(server, template=template)
    yield database
    server.drop_database(database.name)


@pytest.fixture(scope="module")
def loaded(database, tmp_path_factory):
    """The hand-made folder at Northgate, and the report of its import."""
    folder = write_folder(tmp_path_factory.mktemp("oulad"))
    return database, take_in(database, folder)


def enrollments(database):
    return {
        (course, learner): found
        for course, learner, *found in rows(
            database,
            """select c.title, s.full_name, e.status, (e.completed_at at time zone 'Asia/Karachi')::date, e.access_expires_at::date, p.result
               from public.course_enrollments e join public.courses c on c.id = e.course_id
               join public.students s on s.id = e.student_id
               join dashboard.student_progress p on p.id = e.id where s.student_code like 'OU%%'""",
        )
    }


def test_a_presentation_is_a_course_and_a_batch_from_its_nominal_first_day(loaded):
    found = rows(
        loaded[0],
        """select c.title, b.name, b.start_date, b.status from public.batches b join public.courses c on c.id = b.course_id
           where c.title like '%% 201%%' order by 1""",
    )
    assert found == [
        ("AAA 2013J", "AAA 2013J", date(2013, 10, 1), "completed"),
        ("BBB 2014B", "BBB 2014B", date(2014, 2, 1), "completed"),
    ]


def test_a_learner_is_named_by_number_and_has_one_account(loaded):
    found = rows(
        loaded[0],
        """select u.full_name, u.email, u.role, s.student_code, s.enrollment_date, s.lms_status, s.lms_status_source
           from public.students s join public.users u on u.id = s.user_id where s.student_code like 'OU%%' order by 4""",
    )
    assert found == [
        ("Learner 11", "learner-11@oulad.invalid", "student", "OU0000011", date(2013, 9, 1), "complete", "completion"),
        ("Learner 12", "learner-12@oulad.invalid", "student", "OU0000012", date(2013, 9, 11), "dropout", None),
        (
            "Learner 13",
            "learner-13@oulad.invalid",
            "student",
            "OU0000013",
            date(2013, 10, 1),
            "suspended",
            "access_expired",
        ),
        ("Learner 14", "learner-14@oulad.invalid", "student", "OU0000014", date(2013, 10, 6), "dropout", None),
        (
            "Learner 15",
            "learner-15@oulad.invalid",
            "student",
            "OU0000015",
            date(2014, 1, 31),
            "suspended",
            "access_expired",
        ),
    ]


def test_results_decide_the_state_of_a_place(loaded):
    ended, other_end = date(2014, 1, 9), date(2014, 3, 23)
    # The access is over at the midnight after the last day, in Karachi: 19:00 of that day in UTC.
    assert enrollments(loaded[0]) == {
        ("AAA 2013J", "Learner 11"): ["completed", ended, ended, "pass"],
        ("AAA 2013J", "Learner 12"): ["cancelled", None, ended, "withdrawn"],
        ("AAA 2013J", "Learner 13"): ["active", None, ended, "fail"],
        ("AAA 2013J", "Learner 14"): ["cancelled", None, ended, "withdrawn"],
        ("BBB 2014B", "Learner 11"): ["completed", other_end, other_end, "distinction"],
        ("BBB 2014B", "Learner 15"): ["active", None, other_end, "fail"],
    }


def test_a_withdrawal_is_dated_by_its_day_and_else_by_the_last(loaded):
    found = rows(
        loaded[0],
        """select s.full_name, p.metric_value::int, p.calculation_date from public.student_performance p
           join public.students s on s.id = p.student_id
           where p.metric_type = 'final_result' and s.full_name in ('Learner 12', 'Learner 13', 'Learner 14') order by 1""",
    )
    assert found == [
        ("Learner 12", 0, date(2013, 10, 31)),
        ("Learner 13", 1, date(2014, 1, 9)),
        ("Learner 14", 0, date(2014, 1, 9)),
    ]


def test_a_visited_site_is_a_completed_recording(loaded):
    found = rows(
        loaded[0],
        """select r.title, r.video_url, v.completion_percentage::int, (v.completed_at at time zone 'Asia/Karachi')::date,
                  (v.last_watched_at at time zone 'Asia/Karachi')::date,
                  v.view_count from public.student_recordings v join public.lesson_recordings r on r.id = v.recording_id
           join public.students s on s.id = v.student_id where s.full_name = 'Learner 11' order by 1""",
    )
    assert found == [
        ("homepage 100", "https://oulad.invalid/100", 100, date(2013, 9, 28), date(2013, 9, 28), 1),
        ("oucontent 101", "https://oulad.invalid/101", 100, date(2013, 9, 28), date(2013, 10, 9), 2),
    ]


def test_a_day_with_clicks_is_one_line_of_activity_at_the_start_of_it(loaded):
    found = rows(
        loaded[0],
        """select (a.occurred_at at time zone 'Asia/Karachi')::text, a.metadata, a.enrollment_id = a.reference_id
           from public.user_activity_logs a join public.students s on s.id = a.student_id
           where s.full_name = 'Learner 11' order by 1""",
    )
    assert found == [
        ("2013-09-28 00:00:00", {"sites": 2, "clicks": 8}, True),
        ("2013-10-09 00:00:00", {"sites": 1, "clicks": 4}, True),
    ]


def test_every_mark_is_approved_and_late_only_after_a_deadline(loaded):
    found = rows(
        loaded[0],
        """select s.full_name, a.title, a.due_date, m.status, m.score, m.is_late,
                  (m.submitted_at at time zone 'Asia/Karachi')::date
           from public.student_assignments m join public.assignments a on a.id = m.assignment_id
           join public.students s on s.id = m.student_id where s.student_code like 'OU%%' order by 1, 2""",
    )
    assert found == [
        ("Learner 11", "CMA 1 (2)", None, "approved", 91, False, date(2013, 10, 26)),
        ("Learner 11", "TMA 1 (1)", date(2013, 10, 11), "approved", 80, False, date(2013, 10, 10)),
        ("Learner 11", "TMA 1 (4)", date(2014, 2, 16), "approved", 70, False, date(2014, 1, 31)),
        ("Learner 12", "TMA 1 (1)", date(2013, 10, 11), "approved", 40, True, date(2013, 10, 13)),
        ("Learner 13", "TMA 1 (1)", date(2013, 10, 11), "approved", None, False, date(2013, 10, 11)),
    ]


def test_ids_are_names_of_the_natural_keys(loaded):
    expected = name_of(NORTHGATE.id, "registration/AAA/2013J/11")
    assert expected.version == 5
    assert rows(loaded[0], "select status from public.course_enrollments where id = %s", expected) == [("completed",)]


def test_the_report_says_what_was_done_with_each_kind_of_dirt(loaded):
    report = loaded[1]
    assert {(remark.file, remark.sentence.partition(":")[0], remark.lines) for remark in report.remarks} == {
        ("assessments.csv", "without a day", (4,)),
        ("assessments.csv", "of type CMA, whose day is not a deadline", (3,)),
        ("studentInfo.csv", "without imd_band", (3,)),
        ("studentRegistration.csv", "without a registration day", (4,)),
        ("studentRegistration.csv", "withdrawn without a day", (5,)),
        ("studentRegistration.csv", "with a day of leaving but another result than Withdrawn", (4,)),
        ("studentAssessment.csv", "without a score", (4,)),
        ("studentAssessment.csv", "carried over from an earlier presentation", (6,)),
        ("studentVle.csv", "after the learner had withdrawn", (7,)),
    }
    assert (report.read, report.skipped, report.table("students").new) == (34, 0, 5)


def test_a_second_run_loads_nothing(loaded, tmp_path):
    database, _ = loaded
    before = contents(database)
    report = take_in(database, write_folder(tmp_path, packed=True))
    after = contents(database)
    assert (report.new, report.changed) == (0, 0)
    assert report.table("course_enrollments").there == 6
    before.pop("public.admin_logs"), after.pop("public.admin_logs")
    assert after == before


def test_until_loads_only_what_has_happened_and_a_later_run_the_rest(empty, tmp_path, loaded):
    folder = write_folder(tmp_path)
    early = take_in(empty, folder, until=date(2013, 10, 31), presentations={"AAA 2013J"})
    assert {place: found[0] for place, found in enrollments(empty).items()} == {
        ("AAA 2013J", "Learner 11"): "active",
        ("AAA 2013J", "Learner 12"): "cancelled",
        ("AAA 2013J", "Learner 13"): "active",
        ("AAA 2013J", "Learner 14"): "active",
    }
    assert early.skipped == 1 + 9  # a click that is still to come; in seven files the rows of BBB 2014B
    take_in(empty, folder, since=date(2013, 10, 31))
    whole = loaded[0]
    for table in set(TABLES) - {"admin_logs"}:
        ids = f"select array_agg(id order by id) from public.{table}"
        assert rows(empty, ids) == rows(whole, ids), table
    assert enrollments(empty) == enrollments(whole)


def test_weeks_move_every_day_and_cannot_be_moved_again(empty, tmp_path):
    folder = write_folder(tmp_path)
    take_in(empty, folder, shift_weeks=2)
    assert rows(empty, "select start_date from public.batches where name = 'AAA 2013J'") == [(date(2013, 10, 15),)]
    with pytest.raises(GrowthError, match="shifted by 2 weeks") as refused:
        take_in(empty, folder, shift_weeks=3)
    assert refused.value.kind is Kind.CONFLICT


@pytest.mark.parametrize("weeks", [5_001, -5_001, 10**12])
def test_days_are_not_moved_out_of_the_calendar(empty, tmp_path, weeks):
    before = contents(empty)
    with pytest.raises(GrowthError, match="at most 5,000 weeks") as refused:
        take_in(empty, write_folder(tmp_path), shift_weeks=weeks)
    assert (refused.value.kind, refused.value.field) == (Kind.INVALID, "shift_weeks")
    assert contents(empty) == before


@pytest.mark.parametrize("weeks", [5_000, -5_000])
def test_nearly_a_century_either_way_can_be_loaded(empty, tmp_path, weeks):
    assert take_in(empty, write_folder(tmp_path), shift_weeks=weeks).table("course_enrollments").new == 6


def test_learners_are_dealt_out_among_mentors(empty, tmp_path):
    take_in(empty, write_folder(tmp_path), mentors=[MAYA.id, None], assigned_by=NADIA.id)
    found = rows(
        empty,
        """select s.full_name, s.mentor_id = e.mentor_id from public.students s
           join public.course_enrollments e on e.student_id = s.id
           where s.student_code like 'OU%%' and s.mentor_id = %s order by 1""",
        MAYA.id,
    )
    assert found == [("Learner 12", True), ("Learner 14", True)]


def test_two_organisations_may_carry_the_same_learner(empty, tmp_path):
    folder = write_folder(tmp_path)
    take_in(empty, folder)
    take_in(empty, folder, organization_slug=LAKESIDE.slug)
    found = rows(empty, "select email from public.users where full_name = 'Learner 11' order by 1")
    assert found == [("learner-11.lakeside@oulad.invalid",), ("learner-11@oulad.invalid",)]
