"""Opens the invitations of a Maildir as a calendar does, with icalendar and dateutil, which share no code with Peerpost.

usage: open_invitations.py MAILDIR ZONE…

Each mailbox applies the iCalendar objects (RFC 5546) that came to it, in the order of their dates. Prints as JSON what is in
its calendar then: by address a list of meetings, each with who is invited and with start and end on the clocks of the zones.
A meeting's own zone is taken out of its VTIMEZONE, not out of this machine's tzdata.
"""
import email
import email.policy
import email.utils
import io
import json
import pathlib
import sys
import zoneinfo

import dateutil.rrule
import dateutil.tz
import icalendar


def invitation(letter):
    """The one VEVENT of a letter with its METHOD and its zones, or None."""
    parts = [p for p in letter.walk() if p.get_content_type() in ("text/calendar", "application/ics")]
    if not parts:
        return None
    bodies = [p.get_payload(decode=True) for p in parts]
    assert bodies[0] == bodies[1] and len(bodies) == 2, "the alternative and the attachment differ"
    calendar = icalendar.Calendar.from_ical(bodies[0])
    assert parts[0].get_param("method") == calendar["METHOD"], "the part is of another method than its object"
    (event,) = calendar.walk("VEVENT")
    zones = dateutil.tz.tzical(io.StringIO(bodies[0].decode()))
    return str(calendar["METHOD"]), event, zones


def many(event, name):
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def occurrences(event, zones):
    """Start and end of each occurrence, as instants."""
    zone = zones.get(event["DTSTART"].params["TZID"])
    first = event["DTSTART"].dt.replace(tzinfo=zone)
    if "DTEND" in event:
        lasts = event["DTEND"].dt.replace(tzinfo=None) - first.replace(tzinfo=None)
    else:
        lasts = event["DURATION"].dt
    starts = [first]
    if "RRULE" in event:
        starts = dateutil.rrule.rrulestr(event["RRULE"].to_ical().decode(), dtstart=first)
    skipped = {d.dt.replace(tzinfo=None) for dates in many(event, "EXDATE") for d in dates.dts}
    return [(s, s + lasts) for s in starts if s.replace(tzinfo=None) not in skipped]


def main(maildir, *zones):
    letters = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in pathlib.Path(maildir, "new").iterdir()]
    letters.sort(key=lambda letter: email.utils.parsedate_to_datetime(letter["Date"]))
    calendars = {}
    for letter in letters:
        calendar = calendars.setdefault(email.utils.parseaddr(letter["To"])[1], {})
        opened = invitation(letter)
        if opened is None:
            continue
        method, event, own = opened
        uid, known = str(event["UID"]), calendar.get(str(event["UID"]))
        if known is None and method == "CANCEL" or known is not None and event["SEQUENCE"] <= known[0]["SEQUENCE"]:
            continue  # as calendars do: of something unknown, or old news
        if method == "CANCEL":
            assert event["STATUS"] == "CANCELLED"
            del calendar[uid]
        else:
            assert method == "REQUEST" and event["STATUS"] == "CONFIRMED"
            calendar[uid] = (event, own)
    clock = lambda at, zone: at.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    print(json.dumps({
        address: [
            {
                "invited": sorted(str(a).removeprefix("mailto:") for a in many(event, "ATTENDEE")),
                "times": {zone: [clock(s, zone) + " to " + clock(e, zone) for s, e in occurrences(event, own)] for zone in zones},
            }
            for event, own in calendar.values()
        ]
        for address, calendar in calendars.items()
    }))


main(*sys.argv[1:])
