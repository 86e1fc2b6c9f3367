package walltime

import (
	"testing"
	"time"
)

// Every change that an hourly look at the clock sees is told, at its very instant, and nothing else.
func TestChangesAreThoseThatAClockShows(t *testing.T) {
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2029, 1, 1, 0, 0, 0, 0, time.UTC)
	late := time.Date(2071, 6, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range someZones {
		zone := zone(t, name)
		for _, span := range [][2]time.Time{{from, to}, {late, late.AddDate(2, 0, 0)}} {
			list := map[time.Time]Change{}
			for c := range Changes(zone, span[0], span[1]) {
				list[c.At] = c
			}
			told := len(list)
			for at := span[0].Add(time.Hour); at.Before(span[1]); at = at.Add(time.Hour) {
				before, after := at.Add(-time.Second).In(zone), at.In(zone)
				wasName, was := before.Zone()
				isName, is := after.Zone()
				if was == is && wasName == isName && before.IsDST() == after.IsDST() {
					continue
				}
				c := list[at]
				want := Change{at, time.Duration(was) * time.Second, time.Duration(is) * time.Second, isName, after.IsDST()}
				if c != want {
					t.Errorf("%s at %v: %+v, not %+v", name, at, c, want)
				}
				told--
			}
			// A change at half past, which the hourly look does not see at its instant.
			for at := range list {
				if !at.Truncate(time.Hour).Equal(at) {
					told--
				}
			}
			if told != 0 {
				t.Errorf("%s from %v: %d more were told: %v", name, span[0], told, list)
			}
		}
	}
}

func TestTheChangesOfAYearInOhio(t *testing.T) {
	var got []string
	for c := range Changes(zone(t, "America/New_York"), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)) {
		got = append(got, c.At.Format(time.RFC3339)+" "+c.Name)
	}
	if len(got) != 2 || got[0] != "2026-03-08T07:00:00Z EDT" || got[1] != "2026-11-01T06:00:00Z EST" {
		t.Error(got)
	}
}
