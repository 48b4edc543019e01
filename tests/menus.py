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
    "Sessions",
    "Tickets",
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
ENROLLING = ["Home", "Students", "Batches", "Courses", "Sessions", "Tickets", "Mail"]
MENUS = {
    "sam": [*OFFICE[:-2], "Error log", "Jobs", "Policy map", OFFICE[-1]],
    "nadia": OFFICE,
    "enzo": [*ENROLLING, *BILLING, "Documents"],
    "maya": [
        "Home",
        "Students",
        *(each for each in LEARNING if each != "Batches"),
        "Submissions",
        "Marks",
        "Sessions",
        "Tickets",
        *DEEDS,
    ],
    "farah": [*ENROLLING, *MONEY],
    "marco": ["Home"],
    "tara": ["Home", "Students", *LEARNING, "Sessions", "Tickets"],
    "vera": OFFICE,
}
