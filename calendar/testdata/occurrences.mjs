// Reads calendar files as ical.js does (Thunderbird, Nextcloud), which shares no code with Peerpost.
//
// usage: node occurrences.mjs ICAL.JS. stdin: a JSON list of iCalendar texts. stdout: for each, the start and end of every
// occurrence in seconds since 1970. Zones are those that the text describes in VTIMEZONE, never this machine's.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(process.argv[2]).href);

function occurrences(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
  const described = calendar.getFirstSubcomponent("vtimezone").getFirstPropertyValue("tzid");
  if (event.startDate.zone.tzid !== described || event.startDate.zone.component === null) {
    throw new Error(`${described}: the start is read in ${event.startDate.zone.tzid}`);
  }
  const all = [];
  const steps = event.iterator();
  for (let start = steps.next(); start; start = steps.next()) {
    const { endDate } = event.getOccurrenceDetails(start);
    all.push([start.toUnixTime(), endDate.toUnixTime()]);
  }
  return all;
}

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(occurrences)));
