package templates

import (
	"fmt"
	"math"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/peerpost/peerpost/program"
)

// day gives "Tuesday 9 February 2027".
func (r *reader) day(d program.Date) (words, error) {
	weekday, err := r.of("weekday", int(d.Weekday()))
	if err != nil {
		return "", err
	}
	month, err := r.of("month", int(d.Month))
	if err != nil {
		return "", err
	}
	return r.t("day", "weekday", weekday, "day", d.Day, "month", month, "year", strconv.Itoa(d.Year))
}

// date gives the reader's day of t.
func (r *reader) date(t time.Time) (words, error) { return r.day(program.DateOf(t.In(r.zone))) }

// clock gives the reader's time of day, "14:00".
func (r *reader) clock(t time.Time) words { return words(t.In(r.zone).Format("15:04")) }

// when gives "Tuesday 9 February 2027, 14:00 (Berlin time)".
func (r *reader) when(t time.Time) (words, error) { return r.whenIn(t, r.zone) }

func (r *reader) whenIn(t time.Time, zone *time.Location) (words, error) {
	t = t.In(zone)
	day, err := r.day(program.DateOf(t))
	if err != nil {
		return "", err
	}
	city, err := r.city(t, zone)
	if err != nil {
		return "", err
	}
	return r.t("when", "day", day, "clock", words(t.Format("15:04")), "city", city)
}

// by gives a deadline: "midnight at the end of Friday 22 January 2027 (Berlin
// time)". Midnight belongs to the day before, as people say it.
func (r *reader) by(t time.Time) (words, error) {
	t = t.In(r.zone)
	if t.Hour() != 0 || t.Minute() != 0 {
		return r.when(t)
	}
	day, err := r.day(program.DateOf(t).AddDays(-1))
	if err != nil {
		return "", err
	}
	city, err := r.city(t, r.zone)
	if err != nil {
		return "", err
	}
	return r.t("midnight", "day", day, "city", city)
}

// byDay is the day of by: midnight belongs to the day before.
func (r *reader) byDay(t time.Time) (words, error) { return r.date(t.Add(-time.Minute)) }

// city names a zone by its IANA name, "Buenos Aires time", or by its offset
// where the name holds no place.
func (r *reader) city(t time.Time, zone *time.Location) (words, error) {
	name := zone.String()
	if strings.HasPrefix(name, "Etc/") || !strings.Contains(name, "/") {
		if _, offset := t.In(zone).Zone(); offset == 0 {
			return "UTC", nil
		}
		return words("UTC" + strings.Replace(t.In(zone).Format("-07:00"), "-", "−", 1)), nil
	}
	return r.t("city", "city", words(strings.ReplaceAll(path.Base(name), "_", " ")))
}

// zoneCity is city without an instant, for people whose zone is named.
func (r *reader) zoneCity(name string) words {
	return words(strings.ReplaceAll(path.Base(name), "_", " "))
}

// elsewhere tells what the clock of a partner shows at t: "13:00 (Lisbon
// time)", with the day where that differs; "" where it shows the same.
func (r *reader) elsewhere(p Partner, t time.Time) (words, error) {
	zone, err := program.LoadZone(p.Zone)
	if err != nil || t.IsZero() {
		return "", nil
	}
	here, there := t.In(r.zone), t.In(zone)
	if there.Format(time.DateTime) == here.Format(time.DateTime) {
		return "", nil
	}
	if program.DateOf(here) != program.DateOf(there) {
		return r.whenIn(t, zone)
	}
	city, err := r.city(t, zone)
	if err != nil {
		return "", err
	}
	return r.t("clock", "clock", words(there.Format("15:04")), "city", city)
}

// whereabouts tells in which zone a partner is, and how far from the reader's
// clock at t; the city is left out where the partner's place names it already.
func (r *reader) whereabouts(p Partner, t time.Time) (words, error) {
	apart, err := r.apart(p, t)
	if err != nil || apart == "" {
		return "", err
	}
	city := r.zoneCity(p.Zone)
	if strings.Contains(strings.ToLower(p.Location), strings.ToLower(string(city))) {
		return r.t("introduction.zone_there", "apart", apart)
	}
	return r.t("introduction.zone", "city", city, "apart", apart)
}

// apart tells how far a partner's clock is from the reader's at t: "2 hours
// ahead of you".
func (r *reader) apart(p Partner, t time.Time) (words, error) {
	zone, err := program.LoadZone(p.Zone)
	if err != nil || t.IsZero() {
		return "", nil
	}
	_, here := t.In(r.zone).Zone()
	_, there := t.In(zone).Zone()
	minutes := (there - here) / 60
	if minutes == 0 {
		return r.t("zone.same")
	}
	span, err := r.span(int(math.Abs(float64(minutes))))
	if err != nil {
		return "", err
	}
	if minutes > 0 {
		return r.t("zone.ahead", "span", span)
	}
	return r.t("zone.behind", "span", span)
}

// span gives minutes as "45 minutes", "2 hours" or "5 hours 30 minutes".
func (r *reader) span(minutes int) (words, error) {
	hours, rest := minutes/60, minutes%60
	short, err := r.length(program.Length{N: rest, Unit: program.Minutes})
	if err != nil || hours == 0 {
		return short, err
	}
	long, err := r.length(program.Length{N: hours, Unit: program.Hours})
	if err != nil || rest == 0 {
		return long, err
	}
	return r.t("span", "hours", long, "minutes", short)
}

// length gives "2 weeks".
func (r *reader) length(l program.Length) (words, error) { return r.of("length", l.Unit, "count", l.N) }

// every gives "every week" or "every 2 weeks".
func (r *reader) every(l program.Length) (words, error) { return r.of("every", l.Unit, "count", l.N) }

// percent gives "0.4 %", with one decimal.
func (r *reader) percent(p float64) (words, error) {
	number, err := r.tenths(p)
	if p > 0 && p < 0.095 { // a tenth would say 0, or too much
		number, err = r.t("decimal", "whole", 0, "tenth", words(fmt.Sprintf("%02d", max(1, int(math.Round(p*100))))))
	}
	if err != nil {
		return "", err
	}
	return r.t("percent", "number", number)
}

// tenths gives a number with one decimal.
func (r *reader) tenths(x float64) (words, error) {
	n := int(math.Round(x * 10))
	return r.t("decimal", "whole", n/10, "tenth", n%10)
}
