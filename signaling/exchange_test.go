package signaling

import (
	"testing"
	"time"

	"corner/room"
	"corner/room/lang"
)

func TestWhatATokenSaysOfLevelsGoesFirst(t *testing.T) {
	skill := func(tag string, level lang.Level) room.Skill { return room.Skill{Language: tag, Level: level} }
	own := &wireProfile{Name: "n", Learns: []string{"en", "ko"}, Levels: []wireSkill{{"en", "A1"}, {"ko", "B2"}}, Hidden: true}
	for name, c := range map[string]struct {
		token room.Profile
		want  []room.Skill
	}{
		"nothing":               {room.Profile{}, []room.Skill{skill("en", 1), skill("ko", 4)}},
		"languages":             {room.Profile{Learns: []string{"ko"}}, []room.Skill{skill("ko", 4)}},
		"languages with levels": {room.Profile{Learns: []string{"ja"}, Levels: []room.Skill{skill("ja", 2)}}, []room.Skill{skill("ja", 2)}},
	} {
		p, err := room.CleanProfile(mergeProfile(c.token, own))
		if err != nil || !p.Hidden || len(p.Levels) != len(c.want) {
			t.Errorf("%s: %+v, %v", name, p, err)
			continue
		}
		for i := range p.Levels {
			if p.Levels[i] != c.want[i] {
				t.Errorf("%s: %+v", name, p.Levels)
			}
		}
	}
}

func TestNobodyElseIsToldWhoIsHidden(t *testing.T) {
	n := newNode(t, nil)
	id, token := n.openRoom()
	host := n.join(id, token, "Ada")
	p := room.Participant{ID: "p", Profile: room.Profile{Name: "n", Hidden: true}}
	if toParticipant(p).Hidden || !toSelf(p).Hidden {
		t.Error("told to others, or not to oneself")
	}
	var clock clockTime
	before := time.Now().UnixMilli()
	host.decode(host.do("clock.get", nil).Data, &clock)
	if clock.ServerTimeMS < before || clock.ServerTimeMS > time.Now().UnixMilli() {
		t.Errorf("the time is %d", clock.ServerTimeMS)
	}
}
