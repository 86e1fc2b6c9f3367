package room

import (
	"slices"
	"testing"
	"time"
)

// An hour's work of a hostile moderator: wait until another's connection is lost for good.
func TestAModeratorCannotBanWhoWasTheirEqualWhenTheyLeft(t *testing.T) {
	s := stageOf(t, Settings{}, "mod", "other", "plain")
	ok(t, s, "host", SetRole{"mod", Moderator})
	ok(t, s, "host", SetRole{"other", Moderator})
	for _, id := range []string{"other", "plain"} {
		ok(t, s, id, Leave{})
	}
	refused(t, s, "mod", Ban{"other", "", Permanent}, "not_allowed")
	ok(t, s, "mod", Ban{"plain", "", time.Hour})
	ok(t, s, "host", Ban{"other", "", time.Hour})
}

func TestABanOfWhoLeftPutsOutWhoTheyCameBackAs(t *testing.T) {
	s := stageOf(t, Settings{}, "mod")
	ok(t, s, "host", SetRole{"mod", Moderator})
	for _, id := range []string{"x", "y"} {
		if code := tryJoin(s, instant(), guest(id, "dev", "net")); code != "" {
			t.Fatal(code)
		}
		if id == "x" {
			ok(t, s, "x", Leave{})
		}
	}
	effects := ok(t, s, "mod", Ban{"x", "spam", time.Hour})
	if s.members["y"] != nil || !slices.Contains(effects, effect(remove{"y"})) {
		t.Fatal("who came back by another name is still here")
	}
	if code := tryJoin(s, instant(), guest("y", "dev", "net")); code != "banned" {
		t.Fatalf("comes in again: %q", code)
	}
}

func TestAReportAboutWhoRanTheRoomStaysPrivateWhenTheyHaveLeft(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "mod")
	ok(t, s, "host", SetRole{"mod", Moderator})
	ok(t, s, "host", Leave{})
	effects := ok(t, s, "a", Report{"host", "insult", "words"})
	if reported, to := told[Reported](effects); len(reported) > 0 {
		t.Errorf("a report about the host who left is told to %v", to)
	}
	if kept := records(effects); len(kept) != 1 || !kept[0].Private {
		t.Errorf("audited %+v", kept)
	}
}
