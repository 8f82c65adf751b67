"""An invented municipality."""

import argparse
import json
import os

from heimveg.config.cli.command import Add, ready, say


def add_to(add: Add) -> None:
    demo = add("demo", _demo, "Set up an invented municipality and serve it on 127.0.0.1.")
    demo.add_argument("--port", type=int, default=8000, help="the port to serve on (default 8000)")
    demo.add_argument("--no-serve", action="store_true", help="set everything up, then stop")
    demo.add_argument(
        "--reset", action="store_true", help="throw the demo's data away and start over"
    )
    users = add("demo-users", _demo_users, "List the demo's users and how to log in (demo only).")
    users.add_argument("--json", action="store_true")
    data = add("demo-data", _demo_data, "Fill an empty database with an invented municipality.")
    data.add_argument("--inhabitants", type=int, default=12_000)
    data.add_argument(
        "--demand",
        choices=["oslo-2024"],
        help="the published demand and exactly the stock it asks for",
    )
    data.add_argument("--seed", type=int, default=1)


def _demo(options: argparse.Namespace) -> int:
    os.environ["HEIMVEG_DEMO"] = "1"
    ready(reset=options.reset)
    from heimveg.config import demo

    return demo.run(port=options.port, serve=not options.no_serve, say=say)


def _demo_users(options: argparse.Namespace) -> int:
    ready()
    from heimveg.config import demo

    users = demo.users()
    if options.json:
        print(json.dumps(users, ensure_ascii=False, indent=2))
    else:
        for user in users:
            print("  ".join((user["username"], user["role_name"], user["unit"], user["log_in"])))
    return 0 if users else 1


def _demo_data(options: argparse.Namespace) -> int:
    os.environ["HEIMVEG_DEMO"] = "1"
    ready()
    from heimveg.config import demo

    return demo.fill(
        inhabitants=options.inhabitants, demand=options.demand, seed=options.seed, say=say
    )
