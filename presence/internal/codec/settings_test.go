package codec_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"corner/presence"
	"corner/presence/internal/codec"
	"corner/room"
	"corner/room/relay"
	"corner/room/rounds"
	"corner/room/schedule"
	"corner/room/walltime"
)

func TestRecordsOfBeforeAreDecoded(t *testing.T) {
	id := presence.NewID()
	old := `{"id":"` + id + `","version":3,"settings":{"title":"t","languages":["zh","en"],"seats":8,"mode":"apply",` +
		`"capacity":500,"owner":"p1"},"created_us":1,"host":"p1","members":[{"id":"p1","name":"n","role":"host","seat":0,` +
		`"mute":3,"connected":true,"joined_us":2}]}`
	r, err := codec.DecodeRecord([]byte(old))
	must(t, err)
	s := r.Settings
	if s.Rules != "" || s.Translations != nil || s.Turn != 0 || s.TurnMutes || s.SlowMode != 0 || s.Locked || s.WaitingRoom {
		t.Fatalf("settings %+v", s)
	}
	if m := r.Members[0]; m.ChatMuted || !m.TurnEnds.IsZero() || !m.Mute.Host || s.Mode != room.Apply || s.Owner != "p1" {
		t.Fatalf("record %+v", r)
	}
	// And what has none of it is written as before: a node that is not updated yet reads it.
	b, err := codec.EncodeRecord(r)
	must(t, err)
	if string(b) != old {
		t.Fatalf("written\n%s\nwant\n%s", b, old)
	}
}

func TestSettingsOutOfBoundsAreRefused(t *testing.T) {
	id := presence.NewID()
	for _, bad := range []string{
		`"turn_us":-1`, `"turn_us":3600000001`, `"turn_us":9223372036854775807`, `"slow_mode_us":300000001`, `"slow_mode_us":-5`,
		`"rules":"` + strings.Repeat("x", 16*room.MaxRules+1) + `"`, `"translations":[{},{},{},{},{}]`,
		`"translations":[{"language":"` + strings.Repeat("x", 65) + `"}]`, `"translations":[{"title":"` + strings.Repeat("x", 1025) + `"}]`,
		`"level":7`, `"level":-1`, `"pace":"` + strings.Repeat("x", 65) + `"`, `"queue":"` + strings.Repeat("x", 65) + `"`,
		`"tags":["a","b","c","d","e","f"]`, `"tags":["` + strings.Repeat("x", 1025) + `"]`, `"kept":[{"seat":0}]`, `"kept":[{"seat":20}]`,
		`"kept":[{"seat":1,"for":"` + strings.Repeat("x", 65) + `"}]`, `"kept":[{"seat":1,"language":"` + strings.Repeat("x", 65) + `"}]`,
		`"timetable":[{"language":"en","length_us":7200000001}]`, `"timetable":[{"language":"en","length_us":29999999}]`,
		`"timetable":[{"language":"` + strings.Repeat("x", 65) + `","length_us":60000000}]`,
		`"timetable":[` + strings.Repeat(`{"length_us":60000000},`, 12) + `{"length_us":60000000}]`,
		`"co_hosts":["1","2","3","4","5","6","7","8","9"]`, `"co_hosts":["` + strings.Repeat("x", 65) + `"]`,
		`"shifts":[{}]`, `"shifts":[` + stored("Yu", "2026-11-20T20:00", "Moon/Sea", 13*60) + `]`,
		`"shifts":[` + stored("", "2026-11-20T20:00", "UTC", 60) + `]`, `"shifts":[` + stored("Yu", "9999-11-20T20:00", "UTC", 60) + `]`,
		`"shifts":[` + stored("Yu", "2026-11-20T20:00", "UTC", 1<<60) + `]`, `"shifts":[` + stored("Yu", "2026-11-20T20:00", strings.Repeat("x", 65), 60) + `]`,
		`"shifts":[` + strings.Repeat(stored("Yu", "2026-11-20T20:00", "UTC", 60)+",", 24) + stored("Yu", "2026-11-20T20:00", "UTC", 60) + `]`,
		`"translations":[{"rules":"` + strings.Repeat("x", 16*room.MaxRules+1) + `"}]`,
	} {
		if err := recordError([]byte(`{"id":"` + id + `","settings":{` + bad + `}}`)); !errors.Is(err, presence.ErrRecord) {
			t.Errorf("%.60s: %v", bad, err)
		}
		if err := listingError([]byte(`{"id":"` + id + `","node":"` + id + `","settings":{` + bad + `}}`)); !errors.Is(err, presence.ErrRecord) {
			t.Errorf("listing %.60s: %v", bad, err)
		}
	}
}

// stored is a shift as a record has it.
func stored(person, start, zone string, minutes int) string {
	return fmt.Sprintf(`{"person":%q,"name":"n","start":%q,"zone":%q,"minutes":%d,"rule":"FREQ=DAILY"}`, person, start, zone, minutes)
}

func TestAShiftInAZoneThatIsUnknownHereIsLeftOut(t *testing.T) {
	r, err := codec.DecodeRecord([]byte(`{"id":"` + presence.NewID() + `","settings":{"shifts":[` +
		stored("Yu", "2026-11-20T20:00", "Asia/Neverland", 60) + `,` + stored("Lena", "2026-11-20T20:00", "America/New_York", 60) + `]}}`))
	must(t, err)
	if s := r.Settings.Shifts; len(s) != 1 || s[0].Person != "Lena" || relay.Check(s) != nil {
		t.Errorf("%+v", s)
	}
}

func TestWhatIsExchangedIsKept(t *testing.T) {
	start, err := walltime.Parse("2026-11-20T20:30")
	must(t, err)
	want := room.Settings{
		Title: "t", Languages: []string{"zh", "en"}, Seats: 8, Mode: room.Apply, Capacity: 500, Level: 3, Pace: room.SlowPace,
		Tags: []string{"food", "美食"}, Kept: []room.Keep{{Seat: 2, For: room.Native, Language: "en"}}, Queue: room.FirstCome,
		TurnNext: true, Timetable: []rounds.Phase{{Language: "zh", Length: 10 * time.Minute}, {Language: "en", Length: 30 * time.Second}},
		CoHosts: []string{"p2", "p3"},
		Shifts: []relay.Shift{{Person: "p2", Name: "Yu", Substitute: "p3", Stand: "博", Part: schedule.Part{Start: start, Zone: "Asia/Kolkata",
			Length: 90 * time.Minute, Rule: schedule.Rule{Freq: schedule.Weekly, Interval: 2, Days: []schedule.Day{{Weekday: time.Friday}}}}}},
	}
	b, err := codec.EncodeRecord(room.Record{ID: presence.NewID(), Version: 1, Settings: want})
	must(t, err)
	got, err := codec.DecodeRecord(b)
	must(t, err)
	if !reflect.DeepEqual(got.Settings, want) {
		t.Errorf("kept as %+v", got.Settings)
	}
	want.Queue = room.FairLine
	b, err = codec.EncodeRecord(room.Record{ID: presence.NewID(), Version: 1, Settings: want})
	must(t, err)
	if got, err = codec.DecodeRecord(b); err != nil || got.Settings.Queue != "" || strings.Contains(string(b), "queue") {
		t.Errorf("the usual order is kept in %s: %v", b, err)
	}
}
