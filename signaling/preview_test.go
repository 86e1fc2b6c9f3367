package signaling

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"corner/room/schedule"
	"corner/room/walltime"
)

func TestALinkIsSharedWithTitleLanguagesAndTime(t *testing.T) {
	n := newPlanNode(t, nil)
	_, token := n.somebody()
	p := n.plans(token, tea())
	r := httptest.NewRequest("GET", "/r/"+p.ID, nil)
	utc := evening(1)
	utc.Hour = 12
	figures := func(w walltime.Wall) string { return strings.Replace(w.String(), "T", " ", 1) }
	want := Preview{"Tea", "中文 ↔ English · " + figures(evening(1)) + " Asia/Shanghai (" + figures(utc) + " UTC)", "https://corner.example/r/" + p.ID}
	if got, known := n.server.Preview(r, p.ID); !known || got != want {
		t.Errorf("%+v, not %+v", got, want)
	}
	n.as(token, "DELETE", "/v1/schedules/"+p.ID, 0, nil, 200, nil)
	if got, known := n.server.Preview(r, p.ID); !known || got.Description != "中文 ↔ English · cancelled" {
		t.Errorf("%+v", got)
	}
	room, _ := n.openRoom()
	if got, known := n.server.Preview(r, room); !known || got.Title != "Late-night small talk" || got.Description != "中文 ↔ English" {
		t.Errorf("%+v", got)
	}
	for _, id := range []string{authID(), "x", ""} {
		if got, known := n.server.Preview(r, id); known {
			t.Errorf("%+v", got)
		}
	}
}

func TestWhoGuessesLinksSeesPlainPages(t *testing.T) {
	n := newPlanNode(t, func(c *Config) { c.Limits.MissesPerMinute = 5 })
	p := n.plans("", tea())
	r := httptest.NewRequest("GET", "/", nil)
	for range 5 {
		n.server.Preview(r, authID())
	}
	room, _ := n.openRoom()
	for _, id := range []string{p.ID, room} {
		if _, known := n.server.Preview(r, id); known {
			t.Errorf("%s is known to who guesses", id)
		}
	}
}

func TestAPreviewIsOfTheNextSessionThatIs(t *testing.T) {
	part := schedule.Part{Start: walltime.Wall{Date: walltime.Date{Year: 2026, Month: 11, Day: 28}, Hour: 20}, Zone: "America/New_York",
		Length: time.Hour, Rule: schedule.Rule{Freq: schedule.Weekly, Interval: 1}}
	payload, err := payloadOfEverything(t).Encode()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	series, err := schedule.New(authID(), part, payload, now)
	if err != nil {
		t.Fatal(err)
	}
	if series, err = series.Cancel(part.Start.Date, now); err != nil {
		t.Fatal(err)
	}
	n := newPlanNode(t, nil)
	got, known := n.server.planPreview(schedule.Plan{Series: series}, now)
	if !known || !strings.HasSuffix(got.Description, " · 2026-12-05 20:00 America/New_York (2026-12-06 01:00 UTC)") {
		t.Errorf("%+v", got)
	}
}
