"""Refusals about making and changing accounts and students."""

from growthos_ui.errors import Kind

REASONS = {
    "people.may_not_create": (Kind.FORBIDDEN, "Your role may not add people with the role {role}."),
    "people.may_not_change": (Kind.FORBIDDEN, "Your role may not change this person."),
    "people.own_account": (Kind.FORBIDDEN, "Nobody changes their own rights. Ask another admin."),
    "people.rights_by_function": (Kind.FORBIDDEN, "Rights are changed one act at a time. Nothing was changed."),
    "people.superadmin_not_blocked": (Kind.FORBIDDEN, "A superadmin cannot be blocked."),
    "people.last_superadmin": (Kind.WRONG_STATE, "One superadmin must stay. Make another one first."),
    "people.student_stays": (Kind.WRONG_STATE, "A student cannot become staff, nor staff a student."),
    "people.not_staff": (Kind.INVALID, "A student is added together with a course."),
    "people.capabilities_do_not_fit": (Kind.INVALID, "These capabilities do not go with this role."),
    "people.field_missing": (Kind.INVALID, "This must be filled in."),
    "people.field_unknown": (Kind.INVALID, "There is no field {field}."),
    "people.name_invalid": (Kind.INVALID, "A name has 3 to 100 characters."),
    "people.email_invalid": (Kind.INVALID, "This is no e-mail address."),
    "people.phone_invalid": (Kind.INVALID, "A phone number begins with + and the country."),
    "people.email_taken": (Kind.DUPLICATE, "This address cannot be used for another account."),
    "people.phone_taken": (Kind.DUPLICATE, "This number is that of another account of your organisation."),
}
