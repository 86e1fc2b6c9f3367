package signaling

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/room/rounds"
)

// long is an ID that is a byte too long.
var long = strings.Repeat("p", maxReference+1)

// malformed are five bad data of every command.
func malformed() map[string][]string {
	bad := map[string][]string{
		"mute.self":        {`{}`, `{"muted":1}`, `{"muted":"true"}`, `{"muted":null}`, `{"Muted":true}`, `{"muted":true,"muted":false}`, `null`},
		"mute.participant": mutes(), "chat.mute": mutes(),
		"participants.list": {`{"limit":-1}`, `{"limit":101}`, `{"limit":1.5}`, `{"cursor":7}`, `{"cursor":"` + long + `"}`,
			`{"limit":99999999999999999999}`},
		"audit.list":    {`{"limit":-1}`, `{"limit":101}`, `{"before":7}`, `{"before":"` + long + `"}`, `{"cursor":""}`},
		"chat.list":     {`{"limit":-1}`, `{"limit":101}`, `{"before":-1}`, `{"before":"7"}`, `{"before":9007199254740992}`},
		"chat.delete":   {`{}`, `{"message":0}`, `{"message":-1}`, `{"message":"7"}`, `{"message":9007199254740992}`, `{"id":7}`},
		"reaction.send": {`{}`, `{"emoji":""}`, `{"emoji":"💣"}`, `{"emoji":"👏👏"}`, `{"emoji":7}`},
		"signal.send": {`{}`, `{"participant":"p9"}`, `{"signal":"slower"}`, `{"participant":"p9","signal":"faster"}`,
			`{"participant":"` + long + `","signal":"slower"}`},
		"ban.lift":  {`{}`, `{"ban":""}`, `{"ban":7}`, `{"ban":"` + long + `"}`, `{"participant":"p9"}`},
		"room.lock": {`{}`, `{"locked":1}`, `{"locked":"true"}`, `{"locked":null}`, `{"locked":true,"reason":""}`},
		"seat.take": {`{}`, `{"index":-2}`, `{"index":20}`, `{"index":1.5}`, `{"index":null}`, `{"index":99999999999999999999}`},
		"seat.swap": {`{}`, `{"index":2}`, `{"other":2}`, `{"index":-1,"other":2}`, `{"index":2,"other":20}`},
		"seat.lock": {`{}`, `{"index":2}`, `{"locked":true}`, `{"index":-1,"locked":true}`, `{"index":20,"locked":true}`},
		"seat.mute": {`{}`, `{"index":2}`, `{"muted":true}`, `{"index":-1,"muted":true}`, `{"index":20,"muted":true}`},
		"seat.move": {`{}`, `{"participant":"p9"}`, `{"index":2}`, `{"participant":"p9","index":-1}`, `{"participant":"","index":2}`},
		"turn.set": {`{}`, `{"participant":"p9"}`, `{"participant":"p9","seconds":9}`, `{"participant":"p9","seconds":3601}`,
			`{"participant":"p9","seconds":-10}`, `{"participant":"","seconds":0}`},
		"role.set": {`{}`, `{"participant":"p9"}`, `{"participant":"p9","role":"host"}`, `{"participant":"p9","role":"speaker"}`,
			`{"participant":"","role":"listener"}`, `{"participant":"p9","role":2}`},
		"participant.ban": {`{}`, `{"participant":"p9","seconds":9}`, `{"participant":"p9","seconds":86401}`,
			`{"participant":"p9","seconds":-1}`, `{"participant":"p9","reason":"no"}`, `{"participant":"p9","seconds":9223372037}`},
		"participant.report": {`{}`, `{"participant":"p9"}`, `{"participant":"p9","reason":"boredom"}`, `{"reason":"spam"}`,
			`{"participant":"p9","reason":"spam","text":"` + strings.Repeat("x", room.MaxReport*maxGrapheme+1) + `"}`},
		"participant.block": {`{}`, `{"participant":"p9"}`, `{"blocked":true}`, `{"participant":"p9","blocked":"yes"}`,
			`{"participant":"` + long + `","blocked":true}`},
		"chat.send":   badMessages(),
		"room.update": badUpdates(),
	}
	for _, name := range []string{"hand.raise", "invitation.accept", "invitation.decline", "stage.leave", "leave", "mute.all",
		"bans.list", "room.close", "round.skip", "round.stop", "card.clear", "packs.list", "clock.get",
		"regulars.list"} {
		bad[name] = []string{`[]`, `"x"`, `7`, `{"participant":"p9"}`, `{"a":{}}`}
	}
	maps.Copy(bad, badExchanges())
	named := []string{`[]`, `"p9"`, `{"participant":7}`, `{"participant":"p9","muted":true}`, `{"participant":"` + long + `"}`}
	bad["hand.lower"] = named
	someone := append([]string{`{}`, `{"participant":""}`, `null`}, named...)
	for _, name := range []string{"invitation.cancel", "host.transfer", "waiting.admit"} {
		bad[name] = someone
	}
	bad["media.restart"] = []string{`{}`, `null`, `[]`, `{"offer":""}`, `{"offer":7}`, `{"offer":"` + strings.Repeat("x", maxOffer+1) + `"}`}
	bad["media.set"] = []string{`{}`, `null`, `[]`, `{"low_delay":null}`, `{"low_delay":1}`, `{"low_delay":true,"high":true}`}
	for _, name := range []string{"stage.remove", "participant.kick", "waiting.deny"} {
		bad[name] = append([]string{`{"participant":"p9","reason":"because"}`, `{"participant":"p9","reason":7}`, `{"reason":"spam"}`}, someone...)
	}
	return bad
}

// badExchanges are those of rounds and cards.
func badExchanges() map[string][]string {
	phase := `{"language":"zh","seconds":60}`
	pack := strings.Repeat("x", 33)
	return map[string][]string{
		"round.start": {`[]`, `{"timetable":{}}`, `{"timetable":[{"language":"zh","seconds":29}]}`,
			`{"timetable":[{"language":"zh","seconds":7201}]}`, `{"timetable":[{"language":"zh","seconds":9223372037}]}`,
			`{"timetable":[` + strings.Repeat(phase+",", 12) + phase + `]}`, `{"timetable":[{"language":"zh"}]}`,
			`{"timetable":[{"language":"` + long + `","seconds":60}]}`, `{"pack":"` + pack + `"}`, `{"pack":7}`,
			`{"timetable":[` + strings.Repeat(phase+",", 1999) + phase + `]}`},
		"round.pause": {`{}`, `null`, `{"paused":null}`, `{"paused":1}`, `{"paused":true,"paused":false}`, `{"pause":true}`},
		"round.extend": {`{}`, `{"seconds":59}`, `{"seconds":1801}`, `{"seconds":-60}`, `{"seconds":"60"}`,
			`{"seconds":99999999999999999999}`},
		"talk.hide": {`{}`, `null`, `{"hidden":null}`, `{"hidden":"yes"}`, `{"hidden":true,"participant":"p9"}`},
		"hand.advance": {`{}`, `{"participant":"p9"}`, `{"participant":"p9","reason":""}`, `{"participant":"p9","reason":"spam"}`,
			`{"participant":"","reason":"quiet"}`, `{"participant":"` + long + `","reason":"quiet"}`, `{"reason":"quiet"}`},
		"invitation.send": {`{}`, `null`, `{"participant":""}`, `{"participant":"p9","reason":"spam"}`, `{"participant":7}`,
			`{"participant":"` + long + `"}`, `{"participant":"p9","muted":true}`},
		"card.deal": {`[]`, `{"pack":7}`, `{"pack":"` + pack + `"}`, `{"card":"food-3"}`, `{"pack":["food"]}`},
	}
}

func mutes() []string {
	return []string{`{}`, `{"muted":true}`, `{"participant":"p9"}`, `{"participant":"","muted":true}`,
		`{"participant":["p9"],"muted":true}`, `{"participant":"p9","muted":true,"reason":"because"}`}
}

func badMessages() []string {
	nine := `"p1","p2","p3","p4","p5","p6","p7","p8","p9"`
	return []string{`[]`, `{"text":7}`, `{"text":"` + strings.Repeat("x", room.MaxMessage*maxGrapheme+1) + `"}`,
		`{"text":"x","reply_to":-1}`, `{"text":"x","reply_to":9007199254740992}`, `{"text":"x","mentions":[` + nine + `]}`,
		`{"text":"x","mentions":[""]}`, `{"text":"x","mentions":["` + long + `"]}`, `{"text":"x","system":true}`}
}

func badUpdates() []string {
	text := func(field string, bytes int) string {
		return fmt.Sprintf(`{%q:%q}`, field, strings.Repeat("x", bytes))
	}
	translation := `{"language":"zh","title":"x","rules":"x"}`
	return []string{`{}`, `null`, `[]`, `{"owner":"p9"}`, `{"locked":true}`, `{"title":null}`, `{"title":7}`,
		text("title", room.MaxTitle*maxGrapheme+1), text("topic", room.MaxTopic*maxGrapheme+1), text("rules", room.MaxRules*maxGrapheme+1),
		`{"seats":0}`, `{"seats":21}`, `{"mode":"anarchy"}`, `{"mode":""}`, `{"turn_seconds":-1}`, `{"turn_seconds":3601}`,
		`{"turn_seconds":9223372037}`, `{"slow_mode_seconds":-1}`, `{"slow_mode_seconds":301}`,
		`{"translations":{}}`, `{"translations":[` + strings.Repeat(translation+",", room.MaxPair) + translation + `]}`,
		`{"translations":[{"language":"` + strings.Repeat("x", maxTag+1) + `"}]}`, `{"translations":[{"lang":"zh"}]}`,
		`{"title":"x","seats":99}`,
		`{"level":"Z9"}`, `{"level":3}`, `{"pace":"` + strings.Repeat("x", maxTag+1) + `"}`, `{"queue":"loudest"}`, `{"queue":""}`,
		`{"tags":["a","b","c","d","e","f"]}`, text("tags", 1), `{"tags":["` + strings.Repeat("x", room.MaxTag*maxGrapheme+1) + `"]}`,
		`{"kept":[` + strings.Repeat(`{"seat":1},`, 19) + `{"seat":1}]}`, `{"kept":[{"seat":1,"for":"` + long + `"}]}`,
		`{"turn_next":1}`, `{"timetable":[{"language":"zh","seconds":1}]}`, `{"timetable":[{"language":"zh","length":60}]}`}
}

func TestMalformedDataOfEveryCommandIsABadRequest(t *testing.T) {
	bad := malformed()
	for name, decode := range commands() {
		if len(bad[name]) < 5 {
			t.Errorf("%s has %d bad examples", name, len(bad[name]))
		}
		for _, data := range bad[name] {
			if c, err := decode(json.RawMessage(data)); !errors.Is(err, errBadRequest) {
				t.Errorf("%s %.80s: %#v, %v", name, data, c, err)
			}
		}
	}
}

// said is data and the command that it says.
type said struct {
	name, data string
	want       any
}

func saidOnStage() []said {
	return []said{
		{"hand.raise", ``, room.RaiseHand{}}, {"hand.raise", `null`, room.RaiseHand{}}, {"hand.raise", `{}`, room.RaiseHand{}},
		{"hand.lower", ``, room.LowerHand{}}, {"hand.lower", `{"participant":"p9"}`, room.LowerHand{Participant: "p9"}},
		{"invitation.send", `{"participant":"p9"}`, room.Invite{Participant: "p9"}},
		{"invitation.cancel", `{"participant":"p9"}`, room.CancelInvitation{Participant: "p9"}},
		{"mute.self", `{"muted":false}`, room.MuteSelf{}}, {"mute.self", `{"muted":true}`, room.MuteSelf{Muted: true}},
		{"mute.participant", `{"participant":"p9","muted":true}`, room.MuteParticipant{Participant: "p9", Muted: true}},
		{"mute.participant", `{"participant":"p9","muted":false,"reason":"noise"}`, room.MuteParticipant{Participant: "p9", Reason: "noise"}},
		{"mute.all", ``, room.MuteAll{}},
		{"seat.take", `{"index":-1}`, room.TakeSeat{Index: -1}}, {"seat.take", `{"index":0}`, room.TakeSeat{}},
		{"seat.take", `{"index":19}`, room.TakeSeat{Index: 19}},
		{"seat.move", `{"participant":"p9","index":0}`, room.MoveSeat{Participant: "p9"}},
		{"seat.swap", `{"index":2,"other":3}`, room.SwapSeats{Index: 2, Other: 3}},
		{"seat.lock", `{"index":2,"locked":false}`, room.LockSeat{Index: 2}},
		{"seat.mute", `{"index":2,"muted":true}`, room.MuteSeat{Index: 2, Muted: true}},
		{"stage.remove", `{"participant":"p9"}`, room.RemoveFromStage{Participant: "p9"}},
		{"turn.set", `{"participant":"p9","seconds":0}`, room.SetTurn{Participant: "p9"}},
		{"turn.set", `{"participant":"p9","seconds":10}`, room.SetTurn{Participant: "p9", Time: 10 * time.Second}},
		{"participants.list", ``, listParticipants{Limit: defaultList}},
		{"participants.list", `{"cursor":"c","limit":100}`, listParticipants{Cursor: "c", Limit: 100}},
	}
}

func saidOfPeople() []said {
	return []said{
		{"role.set", `{"participant":"p9","role":"moderator"}`, room.SetRole{Participant: "p9", Role: room.Moderator}},
		{"role.set", `{"participant":"p9","role":"listener"}`, room.SetRole{Participant: "p9", Role: room.Listener}},
		{"host.transfer", `{"participant":"p9"}`, room.TransferHost{Participant: "p9"}},
		{"participant.kick", `{"participant":"p9","reason":"spam"}`, room.Kick{Participant: "p9", Reason: "spam"}},
		{"participant.ban", `{"participant":"p9"}`, room.Ban{Participant: "p9", Time: time.Hour}},
		{"participant.ban", `{"participant":"p9","seconds":null}`, room.Ban{Participant: "p9", Time: time.Hour}},
		{"participant.ban", `{"participant":"p9","seconds":0}`, room.Ban{Participant: "p9", Time: room.Permanent}},
		{"participant.ban", `{"participant":"p9","seconds":86400,"reason":"hate"}`, room.Ban{Participant: "p9", Reason: "hate", Time: 24 * time.Hour}},
		{"ban.lift", `{"ban":"b7"}`, room.LiftBan{ID: "b7"}}, {"bans.list", `{}`, listBans{}},
		{"waiting.admit", `{"participant":"p7"}`, room.Admit{Participant: "p7"}},
		{"waiting.deny", `{"participant":"p7","reason":""}`, room.Deny{Participant: "p7"}},
		{"participant.report", `{"participant":"p9","reason":"insult","text":"x"}`, room.Report{Participant: "p9", Reason: "insult", Text: "x"}},
		{"participant.block", `{"participant":"p9","blocked":false}`, room.Block{Participant: "p9"}},
		{"room.lock", `{"locked":false}`, room.LockRoom{}}, {"room.close", ``, room.CloseRoom{}},
		{"audit.list", ``, listAudit{Limit: defaultList}}, {"audit.list", `{"before":"a5","limit":1}`, listAudit{Before: "a5", Limit: 1}},
	}
}

func saidInChat() []said {
	return []said{
		{"chat.send", `{"text":"hi"}`, room.SendMessage{Text: "hi"}},
		{"chat.send", `{"text":"hi","reply_to":7,"mentions":["p9"]}`, room.SendMessage{Text: "hi", ReplyTo: 7, Mentions: []string{"p9"}}},
		{"chat.send", `{}`, room.SendMessage{}}, // which the room refuses as invalid_text
		{"chat.delete", `{"message":7}`, room.DeleteMessage{ID: 7}},
		{"chat.mute", `{"participant":"p9","muted":true,"reason":"spam"}`, room.MuteChat{Participant: "p9", Muted: true, Reason: "spam"}},
		{"chat.list", ``, listMessages{Limit: defaultList}}, {"chat.list", `{"before":7,"limit":2}`, listMessages{Before: 7, Limit: 2}},
		{"reaction.send", `{"emoji":"❤️"}`, room.React{Emoji: "❤️"}},
		{"signal.send", `{"participant":"p4","signal":"again"}`, room.SendSignal{Participant: "p4", Signal: room.Again}},
	}
}

func TestACommandSaysWhatItsDataSays(t *testing.T) {
	for _, c := range slices.Concat(saidOnStage(), saidOfPeople(), saidInChat(), saidOfExchange()) {
		if got, err := commands()[c.name](json.RawMessage(c.data)); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %s: %#v, %v", c.name, c.data, got, err)
		}
	}
}

func TestAnUpdateChangesWhatItNamesAndNothingElse(t *testing.T) {
	read := func(data string) room.UpdateRoom {
		t.Helper()
		c, err := commands()["room.update"](json.RawMessage(data))
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		return c.(room.UpdateRoom)
	}
	full := reflect.ValueOf(read(string(commandData(t, "room.update"))))
	for i := range full.NumField() {
		if full.Field(i).IsNil() {
			t.Errorf("the example leaves %s out", full.Type().Field(i).Name)
		}
	}
	off := read(`{"turn_seconds":0,"turn_mutes":false,"slow_mode_seconds":0,"waiting_room":false,"rules":"","translations":[]}`)
	if *off.Turn != 0 || *off.TurnMutes || *off.SlowMode != 0 || *off.WaitingRoom || *off.Rules != "" || len(*off.Translations) != 0 {
		t.Errorf("%+v", off)
	}
	none := read(`{"tags":[],"kept":[],"timetable":[],"level":"","pace":"","turn_next":false}`)
	if len(*none.Tags) != 0 || len(*none.Kept) != 0 || len(*none.Timetable) != 0 || *none.Level != 0 || *none.Pace != "" || *none.TurnNext {
		t.Errorf("%+v", none)
	}
	if off.Title != nil || off.Topic != nil || off.Seats != nil || off.Mode != nil {
		t.Errorf("changes more than it says: %+v", off)
	}
	some := read(`{"mode":"free","turn_seconds":90,"translations":[{"language":"zh","title":"t","rules":"r"}]}`)
	if *some.Mode != room.Free || *some.Turn != 90*time.Second || (*some.Translations)[0] != (room.Translation{Language: "zh", Title: "t", Rules: "r"}) {
		t.Errorf("%+v", some)
	}
}

// saidOfExchange is what commands about rounds, cards and the line say.
func saidOfExchange() []said {
	phases := []rounds.Phase{{Language: "zh", Length: time.Minute}, {Language: "en", Length: 2 * time.Hour}}
	return []said{
		{"round.start", `{}`, room.StartRounds{}},
		{"round.start", `{"timetable":[]}`, room.StartRounds{}},
		{"round.start", `{"timetable":[{"language":"zh","seconds":60},{"language":"en","seconds":7200}],"pack":"food"}`,
			room.StartRounds{Phases: phases, Pack: "food"}},
		{"round.pause", `{"paused":false}`, room.PauseRounds{}},
		{"round.extend", `{"seconds":1800}`, room.ExtendRound{By: 30 * time.Minute}},
		{"card.deal", `{}`, room.DealCard{}},
		{"card.deal", `{"pack":"food"}`, room.DealCard{Pack: "food"}},
		{"talk.hide", `{"hidden":true}`, room.HideTalk{Hidden: true}},
		{"hand.advance", `{"participant":"p9","reason":"leaving"}`, room.AdvanceHand{Participant: "p9", Reason: "leaving"}},
		{"invitation.send", `{"participant":"p9"}`, room.Invite{Participant: "p9"}},
		{"invitation.send", `{"participant":"p9","reason":"word"}`, room.Invite{Participant: "p9", Reason: "word"}},
	}
}

// commandData is the data of a command's example.
func commandData(t testing.TB, name string) json.RawMessage {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(goldenFolder, "command."+name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := decodeEnvelope(data)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return e.Data
}

// bounded are the most bytes of the texts of commands that are no IDs, by field.
var bounded = map[string]int{
	"Text": room.MaxMessage * maxGrapheme, "Title": room.MaxTitle * maxGrapheme, "Topic": room.MaxTopic * maxGrapheme,
	"Rules": room.MaxRules * maxGrapheme, "Language": maxTag, "Tags": room.MaxTag * maxGrapheme,
}

// outOfBounds names a field of a command that may not be what it is, "" for none.
func outOfBounds(name string, v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return outOfBounds(name, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if bad := outOfBounds(v.Type().Field(i).Name, v.Field(i)); bad != "" {
				return bad
			}
		}
	case reflect.Slice:
		if v.Len() >= room.MaxSeats {
			return name
		}
		for i := range v.Len() {
			if bad := outOfBounds(name, v.Index(i)); bad != "" {
				return bad
			}
		}
	case reflect.String:
		most, ok := bounded[name]
		if !ok {
			most = maxReference
		}
		if v.Len() > most || name == "Reason" && v.Len() > 0 && !room.ValidReason(v.String()) && !room.ValidCutIn(v.String()) {
			return name
		}
	case reflect.Int:
		if v.Int() < -1 || v.Int() > maxListed {
			return name
		}
	case reflect.Int64: // a duration
		if d := time.Duration(v.Int()); d != room.Permanent && (d < 0 || d > room.MaxBan) {
			return name
		}
	case reflect.Uint64:
		if v.Uint() > maxID {
			return name
		}
	}
	return ""
}

func FuzzCommand(f *testing.F) {
	table := commands()
	for name, bad := range malformed() {
		for _, data := range bad {
			f.Add(name, []byte(data))
		}
		f.Add(name, []byte(commandData(f, name)))
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		decode, known := table[name]
		if !known || len(data) > maxFrame {
			return
		}
		c, err := decode(data)
		if err != nil {
			if !errors.Is(err, errBadRequest) {
				t.Fatalf("%s %q: %v", name, data, err)
			}
			return
		}
		switch c := c.(type) {
		case room.Command:
			if room.NameOf(c) != name {
				t.Fatalf("%s is %s to the room", name, room.NameOf(c))
			}
		case query:
		default:
			t.Fatalf("%s %q: %T", name, data, c)
		}
		if field := outOfBounds("", reflect.ValueOf(c)); field != "" {
			t.Fatalf("%s %q: %s of %+v", name, data, field, c)
		}
	})
}
