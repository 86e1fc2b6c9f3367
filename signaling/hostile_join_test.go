package signaling

import (
	"fmt"
	"strings"
	"testing"

	"corner/room"
)

func TestAHostileProfileIsRefusedAtTheDoorAndLeavesNothing(t *testing.T) {
	n := newNode(t, nil)
	id, token := n.openRoom()
	n.join(id, token, "Ada")
	many := func(of string, count int) (tags []string) {
		for i := range count {
			tags = append(tags, fmt.Sprintf(of, i%10))
		}
		return tags
	}
	levels := func(skills ...wireSkill) wireProfile {
		return wireProfile{Name: "mallory", Learns: []string{"en", "zh-Hant"}, Levels: skills}
	}
	const person, frame = "invalid_profile", "bad_request"
	for name, c := range map[string]struct {
		profile wireProfile
		code    string
	}{
		"a thousand languages":     {wireProfile{Name: "mallory", Speaks: many("e%d", 1000)}, person},
		"nine languages":           {wireProfile{Name: "mallory", Learns: many("en-x-a%d", 9)}, person},
		"no such language":         {wireProfile{Name: "mallory", Speaks: []string{"klingon"}}, person},
		"a long tag":               {wireProfile{Name: "mallory", Speaks: []string{"en-" + strings.Repeat("abcdefgh-", 4) + "ab"}}, person},
		"a private language":       {wireProfile{Name: "mallory", Speaks: []string{"x-mine"}}, person},
		"an undetermined language": {wireProfile{Name: "mallory", Learns: []string{"und"}}, person},
		"a zone that is none":      {wireProfile{Name: "mallory", TimeZone: "Mars/Olympus"}, person},
		"a path for a zone":        {wireProfile{Name: "mallory", TimeZone: "../../etc/passwd"}, person},
		"the server's own zone":    {wireProfile{Name: "mallory", TimeZone: "Local"}, person},
		"level Z9":                 {levels(wireSkill{"en", "Z9"}), person},
		"a level that is not said": {levels(wireSkill{"en", ""}), person},
		"a level in lower case":    {levels(wireSkill{"en", "b1"}), person},
		"a level not learned":      {levels(wireSkill{"es", "B1"}), person},
		"a level of the base":      {levels(wireSkill{"zh", "B1"}), person},
		"two levels":               {levels(wireSkill{"en", "B1"}, wireSkill{"EN", "B2"}), person},
		"a thousand levels":        {levels(make([]wireSkill, 1000)...), person},
		"ten kilobytes of name":    {wireProfile{Name: strings.Repeat("m", 10<<10)}, "invalid_name"},
		"a frame full of levels":   {levels(make([]wireSkill, 3000)...), frame},
	} {
		conn := n.dial()
		if c.code == frame { // which is too long for the protocol itself
			conn.send(typeJoin, joinCommand{Room: id, Profile: &c.profile})
			conn.closedWith(1009)
			continue
		}
		m := conn.do(typeJoin, joinCommand{Room: id, Profile: &c.profile})
		if m.Error == nil || m.Error.Code != c.code {
			t.Errorf("%s: %+v", name, m.Error)
		}
		conn.closedWith(closeBadRequest.code)
	}
	live, _ := n.server.hall.get(id)
	if l := live.room.Listing(); l.Participants != 1 {
		t.Errorf("%d people are in the room", l.Participants)
	}
	if text := n.scrape(); strings.Contains(text, "mallory") || strings.Contains(text, "klingon") || strings.Contains(text, "Mars") {
		t.Error("a label says what a client said")
	}
	fine := levels(wireSkill{"zh-hant", "A1"}, wireSkill{"en", "C2"})
	fine.Hidden = true
	conn := n.dial()
	if m := conn.do(typeJoin, joinCommand{Room: id, Profile: &fine}); m.Error != nil {
		t.Errorf("what is well: %+v", m.Error)
	}
}

// FuzzTimetable: whatever a timetable says, what the room is asked for is within its bounds.
func FuzzTimetable(f *testing.F) {
	f.Add([]byte(commandData(f, "round.start")))
	for _, bad := range badExchanges()["round.start"] {
		f.Add([]byte(bad))
	}
	decode := commands()["round.start"]
	f.Fuzz(func(t *testing.T, data []byte) {
		command, err := decode(data)
		if err != nil {
			return
		}
		for _, p := range command.(room.StartRounds).Phases {
			if !timetable([]wirePhase{toPhase(p)}) {
				t.Fatalf("%q is %+v", data, command)
			}
		}
	})
}
