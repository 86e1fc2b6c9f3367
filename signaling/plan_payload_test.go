package signaling

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/room/lang"
	"corner/room/relay"
	"corner/room/rounds"
	"corner/room/schedule"
)

func payloadOfEverything(t testing.TB) PlanPayload {
	t.Helper()
	level, _ := lang.ParseLevel("B1")
	settings, err := room.CleanSettings(room.Settings{
		Title: "小雨's tea", Languages: []string{"zh", "en"}, Topic: "food", Rules: "be kind\nbe brief", Seats: 6, Mode: room.Free,
		Translations: []room.Translation{{Language: "zh", Title: "茶", Rules: "友善"}}, Turn: time.Minute, TurnMutes: true,
		SlowMode: 5 * time.Second, WaitingRoom: true, Level: level, Pace: "slow", Tags: []string{"food"},
		Kept: []room.Keep{{Seat: 2, For: "native", Language: "en"}}, Queue: "first_come",
		Timetable: []rounds.Phase{{Language: "zh", Length: 10 * time.Minute}, {Language: "en", Length: 10 * time.Minute}},
	})
	if err != nil {
		t.Fatal(err)
	}
	settings.Capacity = 0
	part, err := partOf("2026-11-28T20:00", "Asia/Shanghai", 60, "FREQ=WEEKLY;BYDAY=SA")
	if err != nil {
		t.Fatal(err)
	}
	return PlanPayload{Settings: settings, CoHosts: []PlanPerson{{"p1", "Ana"}},
		Shifts: []relay.Shift{{Person: "p2", Name: "Bo", Part: part, Substitute: "p3", Stand: "Cy"}, {Person: "p4", Name: "Di", Part: part}}}
}

func TestAPayloadComesBackAsItWas(t *testing.T) {
	for name, p := range map[string]PlanPayload{
		"everything": payloadOfEverything(t),
		"the least":  {Settings: payloadOfEverything(t).Settings},
	} {
		data, err := p.Encode()
		if err != nil {
			t.Fatal(name, err)
		}
		again, err := DecodePlanPayload(data)
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("%s: %v\n%+v\n%+v", name, err, again, p)
		}
	}
}

func TestTheRoomOfAPlanKnowsWhoRunsIt(t *testing.T) {
	p := payloadOfEverything(t)
	s, err := room.CleanSettings(p.Room("p9"))
	if err != nil || s.Owner != "p9" || !reflect.DeepEqual(s.CoHosts, []string{"p1"}) || !reflect.DeepEqual(s.Shifts, p.Shifts) ||
		s.Title != p.Settings.Title || !reflect.DeepEqual(s.Timetable, p.Settings.Timetable) {
		t.Errorf("%v %+v", err, s)
	}
}

func TestAPayloadOutOfBoundsIsRefusedWithACode(t *testing.T) {
	with := func(spoil func(*wirePayload)) error {
		p := payloadOfEverything(t)
		w := wirePayload{toPlanSettings(p.Settings), p.CoHosts, list(p.Shifts, toShift)}
		spoil(&w)
		_, err := w.payload()
		return err
	}
	for name, c := range map[string]struct {
		spoil func(*wirePayload)
		code  string
	}{
		"no title":             {func(w *wirePayload) { w.Settings.Title = "" }, "invalid_room"},
		"an endless slow mode": {func(w *wirePayload) { w.Settings.SlowModeSeconds = 1 << 60 }, "invalid_room"},
		"nine co-hosts":        {func(w *wirePayload) { w.CoHosts = make([]PlanPerson, MaxCoHosts+1) }, "invalid_series"},
		"a co-host nobody is":  {func(w *wirePayload) { w.CoHosts[0].ID = "" }, "invalid_person"},
		"a long id":            {func(w *wirePayload) { w.CoHosts[0].ID = strings.Repeat("p", 65) }, "invalid_person"},
		"a hidden name":        {func(w *wirePayload) { w.CoHosts[0].Name = "a\u202eb" }, "invalid_name"},
		"a thousand shifts":    {func(w *wirePayload) { w.Shifts = make([]wireShift, 1000) }, "too_many_shifts"},
		"a shift of nobody":    {func(w *wirePayload) { w.Shifts[0].ID = "" }, "invalid_person"},
		"nobody stands in":     {func(w *wirePayload) { w.Shifts[0].Substitute.ID = "" }, "invalid_person"},
		"oneself stands in":    {func(w *wirePayload) { w.Shifts[0].Substitute.ID = w.Shifts[0].ID }, "invalid_substitute"},
		"a shift once":         {func(w *wirePayload) { w.Shifts[0].Rule = "" }, "invalid_shift"},
		"a shift on Mars":      {func(w *wirePayload) { w.Shifts[0].Zone = "Mars/Olympus" }, "invalid_zone"},
		"a shift for ever":     {func(w *wirePayload) { w.Shifts[0].Minutes = 1 << 60 }, "invalid_length"},
		"a shift in 9999":      {func(w *wirePayload) { w.Shifts[0].Start = "9999-01-01T00:00" }, "invalid_time"},
		"a shift each second":  {func(w *wirePayload) { w.Shifts[0].Rule = "FREQ=SECONDLY" }, "invalid_rule"},
	} {
		if err := with(c.spoil); refusal(err).Code != c.code {
			t.Errorf("%s: %v, not %s", name, err, c.code)
		}
	}
}

func TestAPayloadThatIsTooLongIsRefusedBothWays(t *testing.T) {
	p := payloadOfEverything(t)
	for range relay.MaxShifts {
		s := p.Shifts[0]
		s.Person, s.Substitute, s.Name = strings.Repeat("p", 64), strings.Repeat("q", 64), strings.Repeat("长", 24)
		p.Shifts = append(p.Shifts[:min(len(p.Shifts), relay.MaxShifts-1)], s)
	}
	if data, err := p.Encode(); !errors.Is(err, schedule.ErrSeries) {
		t.Errorf("%d bytes: %v", len(data), err)
	}
	if _, err := DecodePlanPayload(bytes.Repeat([]byte(" "), schedule.MaxPayload+1)); !errors.Is(err, schedule.ErrSeries) {
		t.Error(err)
	}
	if _, err := DecodePlanPayload([]byte("{")); !errors.Is(err, schedule.ErrSeries) {
		t.Error(err)
	}
}

func FuzzPlanPayload(f *testing.F) {
	whole, err := payloadOfEverything(f).Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"settings":{"title":"x","languages":["zh"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := DecodePlanPayload(data)
		if err != nil {
			return
		}
		again, err := p.Encode()
		if errors.Is(err, schedule.ErrSeries) {
			return // defaults made it longer than it may be
		}
		if err != nil {
			t.Fatal(err)
		}
		if same, err := DecodePlanPayload(again); err != nil || !reflect.DeepEqual(same, p) {
			t.Fatalf("%v\n%+v\n%+v", err, same, p)
		}
	})
}
