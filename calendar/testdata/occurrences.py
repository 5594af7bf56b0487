"""Reads calendar files as icalendar and dateutil do, which share no code with Peerpost.

stdin: a JSON list of iCalendar texts. stdout: for each, the start and end of every occurrence in seconds since 1970. Zones are
those that the text describes in VTIMEZONE, never this machine's.
"""
import io
import json
import sys

import dateutil.rrule
import dateutil.tz
import icalendar


def many(event, name):
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def occurrences(text):
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    zone = dateutil.tz.tzical(io.StringIO(text)).get(event["DTSTART"].params["TZID"])
    first = event["DTSTART"].dt.replace(tzinfo=None)
    walls = [first]
    if "RRULE" in event:
        rule = event["RRULE"]
        rule["UNTIL"] = [u.astimezone(zone).replace(tzinfo=None) for u in rule["UNTIL"]]
        walls = dateutil.rrule.rrulestr(rule.to_ical().decode(), dtstart=first)
    skipped = {d.dt.replace(tzinfo=None) for dates in many(event, "EXDATE") for d in dates.dts}
    starts = [int(w.replace(tzinfo=zone).timestamp()) for w in walls if w not in skipped]
    if "DTEND" in event:
        lasts = int(event["DTEND"].dt.replace(tzinfo=zone).timestamp()) - starts[0] if first not in skipped else None
    else:
        lasts = int(event["DURATION"].dt.total_seconds())
    return [[s, s + lasts] for s in starts]


json.dump([occurrences(text) for text in json.load(sys.stdin)], sys.stdout)
