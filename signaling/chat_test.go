package signaling

import (
	"fmt"
	"testing"

	"corner/room"
)

// heard waits for a message of the chat whose text is this.
func (c *client) heard(text string) wireMessage {
	c.t.Helper()
	var sent wireMessageSent
	c.until(text, func(m message) bool {
		if m.Type != "chat.message" {
			return false
		}
		c.decode(m.Data, &sent)
		return sent.Message.Text == text
	})
	return sent.Message
}

func TestAMessageIsReadByEveryoneAndCanLoseItsWords(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	guest.must("chat.send", map[string]any{"text": "@Ada 你好!", "mentions": []string{host.welcome.You}})
	got := host.heard("@Ada 你好!")
	if got.From.ID != guest.welcome.You || got.From.Name != "Bo" || got.From.Speaks[0] != "zh" || got.About != nil || got.System || got.SentMS == 0 {
		t.Errorf("%+v", got)
	}
	if len(got.Mentions) != 1 || got.Mentions[0] != host.welcome.You {
		t.Errorf("mentions %v", got.Mentions)
	}
	host.must("chat.send", map[string]any{"text": "hello", "reply_to": got.ID})
	if reply := guest.heard("hello"); reply.ReplyTo != got.ID || reply.ID <= got.ID {
		t.Errorf("%+v", reply)
	}
	guest.refused("not_allowed", "chat.delete", map[string]any{"message": got.ID + 1})
	host.must("chat.delete", map[string]any{"message": got.ID})
	var deleted wireMessageDeleted
	guest.decode(guest.event("chat.deleted").Data, &deleted)
	if deleted != (wireMessageDeleted{ID: got.ID, By: host.welcome.You}) {
		t.Errorf("%+v", deleted)
	}
	if notice := guest.noticed("message_deleted"); notice.By != host.welcome.You {
		t.Errorf("%+v", notice)
	}
	late := n.join(id, "", "Cy").welcome.Snapshot.Chat
	for _, m := range late {
		if m.ID == got.ID && (m.Text != "" || !m.Deleted || m.DeletedBy != host.welcome.You || len(m.Mentions) != 0 || m.From.ID != guest.welcome.You) {
			t.Errorf("in the snapshot: %+v", m)
		}
	}
}

func TestTheChatIsReadPageByPage(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	for i := range 4 {
		host.must("chat.send", map[string]any{"text": fmt.Sprint(i)})
	}
	var newest, older messagePage
	host.decode(host.do("chat.list", map[string]any{"limit": 2}).Data, &newest)
	if len(newest.Messages) != 2 || !newest.More || newest.Messages[0].Text != "2" || newest.Messages[1].Text != "3" {
		t.Fatalf("%+v", newest)
	}
	host.decode(host.do("chat.list", map[string]any{"before": newest.Messages[0].ID}).Data, &older)
	if len(older.Messages) < 2 || older.More || older.Messages[len(older.Messages)-1].Text != "1" {
		t.Errorf("%+v", older)
	}
	if first := older.Messages[0]; !first.System || first.Code != "host" || first.About.ID != host.welcome.You || first.Text != "" {
		t.Errorf("the first line is %+v", first)
	}
}

func TestWhoMayNotWriteIsTold(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	host.must("chat.mute", with(about(guest), "muted", true, "reason", "spam"))
	if notice := guest.noticed("chat_muted"); notice.Reason != "spam" {
		t.Errorf("%+v", notice)
	}
	guest.refused("chat_muted", "chat.send", map[string]string{"text": "please"})
	host.must("chat.mute", with(about(guest), "muted", false))
	guest.must("chat.send", map[string]string{"text": "thanks"})
	host.must("room.update", map[string]int{"slow_mode_seconds": 60})
	if m := guest.do("chat.send", map[string]string{"text": "again"}); m.Error == nil || m.Error.Code != "slow_mode" || m.Error.RetryMS < 50_000 {
		t.Errorf("%+v", m.Error)
	}
	guest.refused("invalid_text", "chat.send", map[string]string{"text": "\u202e"})
	guest.refused("invalid_text", "chat.send", map[string]string{})
	host.refused("no_message", "chat.send", map[string]any{"text": "what?", "reply_to": 4711})
}

func TestReactionsAreCountedAndUnnumbered(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.openRoom()
	host, guest := n.join(id, owner, "Ada"), n.join(id, "", "Bo")
	for _, c := range []*client{host, guest} {
		c.must("reaction.send", map[string]string{"emoji": "👏"})
	}
	guest.must("signal.send", with(about(host), "signal", "slower"))
	m := host.event("reactions")
	var told wireReactions
	host.decode(m.Data, &told)
	if m.Seq != 0 || len(told.Reactions) != 1 || told.Reactions[0] != (wireReactionCount{"👏", 2}) {
		t.Errorf("%d %+v", m.Seq, told)
	}
	if len(told.Signals) != 1 || told.Signals[0] != (wireSignalCount{host.welcome.You, "slower", 1}) {
		t.Errorf("%+v", told.Signals)
	}
}

func TestWhatHasNoNumberIsDroppedForWhoeverIsBehind(t *testing.T) {
	n := newNode(t, nil)
	c := &conn{server: n.server, queue: newQueue()}
	c.live.Store(&liveRoom{})
	reacted := &room.Event{Body: room.Reacted{}}
	for i := range queueFrames / 2 {
		if !c.queue.push(named(uint64(i + 1))) {
			t.Fatal("full")
		}
	}
	if !c.Send(reacted) || len(c.queue.frames) != queueFrames/2 {
		t.Errorf("%d frames wait", len(c.queue.frames))
	}
	if c.queue.ended.Load() {
		t.Error("let go for what could be dropped")
	}
	c.queue.pop()
	if !c.Send(reacted) || len(c.queue.frames) != queueFrames/2 {
		t.Error("dropped without need")
	}
	if !c.Send(&room.Event{Seq: 1, Body: room.HostChanged{}}) || len(c.queue.frames) != queueFrames/2+1 {
		t.Error("what has a number was dropped")
	}
	c.finish(closeGone, "")
	if !c.Send(reacted) {
		t.Error("whose connection is ending was let go for what could be dropped")
	}
	n.metric(`corner_queue_dropped_total 2`)
}

func TestAQueueHalfFullOfBytesTakesNothingThatMayBeDropped(t *testing.T) {
	q := newQueue()
	if !q.offer(frame{data: make([]byte, queueBytes/2)}) || q.offer(frame{data: make([]byte, 1)}) || !q.push(frame{data: make([]byte, 1)}) {
		t.Error("the bound is not at the half")
	}
}
