"""The screens, one module each: route, guard, arrangement."""
