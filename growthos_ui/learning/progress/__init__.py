"""How far learners have come, together: the figures and charts of the progress overview.

Each is taken over the very rows that the Students list would show for the same question, so that a
figure and the list it opens cannot disagree. *Live* enrolments are active or completed ones.
"""
