package client

import (
	"encoding/json"
	"reflect"
	"testing"
)

func ptr(p Participant) *Participant { return &p }

func TestEveryEventChangesWhatItSays(t *testing.T) {
	me := testSnapshot().You
	up := Participant{ID: "p-me", Role: "speaker", Seat: 1, Mute: Mute{Self: true}}
	other := Participant{ID: "p-o", Role: "speaker", Seat: 2}
	renamed := other
	renamed.Name = "new"
	hand := func(id string, ms int64) Hand { return Hand{Participant{ID: id}, ms} }
	tests := map[string]reduction{
		"a seat is replaced": {nil, "seat.changed", `{"seat":{"index":2,"occupant":{"id":"p-o","role":"speaker","seat":2}}}`,
			func(s *Snapshot) { s.Stage = []Seat{{Index: 0}, {Index: 1}, {Index: 2, Occupant: &other}} }},
		"one's own seat brings oneself up": {nil, "seat.changed",
			`{"seat":{"index":1,"occupant":{"id":"p-me","role":"speaker","seat":1,"mute":{"self":true}}}}`,
			func(s *Snapshot) { s.You, s.Stage[1].Occupant = up, &up }},
		"one's own seat emptied brings oneself down": {
			func(s *Snapshot) { s.You, s.Stage[1].Occupant = up, &up }, "seat.changed", `{"seat":{"index":1}}`,
			func(s *Snapshot) { s.Stage[1].Occupant, s.You.Seat, s.You.Role = nil, -1, "listener" }},
		"a moderator who steps down stays one": {
			func(s *Snapshot) { s.You.Seat, s.You.Role = 1, "moderator" }, "seat.changed", `{"seat":{"index":1}}`,
			func(s *Snapshot) { s.You.Seat = -1 }},
		"a participant changes everywhere": {
			func(s *Snapshot) {
				s.Stage[2].Occupant, s.Hands, s.Audience.Sample = ptr(other), []Hand{{other, 1}}, []Participant{other}
			}, "participant.changed", `{"participant":{"id":"p-o","name":"new","role":"speaker","seat":2}}`,
			func(s *Snapshot) {
				s.Stage[2].Occupant, s.Hands, s.Audience.Sample = &renamed, []Hand{{renamed, 1}}, []Participant{renamed}
			}},
		"one's own view is taken": {nil, "participant.changed", `{"participant":{"id":"p-me","role":"moderator","seat":-1,"mute":{"self":true}}}`,
			func(s *Snapshot) { s.You.Role = "moderator" }},
		"a new hand is the last, whatever its time": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5)} }, "hand.raised",
			`{"hand":{"participant":{"id":"b"},"raised_ms":3}}`, func(s *Snapshot) { s.Hands = []Hand{hand("a", 5), hand("b", 3)} }},
		"a hand with the time it had stays where it is": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5), hand("b", 3)} }, "hand.raised",
			`{"hand":{"participant":{"id":"a","name":"new"},"raised_ms":5}}`,
			func(s *Snapshot) {
				s.Hands = []Hand{{Participant{ID: "a", Profile: Profile{Name: "new"}}, 5}, hand("b", 3)}
			}},
		"a hand raised again is the last": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5), hand("b", 3)} }, "hand.raised",
			`{"hand":{"participant":{"id":"a"},"raised_ms":9}}`, func(s *Snapshot) { s.Hands = []Hand{hand("b", 3), hand("a", 9)} }},
		"hands are put in order": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5), hand("b", 6), hand("c", 7), hand("d", 8)} }, "hands.ordered",
			`{"order":["x","d","b"]}`, func(s *Snapshot) { s.Hands = []Hand{hand("d", 8), hand("b", 6), hand("a", 5), hand("c", 7)} }},
		"a hand raised twice is raised once": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5)} }, "hand.raised",
			`{"hand":{"participant":{"id":"a"},"raised_ms":5}}`, func(*Snapshot) {}},
		"a hand is lowered": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5), hand("b", 6)} }, "hand.lowered",
			`{"participant":"a"}`, func(s *Snapshot) { s.Hands = []Hand{hand("b", 6)} }},
		"the newest invitation is kept": {func(s *Snapshot) { s.Invitations = []Invitation{{"p-me", "h", 1}} }, "invitation.sent",
			`{"invitation":{"participant":"p-me","by":"h","expires_ms":9}}`, func(s *Snapshot) { s.Invitations = []Invitation{{"p-me", "h", 9}} }},
		"an invitation ends": {func(s *Snapshot) { s.Invitations = []Invitation{{"p-me", "h", 1}} }, "invitation.ended",
			`{"participant":"p-me","outcome":"expired"}`, func(s *Snapshot) { s.Invitations = []Invitation{} }},
		"a mute shows on oneself and one's seat": {func(s *Snapshot) { s.You, s.Stage[1].Occupant = up, ptr(up) }, "mute.changed",
			`{"participant":"p-me","by":"h","mute":{"host":true},"reason":"host"}`,
			func(s *Snapshot) { s.You.Mute = Mute{Host: true}; s.Stage[1].Occupant = ptr(s.You) }},
		"the host changes": {nil, "host.changed", `{"participant":""}`, func(s *Snapshot) { s.Host = "" }},
		"several hands change at once": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5), hand("p-me", 6)}; s.HandPosition = 2 },
			"hands.changed", `{"raised":[{"participant":{"id":"c"},"raised_ms":8},{"participant":{"id":"b"},"raised_ms":7}],"lowered":["p-me"]}`,
			func(s *Snapshot) { s.Hands, s.HandPosition = []Hand{hand("a", 5), hand("c", 8), hand("b", 7)}, 0 }},
		"hands are listed anew": {func(s *Snapshot) { s.Hands = []Hand{hand("a", 5)} }, "hands.listed",
			`{"hands":[{"participant":{"id":"b"},"raised_ms":7}]}`, func(s *Snapshot) { s.Hands = []Hand{hand("b", 7)} }},
		"the audience is replaced": {nil, "audience.changed", `{"count":31,"hands":2,"sample":[{"id":"p-o","role":"speaker","seat":2}]}`,
			func(s *Snapshot) { s.Audience = Audience{31, 2, []Participant{other}} }},
		"a sample that is not told is as it was": {func(s *Snapshot) { s.Audience = Audience{31, 2, []Participant{other}} },
			"audience.changed", `{"count":32,"hands":0}`, func(s *Snapshot) { s.Audience = Audience{32, 0, []Participant{other}} }},
		"what is not known moves the revision": {nil, "weather.changed", `{}`, func(*Snapshot) {}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { checkReduction(t, test) })
	}
	if me.Seat != -1 {
		t.Error("the table's own snapshot was changed")
	}
}

func TestEveryEventOfTheHostsHandChangesWhatItSays(t *testing.T) {
	up := Participant{ID: "p-me", Role: "speaker", Seat: 1, Mute: Mute{Self: true}}
	other := Participant{ID: "p-o", Role: "speaker", Seat: 2}
	tests := map[string]reduction{
		"seats are exchanged at once": {
			func(s *Snapshot) { s.You, s.Stage[1].Occupant, s.Stage[2].Occupant = up, ptr(up), ptr(other) }, "seats.changed",
			`{"seats":[{"index":1,"occupant":{"id":"p-o","role":"speaker","seat":1}},{"index":2,"occupant":{"id":"p-me","role":"speaker","seat":2,"mute":{"self":true}}}]}`,
			func(s *Snapshot) {
				s.You.Seat = 2
				there := other
				there.Seat = 1
				s.Stage[1].Occupant, s.Stage[2].Occupant = &there, ptr(s.You)
			}},
		"one's old seat among others brings oneself down": {
			func(s *Snapshot) { s.You, s.Stage[1].Occupant = up, ptr(up) }, "seats.changed",
			`{"seats":[{"index":1},{"index":2,"occupant":{"id":"p-o","role":"speaker","seat":2}}]}`,
			func(s *Snapshot) {
				s.Stage[1].Occupant, s.Stage[2].Occupant, s.You.Seat, s.You.Role = nil, ptr(other), -1, "listener"
			}},
		"seats of others leave oneself alone": {
			func(s *Snapshot) { s.You, s.Stage[1].Occupant = up, ptr(up) }, "seats.changed", `{"seats":[{"index":0},{"index":2,"locked":true}]}`,
			func(s *Snapshot) { s.Stage[2].Locked = true }},
		"the room is what its host has set": {nil, "room.changed", `{"room":{"id":"q3vX","title":"Early","seats":3,"locked":true,"turn_seconds":60}}`,
			func(s *Snapshot) {
				s.Room = RoomInfo{ID: "q3vX", Title: "Early", Seats: 3, Locked: true, TurnSeconds: 60}
			}},
		"a stage shrinks": {func(s *Snapshot) { s.Stage[2].Locked = true }, "room.changed", `{"room":{"id":"q3vX","seats":2}}`,
			func(s *Snapshot) { s.Room = RoomInfo{ID: "q3vX", Seats: 2}; s.Stage = s.Stage[:2] }},
		"a stage grows": {nil, "room.changed", `{"room":{"id":"q3vX","seats":4}}`,
			func(s *Snapshot) { s.Room = RoomInfo{ID: "q3vX", Seats: 4}; s.Stage = append(s.Stage, Seat{Index: 3}) }},
		"a new leader gets the desk": {func(s *Snapshot) { s.Invitations = []Invitation{{"p-me", "h", 1}} }, "desk.changed",
			`{"invitations":[{"participant":"a","by":"h","expires_ms":9}],"waiting":[{"participant":"w","name":"Kim","hold":"guests"}]}`,
			func(s *Snapshot) {
				s.Invitations = []Invitation{{"a", "h", 9}}
				s.Waiting = []Waiting{{Participant: "w", Profile: Profile{Name: "Kim"}, Hold: "guests"}}
			}},
		"nobody waits any more": {func(s *Snapshot) { s.Waiting = []Waiting{{Participant: "w"}} }, "waiting.changed", `{"waiting":[]}`,
			func(s *Snapshot) { s.Waiting = []Waiting{} }},
		"whom one has blocked is replaced": {func(s *Snapshot) { s.Blocked = []string{"a"} }, "blocked.changed", `{"blocked":["b","c"]}`,
			func(s *Snapshot) { s.Blocked = []string{"b", "c"} }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { checkReduction(t, test) })
	}
}

func TestEveryEventOfTheChatChangesWhatItSays(t *testing.T) {
	tests := map[string]reduction{
		"a message is added": {func(s *Snapshot) { s.Chat = []Message{{ID: 3}} }, "chat.message", `{"message":{"id":4,"text":"hi"}}`,
			func(s *Snapshot) { s.Chat = []Message{{ID: 3}, {ID: 4, Text: "hi"}} }},
		"the newest fifty messages are kept": {func(s *Snapshot) { s.Chat = many(1, 50) }, "chat.message", `{"message":{"id":51}}`,
			func(s *Snapshot) { s.Chat = many(2, 51) }},
		"a message loses its words and keeps its place": {
			func(s *Snapshot) {
				s.Chat = []Message{{ID: 3, Text: "a"}, {ID: 4, Text: "b", Mentions: []string{"p-o"}}}
			},
			"chat.deleted", `{"id":4,"by":"h"}`, func(s *Snapshot) {
				s.Chat = []Message{{ID: 3, Text: "a"}, {ID: 4, Mentions: []string{}, Deleted: true, DeletedBy: "h"}}
			}},
		"a message not at hand is deleted elsewhere": {func(s *Snapshot) { s.Chat = []Message{{ID: 3}} }, "chat.deleted", `{"id":1,"by":"h"}`,
			func(*Snapshot) {}},
		"a round is another": {nil, "round.changed", `{"round":{"serial":7,"phases":[{"language":"zh","seconds":60}],"ends_ms":9}}`,
			func(s *Snapshot) { s.Round = Round{Serial: 7, Phases: []Phase{{"zh", 60}}, EndsMS: 9} }},
		"a card is dealt": {nil, "card.changed", `{"card":{"id":"c","text":[{"language":"zh","text":"x"}]}}`,
			func(s *Snapshot) { s.Card = &Card{ID: "c", Text: []Text{{"zh", "x"}}} }},
		"the duty passes": {func(s *Snapshot) { s.Duty = &Duty{NextMS: 5} }, "duty.changed",
			`{"duty":{"now":{"id":"a","name":"A"},"until_ms":7,"substitute":null,"next":{"id":"b","name":"B"},"next_ms":9,"next_zone":"UTC"}}`,
			func(s *Snapshot) {
				s.Duty = &Duty{Now: &DutyPerson{"a", "A"}, UntilMS: 7, Next: &DutyPerson{"b", "B"}, NextMS: 9, NextZone: "UTC"}
			}},
		"nobody has a duty any more": {func(s *Snapshot) { s.Duty = &Duty{} }, "duty.changed", `{"duty":null}`, func(s *Snapshot) { s.Duty = nil }},
		"a card is put away": {func(s *Snapshot) { s.Card = &Card{ID: "c"} }, "card.changed", `{"card":null}`,
			func(s *Snapshot) { s.Card = nil }},
		"what only oneself knows of oneself stays": {func(s *Snapshot) { s.You.Hidden = true }, "participant.changed",
			`{"participant":{"id":"p-me","name":"new"}}`, func(s *Snapshot) { s.You = Participant{ID: "p-me", Profile: Profile{Name: "new", Hidden: true}} }},
		"a notice is news and no state": {nil, "notice", `{"action":"moved","seat":2}`, func(*Snapshot) {}},
		"a report is news and no state": {nil, "participant.reported", `{"participant":"p-o","count":2}`, func(*Snapshot) {}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { checkReduction(t, test) })
	}
}

// many are messages numbered from one to another.
func many(from, to uint64) []Message {
	var list []Message
	for id := from; id <= to; id++ {
		list = append(list, Message{ID: id})
	}
	return list
}

func TestAHugeStageIsNotBuilt(t *testing.T) {
	got, err := reduce(testSnapshot(), Event{Seq: 11, Type: "room.changed", Data: json.RawMessage(`{"room":{"seats":1000000000}}`)})
	if err != nil || len(got.Stage) != maxSeats {
		t.Errorf("%d seats, %v", len(got.Stage), err)
	}
}

// reduction is one event and what it does to a snapshot.
type reduction struct {
	before func(*Snapshot) // nil: the test's snapshot as it is
	name   string
	data   string
	after  func(*Snapshot)
}

func checkReduction(t *testing.T, test reduction) {
	t.Helper()
	start, kept := testSnapshot(), testSnapshot()
	for _, s := range []*Snapshot{&start, &kept} {
		if test.before != nil {
			test.before(s)
		}
	}
	want := testSnapshot()
	if test.before != nil {
		test.before(&want)
	}
	test.after(&want)
	want.Revision = 11
	event := Event{Seq: 11, Type: test.name, Data: json.RawMessage(test.data)}
	once, err := reduce(start, event)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "applied", once, want)
	same(t, "what it was applied to", start, kept)
	once.Revision = 10 // events carry state: even without the number, twice is once
	twice, err := reduce(once, event)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "applied twice", twice, want)
}

// same compares as the wire does: an absent list is an empty one.
func same(t *testing.T, what string, got, want Snapshot) {
	t.Helper()
	a, _ := json.Marshal(got)
	b, _ := json.Marshal(want)
	if string(a) != string(b) {
		t.Errorf("%s:\n%s\nwant\n%s", what, a, b)
	}
}

func TestOnesPlaceInTheLineIsTakenWithoutANumber(t *testing.T) {
	got, err := reduce(testSnapshot(), Event{Type: "hand.position",
		Data: json.RawMessage(`{"position":3,"hands":12,"ahead":{"share":2},"at_most":5}`)})
	want := testSnapshot()
	want.HandPosition, want.HandAhead, want.HandAtMost = 3, Ahead{Share: 2}, 5
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if again, err := reduce(got, Event{Type: "hand.position", Data: json.RawMessage(`[]`)}); err == nil || !reflect.DeepEqual(again, got) {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestTalkTimeIsTakenWithoutANumber(t *testing.T) {
	state := testSnapshot()
	hear := func(kind, data string) {
		t.Helper()
		next, err := reduce(state, Event{Type: kind, Data: json.RawMessage(data)})
		if err != nil {
			t.Fatal(err)
		}
		state = next
	}
	mine := []Voiced{{"en", 2000}}
	hear("talk", `{"people":[{"participant":"p-me","voiced":[{"language":"en","ms":2000}]}],"languages":[],"hidden":["p-o"]}`)
	if !reflect.DeepEqual(state.YouVoiced, mine) || len(state.Talk.People) != 1 || len(state.Talk.Hidden) != 1 {
		t.Errorf("shown: %+v, %+v", state.Talk, state.YouVoiced)
	}
	hear("talk.own", `{"voiced":[{"language":"en","ms":3000}],"hidden":true}`)
	if state.YouVoiced[0].MS != 3000 || len(state.Talk.People) != 0 || !reflect.DeepEqual(state.Talk.Hidden, []string{"p-o", "p-me"}) {
		t.Errorf("hidden: %+v, %+v", state.Talk, state.YouVoiced)
	}
	hear("talk", `{"people":[],"languages":[{"language":"en","ms":9}],"hidden":[]}`)
	if !reflect.DeepEqual(state.Talk.Hidden, []string{"p-me"}) || state.YouVoiced[0].MS != 3000 || state.Talk.Languages[0].MS != 9 {
		t.Errorf("off the stage: %+v, %+v", state.Talk, state.YouVoiced)
	}
	hear("talk.own", `{"voiced":[{"language":"en","ms":3000}],"hidden":false}`)
	if len(state.Talk.Hidden) != 0 {
		t.Errorf("shown again: %+v", state.Talk)
	}
}

func TestEventAlreadyIncludedChangesNothing(t *testing.T) {
	for _, seq := range []uint64{0, 9, 10} {
		got, err := reduce(testSnapshot(), Event{Seq: seq, Type: "host.changed", Data: json.RawMessage(`{"participant":"x"}`)})
		if err != nil || !reflect.DeepEqual(got, testSnapshot()) {
			t.Errorf("seq %d: %+v, %v", seq, got, err)
		}
	}
}

func TestEventThatCannotBeReadChangesNothing(t *testing.T) {
	got, err := reduce(testSnapshot(), Event{Seq: 11, Type: "seat.changed", Data: json.RawMessage(`{"seat":7}`)})
	if err == nil || !reflect.DeepEqual(got, testSnapshot()) {
		t.Errorf("%+v, %v", got, err)
	}
}

func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		`{"re":7,"data":{}}`,
		`{"re":7,"error":{"code":"not_allowed","text":"…","retry_ms":0}}`,
		`{"seq":42,"type":"seat.changed","data":{"seat":{"index":3,"occupant":{"id":"p-me"}}}}`,
		`{"seq":42,"type":"participant.changed","data":{"participant":{"id":"p-me"}}}`,
		`{"seq":42,"type":"hand.raised","data":{"hand":{"participant":{"id":"a"},"raised_ms":1}}}`,
		`{"seq":42,"type":"audience.changed","data":{"count":-1,"sample":null}}`,
		`{"seq":42,"type":"hands.changed","data":{"raised":[{"participant":{"id":"a"}}],"lowered":["a","p-me"]}}`,
		`{"seq":42,"type":"hands.listed","data":{"hands":null}}`,
		`{"type":"hand.position","data":{"position":3,"hands":12}}`,
		`{"seq":42,"type":"seats.changed","data":{"seats":[{"index":1},{"index":1,"occupant":{"id":"p-me"}}]}}`,
		`{"seq":42,"type":"room.changed","data":{"room":{"seats":-1}}}`,
		`{"seq":42,"type":"desk.changed","data":{"invitations":null,"waiting":[{}]}}`,
		`{"seq":42,"type":"chat.message","data":{"message":{"id":1,"from":null,"about":{}}}}`,
		`{"seq":42,"type":"chat.deleted","data":{"id":1,"by":"x"}}`,
		`{"type":"reactions","data":{"reactions":[{"emoji":"👏","count":1}]}}`,
		`{"re":1,"error":{"code":"waiting","guest_token":"eyJ","retry_ms":3000,"until_ms":-1}}`,
		`{"type":"speakers","data":{"slots":["p4"]}}`,
		`{"type":"ping","data":{"seq":42}}`,
		`[]`, `null`, `{`, `{"re":-1}`, `{"seq":1e99}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		frame, ok := decodeFrame(data)
		if !ok {
			return
		}
		if frame.Re == 0 && frame.Type == "" {
			t.Fatal("neither an answer nor an event was understood")
		}
		start := testSnapshot()
		event := Event{Seq: frame.Seq, Type: frame.Type, Data: frame.Data}
		next, err := reduce(start, event)
		if !reflect.DeepEqual(start, testSnapshot()) {
			t.Fatal("the snapshot was changed in place")
		}
		if err == nil && frame.Seq > start.Revision && next.Revision != frame.Seq {
			t.Fatal("applied without its number")
		}
		again, _ := reduce(next, event)
		if !reflect.DeepEqual(again, next) {
			t.Fatal("applied twice is not applied once")
		}
	})
}
