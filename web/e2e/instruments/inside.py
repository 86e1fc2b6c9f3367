"""Starts a browser in a network namespace for a driver outside of it, which talks to the browser by a WebSocket.

    inside.py NAMESPACE PROGRAM ARGUMENT...

The port that the browser says it listens on, in there, is offered out here under the same number, for it refuses to be
asked by another. Everything else the browser does stays in its namespace.
"""

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import threading

CLONE_NEWNET = 0x40000000
namespace, command = sys.argv[1], sys.argv[2:]


def dial(port):
    """dial connects in the namespace: only this thread goes there."""
    with open(f"/run/netns/{namespace}") as entry:
        if ctypes.CDLL(None, use_errno=True).setns(entry.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    return socket.create_connection(("127.0.0.1", port))


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # one of the two has gone


def relay(outer, port):
    inner = dial(port)
    threading.Thread(target=pump, args=(inner, outer), daemon=True).start()
    pump(outer, inner)


def serve(listener, port):
    while True:
        outer, _ = listener.accept()
        threading.Thread(target=relay, args=(outer, port), daemon=True).start()


browser = subprocess.Popen(["ip", "netns", "exec", namespace, *command], stderr=subprocess.PIPE, text=True)
for number in (signal.SIGTERM, signal.SIGINT):
    signal.signal(number, lambda number, _: browser.send_signal(number))
for line in browser.stderr:
    if told := re.search(r"ws://127\.0\.0\.1:(\d+)", line):
        port = int(told[1])
        threading.Thread(target=serve, args=(socket.create_server(("127.0.0.1", port)), port), daemon=True).start()
    sys.stderr.write(line)
    sys.stderr.flush()
os._exit(browser.wait())
