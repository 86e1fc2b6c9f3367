package relay

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"corner/room/schedule"
	"corner/room/walltime"
)

func drawRoster(t *rapid.T) []Shift {
	zones := []string{"UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"}
	var list []Shift
	for range rapid.IntRange(0, 5).Draw(t, "shifts") {
		date := walltime.Date{Year: 2026, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 330).Draw(t, "date"))
		s := Shift{Person: rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "person"), Name: "x", Part: schedule.Part{
			Start:  walltime.Wall{Date: date, Hour: rapid.IntRange(0, 23).Draw(t, "hour"), Minute: rapid.SampledFrom([]int{0, 15, 30, 45}).Draw(t, "minute")},
			Zone:   rapid.SampledFrom(zones).Draw(t, "zone"),
			Length: time.Duration(rapid.IntRange(1, 48).Draw(t, "quarters")) * 15 * time.Minute,
			Rule:   schedule.Rule{Freq: rapid.SampledFrom([]schedule.Freq{schedule.Daily, schedule.Weekly}).Draw(t, "freq"), Interval: rapid.IntRange(1, 3).Draw(t, "interval")},
		}}
		if rapid.Bool().Draw(t, "substituted") {
			s.Substitute, s.Stand = "z", "z"
		}
		list = append(list, s)
	}
	if err := Check(list); err != nil {
		t.Fatal(err)
	}
	return list
}

// plain is who is on duty at an instant, day by day and from the definition; -1 for nobody.
func plain(shifts []Shift, at time.Time) int {
	best, began := -1, time.Time{}
	for i, s := range shifts {
		zone, _ := walltime.Zone(s.Part.Zone)
		for back := -1; back <= 2; back++ {
			date := walltime.DateOf(at, zone).AddDays(-back)
			days := int(date.Noon().Sub(s.Part.Start.Date.Noon()) / (24 * time.Hour))
			every := s.Part.Rule.Interval
			if s.Part.Rule.Freq == schedule.Weekly {
				every *= 7
			}
			start := s.Part.Start.On(date).In(zone)
			if days < 0 || days%every != 0 || start.After(at) || !start.Add(s.Part.Length).After(at) {
				continue
			}
			if best < 0 || start.After(began) {
				best, began = i, start
			}
		}
	}
	return best
}

func alike(shifts []Shift, a, b int) bool {
	return a == b || a >= 0 && b >= 0 && same(shifts[a], shifts[b])
}

func index(s *Stint) int {
	if s == nil {
		return -1
	}
	return s.Shift
}

// The duty is what the definition says, does not change before it says, and does then; who is next is who comes.
func TestTheDutyIsTheDefinitionsEveryQuarterOfAnHour(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shifts := drawRoster(t)
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 370*96).Draw(t, "now")) * 15 * time.Minute)
		d := At(shifts, now)
		if got, want := index(d.Now), plain(shifts, now); !alike(shifts, got, want) {
			t.Fatalf("at %v %d is on duty, not %d", now, got, want)
		}
		if d.Now != nil {
			if last := plain(shifts, d.Now.End.Add(-time.Minute)); !alike(shifts, last, d.Now.Shift) {
				t.Fatalf("before %v, when the stint ends, %d is on duty", d.Now.End, last)
			}
			if after := plain(shifts, d.Now.End); alike(shifts, after, d.Now.Shift) {
				t.Fatalf("at %v, when the stint ends, it goes on", d.Now.End)
			}
		}
		gapOver := now
		if d.Now != nil {
			gapOver = d.Now.End
			for at := now; at.Before(d.Now.End); at = at.Add(15 * time.Minute) {
				if !alike(shifts, plain(shifts, at), d.Now.Shift) {
					t.Fatalf("at %v, within the stint, %d is on duty", at, plain(shifts, at))
				}
			}
		}
		if d.Next == nil {
			return
		}
		if !alike(shifts, plain(shifts, d.Next.Start), d.Next.Shift) {
			t.Fatalf("at %v it is not %d who comes", d.Next.Start, d.Next.Shift)
		}
		for at := gapOver; at.Before(d.Next.Start); at = at.Add(15 * time.Minute) {
			if who := plain(shifts, at); who >= 0 {
				t.Fatalf("at %v, before who is next, %d is on duty", at, who)
			}
		}
	})
}

// A review leaves out exactly the times in which one is on duty.
func TestAReviewCoversWhatIsNotOnePersons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shifts := drawRoster(t)
		from := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 250).Draw(t, "from"))
		to := from.AddDate(0, 0, rapid.IntRange(1, 8).Draw(t, "days"))
		list, err := Review(shifts, from, to)
		if err != nil {
			t.Fatal(err)
		}
		for at := from; at.Before(to); at = at.Add(15 * time.Minute) {
			var in []int
			found := false
			for _, s := range list {
				if !s.Start.After(at) && s.End.After(at) {
					in, found = s.Shifts, true
				}
			}
			on := plain(shifts, at)
			switch {
			case !found && on < 0, found && len(in) == 0 && on >= 0, found && len(in) > 0 && in[0] != on, found && len(in) == 1:
				t.Fatalf("at %v: on duty %d, in the review %t %v", at, on, found, in)
			}
		}
	})
}
