"""Stores the calendar of a mailbox in Radicale over CalDAV, and lists it with khal.

usage: store_invitations.py MAILDIR SHUFFLED ADDRESS FROM TO

Prints as JSON what khal lists between the two dates (2027-02-01): start and end of each meeting on Berlin's clocks.
"""
import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

import icalendar

import open_invitations


def objects(maildir, shuffled, address):
    """Of each UID one object, as a client stores it: the series, and the sessions that are otherwise."""
    for uid, meetings in open_invitations.boxes(maildir, shuffled)[address].items():
        if not meetings.goes_on():
            continue
        calendar = icalendar.Calendar({"VERSION": "2.0", "PRODID": "-//test//EN"})
        _, series, _ = meetings.series
        for method, session, _ in meetings.sessions.values():
            if method == "CANCEL":
                series.add("EXDATE", session["RECURRENCE-ID"].dt)
            else:
                calendar.add_component(session)
        calendar.add_component(series)
        yield uid, calendar.to_ical()


def serve(folder):
    """A Radicale of our own on a free port."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    config = pathlib.Path(folder, "config")
    config.write_text(f"[server]\nhosts = 127.0.0.1:{port}\n[auth]\ntype = none\n[storage]\nfilesystem_folder = {folder}/storage\n[rights]\ntype = authenticated\n")
    server = subprocess.Popen(["radicale", "--config", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.05)
    raise SystemExit("Radicale does not answer")


def request(port, method, path, body=b"", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request(method, path, body, {"Authorization": "Basic YW5hOmFuYQ==", **headers})
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status < 300, f"{method} {path}: {answer.status} {text[:200]}"
    return text


def main(maildir, shuffled, address, begin, end):
    folder = tempfile.mkdtemp()
    server, port = serve(folder)
    try:
        request(port, "MKCALENDAR", "/ana/meetings/")
        for uid, body in objects(maildir, int(shuffled), address):
            request(port, "PUT", f"/ana/meetings/{uid}.ics", body, **{"Content-Type": "text/calendar"})
        config = pathlib.Path(folder, "khal")
        config.write_text(f"[calendars]\n[[meetings]]\npath = {folder}/storage/collection-root/ana/meetings\n[locale]\n"
                          "local_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\n"
                          "longdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
                          f"[sqlite]\npath = {folder}/khal.db\n")
        listed = subprocess.run(["khal", "--config", str(config), "list", "--format", "{start-long-full} to {end-long-full}", "--day-format", "", begin, end],
                                capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8", "HOME": folder})
        assert listed.returncode == 0, listed.stderr
        print(json.dumps([line for line in listed.stdout.splitlines() if " to " in line]))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


main(*sys.argv[1:])
