"""What the menu offers to whom, in its order."""

LEARNING = ["Progress", "Batches", "Completion", "Courses", "Drop-off", "Recordings"]
BILLING = ["Installments", "Invoices", "Payments"]
MONEY = [
    "Finance overview",
    "Collections",
    "Promises",
    "Suspensions",
    *BILLING,
    "Approvals",
    "Bank",
    "Imports",
    "Documents",
    "Receivables",
    "Collection rates",
    "Expected cash",
    "Months",
]
DEEDS = ["Activity", "Audit log"]
OFFICE = [
    "Home",
    "Students",
    "Staff",
    *LEARNING,
    "Submissions",
    "Marks",
<<<<<<< HEAD
    "Tickets",
=======
>>>>>>> 388fe15 (The demo has work to review; a mentor's Home has what has waited longest and how reviewing goes; news of work leads to it)
    "Mail",
    "Templates",
    *MONEY,
    "Drift",
    "Feature flags",
    "Settings",
    *DEEDS,
    "Data audit",
    "Jobs",
    "Active sign-ins",
]
ENROLLING = ["Home", "Students", "Batches", "Courses", "Tickets", "Mail"]
MENUS = {
    "sam": [*OFFICE[:-2], "Error log", "Jobs", "Policy map", OFFICE[-1]],
    "nadia": OFFICE,
    "enzo": [*ENROLLING, *BILLING, "Documents"],
<<<<<<< HEAD
    "maya": [
        "Home",
        "Students",
        *(each for each in LEARNING if each != "Batches"),
        "Submissions",
        "Marks",
        "Tickets",
        *DEEDS,
    ],
=======
    "maya": ["Home", "Students", *(each for each in LEARNING if each != "Batches"), "Submissions", "Marks", *DEEDS],
>>>>>>> 388fe15 (The demo has work to review; a mentor's Home has what has waited longest and how reviewing goes; news of work leads to it)
    "farah": [*ENROLLING, *MONEY],
    "marco": ["Home"],
    "tara": ["Home", "Students", *LEARNING, "Tickets"],
    "vera": OFFICE,
}
