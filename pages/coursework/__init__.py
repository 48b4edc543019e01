"""The screens of the domain `coursework`."""
