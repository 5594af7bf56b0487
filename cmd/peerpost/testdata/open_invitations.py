"""Opens the invitations of a Maildir as a calendar does, with icalendar and dateutil, which share no code with Peerpost.

usage: open_invitations.py MAILDIR SHUFFLED ZONE…

Each mailbox applies the iCalendar objects (RFC 5546) that came to it, in the order of their dates; where SHUFFLED is not 0,
in one that this number makes. Prints as JSON what is in
its calendar then: by address a list of meetings, each with who is invited and with start and end on the clocks of the zones.
A meeting's own zone is taken out of its VTIMEZONE, not out of this machine's tzdata.
"""
import email
import email.policy
import email.utils
import io
import json
import pathlib
import random
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


def wall(event, name):
    return event[name].dt.replace(tzinfo=None)


class Meetings:
    """One UID in a calendar: the series, and the sessions that are otherwise. What is older than what is known changes nothing.

    Some calendars put sessions back when their series changes; others keep them, even where the rule has them no more."""

    def __init__(self, keeps):
        self.keeps = keeps
        self.series, self.sessions = None, {}  # (method, event, zones)

    def take(self, method, event, zones):
        recurrence = event.get("RECURRENCE-ID") and wall(event, "RECURRENCE-ID")
        known = self.sessions.get(recurrence) if recurrence else self.series
        floor = max([k[1]["SEQUENCE"] for k in (known,) if k], default=-1)
        if recurrence and self.series and not self.keeps:  # a newer series puts its sessions back
            floor = max(floor, self.series[1]["SEQUENCE"] - 1)
        if event["SEQUENCE"] <= floor:
            return
        assert event["STATUS"] == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[method]
        if recurrence:
            self.sessions[recurrence] = (method, event, zones)
        else:
            self.series = (method, event, zones)
            if not self.keeps:
                self.sessions = {r: k for r, k in self.sessions.items() if k[1]["SEQUENCE"] >= event["SEQUENCE"]}

    def goes_on(self):
        return self.series and self.series[0] == "REQUEST"

    def times(self):
        _, event, zones = self.series
        every = {s.replace(tzinfo=None): (s, e) for s, e in occurrences(event, zones)}
        for recurrence, (method, session, own) in self.sessions.items():
            known = every.pop(recurrence, None) or self.keeps
            if known and method == "REQUEST":
                every[recurrence] = occurrences(session, own)[0]
        return sorted(every.values())


KEEPERS = 100  # an order from here on is that of calendars that keep sessions


def boxes(maildir, shuffled):
    """The calendar of each mailbox, by address and UID."""
    keeps, shuffled = shuffled >= KEEPERS, shuffled % KEEPERS
    letters = [email.message_from_bytes(f.read_bytes(), policy=email.policy.default) for f in pathlib.Path(maildir, "new").iterdir()]
    letters.sort(key=lambda letter: email.utils.parsedate_to_datetime(letter["Date"]))
    if shuffled:
        random.Random(shuffled).shuffle(letters)
    calendars = {}
    for letter in letters:
        calendar = calendars.setdefault(email.utils.parseaddr(letter["To"])[1], {})
        opened = invitation(letter)
        if opened:
            calendar.setdefault(str(opened[1]["UID"]), Meetings(keeps)).take(*opened)
    return calendars


def main(maildir, shuffled, *zones):
    clock = lambda at, zone: at.astimezone(zoneinfo.ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
    print(json.dumps({
        address: [
            {
                "invited": sorted(str(a).removeprefix("mailto:") for a in many(meetings.series[1], "ATTENDEE")),
                "times": {zone: [clock(s, zone) + " to " + clock(e, zone) for s, e in meetings.times()] for zone in zones},
            }
            for meetings in sorted((m for m in calendar.values() if m.goes_on()), key=Meetings.times)
        ]
        for address, calendar in boxes(maildir, int(shuffled)).items()
    }))


if __name__ == "__main__":
    main(*sys.argv[1:])
