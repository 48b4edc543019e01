"""The screens, one module each: route, guard, arrangement. Importing this package declares them all."""

from pages import home as home
from pages import not_found as not_found
from pages.coursework import marks as marks
from pages.learning import progress as progress
from pages.people import student as student
from pages.people import students as students
