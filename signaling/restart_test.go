package signaling

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"corner/sfu"
)

func TestMediaAreRestartedOnTheConnectionThatThereIsAtMostOnceASecond(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.openRoom()
	c := n.join(id, "", "Bo")
	m := c.do("media.restart", dataRestart{Offer: "another path"})
	var got restarted
	c.decode(m.Data, &got)
	if m.Error != nil || got.Answer != "restarted by another path" {
		t.Fatalf("%+v, %+v", m, got)
	}
	c.refused("rate_limited", "media.restart", dataRestart{Offer: "and another"})
	if want := []string{c.welcome.You + " another path"}; !slices.Equal(n.media.room(id).restarts, want) {
		t.Errorf("restarted %v", n.media.room(id).restarts)
	}
}

func TestWhoHasNoMediaIsToldToJoinAgain(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.openRoom()
	c := n.dial()
	c.must("join", joinCommand{Room: id, Profile: &wireProfile{Name: "Bo"}})
	c.refused("no_media", "media.restart", dataRestart{Offer: "another path"})
	if got := refusal(mediaRefusal(fmt.Errorf("restart: %w", sfu.ErrNoConnection))); !errors.Is(got, errNoMedia) {
		t.Errorf("the media plane's word for it is %v", got)
	}
}

func TestLowDelayIsWhatTheJoinSaysAndThenWhatTheMemberSays(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.openRoom()
	c := n.dial()
	m := c.do("join", joinCommand{Room: id, Offer: "v=0", Profile: &wireProfile{Name: "Bo"}, LowDelay: true})
	c.decode(m.Data, &c.welcome)
	media := n.media.room(id)
	low := func() bool {
		media.mu.Lock()
		defer media.mu.Unlock()
		return media.lowDelay[c.welcome.You]
	}
	if !low() {
		t.Error("the join's wish is lost")
	}
	c.must("media.set", map[string]bool{"low_delay": false})
	if low() {
		t.Error("the member's wish is lost")
	}
	if other := n.join(id, "", "Lu"); media.lowDelay[other.welcome.You] {
		t.Error("nobody asked for it")
	}
}
