package signaling

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

// targetNames are those whom a command may name, as seen by its sender: themselves, one of each role of the own
// room, and somebody of another room.
func targetNames() []string {
	return []string{"self", "listener", "speaker", "moderator", "host", "elsewhere"}
}

func roleNames() []string { return []string{"listener", "speaker", "moderator", "host"} }

// verdicts is role → target → the code of the refusal, "" for done. A role or target that is absent is refused
// with not_allowed. Commands about nobody are under "".
type verdicts map[string]map[string]string

// matrix is every command of the protocol with its allowed cells, written down from PROTOCOL.md and not from the
// code. A command that is missing here makes the test fail.
func matrix() map[string]verdicts {
	alone := func(listener, speaker, moderator, host string) verdicts {
		return verdicts{"listener": {"": listener}, "speaker": {"": speaker}, "moderator": {"": moderator}, "host": {"": host}}
	}
	// What host and moderator may do to those below; the codes are for a listener, a speaker and a stranger.
	lower := func(listener, speaker, moderator, elsewhere string) verdicts {
		return verdicts{
			"moderator": {"listener": listener, "speaker": speaker, "elsewhere": elsewhere},
			"host":      {"listener": listener, "speaker": speaker, "moderator": moderator, "elsewhere": elsewhere},
		}
	}
	hands := withSelf(lower("", "", "", "not_found"))
	const none = "no_invitation"
	leaders := func(code string) verdicts { return alone("not_allowed", "not_allowed", code, code) }
	host := alone("not_allowed", "not_allowed", "not_allowed", "")
	moves := lower("off_stage", "", "off_stage", "not_found")
	moves["moderator"]["self"] = "off_stage"
	moves["host"]["self"], moves["host"]["host"] = "host_seat", "host_seat"
	door := verdicts{"moderator": {"elsewhere": "not_found"}, "host": {"elsewhere": "not_found"}}
	rows := map[string]verdicts{
		"stage.remove":       lower("off_stage", "", "off_stage", "not_found"),
		"seat.take":          alone("mode_closed", "mode_closed", "", "host_seat"),
		"seat.move":          moves,
		"seat.swap":          leaders("seat_empty"),
		"seat.lock":          leaders(""),
		"seat.mute":          leaders(""),
		"turn.set":           lower("off_stage", "", "off_stage", "not_found"),
		"mute.all":           leaders(""),
		"role.set":           {"host": lower("", "", "", "not_found")["host"]},
		"host.transfer":      {"host": lower("", "", "", "not_found")["host"]},
		"participant.kick":   lower("", "", "", "not_found"),
		"participant.ban":    lower("", "", "", "not_found"),
		"participant.report": aboutOthers("", "", "", "", "not_found"),
		"participant.block":  aboutOthers("", "", "", "", ""),
		"signal.send":        aboutOthers("off_stage", "", "off_stage", "", "not_found"),
		"ban.lift":           leaders("no_ban"),
		"bans.list":          leaders(""),
		"waiting.admit":      door,
		"waiting.deny":       door,
		"room.lock":          leaders(""),
		"room.update":        host,
		"room.close":         host,
		"audit.list":         host,
		"chat.send":          alone("", "", "", ""),
		"chat.delete":        alone("no_message", "no_message", "no_message", "no_message"),
		"chat.mute":          lower("", "", "", "not_found"),
		"chat.list":          alone("", "", "", ""),
		"reaction.send":      alone("", "", "", ""),
		"hand.advance":       lower("no_hand", "no_hand", "no_hand", "not_found"),
	}
	maps.Copy(rows, map[string]verdicts{
		"round.start":   leaders(""),
		"round.pause":   leaders("no_round"),
		"round.extend":  leaders("no_round"),
		"round.skip":    leaders("no_round"),
		"round.stop":    leaders("no_round"),
		"card.deal":     leaders("no_pack"), // this server has no cards
		"card.clear":    leaders(""),
		"talk.hide":     alone("", "", "", ""),
		"regulars.list": leaders(""),
		"packs.list":    alone("", "", "", ""),
		"clock.get":     alone("", "", "", ""),
	})
	maps.Copy(rows, map[string]verdicts{
		"hand.raise":         alone("", "on_stage", "", "on_stage"),
		"hand.lower":         hands,
		"invitation.send":    lower("", "on_stage", "", "not_found"),
		"invitation.cancel":  lower(none, none, none, none),
		"invitation.accept":  alone(none, none, none, none),
		"invitation.decline": alone(none, none, none, none),
		"stage.leave":        alone("off_stage", "", "off_stage", "host_seat"),
		"mute.self":          alone("off_stage", "", "off_stage", ""),
		"mute.participant":   lower("off_stage", "", "off_stage", "not_found"),
		"participants.list":  alone("", "", "", ""),
		"leave":              alone("", "", "", ""),
		"media.restart":      alone("", "", "", ""),
		"media.set":          alone("", "", "", ""),
	})
	return rows
}

// withSelf is a row of what everyone may also do about themselves.
func withSelf(rows verdicts) verdicts {
	for _, role := range roleNames() {
		rows[role] = merge(rows[role], map[string]string{"self": ""})
	}
	rows["host"]["host"] = "" // the same person
	return rows
}

// aboutOthers is the row of what everyone may do about others: the codes for one of each role and for a stranger.
func aboutOthers(listener, speaker, moderator, host, elsewhere string) verdicts {
	rows := verdicts{}
	for _, role := range roleNames() {
		rows[role] = map[string]string{"listener": listener, "speaker": speaker, "moderator": moderator, "host": host,
			"elsewhere": elsewhere}
	}
	delete(rows["host"], "host") // themselves
	return rows
}

func merge(a, b map[string]string) map[string]string {
	merged := maps.Clone(b)
	maps.Copy(merged, a)
	return merged
}

// cast is a room with two of each role, as far as that goes: those who act and those who are named.
type cast struct {
	room    string
	actors  map[string]*client // by role
	targets map[string]string  // participants by role
}

// newCast fills a room by the protocol alone.
func newCast(n *node) cast {
	n.t.Helper()
	id, owner := n.openRoom()
	c := cast{room: id, actors: map[string]*client{"host": n.join(id, owner, "Ada")}, targets: map[string]string{}}
	host := c.actors["host"]
	c.targets["host"] = host.welcome.You
	moderator := func(subject string) *client {
		return n.join(id, n.appToken(auth.AppClaims{Subject: subject, Room: id, Role: room.Moderator}), subject)
	}
	seat := func(who *client) *client {
		host.must("invitation.send", wireNamed{who.welcome.You})
		who.must("invitation.accept", nil)
		return who
	}
	c.actors["moderator"], c.targets["moderator"] = moderator("mo"), moderator("mia").welcome.You
	c.actors["listener"], c.targets["listener"] = n.join(id, "", "Lo"), n.join(id, "", "Lia").welcome.You
	c.actors["speaker"], c.targets["speaker"] = seat(n.join(id, "", "Si")), seat(n.join(id, "", "Sue")).welcome.You
	return c
}

// fixed is the data of commands that name nobody.
var fixed = map[string]any{
	"mute.self":     map[string]bool{"muted": true},
	"seat.take":     map[string]int{"index": 5},
	"seat.swap":     map[string]int{"index": 5, "other": 6},
	"seat.lock":     map[string]any{"index": 5, "locked": true},
	"seat.mute":     map[string]any{"index": 5, "muted": true},
	"ban.lift":      map[string]string{"ban": "b7"},
	"room.lock":     map[string]bool{"locked": true},
	"room.update":   map[string]string{"title": "Early birds"},
	"chat.send":     map[string]string{"text": "hello"},
	"chat.delete":   map[string]int{"message": 999_999},
	"reaction.send": map[string]string{"emoji": "👏"},
	"round.pause":   map[string]bool{"paused": true},
	"round.extend":  map[string]int{"seconds": 60},
	"talk.hide":     map[string]bool{"hidden": true},
	"card.deal":     map[string]string{"pack": ""},
	"media.restart": map[string]string{"offer": "v=0"},
	"media.set":     map[string]bool{"low_delay": true},
}

// besides is what commands that name somebody say besides.
var besides = map[string]map[string]any{
	"hand.lower": {}, "invitation.send": {}, "invitation.cancel": {}, "host.transfer": {}, "waiting.admit": {},
	"hand.advance":       {"reason": "answer"},
	"mute.participant":   {"muted": true},
	"stage.remove":       {"reason": "noise"},
	"seat.move":          {"index": 6},
	"turn.set":           {"seconds": 60},
	"role.set":           {"role": "moderator"},
	"participant.kick":   {"reason": "spam"},
	"participant.ban":    {"seconds": 60},
	"participant.report": {"reason": "insult"},
	"participant.block":  {"blocked": true},
	"waiting.deny":       {"reason": "other"},
	"chat.mute":          {"muted": true},
	"signal.send":        {"signal": "slower"},
}

// data is what a command about somebody says, with everything it needs.
func dataFor(name, participant string) any {
	more, names := besides[name]
	if !names {
		return fixed[name]
	}
	data := map[string]any{"participant": participant}
	maps.Copy(data, more)
	return data
}

// THREATS 4: every command by every role on oneself, on everyone of the own room and on somebody of another:
// exactly the allowed cells pass.
func TestEveryCommandByEveryRoleOnEveryoneHereAndElsewhere(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.Silence = time.Hour }) // nobody in the other room says anything
	rows := matrix()
	if have, want := slices.Sorted(maps.Keys(rows)), slices.Sorted(maps.Keys(commands())); !slices.Equal(have, want) {
		t.Fatalf("the matrix has %v, the protocol %v", have, want)
	}
	other := newCast(n)
	theirs := other.state(n)
	cells := 0
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		for _, role := range roleNames() {
			here := newCast(n)
			here.targets["elsewhere"] = other.targets["listener"]
			for target, want := range row(rows[name], role) {
				cells++
				if name == "host.transfer" { // the host is another one afterwards
					here = newCast(n)
					here.targets["elsewhere"] = other.targets["listener"]
				}
				c := here.actors[role]
				here.targets["self"] = c.welcome.You
				got := ""
				if m := c.do(name, dataFor(name, here.targets[target])); m.Error != nil {
					got = m.Error.Code
				}
				if got != want {
					t.Errorf("%s %s on %q: %q, want %q", role, name, target, got, want)
				}
			}
		}
	}
	if named := len(besides); cells != 4*(named*len(targetNames())+len(rows)-named) {
		t.Errorf("%d cells", cells)
	}
	if now := other.state(n); now != theirs {
		t.Errorf("the other room was\n%s\nand is\n%s", theirs, now)
	}
}

// row is the cells of one role: every target for commands that name somebody, else the one about nobody.
func row(v verdicts, role string) map[string]string {
	if alone, ok := v[role][""]; ok {
		return map[string]string{"": alone}
	}
	cells := map[string]string{}
	for _, target := range targetNames() {
		code, allowed := v[role][target]
		if !allowed {
			code = "not_allowed"
		}
		cells[target] = code
	}
	return cells
}

// state is everything the room has told the directory of itself, its version included.
func (c cast) state(n *node) string {
	n.t.Helper()
	c.actors["host"].must("participants.list", nil) // whatever was asked before is done
	live, open := n.server.hall.get(c.room)
	if !open {
		n.t.Fatal("the room is gone")
	}
	text, err := json.Marshal(live.record.Load())
	if err != nil {
		n.t.Fatal(err)
	}
	return string(text)
}
