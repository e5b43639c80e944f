"""What the accessibility bus says about the window of Loopscope.

accessible.py tree                        everything
accessible.py name ROLE PATTERN           the whole name of the first thing of that role whose name matches
accessible.py description ROLE PATTERN    its description
accessible.py place ROLE PATTERN          "x y width height" on the screen, in pixels

Exits with 1 if there is no such thing.
"""

import re
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402


def nodes(node, depth=0):
    yield depth, node
    for i in range(node.get_child_count()):
        child = node.get_child_at_index(i)
        if child is not None:
            yield from nodes(child, depth + 1)


def window():
    desktop = Atspi.get_desktop(0)
    for i in range(desktop.get_child_count()):
        app = desktop.get_child_at_index(i)
        if app is not None and "loopscope" in (app.get_name() or "").lower():
            return app
    sys.exit("Loopscope is not on the accessibility bus")


def place(node):
    box = node.get_component_iface()
    if box is None:
        return None
    rect = box.get_extents(Atspi.CoordType.SCREEN)
    return f"{rect.x} {rect.y} {rect.width} {rect.height}"


def main():
    what, *rest = sys.argv[1:]
    if what == "tree":
        for depth, node in nodes(window()):
            print("  " * depth, node.get_role_name(), repr(node.get_name()), repr(node.get_description()), place(node))
        return
    role, pattern = rest
    for _, node in nodes(window()):
        if node.get_role_name() == role and re.search(pattern, node.get_name() or ""):
            print({"name": node.get_name, "description": node.get_description, "place": lambda: place(node)}[what]())
            return
    sys.exit(f"there is no {role} called {pattern}")


main()
