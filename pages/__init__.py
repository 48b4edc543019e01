"""The screens, one module each: route, guard, arrangement. Importing this package declares them all."""

from pages import home as home
from pages import not_found as not_found
from pages.coursework import marks as marks
from pages.growth import flags as flags
from pages.growth import settings as settings
from pages.learning import batches as batches
from pages.learning import compare as compare
from pages.learning import completion as completion
from pages.learning import courses as courses
from pages.learning import drop_off as drop_off
from pages.learning import progress as progress
from pages.learning import ratings as ratings
from pages.learning import recordings as recordings
from pages.learning import watching as watching
from pages.oversight import activity as activity
from pages.oversight import audit as audit
from pages.oversight import data as data
from pages.oversight import errors as errors
from pages.oversight import policies as policies
from pages.oversight import sign_ins as sign_ins
from pages.people import profile as profile
from pages.people import student as student
from pages.people import students as students
from pages.support import notifications as notifications
