package signaling

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/strict"
)

const goldenFolder = "testdata/protocol"

func specification(t *testing.T) string {
	t.Helper()
	doc, err := os.ReadFile("PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func golden(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(goldenFolder, name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// sameJSON reports whether two documents say the same.
func sameJSON(t *testing.T, a, b []byte) bool {
	t.Helper()
	var left, right any
	if err := json.Unmarshal(a, &left); err != nil {
		t.Fatalf("%v in %s", err, a)
	}
	if err := json.Unmarshal(b, &right); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return reflect.DeepEqual(left, right)
}

func TestEveryExampleOfTheSpecificationIsAGoldenFile(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```json ([a-z.]+)\n(.*?)\n```").FindAllStringSubmatch(specification(t), -1)
	if len(blocks) < 6 {
		t.Fatalf("only %d examples found", len(blocks))
	}
	for _, b := range blocks {
		if file := strings.TrimSpace(string(golden(t, b[1]))); file != b[2] {
			t.Errorf("%s: the file and the specification differ\nfile %s\nspec %s", b[1], file, b[2])
		}
	}
}

// shapes is what each golden file decodes into.
func shapes() map[string]func() any {
	event := func(data func() any) func() any { return func() any { return &eventFrame{Data: data()} } }
	answer := func(data func() any) func() any { return func() any { return &answerFrame{Data: data()} } }
	shapes := map[string]func() any{
		"join.command":   func() any { return &command[joinCommand]{} },
		"resume.command": func() any { return &command[resumeCommand]{} },
		"welcome":        answer(func() any { return &goldenWelcome{} }),
		"resumed":        answer(func() any { return &resumed{} }),
		"snapshot":       func() any { return &goldenSnapshot{} },
		"speakers":       event(func() any { return &SpeakersUpdate{} }),
		"ping":           event(func() any { return &wirePing{} }),
		"pong.command":   event(func() any { return &wirePong{} }),
		"refusal":        func() any { return &answerFrame{} },
		"moved":          func() any { return &answerFrame{} },
		"rooms":          func() any { return &roomList{} },
		"participants":   answer(func() any { return &participantsPage{} }),
		"operator.rooms": func() any { return &loadList{} },
		"operator.audit": func() any { return &recordPage[wireOperatorRecord]{} },
		"records":        answer(func() any { return &recordPage[wireRecord]{} }),
		"bans":           answer(func() any { return &banList{} }),
		"messages":       answer(func() any { return &goldenMessages{} }),
		"room":           func() any { return &wireRoom{} },
		"message":        func() any { return &wireMessage{} },
		"system":         func() any { return &wireMessage{} },
		"waiting":        func() any { return &answerFrame{} },
		"banned":         func() any { return &answerFrame{} },
		"busy":           func() any { return &answerFrame{} },
		"regulars":       answer(func() any { return &regularList{} }),
		"packs":          answer(func() any { return &packList{} }),
		"clock":          answer(func() any { return &clockTime{} }),
		"restarted":      answer(func() any { return &restarted{} }),
		"lobby.request":  func() any { return &lobbyRequest{} },
		"lobby.page":     func() any { return &goldenLobbyPage{} },
		"lobby.delta":    func() any { return &goldenLobbyDelta{} },
		"lobby.awake":    func() any { return &goldenLobbyAwake{} },
		"lobby.quick":    func() any { return &quickRequest{} },
		"awake":          func() any { return &awakeAnswer{} },

		"plan.request":    func() any { return &planRequest{} },
		"plan":            func() any { return &wirePlan{} },
		"plan.change":     func() any { return &planChange{} },
		"changed":         func() any { return &changedAnswer{} },
		"agenda":          func() any { return &agendaAnswer{} },
		"reply.request":   func() any { return &replyRequest{} },
		"reply":           func() any { return &replyAnswer{} },
		"replies":         func() any { return &repliesAnswer{} },
		"overlap.request": func() any { return &overlapRequest{} },
		"overlap":         func() any { return &overlapAnswer{} },
		"feed":            func() any { return &feedAnswer{} },
		"push.request":    func() any { return &pushRequest{} },
	}
	for name, data := range eventShapes() {
		shapes["event."+name] = event(data)
	}
	return shapes
}

func eventShapes() map[string]func() any {
	return map[string]func() any{
		"seat.changed":         func() any { return &wireSeatChanged{} },
		"participant.changed":  func() any { return &wireParticipantChanged{} },
		"hand.raised":          func() any { return &wireHandRaised{} },
		"hand.lowered":         func() any { return &wireNamed{} },
		"hands.changed":        func() any { return &wireHandsChanged{} },
		"hands.listed":         func() any { return &wireHandsListed{} },
		"hands.ordered":        func() any { return &wireHandsOrdered{} },
		"hand.position":        func() any { return &wireHandPlaced{} },
		"invitation.sent":      func() any { return &wireInvitationSent{} },
		"invitation.ended":     func() any { return &wireInvitationEnded{} },
		"mute.changed":         func() any { return &wireMuteChanged{} },
		"host.changed":         func() any { return &wireHostChanged{} },
		"audience.changed":     func() any { return &wireAudience{} },
		"seats.changed":        func() any { return &wireSeatsChanged{} },
		"notice":               func() any { return &wireNotice{} },
		"room.changed":         func() any { return &wireRoomChanged{} },
		"desk.changed":         func() any { return &wireDeskChanged{} },
		"waiting.changed":      func() any { return &wireWaitingChanged{} },
		"participant.reported": func() any { return &wireReported{} },
		"blocked.changed":      func() any { return &wireBlockedChanged{} },
		"chat.message":         func() any { return &wireMessageSent{} },
		"chat.deleted":         func() any { return &wireMessageDeleted{} },
		"round.changed":        func() any { return &wireRoundChanged{} },
		"card.changed":         func() any { return &wireCardChanged{} },
		"reactions":            func() any { return &wireReactions{} },
		"talk":                 func() any { return &wireTalk{} },
		"talk.own":             func() any { return &wireOwnTalk{} },
		"duty.changed":         func() any { return &wireDutyChanged{} },
	}
}

// command is a client's frame with its data in a known shape.
type command[T any] struct {
	ID   uint64 `json:"id"`
	Type string `json:"type"`
	Data T      `json:"data"`
}

// The examples leave out what has an example of its own.
type goldenWelcome struct {
	welcome
	Snapshot struct{} `json:"snapshot"`
}

type goldenSnapshot struct {
	wireSnapshot
	Room  struct{} `json:"room"`
	Hands []struct {
		Participant struct{} `json:"participant"`
		RaisedMS    int64    `json:"raised_ms"`
	} `json:"hands"`
	Chat []struct{} `json:"chat"`
}

// The lines of the lobby are made in a package of its own; TestTheLinesOfTheLobbyHaveTheShapesOfTheExamples compares.
type goldenLobbyPage struct {
	Type       string            `json:"type"`
	Version    uint64            `json:"version"`
	Rooms      []goldenLobbyRoom `json:"rooms"`
	Breaks     []int             `json:"breaks"`
	More       bool              `json:"more"`
	Stale      bool              `json:"stale"`
	GuestToken string            `json:"guest_token"`
}

type goldenLobbyDelta struct {
	Type    string            `json:"type"`
	Version uint64            `json:"version"`
	Order   []string          `json:"order"`
	Rooms   []goldenLobbyRoom `json:"rooms"`
	Breaks  []int             `json:"breaks"`
	More    bool              `json:"more"`
	Stale   bool              `json:"stale"`
}

type goldenLobbyRoom struct {
	wireListing
	Why struct {
		Code   string `json:"code"`
		Give   string `json:"give"`
		Get    string `json:"get"`
		Needed string `json:"needed"`
	} `json:"why"`
	Needs []string `json:"needs"`
}

type goldenLobbyAwake struct {
	Type  string      `json:"type"`
	Lines []AwakeLine `json:"lines"`
}

type goldenMessages struct {
	Messages []struct{} `json:"messages"`
	More     bool       `json:"more"`
}

func TestEveryGoldenFileIsDecodedAndEncodedWithoutLoss(t *testing.T) {
	files, err := filepath.Glob(goldenFolder + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	known := shapes()
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		shape, ok := known[name]
		if !ok {
			if strings.HasPrefix(name, "command.") {
				continue // decoded by TestEveryCommandHasAGoldenFile
			}
			t.Errorf("%s: nothing decodes it", name)
			continue
		}
		delete(known, name)
		v := shape()
		if err := strict.Unmarshal(golden(t, name), v); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again := encode(v).data; !sameJSON(t, again, golden(t, name)) {
			t.Errorf("%s comes back as %s", name, again)
		}
	}
	for name := range known {
		t.Errorf("%s has no golden file", name)
	}
}

// table returns the names in the first column of a table under a heading.
func table(t *testing.T, heading string) []string {
	t.Helper()
	_, rest, found := strings.Cut(specification(t), "\n## "+heading+"\n")
	if !found {
		t.Fatalf("no heading %q", heading)
	}
	section, _, _ := strings.Cut(rest, "\n## ")
	var names []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z.]+)` \\|").FindAllStringSubmatch(section, -1) {
		names = append(names, row[1])
	}
	slices.Sort(names)
	return names
}

func TestEveryCommandHasARowAndAGoldenFile(t *testing.T) {
	var names []string
	for name, decode := range commands() {
		names = append(names, name)
		e, err := decodeEnvelope(golden(t, "command."+name))
		if err != nil || e.Type != name {
			t.Errorf("%s: %v, type %q", name, err, e.Type)
			continue
		}
		if _, err := decode(e.Data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	slices.Sort(names)
	if rows := table(t, "Commands"); !slices.Equal(rows, names) {
		t.Errorf("the specification has %v, the code %v", rows, names)
	}
}

func TestEveryEventHasARowANameAndAGoldenFile(t *testing.T) {
	person := room.Participant{ID: "p9", Profile: room.Profile{Name: "小雨"}, Seat: -1, Joined: time.UnixMilli(7)}
	bodies := []room.Body{
		room.SeatChanged{}, room.ParticipantChanged{Participant: person}, room.HandRaised{}, room.HandLowered{},
		room.HandsChanged{}, room.HandsListed{}, room.HandPlaced{},
		room.Invited{}, room.InvitationEnded{}, room.MuteChanged{}, room.HostChanged{}, room.AudienceChanged{},
		room.SeatsChanged{}, room.Notice{}, room.RoomChanged{}, room.DeskChanged{}, room.WaitingChanged{},
		room.Reported{}, room.BlockedChanged{}, room.MessageSent{}, room.MessageDeleted{}, room.Reacted{},
		room.RoundChanged{}, room.CardChanged{}, room.HandsOrdered{},
		room.TalkTold{}, room.OwnTalk{}, room.DutyChanged{},
	}
	var names []string
	for _, b := range bodies {
		name, data := wireEvent(&liveRoom{}, b)
		names = append(names, name)
		if shape := reflect.TypeOf(eventShapes()[name]()).Elem(); shape != reflect.TypeOf(data) {
			t.Errorf("%s is sent as %T, its golden file is a %v", name, data, shape)
		}
	}
	slices.Sort(names)
	if rows := table(t, "Events"); !slices.Equal(rows, names) {
		t.Errorf("the specification has %v, the code %v", rows, names)
	}
	if declared := declaredBodies(t); declared != len(bodies) {
		t.Errorf("the room declares %d events, %d are known here", declared, len(bodies))
	}
}

// declaredBodies counts the events in the room's source, so that a new one cannot be forgotten here.
func declaredBodies(t *testing.T) int {
	t.Helper()
	source, err := os.ReadFile("../room/event.go")
	if err != nil {
		t.Fatal(err)
	}
	return len(regexp.MustCompile(`(?m)^func \(\w+\) event\(\)`).FindAll(source, -1))
}

func TestTheCloseCodesAreThoseOfTheSpecification(t *testing.T) {
	doc := specification(t)
	codes := closeCodes()
	for _, c := range codes {
		row := fmt.Sprintf("| %d | %s | %s |", c.code, c.name, c.action)
		if c.action == "" {
			row = fmt.Sprintf("| %d | %s | |", c.code, c.name)
		}
		if !strings.Contains(doc, row) {
			t.Errorf("the specification has no row %q", row)
		}
	}
	if rows := len(regexp.MustCompile(`(?m)^\| 4\d\d\d \|`).FindAllString(doc, -1)); rows != len(codes) {
		t.Errorf("the specification has %d codes, the code %d", rows, len(codes))
	}
	for code, closes := range joinCloses() {
		line := regexp.MustCompile("(?m)^\\|.*`" + code + "`.*\\b" + fmt.Sprint(closes.code) + "\\b")
		if !line.MatchString(doc) {
			t.Errorf("the specification does not say that %s closes with %d", code, closes.code)
		}
	}
}

func closeCodes() []closeCode {
	return []closeCode{
		closeInternal, closeSlowConsumer, closeHeartbeatTimeout, closeSessionLost, closeTokenExpired,
		closeServerDraining, closeMoved, closeRateLimited, closeBadRequest, closeUnsupportedVersion,
		closeUnauthenticated, closeNotAllowed, closeReplaced, closeKicked, closeBanned, closeRoomClosed,
		closeRoomFull, closeLeft, closeWaiting, closeRoomLocked, closeNotOpenYet,
	}
}

func TestTheWelcomeOnTheWireHasTheShapeOfTheExample(t *testing.T) {
	n := newNode(t, nil)
	id, token := n.openRoom()
	c := n.join(id, token, "Ada")
	var sent, example struct {
		Data map[string]any `json:"data"`
	}
	c.decode(golden(t, "welcome"), &example)
	c.decode(encode(map[string]any{"data": c.welcome}).data, &sent)
	if !slices.Equal(keys(sent.Data), keys(example.Data)) {
		t.Errorf("the welcome has %v, the example %v", keys(sent.Data), keys(example.Data))
	}
	var snapshot, exampleSnapshot map[string]any
	c.decode(golden(t, "snapshot"), &exampleSnapshot)
	c.decode(encode(c.welcome.Snapshot).data, &snapshot)
	if !slices.Equal(keys(snapshot), keys(exampleSnapshot)) {
		t.Errorf("the snapshot has %v, the example %v", keys(snapshot), keys(exampleSnapshot))
	}
}

func keys(m map[string]any) []string {
	var k []string
	for name := range m {
		k = append(k, name)
	}
	slices.Sort(k)
	return k
}
