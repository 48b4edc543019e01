"""How learners come to the end of a course, and in how many days."""
