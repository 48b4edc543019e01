"""One learner, whole: where they stand in each course, what is open to them, what they handed in and what they did."""
