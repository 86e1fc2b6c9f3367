package room

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAMessageIsKeptCleanedAndToldEveryone(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	effects := ok(t, s, "a", SendMessage{Text: "  hello \r\n\n\n @n b\u200b  ", Mentions: []string{"b", "b", "stranger"}})
	sent, to := told[MessageSent](effects)
	m := sent[0].Message
	if to[0] != nil || m.Text != "hello\n\n@n b" || m.From.ID != "a" || m.System || !slices.Equal(m.Mentions, []string{"b"}) {
		t.Fatalf("told %+v", m)
	}
	ok(t, s, "b", SendMessage{Text: "hi", ReplyTo: m.ID})
	mustJoin(t, s, "late", Listener)
	snap := s.snapshot(instant(), s.members["late"])
	if last := snap.Chat[len(snap.Chat)-1]; last.ReplyTo != m.ID || last.Text != "hi" {
		t.Fatalf("a late joiner reads %+v", snap.Chat)
	}
}

func TestTextThatHidesOrNeverEndsIsRefused(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	for name, text := range map[string]string{
		"empty": "", "blank": " \n\t ", "too long": strings.Repeat("字", MaxMessage+1), "too many lines": strings.Repeat("a\n", maxMessageLines) + "a",
		"reordered": "a\u202eb", "no text": "a\xff", "heaped": "a" + strings.Repeat("\u0301", 9),
	} {
		if _, err := s.apply(instant(), "a", SendMessage{Text: text}); code(err) != "invalid_text" {
			t.Errorf("%s: %v", name, err)
		}
	}
	ok(t, s, "a", SendMessage{Text: strings.Repeat("字", MaxMessage)})
}

func TestADeletedMessageKeepsItsPlaceWithoutItsWords(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	ok(t, s, "a", SendMessage{Text: "hello", Mentions: []string{"b"}})
	id := s.messages
	refused(t, s, "b", DeleteMessage{id}, "not_allowed")
	effects := ok(t, s, "host", DeleteMessage{id})
	gone, to := told[MessageDeleted](effects)
	notices, _ := told[Notice](effects)
	if len(gone) != 1 || gone[0] != (MessageDeleted{id, "host"}) || to[0] != nil || len(notices) != 1 || notices[0].Action != "message_deleted" {
		t.Fatalf("told %+v %+v", gone, notices)
	}
	if m := s.message(id); !m.Deleted || m.Text != "" || m.Mentions != nil || m.DeletedBy != "host" {
		t.Fatalf("left %+v", m)
	}
	if again, _ := told[MessageDeleted](ok(t, s, "a", DeleteMessage{id})); len(again) != 0 {
		t.Fatal("deleted twice")
	}
}

func TestTheAuditSaysWhoseWordsWereTakenAwayAndLeavesOutOnesOwn(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	for range 2 {
		ok(t, s, "a", SendMessage{Text: "hello"})
	}
	id := s.messages
	if kept := records(ok(t, s, "a", DeleteMessage{id - 1})); len(kept) != 0 {
		t.Errorf("one's own: %+v", kept)
	}
	ok(t, s, "a", Leave{})
	if kept := records(ok(t, s, "host", DeleteMessage{id})); len(kept) != 1 || kept[0].Target != "a" || kept[0].TargetName != "n a" {
		t.Errorf("of somebody who has left: %+v", kept)
	}
}

func TestAHostCanWrite(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	ok(t, s, "host", MuteChat{"a", true, ""})
	ok(t, s, "host", TransferHost{"a"})
	ok(t, s, "a", SendMessage{Text: "nobody could let me write again"})
	if s.view(s.members["a"]).ChatMuted {
		t.Error("seen as muted")
	}
}

func TestAWordsOfTheRoomCannotBeTakenAway(t *testing.T) {
	s := stageOf(t, Settings{})
	refused(t, s, "host", DeleteMessage{1}, "no_message")
}

func TestTheChatIsBoundedAndPaged(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	now := instant()
	for range 3 * ChatKept {
		now = now.Add(2 * time.Second)
		if _, err := s.apply(now, "a", SendMessage{Text: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.chat) != ChatKept || cap(s.chat) > 2*ChatKept {
		t.Fatalf("%d messages kept in %d", len(s.chat), cap(s.chat))
	}
	if snap := s.snapshot(now, s.members["a"]); len(snap.Chat) != ChatSnapshot || snap.Chat[ChatSnapshot-1].ID != s.messages {
		t.Fatalf("a snapshot has %d", len(snap.Chat))
	}
	seen, before := 0, uint64(0)
	for {
		page, more := s.history(before, 70)
		seen += len(page)
		before = page[0].ID
		if !more {
			break
		}
	}
	if seen != ChatKept || before != s.messages-ChatKept+1 {
		t.Fatalf("paged %d, the first is %d", seen, before)
	}
	refused(t, s, "a", DeleteMessage{before - 1}, "no_message")
}

func TestSlowModeSparesThoseWhoRunTheRoomAndOutlivesLeaving(t *testing.T) {
	slow := time.Minute
	s := stageOf(t, Settings{Title: "t", Languages: []string{"en"}}, "a")
	ok(t, s, "host", UpdateRoom{SlowMode: &slow})
	ok(t, s, "a", SendMessage{Text: "one"})
	_, err := s.apply(instant().Add(20*time.Second), "a", SendMessage{Text: "two"})
	if r, is := err.(*Error); !is || r.Code != "slow_mode" || r.Retry != 40*time.Second {
		t.Fatalf("refused with %v", err)
	}
	ok(t, s, "a", Leave{})
	mustJoin(t, s, "a", Listener)
	refused(t, s, "a", SendMessage{Text: "two"}, "slow_mode")
	ok(t, s, "host", SendMessage{Text: "one"})
	ok(t, s, "host", SendMessage{Text: "two"})
	if _, err := s.apply(instant().Add(time.Minute), "a", SendMessage{Text: "two"}); err != nil {
		t.Fatal(err)
	}
}

func TestNobodyFloodsTheChat(t *testing.T) {
	s := stageOf(t, Settings{})
	for range writingBurst {
		ok(t, s, "host", SendMessage{Text: "x"})
	}
	refused(t, s, "host", SendMessage{Text: "x"}, "rate_limited")
	ok(t, s, "host", Leave{})
	mustJoin(t, s, "host", Listener)
	refused(t, s, "host", SendMessage{Text: "x"}, "rate_limited") // leaving forgives nothing
	if _, err := s.apply(instant().Add(writingWindow), "host", SendMessage{Text: "x"}); err != nil {
		t.Fatal(err)
	}
}

func TestAChatMuteIsNoMicrophoneMuteAndOutlivesLeaving(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	seatedOn(t, s, "a")
	effects := ok(t, s, "host", MuteChat{"a", true, "spam"})
	if n, to := told[Notice](effects); len(n) != 1 || n[0].Action != "chat_muted" || n[0].Reason != "spam" || to[0][0] != "a" {
		t.Fatalf("told %+v", n)
	}
	if !s.members["a"].open {
		t.Fatal("the microphone has closed")
	}
	refused(t, s, "a", SendMessage{Text: "x"}, "chat_muted")
	ok(t, s, "a", Leave{})
	mustJoin(t, s, "a", Listener)
	refused(t, s, "a", SendMessage{Text: "x"}, "chat_muted")
	ok(t, s, "host", MuteChat{"a", false, ""})
	ok(t, s, "a", SendMessage{Text: "x"})
}

func TestReactionsAreCountedEachPersonOnceAndToldOnce(t *testing.T) {
	s := stageOf(t, Settings{}, "a", "b")
	seatedOn(t, s, "a")
	seq := s.seq
	for range 5 {
		ok(t, s, "b", React{"👏"})
		ok(t, s, "b", SendSignal{"a", Slower})
	}
	ok(t, s, "host", React{"👏"})
	ok(t, s, "host", SendSignal{"a", Slower})
	ok(t, s, "host", SendSignal{"a", Again})
	if next := s.deadline(); !next.Equal(instant().Add(time.Second)) && !next.Equal(instant().Add(sentimentWindow)) {
		t.Fatalf("next due %v", next)
	}
	effects := s.expire(instant().Add(sentimentWindow))
	list, to := told[Reacted](effects)
	if len(list) != 1 || to[0] != nil || !slices.Equal(list[0].Reactions, []ReactionCount{{"👏", 2}}) ||
		!slices.Equal(list[0].Signals, []SignalCount{{"a", Again, 1}, {"a", Slower, 2}}) {
		t.Fatalf("told %+v", list)
	}
	for _, e := range effects {
		if told, is := e.(tell); is {
			if _, reacted := told.event.Body.(Reacted); reacted && told.event.Seq != 0 {
				t.Fatal("a reaction has a number")
			}
		}
	}
	if s.seq-seq > 1 { // the audience at most
		t.Fatalf("%d numbered events", s.seq-seq)
	}
	if again, _ := told[Reacted](s.expire(instant().Add(time.Minute))); len(again) != 0 {
		t.Fatalf("told again: %+v", again)
	}
}

func TestASignalNeedsSomebodyOnTheStage(t *testing.T) {
	s := stageOf(t, Settings{}, "a")
	refused(t, s, "host", SendSignal{"a", Slower}, "off_stage")
	refused(t, s, "a", SendSignal{"host", "louder"}, "bad_request")
	refused(t, s, "a", React{"x"}, "bad_request")
}

func FuzzCleanText(f *testing.F) {
	for _, text := range []string{"hello", "a\nb", "你吃了吗\n\n\n吃了", "\u202e", "a\xff", strings.Repeat("\n", 99), "👨‍👩‍👧\r\n1️⃣"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		clean, ok := cleanText(text, MaxMessage, maxMessageLines)
		if !ok {
			return
		}
		if again, ok := cleanText(clean, MaxMessage, maxMessageLines); !ok || again != clean {
			t.Fatalf("%q became %q, then %q", text, clean, again)
		}
		if strings.Count(clean, "\n") >= maxMessageLines || strings.TrimSpace(clean) == "" {
			t.Fatalf("%q is out of bounds", clean)
		}
	})
}

func TestACrowdWritesNoMoreThanOneCanRead(t *testing.T) {
	s := stageOf(t, Settings{})
	written := 0
	for i := range 20 {
		id := "p" + strconv.Itoa(i)
		mustJoin(t, s, id, Listener)
		for range 4 {
			if _, err := s.apply(instant(), id, SendMessage{Text: "hi"}); err == nil {
				written++
			} else if code(err) != "rate_limited" {
				t.Fatal(err)
			}
		}
	}
	if written != crowdBurst {
		t.Fatalf("%d lines at once", written)
	}
	ok(t, s, "host", SendMessage{Text: "quiet, please"})
	mustJoin(t, s, "late", Listener)
	_, err := s.apply(instant().Add(writingWindow-time.Second), "late", SendMessage{Text: "hi"})
	var refusal *Error
	if !errors.As(err, &refusal) || refusal.Retry != time.Second {
		t.Fatalf("a second too early: %+v", err)
	}
	if _, err := s.apply(instant().Add(writingWindow), "late", SendMessage{Text: "hi"}); err != nil {
		t.Fatal(err)
	}
}
