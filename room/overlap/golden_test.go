package overlap

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"corner/room/walltime"
)

func date(t testing.TB, text string) walltime.Date {
	t.Helper()
	d, err := walltime.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func usuals(zones ...string) []Person {
	var list []Person
	for _, z := range zones {
		list = append(list, Person{z, Usual()})
	}
	return list
}

func find(t testing.TB, from string, people ...Person) Week {
	t.Helper()
	w, err := Find(people, date(t, from))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// hours are the slots of one day of the first person in which nobody is asleep, on the wall of each.
func hours(w Week, day string) []string {
	var list []string
	var was Slot
	for _, s := range w.Slots {
		if s.Locals[0].Wall.Date.String() != day || s.Kind == 0 {
			continue
		}
		if len(list) == 0 || !was.Start.Add(w.Step).Equal(s.Start) {
			list = append(list, "")
		}
		if was = s; list[len(list)-1] == "" {
			list[len(list)-1] = clock(s)
		}
	}
	return list
}

func clock(s Slot) string {
	text := ""
	for i, l := range s.Locals {
		if i > 0 {
			text += " = "
		}
		text += fmt.Sprintf("%s %02d:%02d", l.Wall.Date.Weekday().String()[:3], l.Wall.Hour, l.Wall.Minute)
	}
	return text
}

func TestTheHoursThatTwoPlacesShare(t *testing.T) {
	for _, c := range []struct {
		a, b, from string
		days       map[string][]string // when shared hours begin; how many slots there are
		slots      int
	}{
		{"Asia/Shanghai", "America/New_York", "2026-11-23", map[string][]string{
			"2026-11-28": {"Sat 08:00 = Fri 19:00", "Sat 21:00 = Sat 08:00"},
		}, 7 * (8 + 4)},
		// The week in which Ohio springs forward: an hour less in its evening, one more in Shanghai's.
		{"Asia/Shanghai", "America/New_York", "2026-03-02", map[string][]string{
			"2026-03-07": {"Sat 08:00 = Fri 19:00", "Sat 21:00 = Sat 08:00"},
			"2026-03-08": {"Sun 08:00 = Sat 19:00", "Sun 20:00 = Sun 08:00"},
		}, 6*(8+4) + (8 + 6)},
		{"Asia/Shanghai", "America/New_York", "2026-03-09", map[string][]string{
			"2026-03-09": {"Mon 08:00 = Sun 20:00", "Mon 20:00 = Mon 08:00"},
		}, 7 * (6 + 6)},
		{"Asia/Kolkata", "Australia/Sydney", "2026-03-30", map[string][]string{
			"2026-04-04": {"Sat 08:00 = Sat 13:30"}, // until 23:00 there, 17:30 here
			"2026-04-05": {"Sun 08:00 = Sun 12:30"},
		}, 6*19 + 21},
		{"Asia/Kolkata", "Australia/Sydney", "2026-09-28", map[string][]string{
			"2026-10-03": {"Sat 08:00 = Sat 12:30"},
			"2026-10-04": {"Sun 08:00 = Sun 13:30"},
		}, 6*21 + 19},
		// London and New York are five hours apart, but four while only one of them has changed its clocks.
		{"Europe/London", "America/New_York", "2026-03-02", map[string][]string{
			"2026-03-07": {"Sat 13:00 = Sat 08:00"}, "2026-03-08": {"Sun 12:00 = Sun 08:00"},
		}, 6*20 + 22},
		{"Europe/London", "America/New_York", "2026-03-23", map[string][]string{
			"2026-03-28": {"Sat 12:00 = Sat 08:00"}, "2026-03-29": {"Sun 13:00 = Sun 08:00"},
		}, 6*22 + 20},
		{"Europe/London", "America/New_York", "2026-10-19", map[string][]string{
			"2026-10-24": {"Sat 13:00 = Sat 08:00"}, "2026-10-25": {"Sun 12:00 = Sun 08:00"},
		}, 6*20 + 22},
		{"Europe/London", "America/New_York", "2026-10-26", map[string][]string{
			"2026-10-31": {"Sat 12:00 = Sat 08:00"}, "2026-11-01": {"Sun 13:00 = Sun 08:00"},
		}, 6*22 + 20},
		{"Asia/Kathmandu", "Europe/London", "2026-11-23", map[string][]string{
			"2026-11-28": {"Sat 13:45 = Sat 08:00"},
		}, 7 * 37},
	} {
		w := find(t, c.from, usuals(c.a, c.b)...)
		for day, want := range c.days {
			if got := hours(w, day); !slices.Equal(got, want) {
				t.Errorf("%s and %s on %s: %v, not %v", c.a, c.b, day, got, want)
			}
		}
		shared := 0
		for _, s := range w.Slots {
			if s.Kind > 0 {
				shared++
			}
		}
		if shared != c.slots {
			t.Errorf("%s and %s from %s: %d slots are shared, not %d", c.a, c.b, c.from, shared, c.slots)
		}
	}
}

func TestTheBestTimesAreKindToBoth(t *testing.T) {
	for _, c := range []struct {
		a, b, from string
		want       []string
	}{
		{"Asia/Shanghai", "America/New_York", "2026-11-23", []string{
			"Sat 09:30 = Fri 20:30: 65", "Sun 09:30 = Sat 20:30: 65", "Mon 10:00 = Sun 21:00: 60",
			"Tue 10:00 = Mon 21:00: 60", "Wed 10:00 = Tue 21:00: 60", "Thu 10:00 = Wed 21:00: 60",
		}},
		{"Asia/Kolkata", "Australia/Sydney", "2026-11-23", []string{
			"Sat 10:00 = Sat 15:30: 100", "Sat 11:00 = Sat 16:30: 100", "Sun 10:00 = Sun 15:30: 100",
			"Sun 11:00 = Sun 16:30: 100", "Mon 11:30 = Mon 17:00: 60", "Mon 12:30 = Mon 18:00: 60",
		}},
		{"Europe/London", "America/New_York", "2026-03-23", []string{
			"Sat 14:00 = Sat 10:00: 100", "Sat 15:00 = Sat 11:00: 100", "Sun 15:00 = Sun 10:00: 100",
			"Sun 16:00 = Sun 11:00: 100", "Mon 21:00 = Mon 17:00: 63", "Tue 21:00 = Tue 17:00: 63",
		}},
	} {
		list, err := find(t, c.from, usuals(c.a, c.b)...).Suggest(time.Hour, 6)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, s := range list {
			got = append(got, fmt.Sprintf("%s: %d", clock(Slot{Locals: s.Locals}), s.Kind))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s and %s: %q, not %q", c.a, c.b, got, c.want)
		}
	}
}
