package relay

import (
	"strings"
	"testing"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"
)

// shift makes one of "Yu Asia/Shanghai 2026-03-01T20:00 2h FREQ=DAILY", or with "Yu/Bo" and Bo as the substitute.
func shift(t testing.TB, text string) Shift {
	t.Helper()
	f := strings.Fields(text)
	person, stand, _ := strings.Cut(f[0], "/")
	start, err := walltime.Parse(f[2])
	if err != nil {
		t.Fatal(text, err)
	}
	length, err := time.ParseDuration(f[3])
	if err != nil {
		t.Fatal(text, err)
	}
	rule, err := schedule.ParseRule(f[4])
	if err != nil {
		t.Fatal(text, err)
	}
	return Shift{person, person, stand, stand, schedule.Part{Start: start, Zone: f[1], Length: length, Rule: rule}}
}

func roster(t testing.TB, lines ...string) []Shift {
	t.Helper()
	var list []Shift
	for _, l := range lines {
		list = append(list, shift(t, l))
	}
	if err := Check(list); err != nil {
		t.Fatal(lines, err)
	}
	return list
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// told is the duty from one instant to another as a room would learn of it: asked again at each change.
func told(t testing.TB, shifts []Shift, from, to string) string {
	t.Helper()
	var out []string
	end := instant(t, to)
	for at := instant(t, from); at.Before(end); {
		d := At(shifts, at)
		name := "-"
		if d.Now != nil {
			name = shifts[d.Now.Shift].Name
		}
		out = append(out, at.Format("02 15:04 ")+name)
		next := d.Changes()
		if next.IsZero() {
			break
		}
		if !next.After(at) {
			t.Fatalf("after %v the duty changes at %v", at, next)
		}
		at = next
	}
	return strings.Join(out, ", ")
}

// Golden days around every change of clocks: shifts are by each person's own clock, so they move against each other.
func TestEachShiftKeepsTheClockOfItsOwnPerson(t *testing.T) {
	shanghaiNewYork := []string{"Yu Asia/Shanghai 2026-03-01T20:00 2h FREQ=DAILY", "Lena America/New_York 2026-03-01T09:00 3h FREQ=DAILY"}
	berlinKolkata := []string{"Ada Europe/Berlin 2026-03-01T18:00 2h FREQ=DAILY", "Ravi Asia/Kolkata 2026-03-01T23:30 90m FREQ=DAILY"}
	night := []string{"Lena America/New_York 2026-03-01T01:30 2h FREQ=DAILY", "Yu Asia/Shanghai 2026-03-01T16:30 1h FREQ=DAILY"}
	for name, c := range map[string]struct {
		shifts         []string
		from, to, want string
	}{
		"one after the other in winter": {shanghaiNewYork, "2026-03-07 12:00", "2026-03-08 12:00",
			"07 12:00 Yu, 07 14:00 Lena, 07 17:00 -"},
		"New York springs forward and begins before the other ends": {shanghaiNewYork, "2026-03-08 12:00", "2026-03-09 12:00",
			"08 12:00 Yu, 08 13:00 Lena, 08 16:00 -"},
		"and is an hour later again in November": {shanghaiNewYork, "2026-10-31 12:00", "2026-11-02 12:00",
			"31 12:00 Yu, 31 13:00 Lena, 31 16:00 -, 01 12:00 Yu, 01 14:00 Lena, 01 17:00 -"},
		"Berlin before its spring, and half an hour of India": {berlinKolkata, "2026-03-28 17:00", "2026-03-29 16:00",
			"28 17:00 Ada, 28 18:00 Ravi, 28 19:30 -"},
		"Berlin after its spring leaves no minute between": {berlinKolkata, "2026-03-29 16:00", "2026-03-30 16:00",
			"29 16:00 Ada, 29 18:00 Ravi, 29 19:30 -"},
		"Berlin in October": {berlinKolkata, "2026-10-24 16:00", "2026-10-26 17:00",
			"24 16:00 Ada, 24 18:00 Ravi, 24 19:30 -, 25 17:00 Ada, 25 18:00 Ravi, 25 19:30 -"},
		"half past one that comes twice is the first, and two hours are two hours": {night, "2026-11-01 05:30", "2026-11-01 10:00",
			"01 05:30 Lena, 01 07:30 -, 01 08:30 Yu, 01 09:30 -"},
		"a night without half past two": {[]string{"Lena America/New_York 2026-03-01T02:30 1h FREQ=DAILY"}, "2026-03-08 07:30", "2026-03-09 07:30",
			"08 07:30 Lena, 08 08:30 -, 09 06:30 Lena"},
		"Sydney ends its summer as others begin theirs": {[]string{"Zoe Australia/Sydney 2026-03-01T08:00 1h FREQ=DAILY", "Ada Europe/London 2026-03-01T22:00 1h FREQ=DAILY"},
			"2026-04-03 21:00", "2026-04-05 21:00", "03 21:00 Zoe, 03 22:00 -, 04 21:00 Ada, 04 22:00 Zoe, 04 23:00 -"},
		"Nepal and the Chatham Islands": {[]string{"Asha Asia/Kathmandu 2026-03-01T06:00 1h FREQ=DAILY", "Tia Pacific/Chatham 2026-03-01T15:00 1h FREQ=DAILY"},
			"2026-03-02 00:15", "2026-03-02 03:00", "02 00:15 Asha, 02 01:15 Tia, 02 02:15 -"},
		"weekly on some days": {[]string{"Yu UTC 2026-03-02T20:00 1h FREQ=WEEKLY;BYDAY=MO,TH"}, "2026-03-02 20:00", "2026-03-06 00:00",
			"02 20:00 Yu, 02 21:00 -, 05 20:00 Yu, 05 21:00 -"},
		"with months between": {[]string{"Yu UTC 2026-03-02T20:00 1h FREQ=WEEKLY;INTERVAL=10"}, "2026-03-02 20:00", "2026-05-12 00:00",
			"02 20:00 Yu, 02 21:00 -, 11 20:00 Yu, 11 21:00 -"},
		"counted out": {[]string{"Yu UTC 2026-03-02T20:00 1h FREQ=DAILY;COUNT=2"}, "2026-03-02 20:00", "2026-03-05 00:00",
			"02 20:00 Yu, 02 21:00 -, 03 20:00 Yu, 03 21:00 -"},
		"a short one within a long one, and back": {[]string{"Yu UTC 2026-03-01T20:00 4h FREQ=DAILY", "Bo UTC 2026-03-01T21:00 1h FREQ=DAILY"}, "2026-03-02 19:00", "2026-03-03 19:00",
			"02 19:00 -, 02 20:00 Yu, 02 21:00 Bo, 02 22:00 Yu, 03 00:00 -"},
		"of two at once the first in the list": {[]string{"Yu UTC 2026-03-01T20:00 1h FREQ=DAILY", "Bo UTC 2026-03-01T20:00 2h FREQ=DAILY"}, "2026-03-02 20:00", "2026-03-03 19:00",
			"02 20:00 Yu, 02 21:00 Bo, 02 22:00 -"},
		"two of one person are one": {[]string{"Yu UTC 2026-03-01T20:00 1h FREQ=DAILY", "Yu UTC 2026-03-01T21:00 2h FREQ=DAILY"}, "2026-03-02 20:00", "2026-03-03 19:00",
			"02 20:00 Yu, 02 23:00 -"},
		"but with another substitute they are two": {[]string{"Yu UTC 2026-03-01T20:00 1h FREQ=DAILY", "Yu/Bo UTC 2026-03-01T21:00 2h FREQ=DAILY"}, "2026-03-02 20:00", "2026-03-03 19:00",
			"02 20:00 Yu, 02 21:00 Yu, 02 23:00 -"},
		"over midnight": {[]string{"Yu Asia/Shanghai 2026-03-01T22:00 12h FREQ=DAILY"}, "2026-03-02 13:00", "2026-03-03 13:00",
			"02 13:00 -, 02 14:00 Yu, 03 02:00 -"},
		"nobody": {nil, "2026-03-02 13:00", "2026-03-03 13:00", "02 13:00 -"},
	} {
		if got := told(t, roster(t, c.shifts...), c.from, c.to); got != c.want {
			t.Errorf("%s:\n  %s, not\n  %s", name, got, c.want)
		}
	}
}

func TestWhoIsNextIsKnownWithTheirTime(t *testing.T) {
	shifts := roster(t, "Yu/Bo Asia/Shanghai 2026-11-01T20:00 2h FREQ=DAILY", "Lena America/New_York 2026-11-01T09:00 3h FREQ=DAILY")
	for _, c := range []struct {
		at         string
		now, next  int
		until, due string
	}{
		{"2026-11-28 13:00", 0, 1, "2026-11-28 14:00", "2026-11-28 14:00"},
		{"2026-11-28 16:59", 1, 0, "2026-11-28 17:00", "2026-11-29 12:00"},
		{"2026-11-28 17:00", -1, 0, "", "2026-11-29 12:00"},
	} {
		d := At(shifts, instant(t, c.at))
		if (d.Now == nil) != (c.now < 0) || d.Now != nil && (d.Now.Shift != c.now || d.Now.End != instant(t, c.until)) {
			t.Errorf("at %s on duty: %+v", c.at, d.Now)
		}
		if d.Next == nil || d.Next.Shift != c.next || d.Next.Start != instant(t, c.due) {
			t.Errorf("at %s next: %+v", c.at, d.Next)
		}
	}
	d := At(roster(t, "Yu UTC 2026-03-02T20:00 1h FREQ=DAILY;COUNT=2"), instant(t, "2026-03-03 20:30"))
	if d.Next != nil || d.Now == nil || d.Changes() != instant(t, "2026-03-03 21:00") {
		t.Errorf("the last time: %+v", d)
	}
	if d := At(nil, instant(t, "2026-03-03 20:30")); d != (Duty{}) || !d.Changes().IsZero() {
		t.Errorf("of nobody: %+v", d)
	}
}

// Who is on duty all day long by two shifts is so without a change, for as long as one looks.
func TestADutyWithoutEndIsToldForEightDays(t *testing.T) {
	shifts := roster(t, "Yu UTC 2026-03-01T00:00 12h FREQ=DAILY", "Yu UTC 2026-03-01T12:00 12h FREQ=DAILY")
	now := instant(t, "2026-03-10 06:00")
	if d := At(shifts, now); d.Now == nil || d.Now.Start != now.Add(-schedule.MaxLength) || d.Changes() != now.Add(ahead) {
		t.Errorf("%+v", d)
	}
}

func TestAReviewSaysGapsAndOverlaps(t *testing.T) {
	shifts := roster(t, "Yu UTC 2026-03-01T00:00 12h FREQ=DAILY", "Lena America/New_York 2026-03-01T07:00 11h FREQ=DAILY", "Bo UTC 2026-03-01T22:30 2h FREQ=DAILY")
	list, err := Review(shifts, instant(t, "2026-03-07 00:30"), instant(t, "2026-03-09 00:30"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range list {
		who := "nobody"
		if len(s.Shifts) > 0 {
			who = ""
			for _, i := range s.Shifts {
				who += shifts[i].Name
			}
		}
		got = append(got, s.Start.Format("02 15:04-")+s.End.Format("15:04 ")+who)
	}
	want := "07 22:30-23:00 BoLena, 08 00:00-00:30 YuBo, 08 11:00-12:00 LenaYu, 08 22:00-22:30 nobody, 09 00:00-00:30 YuBo"
	if strings.Join(got, ", ") != want {
		t.Errorf("%s, not\n%s", strings.Join(got, ", "), want)
	}
	for _, c := range []struct{ from, to string }{{"2026-03-07 00:30", "2026-03-07 00:30"}, {"2026-03-07 00:30", "2026-03-22 00:31"}, {"2026-03-08 00:30", "2026-03-07 00:30"}} {
		if _, err := Review(shifts, instant(t, c.from), instant(t, c.to)); err != ErrWindow {
			t.Errorf("from %s to %s: %v", c.from, c.to, err)
		}
	}
	if list, _ := Review(nil, instant(t, "2026-03-07 00:00"), instant(t, "2026-03-08 00:00")); len(list) != 1 || len(list[0].Shifts) != 0 {
		t.Errorf("an empty roster: %v", list)
	}
}
