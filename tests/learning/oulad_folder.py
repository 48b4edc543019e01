"""A hand-made folder in the shape of OULAD: two presentations, five learners, each kind of dirt once."""

import gzip
from pathlib import Path

import psycopg

from growthos_ui.learning.oulad import ImportReport, import_folder
from tests.database import Database

# Every table that an import fills.
TABLES = (
    "courses", "modules", "available_lessons", "lesson_recordings", "batches", "assignments", "users", "user_roles",
    "students", "student_mentor_assignments", "course_enrollments", "student_recordings", "user_activity_logs",
    "student_assignments", "student_performance", "admin_logs",
)  # fmt: skip

COURSES = "code_module,code_presentation,module_presentation_length\nAAA,2013J,100\nBBB,2014B,50\n"
ASSESSMENTS = """code_module,code_presentation,id_assessment,assessment_type,date,weight
AAA,2013J,1,TMA,10,40
AAA,2013J,2,CMA,20,10
AAA,2013J,3,Exam,,50
BBB,2014B,4,TMA,15,100
"""
VLE = """id_site,code_module,code_presentation,activity_type,week_from,week_to
100,AAA,2013J,homepage,,
101,AAA,2013J,oucontent,1,2
102,AAA,2013J,oucontent,,
200,BBB,2014B,homepage,,
"""
INFO = """code_module,code_presentation,id_student,gender,region,highest_education,imd_band,age_band,num_of_prev_attempts,studied_credits,disability,final_result
AAA,2013J,11,M,Scotland,HE Qualification,90-100%,55<=,0,240,N,Pass
AAA,2013J,12,F,Wales,No Formal quals,,0-35,1,60,Y,Withdrawn
AAA,2013J,13,F,Ireland,HE Qualification,10-20,35-55,0,60,N,Fail
AAA,2013J,14,F,Ireland,HE Qualification,10-20,35-55,0,60,N,Withdrawn
BBB,2014B,11,M,Scotland,HE Qualification,90-100%,55<=,0,60,N,Distinction
BBB,2014B,15,M,Scotland,HE Qualification,90-100%,55<=,0,60,N,Fail
"""
# 13 has no day of registration and, though not withdrawn, one of leaving; 14 withdrew on no known day.
REGISTRATION = """code_module,code_presentation,id_student,date_registration,date_unregistration
AAA,2013J,11,-30,
AAA,2013J,12,-20,30
AAA,2013J,13,,60
AAA,2013J,14,5,
BBB,2014B,11,-10,
BBB,2014B,15,-1,
"""
# The TMA of learner 12 is late; the CMA of 11 is after its nominal day; 13 has no score; 11's last is carried over.
MARKS = """id_assessment,id_student,date_submitted,is_banked,score
1,11,9,0,80
1,12,12,0,40
1,13,10,0,
2,11,25,0,91
4,11,-1,1,70
"""
CLICKS = """code_module,code_presentation,id_student,id_site,date,sum_click
AAA,2013J,11,100,-3,2
AAA,2013J,11,100,-3,5
AAA,2013J,11,101,-3,1
AAA,2013J,11,101,8,4
AAA,2013J,12,100,29,1
AAA,2013J,12,102,31,1
BBB,2014B,15,200,0,3
"""
FILES = {
    "courses": COURSES,
    "assessments": ASSESSMENTS,
    "vle": VLE,
    "studentInfo": INFO,
    "studentRegistration": REGISTRATION,
    "studentAssessment": MARKS,
    "studentVle": CLICKS,
}


def write_folder(folder: Path, *, packed: bool = False, **changed: str | bytes) -> Path:
    """Write the seven files, as csv.gz if `packed`; `changed` replaces the text of some by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (FILES | changed).items():
        content = text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode()
        if packed:
            (folder / f"{name}.csv.gz").write_bytes(gzip.compress(content, mtime=0))
        else:
            (folder / f"{name}.csv").write_bytes(content)
    return folder


def with_line(text: str, line: int, instead: str) -> str:
    """Return the text with one of its lines, counted from 1, replaced."""
    lines = text.splitlines()
    lines[line - 1] = instead
    return "\n".join(lines) + "\n"


def take_in(database: Database, folder: Path, **options) -> ImportReport:
    """Import a folder, at Northgate unless another organisation is named."""
    return import_folder(owner_url=database.owner_url, folder=folder, **({"organization_slug": "northgate"} | options))


def rows(database: Database, sql: str, *values) -> list[tuple]:
    """Return what the owner sees."""
    with psycopg.connect(database.owner_url) as owner:
        return owner.execute(sql, values).fetchall()


def contents(database: Database) -> dict[str, list[tuple]]:
    """Return a fingerprint of every table that an import fills, and of the summaries."""
    tables = {f"public.{name}": "id" for name in TABLES}
    tables |= {"dashboard.student_progress": "id", "dashboard.learner_weeks": "enrollment_id, week"}
    return {
        table: rows(database, f"select count(*), md5(string_agg(t::text, '' order by {key})) from {table} t")
        for table, key in tables.items()
    }
