"""The front door: `python3 -m growthos_ui demo`. It parses on old Pythons, to say which one is needed."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python 3.11 or newer is needed, this is %d.%d.%d." % sys.version_info[:3])


def main() -> None:
    """Make the environment stand, then run the command inside it."""
    from growthos_ui.bootstrap.environment import enter

    enter(sys.argv[1:])

    from growthos_ui.cli import main as command

    command()


if __name__ == "__main__":
    main()
