"""Progress counted in Python from the bare rows: what the summaries must equal, computed another way."""

import math
from collections import defaultdict
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
RESULTS = ("withdrawn", "fail", "pass", "distinction")


def half_up(value: Fraction) -> int:
    """Round to the nearest whole, a half upwards."""
    return math.floor(value + Fraction(1, 2))


def rows(connection: psycopg.Connection, table: str, columns: str = "*") -> list[Row]:
    """Return every row of a table as a dictionary."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"select {columns} from {table}").fetchall()


def keyed(connection: psycopg.Connection, table: str) -> dict[UUID, Row]:
    """Return the rows of a table by their id."""
    return {row["id"]: row for row in rows(connection, table)}


class Counted:
    """All that the summaries hold, from one reading of the base tables."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.students = keyed(connection, "public.students")
        self.users = keyed(connection, "public.users")
        self.zones = {id_: ZoneInfo(o["timezone"]) for id_, o in keyed(connection, "public.organizations").items()}
        self.settings = {row["organization_id"]: row["settings"] for row in rows(connection, "public.company_settings")}
        self.enrollments = keyed(connection, "public.course_enrollments")
        self.assignments = keyed(connection, "public.assignments")
        lessons, modules = keyed(connection, "public.available_lessons"), keyed(connection, "public.modules")
        self.recordings: dict[UUID, set[UUID]] = defaultdict(set)
        for id_, recording in keyed(connection, "public.lesson_recordings").items():
            lesson = lessons[recording["lesson_id"]]
            if recording["is_active"] and lesson["is_active"] and modules[lesson["module_id"]]["is_active"]:
                self.recordings[lesson["course_id"]].add(id_)
        self.watched: dict[UUID, set[UUID]] = defaultdict(set)
        for row in rows(connection, "public.student_recordings", "student_id, recording_id, completed_at"):
            if row["completed_at"]:
                self.watched[row["student_id"]].add(row["recording_id"])
        self.latest: dict[tuple[UUID, UUID], Row] = {}
        for row in sorted(rows(connection, "public.student_assignments"), key=lambda row: row["version"]):
            self.latest[row["student_id"], row["assignment_id"]] = row
        self.results: dict[tuple[UUID, UUID], str] = {}
        for row in sorted(rows(connection, "public.student_performance"), key=lambda row: row["calculation_date"]):
            if row["metric_type"] == "final_result":
                self.results[row["student_id"], row["course_id"]] = RESULTS[int(row["metric_value"])]
        self.moments: dict[UUID, list[datetime]] = defaultdict(list)
        for row in rows(connection, "public.user_activity_logs"):
            if row["enrollment_id"]:
                self.moments[row["enrollment_id"]].append(row["occurred_at"])

    def progress(self) -> dict[UUID, Row]:
        """Return what dashboard.student_progress must hold, by enrolment."""
        return {id_: self._progress_of(enrollment) for id_, enrollment in self.enrollments.items()}

    def _progress_of(self, enrollment: Row) -> Row:
        student = self.students[enrollment["student_id"]]
        scope = self.recordings[enrollment["course_id"]]
        done = len(scope & self.watched[student["id"]])
        work = [a for a in self.assignments.values() if a["course_id"] == enrollment["course_id"] and a["is_active"]]
        current = [(a, self.latest.get((student["id"], a["id"]))) for a in work]
        approved = [(a, version) for a, version in current if version and version["status"] == "approved"]
        scores = [Fraction(100 * v["score"], a["max_score"]) for a, v in approved if v["score"] is not None]
        videos = Fraction(done, len(scope)) if scope else None
        assignments = Fraction(len(approved), len(work)) if work else None
        moments = self.moments[enrollment["id"]]
        return {
            "student_id": student["id"],
            "user_id": student["user_id"],
            "mentor_id": student["mentor_id"],
            "mentor_name": self.users[student["mentor_id"]]["full_name"] if student["mentor_id"] else None,
            "course_id": enrollment["course_id"],
            "batch_id": enrollment["batch_id"],
            "student_code": student["student_code"],
            "full_name": student["full_name"],
            "enrollment_status": enrollment["status"],
            "lms_status": student["lms_status"],
            "result": self.results.get((student["id"], enrollment["course_id"])),
            "enrolled_on": enrollment["enrolled_at"].astimezone(self.zones[enrollment["organization_id"]]).date(),
            "completed_on": self._completed_on(enrollment),
            "recordings_completed": done,
            "recordings_in_scope": len(scope),
            "assignments_approved": len(approved),
            "assignments_in_scope": len(work),
            "video_tenths": None if videos is None else half_up(1000 * videos),
            "assignment_tenths": None if assignments is None else half_up(1000 * assignments),
            "progress_pct": self._mixed(enrollment, videos, assignments),
            "average_score_tenths": half_up(10 * sum(scores, Fraction()) / len(scores)) if scores else None,
            "marks": len(scores),
            "last_activity_at": max(moments, default=None),
        }

    def _completed_on(self, enrollment: Row) -> date | None:
        if enrollment["status"] != "completed" or enrollment["completed_at"] is None:
            return None
        return enrollment["completed_at"].astimezone(self.zones[enrollment["organization_id"]]).date()

    def _mixed(self, enrollment: Row, videos: Fraction | None, assignments: Fraction | None) -> int | None:
        settings = self.settings.get(enrollment["organization_id"], {})
        weights = settings.get("learning", {}).get("progress_weights", {"video": 0.6, "assignment": 0.4})
        if videos is None or assignments is None:
            only = assignments if videos is None else videos
            return None if only is None else half_up(100 * only)
        video, assignment = (Fraction(str(weights[part])) for part in ("video", "assignment"))
        return half_up(100 * (video * videos + assignment * assignments))

    def weeks(self) -> set[tuple[UUID, date, UUID | None]]:
        """Return the enrolment, Monday and mentor of each active week."""
        found = set()
        for id_, moments in self.moments.items():
            enrollment = self.enrollments[id_]
            for moment in moments:
                day = moment.astimezone(self.zones[enrollment["organization_id"]]).date()
                mentor = self.students[enrollment["student_id"]]["mentor_id"]
                found.add((id_, day - timedelta(days=day.weekday()), mentor))
        return found
