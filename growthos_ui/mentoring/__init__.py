"""Who looks after whom; reviewing work belongs to coursework."""
