package schedule

import (
	"fmt"
	"testing"
	"time"

	"corner/room/walltime"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := walltime.Zone(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return z
}

func began() time.Time { return time.Date(2026, 1, 5, 12, 0, 0, 0, time.UTC) }

func series(t testing.TB, zone, start, text string) Series {
	t.Helper()
	s, err := New("s1", Part{Start: wall(t, start), Zone: zone, Length: time.Hour, Rule: rule(t, text)}, nil, began())
	if err != nil {
		t.Fatalf("%s %s %s: %v", zone, start, text, err)
	}
	return s
}

// Golden weeks: what the host's clock shows, and what each viewer's does, the day before a change and after it.
func TestTheHostsWallTimeIsKeptAndEveryViewersIsRight(t *testing.T) {
	viewers := []string{"Asia/Shanghai", "America/New_York", "Europe/London", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata"}
	for _, c := range []struct {
		zone, start, rule string
		want              map[string][]string // by date: UTC, then every viewer
	}{
		{"America/New_York", "2026-03-01T20:00", "FREQ=WEEKLY", map[string][]string{
			"2026-03-01": {"03-02 01:00", "03-02 09:00", "03-01 20:00", "03-02 01:00", "03-02 02:00", "03-02 12:00", "03-02 06:30"},
			"2026-03-08": {"03-09 00:00", "03-09 08:00", "03-08 20:00", "03-09 00:00", "03-09 01:00", "03-09 11:00", "03-09 05:30"},
			"2026-03-29": {"03-30 00:00", "03-30 08:00", "03-29 20:00", "03-30 01:00", "03-30 02:00", "03-30 11:00", "03-30 05:30"},
			"2026-10-25": {"10-26 00:00", "10-26 08:00", "10-25 20:00", "10-26 00:00", "10-26 01:00", "10-26 11:00", "10-26 05:30"},
			"2026-11-01": {"11-02 01:00", "11-02 09:00", "11-01 20:00", "11-02 01:00", "11-02 02:00", "11-02 12:00", "11-02 06:30"},
			"2027-02-28": {"03-01 01:00", "03-01 09:00", "02-28 20:00", "03-01 01:00", "03-01 02:00", "03-01 12:00", "03-01 06:30"},
		}},
		{"Europe/Berlin", "2026-03-22T19:00", "FREQ=WEEKLY", map[string][]string{
			"2026-03-22": {"03-22 18:00", "03-23 02:00", "03-22 14:00", "03-22 18:00", "03-22 19:00", "03-23 05:00", "03-22 23:30"},
			"2026-03-29": {"03-29 17:00", "03-30 01:00", "03-29 13:00", "03-29 18:00", "03-29 19:00", "03-30 04:00", "03-29 22:30"},
			"2026-10-18": {"10-18 17:00", "10-19 01:00", "10-18 13:00", "10-18 18:00", "10-18 19:00", "10-19 04:00", "10-18 22:30"},
			"2026-10-25": {"10-25 18:00", "10-26 02:00", "10-25 14:00", "10-25 18:00", "10-25 19:00", "10-26 05:00", "10-25 23:30"},
		}},
		{"Australia/Sydney", "2026-03-29T18:00", "FREQ=WEEKLY", map[string][]string{
			"2026-03-29": {"03-29 07:00", "03-29 15:00", "03-29 03:00", "03-29 08:00", "03-29 09:00", "03-29 18:00", "03-29 12:30"},
			"2026-04-05": {"04-05 08:00", "04-05 16:00", "04-05 04:00", "04-05 09:00", "04-05 10:00", "04-05 18:00", "04-05 13:30"},
			"2026-09-27": {"09-27 08:00", "09-27 16:00", "09-27 04:00", "09-27 09:00", "09-27 10:00", "09-27 18:00", "09-27 13:30"},
			"2026-10-04": {"10-04 07:00", "10-04 15:00", "10-04 03:00", "10-04 08:00", "10-04 09:00", "10-04 18:00", "10-04 12:30"},
		}},
		{"Asia/Kolkata", "2026-03-07T20:30", "FREQ=WEEKLY", map[string][]string{
			"2026-03-07": {"03-07 15:00", "03-07 23:00", "03-07 10:00", "03-07 15:00", "03-07 16:00", "03-08 02:00", "03-07 20:30"},
			"2026-03-14": {"03-14 15:00", "03-14 23:00", "03-14 11:00", "03-14 15:00", "03-14 16:00", "03-15 02:00", "03-14 20:30"},
			"2026-11-07": {"11-07 15:00", "11-07 23:00", "11-07 10:00", "11-07 15:00", "11-07 16:00", "11-08 02:00", "11-07 20:30"},
		}},
		{"Asia/Shanghai", "2026-10-31T20:00", "FREQ=WEEKLY", map[string][]string{
			"2026-10-31": {"10-31 12:00", "10-31 20:00", "10-31 08:00", "10-31 12:00", "10-31 13:00", "10-31 23:00", "10-31 17:30"},
			"2026-11-07": {"11-07 12:00", "11-07 20:00", "11-07 07:00", "11-07 12:00", "11-07 13:00", "11-07 23:00", "11-07 17:30"},
			"2027-10-30": {"10-30 12:00", "10-30 20:00", "10-30 08:00", "10-30 13:00", "10-30 14:00", "10-30 23:00", "10-30 17:30"},
		}},
		// At 2:30 on the night the clocks spring forward it is 3:30, and 2:30 again the night after.
		{"America/New_York", "2026-03-07T02:30", "FREQ=DAILY", map[string][]string{
			"2026-03-07": {"03-07 07:30", "03-07 15:30", "03-07 02:30", "03-07 07:30", "03-07 08:30", "03-07 18:30", "03-07 13:00"},
			"2026-03-08": {"03-08 07:30", "03-08 15:30", "03-08 03:30", "03-08 07:30", "03-08 08:30", "03-08 18:30", "03-08 13:00"},
			"2026-03-09": {"03-09 06:30", "03-09 14:30", "03-09 02:30", "03-09 06:30", "03-09 07:30", "03-09 17:30", "03-09 12:00"},
			// and at 1:30 twice it is the first
			"2026-11-01": {"11-01 07:30", "11-01 15:30", "11-01 02:30", "11-01 07:30", "11-01 08:30", "11-01 18:30", "11-01 13:00"},
		}},
		{"America/New_York", "2026-10-31T01:30", "FREQ=DAILY", map[string][]string{
			"2026-10-31": {"10-31 05:30", "10-31 13:30", "10-31 01:30", "10-31 05:30", "10-31 06:30", "10-31 16:30", "10-31 11:00"},
			"2026-11-01": {"11-01 05:30", "11-01 13:30", "11-01 01:30", "11-01 05:30", "11-01 06:30", "11-01 16:30", "11-01 11:00"},
			"2026-11-02": {"11-02 06:30", "11-02 14:30", "11-02 01:30", "11-02 06:30", "11-02 07:30", "11-02 17:30", "11-02 12:00"},
		}},
	} {
		s := series(t, c.zone, c.start, c.rule)
		for on, want := range c.want {
			i, err := s.Find(date(t, on))
			if err != nil {
				t.Errorf("%s %s on %s: %v", c.zone, c.start, on, err)
				continue
			}
			got := []string{i.Start.Format("01-02 15:04")}
			for _, v := range viewers {
				got = append(got, i.Start.In(zone(t, v)).Format("01-02 15:04"))
			}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s %s on %s:\n  %v, not\n  %v", c.zone, c.start, on, got, want)
			}
			if i.Wall != s.Parts[0].Start.On(i.On) || i.End.Sub(i.Start) != time.Hour || i.DoorsOpen() != i.Start.Add(-5*time.Minute) {
				t.Errorf("%s %s on %s: %+v", c.zone, c.start, on, i)
			}
		}
	}
}

// A year of every zone that has a name people write from: the clock shows the host's time, or there is no such time.
func TestAYearAheadTheHostsClockShowsTheirTime(t *testing.T) {
	for _, name := range []string{
		"America/New_York", "America/Los_Angeles", "America/Santiago", "America/St_Johns", "Europe/London", "Europe/Dublin", "Europe/Berlin",
		"Africa/Casablanca", "Africa/Cairo", "Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Jerusalem", "Asia/Gaza",
		"Australia/Sydney", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "UTC",
	} {
		for _, at := range []string{"00:00", "00:30", "01:30", "02:15", "02:30", "03:00", "12:00", "20:00", "23:45"} {
			s := series(t, name, "2026-01-05T"+at, "FREQ=DAILY")
			list := s.Between(began(), began().AddDate(1, 0, 0), MaxInstances)
			if len(list) < 364 || len(list) > 366 {
				t.Fatalf("%s %s: %d in a year", name, at, len(list))
			}
			odd := 0
			for n, i := range list {
				if shown := walltime.Of(i.Start, zone(t, name)); shown != i.Wall {
					odd++
				}
				if n > 0 && !list[n-1].Start.Before(i.Start) {
					t.Fatalf("%s %s: %v is not after %v", name, at, i.Start, list[n-1].Start)
				}
			}
			if odd > 2 { // the nights of a year in which clocks go forward: one, or two around Ramadan
				t.Errorf("%s %s: %d are at another time", name, at, odd)
			}
		}
	}
}
