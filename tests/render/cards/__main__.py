"""Run ``python -m tests.render.cards``."""

from tests.render.cards import main

main()
