"""Generated learners for measurements: said to be generated, the same every time, right in every sum, and nowhere else."""

import pytest

from growthos_ui.bench import data
from growthos_ui.bench.importing import run_import
from growthos_ui.bench.queries import Measured, verdict
from growthos_ui.db import checks
from growthos_ui.errors import GrowthError
from tests.database import address

LEARNERS, BILLED = 640, 40


@pytest.fixture(scope="module")
def generated(server):
    """Two scratch databases, filled alike."""
    made = []
    for name in ("generated_1", "generated_2"):
        server.create_database(name)
        made.append(address(server, name))
        data.fill(made[-1].owner_url, server.passwords(), learners=LEARNERS, billed=BILLED)
    yield made
    for each in made:
        server.drop_database(each.name)


def ask(database, statement):
    with database.as_owner() as owner:
        return owner.execute(statement).fetchall()


def test_every_learner_watched_ten_recordings_in_an_organisation_and_a_tenth_as_many_in_another(generated):
    counted = """select o.slug, count(distinct s.id), (select count(*) from public.student_recordings r where r.organization_id = o.id)
                 from public.organizations o join public.students s on s.organization_id = o.id and s.student_code like 'GEN%'
                 group by o.id order by 1"""
    assert ask(generated[0], counted) == [("lakeside", 64, 640), ("northgate", 640, 6400)]


def test_so_many_of_them_owe_a_bill_in_ten_parts(generated):
    counted = """select o.slug, count(*), count(distinct p.invoice_id), count(distinct p.status) > 3
                 from public.installment_plans p join public.organizations o on o.id = p.organization_id group by 1 order by 1"""
    assert [row[:3] for row in ask(generated[0], counted)] == [("lakeside", 40, 4), ("northgate", 400, 40)]
    assert ask(generated[0], counted)[1][3]


def test_every_name_says_that_it_is_generated(generated):
    names = ask(generated[0], "select full_name from public.students where student_code like 'GEN%'")
    titles = ask(generated[0], "select title from public.courses")
    assert all(name.startswith("Generated ") for (name,) in names + titles)


def test_its_money_is_the_same_every_time(generated):
    rows = """select (select md5(string_agg((to_jsonb(p) - '{created_at,updated_at}'::text[])::text, ',' order by p.id)) from %s p)"""
    for table in ("public.installment_plans", "public.installment_payments", "public.invoices"):
        assert ask(generated[0], rows % table) == ask(generated[1], rows % table)


def test_it_is_the_same_every_time(generated):
    rows = "select md5(string_agg(p::text, ',' order by p.id)) from dashboard.student_progress p"
    assert ask(generated[0], rows) == ask(generated[1], rows)


def test_its_sums_are_what_its_rows_say(generated):
    assert checks.run(generated[0].owner_url) == []


def test_it_goes_nowhere_but_into_an_empty_scratch_database(generated, server):
    with pytest.raises(GrowthError, match="empty scratch database"):
        data.fill(generated[0].owner_url, server.passwords(), learners=LEARNERS)


def measured(p95):
    return Measured(query="students: by code", role="Admin", rows=1, p50_ms=1.0, p95_ms=p95, buffers=1, plan="an index")


def test_the_verdict_is_one_line_that_names_the_slowest():
    assert verdict([measured(2.0), measured(40.0)]) == (
        "GOOD: all 2 queries under 50 ms at p95; slowest students: by code, as Admin: 40.0 ms, 0.80 of the budget."
    )
    assert verdict([measured(60.0), measured(4.0)]).startswith("TOO SLOW: 1 of 2 queries over 50 ms at p95; slowest")


def test_a_file_of_installments_is_brought_in_for_places_that_nobody_has_billed(generated):
    database = generated[1]
    urls = {"owner_url": database.owner_url, "app_url": database.app_url, "sign_in_url": database.sign_in_url}
    assert list(run_import(**urls, rows=39)) == ["handed in", "held against the ledger", "brought in"]
    made = "select row_count, made_count from dashboard.imports where status = 'done' order by number desc limit 1"
    assert ask(database, made) == [(39, 13)]
