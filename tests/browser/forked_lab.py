"""JupyterLab whose kernels are forked from one process that has imported what notebooks import.

Run as ``python -m tests.browser.forked_lab`` with JupyterLab's own arguments. For what a page and a
kernel do with each other nothing is changed: ``test_site_kernels.py`` holds a forked kernel beside
an ordinary one, and ``test_student.py`` has a server and kernels of the ordinary kind.
"""

import sys

import jupyterlab.commands
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyterlab.labapp import main

from website.kernels import ForkedProvisioner, Nursery


def no_node(program, *_):
    """JupyterLab asks Node.js twice how it would build itself; without a Node it does not ask."""
    raise ValueError(f"{program} is not needed: nothing is built")


def serve():
    """Serve until told to end; the kernels end with it."""
    del sys.path[0]  # the folder that it serves: what a student has there is not imported here
    jupyterlab.commands.which = no_node
    with Nursery() as nursery:
        LocalProvisioner.nursery = nursery
        LocalProvisioner.launch_kernel = ForkedProvisioner.launch_kernel
        main()


if __name__ == "__main__":
    serve()
