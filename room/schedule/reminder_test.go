package schedule

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/walltime"
)

func TestNobodyIsRemindedAtNight(t *testing.T) {
	for _, c := range []struct {
		name, zone, start string
		want              []string // by the person's clock
	}{
		{"in the evening", "Asia/Shanghai", "2026-11-28T20:00", []string{"11-27 20:00", "11-28 19:45"}},
		{"in the night", "Asia/Shanghai", "2026-11-28T03:00", []string{"11-26 21:00", "11-27 21:00"}},
		{"before breakfast", "America/New_York", "2026-11-28T08:10", []string{"11-27 08:10", "11-27 21:00"}},
		{"after breakfast", "America/New_York", "2026-11-28T08:15", []string{"11-27 08:15", "11-28 08:00"}},
		{"late", "America/New_York", "2026-11-28T23:05", []string{"11-27 21:00", "11-28 22:50"}},
		{"later", "America/New_York", "2026-11-28T23:30", []string{"11-27 21:00", "11-28 21:00"}},
		{"at midnight", "America/New_York", "2026-11-28T00:00", []string{"11-26 21:00", "11-27 21:00"}},
		{"half an hour off", "Asia/Kolkata", "2026-11-28T08:20", []string{"11-27 08:20", "11-28 08:05"}},
		{"a day with 23 hours", "America/New_York", "2026-03-08T20:00", []string{"03-07 19:00", "03-08 19:45"}},
		{"a day with 25 hours", "America/New_York", "2026-11-01T22:30", []string{"10-31 21:00", "11-01 22:15"}},
	} {
		zone := zone(t, c.zone)
		start := wall(t, c.start).In(zone)
		var got []string
		for _, at := range Reminders(start, Leads(), zone, start.AddDate(0, -1, 0)) {
			got = append(got, at.In(zone).Format("01-02 15:04"))
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, not %v", c.name, got, c.want)
		}
	}
}

func TestRemindersAreOfTheFutureAndOnce(t *testing.T) {
	zone := zone(t, "Asia/Shanghai")
	start := wall(t, "2026-11-28T20:00").In(zone)
	if got := Reminders(start, Leads(), zone, start.Add(-time.Hour)); len(got) != 1 || !got[0].Equal(start.Add(-15*time.Minute)) {
		t.Error(got)
	}
	if got := Reminders(start, Leads(), zone, start.Add(-15*time.Minute)); len(got) != 0 {
		t.Error("what is due is told again:", got)
	}
	night := wall(t, "2026-11-28T03:00").In(zone)
	if got := Reminders(night, []time.Duration{time.Hour, 2 * time.Hour, time.Hour}, zone, night.AddDate(0, 0, -2)); len(got) != 1 {
		t.Error("one evening has more than one:", got)
	}
	many := make([]time.Duration, 1000)
	for i := range many {
		many[i] = time.Duration(i) * time.Hour
	}
	if got := Reminders(start, many, zone, time.Time{}); len(got) > MaxReminders {
		t.Error(len(got))
	}
	if got := Reminders(start, []time.Duration{0, -time.Hour}, zone, time.Time{}); len(got) != 0 {
		t.Error("after the start:", got)
	}
}

// In Samoa the thirtieth of December 2011 had no evening.
func TestAnEveningThatNeverWasIsTheOneBefore(t *testing.T) {
	zone := zone(t, "Pacific/Apia")
	start := time.Date(2011, 12, 30, 12, 0, 0, 0, time.UTC) // 2:00 on the 31st
	got := Reminders(start, []time.Duration{15 * time.Minute}, zone, time.Time{})
	if len(got) != 1 || got[0].In(zone).Format("01-02 15:04") != "12-29 21:00" {
		t.Error(got)
	}
}

func TestRemindersAreBeforeTheStartAndNeverAtNight(t *testing.T) {
	names := []string{"America/New_York", "Europe/London", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := walltime.Zone(rapid.SampledFrom(names).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Unix(rapid.Int64Range(1262304000, 1900000000).Draw(t, "start"), 0)
		var leads []time.Duration
		for range rapid.IntRange(0, 4).Draw(t, "leads") {
			leads = append(leads, time.Duration(rapid.IntRange(1, 3*24*60).Draw(t, "minutes"))*time.Minute)
		}
		now := start.Add(-time.Duration(rapid.IntRange(-60, 5*24*60).Draw(t, "now")) * time.Minute)
		list := Reminders(start, leads, zone, now)
		for n, at := range list {
			hour := at.In(zone).Hour()
			if !at.Before(start) || !at.After(now) || hour >= 23 || hour < 8 || n > 0 && !at.After(list[n-1]) {
				t.Fatalf("%v is told %v (%d o'clock)", start, list, hour)
			}
		}
		for _, lead := range leads {
			at := start.Add(-lead)
			told := func(early time.Duration) bool {
				for _, r := range list {
					if !r.After(at) && at.Sub(r) <= early {
						return true
					}
				}
				return false
			}
			if at.After(now.Add(36*time.Hour)) && !told(36*time.Hour) || at.After(now) && !Quiet(at, zone) && !told(0) {
				t.Fatalf("%v before %v nobody is told: %v", lead, start, list)
			}
		}
	})
}
