"""What is typed of a person: a number that is none is said so and never dropped, and no name turns what stands after it."""

import pytest
from psycopg.errors import InvalidParameterValue

from tests.database import sign_in

MAKE = "select private.create_staff_user(%s, %s, %s, 'mentor')"


@pytest.mark.parametrize("phone", ["none", "n/a", "()"])
def test_a_number_without_digits_is_refused(database, phone) -> None:
    with (
        database.acting_as(sign_in(database, "nadia")) as connection,
        pytest.raises(InvalidParameterValue, match=r"people\.phone_invalid"),
    ):
        connection.execute(MAKE, ["a@northgate.example", "Ada Bell", phone])


@pytest.mark.parametrize("name", ["Ada\u202eBell", "Ada\x07Bell", "Ada\u2066Bell"])
def test_a_name_has_no_signs_that_are_not_seen(database, name) -> None:
    with (
        database.acting_as(sign_in(database, "nadia")) as connection,
        pytest.raises(InvalidParameterValue, match=r"people\.name_invalid"),
    ):
        connection.execute(MAKE, ["a@northgate.example", name, None])
