package relay

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"
)

func TestARosterOutOfBoundsIsRefusedWithACode(t *testing.T) {
	good := shift(t, "Yu/Bo Asia/Shanghai 2026-03-01T20:00 2h FREQ=DAILY")
	with := func(spoil func(*Shift)) []Shift {
		s := good
		spoil(&s)
		return []Shift{good, s}
	}
	for name, c := range map[string]struct {
		roster []Shift
		want   error
	}{
		"nobody":                  {nil, nil},
		"as many as may be":       {slices.Repeat([]Shift{good}, MaxShifts), nil},
		"one more":                {slices.Repeat([]Shift{good}, MaxShifts+1), ErrShifts},
		"no person":               {with(func(s *Shift) { s.Person = "" }), ErrPerson},
		"a long id":               {with(func(s *Shift) { s.Person = strings.Repeat("x", MaxPerson+1) }), ErrPerson},
		"no name":                 {with(func(s *Shift) { s.Name = "" }), ErrPerson},
		"a long name":             {with(func(s *Shift) { s.Name = strings.Repeat("x", MaxName+1) }), ErrPerson},
		"no substitute":           {with(func(s *Shift) { s.Substitute, s.Stand = "", "" }), nil},
		"a substitute of oneself": {with(func(s *Shift) { s.Substitute = s.Person }), ErrSubstitute},
		"without a name":          {with(func(s *Shift) { s.Stand = "" }), ErrSubstitute},
		"a name of nobody":        {with(func(s *Shift) { s.Substitute = "" }), ErrSubstitute},
		"once":                    {with(func(s *Shift) { s.Part.Rule = schedule.Rule{} }), ErrShiftRule},
		"monthly":                 {with(func(s *Shift) { s.Part.Rule.Freq = schedule.Monthly }), ErrShiftRule},
		"no such zone":            {with(func(s *Shift) { s.Part.Zone = "Moon/Sea" }), schedule.ErrZone},
		"thirteen hours":          {with(func(s *Shift) { s.Part.Length = 13 * time.Hour }), schedule.ErrLength},
		"no length":               {with(func(s *Shift) { s.Part.Length = 0 }), schedule.ErrLength},
		"year 9999":               {with(func(s *Shift) { s.Part.Start.Date.Year = 9999 }), schedule.ErrTime},
		"a million times":         {with(func(s *Shift) { s.Part.Rule.Count = 1e6 }), schedule.ErrCount},
		"not on its first day":    {with(func(s *Shift) { s.Part.Rule.Days = []schedule.Day{{Weekday: time.Friday}} }), schedule.ErrStart},
	} {
		if err := Check(c.roster); err != c.want {
			t.Errorf("%s: %v, not %v", name, err, c.want)
		}
	}
}

func TestWhoIsOnARoster(t *testing.T) {
	shifts := roster(t, "Yu/Bo UTC 2026-03-01T20:00 2h FREQ=DAILY", "Lena UTC 2026-03-01T22:00 2h FREQ=DAILY")
	for person, want := range map[string]bool{"Yu": true, "Bo": true, "Lena": true, "Ada": false, "": false} {
		if On(shifts, person) != want {
			t.Errorf("%q: %t", person, !want)
		}
	}
}

// What Check passes can be asked at any time: the duty holds at the instant, and the next change is later.
func FuzzCheck(f *testing.F) {
	f.Add("Yu", "Bo", "Asia/Shanghai", "2026-03-01T20:00", 120, "FREQ=DAILY", int64(1772366400), 2)
	f.Add("Yu", "", "America/New_York", "2026-03-08T02:30", 720, "FREQ=WEEKLY;BYDAY=SU;INTERVAL=2", int64(1772955000), 24)
	f.Add("Yu", "", "Pacific/Apia", "2099-12-31T23:59", 720, "FREQ=DAILY", int64(4102444700), 1)
	f.Fuzz(func(t *testing.T, person, stand, zone, start string, minutes int, rule string, unix int64, times int) {
		s := Shift{Person: person, Name: person, Substitute: stand, Stand: stand}
		s.Part.Zone, s.Part.Length = zone, time.Duration(minutes)*time.Minute
		s.Part.Start, _ = walltime.Parse(start)
		s.Part.Rule, _ = schedule.ParseRule(rule)
		shifts := slices.Repeat([]Shift{s}, min(max(times, 0), MaxShifts+1))
		if err := Check(shifts); err != nil {
			var ours *Error
			var theirs *schedule.Error
			if !errors.As(err, &ours) && !errors.As(err, &theirs) {
				t.Fatal(err)
			}
			return
		}
		now := time.Unix(unix%(1<<33), 0)
		d := At(shifts, now)
		if d.Now != nil && (d.Now.Start.After(now) || !d.Now.End.After(now)) {
			t.Fatalf("%v is not in %+v", now, d.Now)
		}
		if d.Next != nil && (!d.Next.Start.After(now) || d.Now != nil && d.Next.Start.Before(d.Now.End)) {
			t.Fatalf("at %v: %+v, then %+v", now, d.Now, d.Next)
		}
		if _, err := Review(shifts, now, now.Add(MaxWindow)); err != nil {
			t.Fatal(err)
		}
	})
}

// The dearest roster there is: whatever is asked of it is answered in time, with bounded memory.
func TestAFullRosterIsAnsweredInTime(t *testing.T) {
	var shifts []Shift
	zones := []string{"America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"}
	for i := range MaxShifts {
		s := shift(t, "Yu/Bo UTC 2020-03-01T20:00 12h FREQ=DAILY;COUNT=1000")
		s.Part.Zone, s.Part.Start.Hour, s.Part.Start.Minute = zones[i%len(zones)], i, i
		if i%2 == 0 {
			s.Part.Start.Date.Year, s.Part.Rule = 2000, schedule.Rule{Freq: schedule.Weekly, Interval: 99}
		}
		s.Person = string(rune('a' + i))
		shifts = append(shifts, s)
	}
	if err := Check(shifts); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"2020-03-02 00:00", "2022-11-24 12:00", "2026-11-26 12:00"} {
		now := instant(t, at)
		within(t, "the duty at "+at, 50*time.Millisecond, func() { At(shifts, now) })
		within(t, "a review from "+at, 50*time.Millisecond, func() { _, _ = Review(shifts, now, now.Add(MaxWindow)) })
	}
	if took := allocated(func() { At(shifts, instant(t, "2022-11-24 12:00")) }); took > 16<<20 {
		t.Errorf("%d bytes", took)
	}
}
