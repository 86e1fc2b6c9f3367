package signaling

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"corner/room"
	"corner/sfu"
	"corner/sfu/light"
	"corner/sfu/offer"
)

// startSFU runs a real media plane on loopback.
func startSFU(t *testing.T) *sfu.SFU {
	t.Helper()
	s, err := sfu.New(sfu.Config{Light: light.Config{Address: "127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestABrowsersOfferIsAnsweredInTheWelcome(t *testing.T) {
	media := startSFU(t)
	n := newNode(t, func(c *Config) { c.Media, c.MediaStats = SFUMedia(media), SFUStats(media) })
	id, owner := n.openRoom()
	for _, browser := range []string{"chromium", "firefox"} {
		sdp, err := os.ReadFile("../sfu/offer/testdata/" + browser + ".sdp")
		if err != nil {
			t.Fatal(err)
		}
		c := n.dial()
		m := c.do(typeJoin, joinCommand{Room: id, Token: owner, Offer: string(sdp), Profile: &wireProfile{Name: "Ada"}})
		if m.Error != nil {
			t.Fatalf("%s: %+v", browser, m.Error)
		}
		c.decode(m.Data, &c.welcome)
		w := c.welcome
		if !strings.Contains(w.Answer, "a=ice-lite") || w.MicrophoneMid == "" || len(w.Slots) != 3 || w.Slots[0].Mid == "" {
			t.Fatalf("%s: %+v", browser, w)
		}
	}
	if text := n.scrape(); !strings.Contains(text, `corner_transports{state="opened"} 1`) { // the first was replaced
		t.Error(text)
	}
	bad := n.dial()
	bad.refused("bad_offer", typeJoin, joinCommand{Room: id, Offer: "v=0\r\n", Profile: &wireProfile{Name: "Bo"}})
	bad.closedWith(4500)
	live, _ := n.server.hall.get(id)
	if got := live.room.Listing().Participants; got != 1 {
		t.Errorf("%d members after a refused offer", got)
	}
}

func TestAGhostOnARealMediaPlaneIsPutOut(t *testing.T) {
	media := startSFU(t)
	n := newNode(t, func(c *Config) { c.Media, c.Timing.Reconcile = SFUMedia(media), 5*time.Millisecond })
	id, owner := n.openRoom()
	sdp, err := os.ReadFile("../sfu/offer/testdata/chromium.sdp")
	if err != nil {
		t.Fatal(err)
	}
	c := n.dial()
	c.must(typeJoin, joinCommand{Room: id, Token: owner, Offer: string(sdp), Profile: &wireProfile{Name: "Ada"}})
	live, _ := n.server.hall.get(id)
	if _, err := live.media.Connect("ghost", string(sdp)); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the member alone has media", func() bool {
		present := live.media.(rollCaller).Participants()
		return len(present) == 1 && present[0] == n.participant(owner)
	})
	n.metric("corner_ghosts_total 1")
}

func TestSpeakersOfAnSFUHaveTheShapeOfTheProtocol(t *testing.T) {
	heard := make(chan SpeakersUpdate, 1)
	o := sfuObserver{observerFunc(func(u SpeakersUpdate) { heard <- u })}
	o.Speakers(sfu.SpeakersUpdate{Slots: []string{"p4"}, Speaking: []sfu.Speaking{{Participant: "p4", Level: -23}}, Receiving: []string{"p4"}})
	if u := <-heard; u.Slots[0] != "p4" || u.Speaking[0] != (Speaking{"p4", -23}) || u.Receiving[0] != "p4" {
		t.Errorf("%+v", u)
	}
}

type observerFunc func(SpeakersUpdate)

func (f observerFunc) Speakers(u SpeakersUpdate) { f(u) }
func (f observerFunc) Voices([]room.Voice) bool  { return true }

func TestVoicedTimeIsHandedOnAndWhetherItWasTaken(t *testing.T) {
	for _, taken := range []bool{true, false} {
		var got []room.Voice
		o := sfuObserver{voicesFunc(func(v []room.Voice) bool { got = v; return taken })}
		told := []sfu.Voice{{Participant: "p4", Voiced: 280 * time.Millisecond}, {Participant: "p5", Voiced: time.Second}}
		if o.Voices(told) != taken {
			t.Errorf("whether it was taken is not handed on")
		}
		told[0].Participant = "another" // the list is not the observer's to keep
		if want := []room.Voice{{Participant: "p4", Voiced: 280 * time.Millisecond}, {Participant: "p5", Voiced: time.Second}}; !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

type voicesFunc func([]room.Voice) bool

func (f voicesFunc) Speakers(SpeakersUpdate)         {}
func (f voicesFunc) Voices(voices []room.Voice) bool { return f(voices) }

func TestRefusalsOfTheMediaPlaneKeepTheirCodes(t *testing.T) {
	for _, c := range []struct {
		err  error
		code string
		ends closeCode
	}{
		{&offer.Error{Code: "bad_offer", Text: "x"}, "bad_offer", closeBadRequest},
		{fmt.Errorf("open: %w", light.ErrBusy), "server_busy", closeRateLimited},
		{light.ErrFull, "rate_limited", closeRateLimited},
		{light.ErrStopped, "server_draining", closeServerDraining},
		{light.ErrBadRemote, "bad_offer", closeBadRequest},
		{sfu.ErrClosed, "room_closed", closeRoomClosed},
		{sfu.ErrRemoved, "session_lost", closeSessionLost},
		{errors.New("x"), "internal", closeInternal},
	} {
		r := refusal(mediaRefusal(c.err))
		if r.Code != c.code || closeFor(r) != c.ends {
			t.Errorf("%v: %s, %d", c.err, r.Code, closeFor(r).code)
		}
	}
	if r := refusal(mediaRefusal(light.ErrFull)); r.Retry != light.ErrFull.Retry {
		t.Errorf("the retry hint is lost: %v", r.Retry)
	}
	seen := map[time.Duration]bool{}
	for range 20 {
		r := refusal(mediaRefusal(light.ErrBusy))
		seen[r.Retry] = r.Retry >= light.ErrBusy.Retry
	}
	if len(seen) < 10 || slices.Contains(slices.Collect(maps.Values(seen)), false) {
		t.Errorf("twenty for whom the media were busy come again after %v", seen)
	}
	var _ room.Media = sfuRoom{}
}
