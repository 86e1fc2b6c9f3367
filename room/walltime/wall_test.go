package walltime

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := Zone(name)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return z
}

func wall(t testing.TB, text string) Wall {
	t.Helper()
	w, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return w
}

func TestAWallTimeIsTheInstantAtWhichClocksShowIt(t *testing.T) {
	for _, c := range []struct{ zone, wall, utc string }{
		{"Asia/Shanghai", "2026-11-28T20:00", "2026-11-28T12:00:00Z"},
		{"Asia/Kolkata", "2026-11-28T20:00", "2026-11-28T14:30:00Z"},
		{"Asia/Kathmandu", "2026-11-28T20:00", "2026-11-28T14:15:00Z"},
		{"Pacific/Kiritimati", "2026-11-28T01:00", "2026-11-27T11:00:00Z"},
		{"Etc/GMT+12", "2026-11-28T23:00", "2026-11-29T11:00:00Z"},
		// The United States, 2026-03-08 and 2026-11-01.
		{"America/New_York", "2026-03-07T20:00", "2026-03-08T01:00:00Z"},
		{"America/New_York", "2026-03-08T01:59", "2026-03-08T06:59:00Z"},
		{"America/New_York", "2026-03-08T02:00", "2026-03-08T07:00:00Z"}, // none such: shown as 3:00 EDT
		{"America/New_York", "2026-03-08T02:30", "2026-03-08T07:30:00Z"}, // none such: shown as 3:30 EDT
		{"America/New_York", "2026-03-08T03:00", "2026-03-08T07:00:00Z"},
		{"America/New_York", "2026-03-08T20:00", "2026-03-09T00:00:00Z"},
		{"America/New_York", "2026-11-01T00:59", "2026-11-01T04:59:00Z"},
		{"America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"}, // the first of two
		{"America/New_York", "2026-11-01T02:00", "2026-11-01T07:00:00Z"},
		{"America/New_York", "2026-11-01T20:00", "2026-11-02T01:00:00Z"},
		// Europe, 2026-03-29 and 2026-10-25.
		{"Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:30:00Z"},
		{"Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00Z"},
		{"Europe/London", "2026-03-28T20:00", "2026-03-28T20:00:00Z"},
		{"Europe/London", "2026-03-29T20:00", "2026-03-29T19:00:00Z"},
		{"Europe/London", "2026-03-29T01:15", "2026-03-29T01:15:00Z"},
		{"Europe/London", "2026-10-25T01:15", "2026-10-25T00:15:00Z"},
		{"Europe/London", "2026-10-25T20:00", "2026-10-25T20:00:00Z"},
		// Sydney: clocks back on 2026-04-05, forward on 2026-10-04.
		{"Australia/Sydney", "2026-04-05T02:30", "2026-04-04T15:30:00Z"},
		{"Australia/Sydney", "2026-10-04T02:30", "2026-10-03T16:30:00Z"},
		{"Australia/Sydney", "2026-10-04T20:00", "2026-10-04T09:00:00Z"},
		// Half an hour, and a whole day that Samoa never had.
		{"Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:45:00Z"},
		{"Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"},
		// Beyond the tables, on the last day of a leap year.
		{"America/New_York", "2072-12-31T20:00", "2073-01-01T01:00:00Z"},
		{"Australia/Sydney", "2048-12-31T20:00", "2048-12-31T09:00:00Z"},
		{"Europe/London", "2048-07-31T20:00", "2048-07-31T19:00:00Z"},
		{"Pacific/Apia", "2011-12-29T12:00", "2011-12-29T22:00:00Z"},
		{"Pacific/Apia", "2011-12-30T12:00", "2011-12-30T22:00:00Z"},
		{"Pacific/Apia", "2011-12-31T12:00", "2011-12-30T22:00:00Z"},
	} {
		got := wall(t, c.wall).In(zone(t, c.zone))
		if got.Format(time.RFC3339) != c.utc {
			t.Errorf("%s in %s is %s, not %s", c.wall, c.zone, got.Format(time.RFC3339), c.utc)
		}
	}
}

var someZones = []string{
	"UTC", "Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Sydney", "Australia/Lord_Howe",
	"Asia/Kolkata", "Asia/Kathmandu", "Africa/Casablanca", "Pacific/Apia", "America/Santiago", "Pacific/Chatham",
	"Asia/Tehran", "Europe/Dublin", "America/Caracas", "Asia/Pyongyang", "Antarctica/Troll", "Asia/Gaza",
}

// The rules told otherwise: of the instants around that show w the first; where none does, the instant just before the
// gap tells how far off clocks were.
func TestInIsTheFirstThatShowsItOrTheOffsetBeforeTheGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		zone, err := Zone(rapid.SampledFrom(someZones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		near := time.Unix(rapid.Int64Range(949363200, 4099680000).Draw(t, "near"), 0)
		if _, end := near.In(zone).ZoneBounds(); !end.IsZero() && end.Year() < MaxYear && rapid.Bool().Draw(t, "at a change") {
			near = end.Add(time.Duration(rapid.IntRange(-180, 180).Draw(t, "off")) * time.Minute)
		}
		w := Of(near.UTC().Add(time.Duration(rapid.IntRange(-14*60, 14*60).Draw(t, "by"))*time.Minute), time.UTC)
		got := w.In(zone)
		want := time.Time{}
		for at := w.UTC().Add(-27 * time.Hour); at.Before(w.UTC().Add(27 * time.Hour)); at = at.Add(15 * time.Minute) {
			// Offsets are whole quarters in this century, so the quarter of w is that of the instant.
			quarter := at.Truncate(15 * time.Minute).Add(time.Duration(w.Minute%15) * time.Minute)
			if Of(quarter, zone) == w {
				want = quarter
				break
			}
		}
		if want.IsZero() {
			_, before := got.Add(-30 * time.Minute).In(zone).Zone() // within the gap counted before it, or just before
			for at := got; Of(at, zone).Compare(w) > 0; at = at.Add(-time.Minute) {
				_, before = at.Add(-time.Minute).In(zone).Zone()
			}
			want = w.UTC().Add(-time.Duration(before) * time.Second)
			if Of(got, zone).Compare(w) <= 0 {
				t.Fatalf("%v in %v does not exist and is shown as %v", w, zone, Of(got, zone))
			}
		}
		if !got.Equal(want) {
			t.Fatalf("%v in %v is %v, not %v", w, zone, got, want.UTC())
		}
	})
}

func TestDatesAndTimesThatDoNotExistAreRefused(t *testing.T) {
	for text, ok := range map[string]bool{
		"2026-11-28T20:00": true, "2028-02-29T00:00": true, "2000-01-01T00:00": true, "2099-12-31T23:59": true,
		"2026-02-29T20:00": false, "2026-11-31T20:00": false, "2026-13-01T20:00": false, "2026-00-01T20:00": false,
		"2026-11-28T24:00": false, "2026-11-28T20:60": false, "1999-12-31T23:59": false, "2100-01-01T00:00": false,
		"9999-12-31T20:00": false, "2026-11-28 20:00": false, "2026-11-28T20:00Z": false, "2026-11-28T20:00:00": false,
		"2026-1-28T020:00": false, "": false, "+026-11-28T20:00": false, strings.Repeat("2026-11-28T20:00", 1<<16): false,
	} {
		w, err := Parse(text)
		if ok != (err == nil) || err != nil && !errors.Is(err, ErrInvalid) {
			t.Errorf("%.40q: %v", text, err)
		}
		if ok && w.String() != text {
			t.Errorf("%q is written %q", text, w)
		}
	}
	for text, ok := range map[string]bool{"2026-11-28": true, "2026-02-30": false, "1999-12-31": false, "2026-11-28T": false} {
		if d, err := ParseDate(text); ok != (err == nil) || ok && d.String() != text {
			t.Errorf("%q: %v, %v", text, d, err)
		}
	}
	for _, w := range []Wall{{}, {Date{2026, 11, 31}, 0, 0}, {Date{2026, 11, 28}, -1, 0}, {Date{2026, 11, 28}, 0, 60}, {Date{2026, 0, 28}, 0, 0}, {Date{1 << 40, 1, 1}, 0, 0}} {
		if w.Valid() {
			t.Errorf("%v is valid", w)
		}
	}
}

func TestDatesAreCountedByTheCalendar(t *testing.T) {
	d := Date{2028, time.February, 28}
	if got := d.AddDays(2); got != (Date{2028, time.March, 1}) || d.AddDays(-59) != (Date{2027, time.December, 31}) {
		t.Error(got)
	}
	if d.Weekday() != time.Monday || !d.Before(d.AddDays(1)) || d.Before(d) || d.Compare(d.AddDays(-1)) <= 0 {
		t.Error("order")
	}
	if !(Date{}).IsZero() || d.IsZero() || !(Wall{}).IsZero() {
		t.Error("zero")
	}
	w := wall(t, "2026-11-28T20:05")
	if w.OfDay() != 20*60+5 || w.On(d).String() != "2028-02-28T20:05" || w.Compare(w.On(d)) >= 0 {
		t.Error(w.On(d))
	}
	if got := DateOf(time.Date(2026, 11, 28, 18, 0, 0, 0, time.UTC), zone(t, "Asia/Shanghai")); got.Day != 29 {
		t.Error(got)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"2026-11-28T20:00", "2026-03-08T02:30", "9999-12-31T23:59", "2026-11-28"} {
		f.Add(seed, "America/New_York")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		if d, err := ParseDate(text); err == nil && (d.String() != text || !d.Valid()) {
			t.Fatalf("%q is %v", text, d)
		}
		zone, err := Zone(name)
		if err != nil {
			zone = time.UTC
		}
		w, err := Parse(text)
		if err != nil {
			return
		}
		if w.String() != text || !w.Valid() {
			t.Fatalf("%q is %v", text, w)
		}
		at := w.In(zone)
		if shown := Of(at, zone); shown.Compare(w) < 0 || shown.UTC().Sub(w.UTC()) > 25*time.Hour {
			t.Fatalf("%v in %v is %v, shown as %v", w, zone, at, shown)
		}
	})
}
