"""What is taught and how far each learner has come in it; marks on handed-in work belong to coursework."""
