"""What each person sees on the screens of the domain `coursework`."""
