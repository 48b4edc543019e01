"""Who everybody is: organisations, accounts, roles, students and sign-ins. Not what anybody learns, pays or answers."""
