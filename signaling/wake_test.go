package signaling

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

// successor is the server that is started after another: it has the same keys and the same directory.
func (n *node) successor(change func(*Config)) *node {
	n.t.Helper()
	next := newNode(n.t, func(c *Config) {
		c.Directory, c.Presence = n.directory, n.directory
		if change != nil {
			change(c)
		}
	})
	next.directory = n.directory
	return next
}

// slept puts a room to sleep in the directory as an earlier server left it: with two regulars.
func (n *node) slept(change func(*room.Record)) (id, ownerToken string) {
	n.t.Helper()
	who := n.auth.NewGuest()
	token, err := n.auth.GuestToken(who)
	if err != nil {
		n.t.Fatal(err)
	}
	id = auth.Unguessable(16)
	record := room.Record{ID: id, Version: 9, Asleep: true, Created: time.Now(),
		Settings: room.Settings{Title: "An English corner", Languages: []string{"en"}, Owner: who.Participant},
		Memory:   room.Memory{Regulars: []room.Regular{{ID: "a", Visits: 2}, {ID: "b", Visits: 2}}}}
	if change != nil {
		change(&record)
	}
	n.directory.Update(record)
	return id, token
}

// woken is how many rooms a server has woken, by result.
func (n *node) woken(result string) int {
	n.t.Helper()
	for line := range strings.Lines(n.scrape()) {
		var count int
		if _, err := fmt.Sscanf(line, `corner_rooms_woken_total{result="`+result+`"} %d`, &count); err == nil {
			return count
		}
	}
	return 0
}

// talkOf has somebody be voiced for a second, and gives the milliseconds that everybody is told then.
func (n *node) talkOf(id string, c *client) int64 {
	n.t.Helper()
	if !n.media.room(id).observer.Voices([]room.Voice{{Participant: c.welcome.You, Voiced: time.Second}}) {
		n.t.Fatal("not taken by an idle room")
	}
	var talk wireTalk
	c.decode(c.event("talk").Data, &talk)
	if len(talk.Languages) != 1 {
		n.t.Fatalf("%+v", talk)
	}
	return talk.Languages[0].MS
}

func TestAfterARestartARoomGoesOnForWhoComesBack(t *testing.T) {
	first := newNode(t, nil)
	id, owner := first.openRoom()
	ada, bo := first.join(id, owner, "Ada"), first.join(id, "", "Bo")
	ada.must("round.start", nil)
	var started wireRoundChanged
	ada.decode(ada.event("round.changed").Data, &started)
	first.media.room(id).observer.Voices([]room.Voice{{Participant: bo.welcome.You, Voiced: 41 * time.Second}})
	ada.must("room.lock", map[string]bool{"locked": true})
	first.server.rooms.Stop()
	if list, _ := first.directory.Rooms(t.Context()); len(list) != 0 {
		t.Errorf("nobody runs it, and it is listed: %+v", list)
	}

	second := first.successor(nil)
	second.turnedAway(id, "", "Cy", "room_locked", closeRoomLocked)
	again := second.join(id, bo.welcome.GuestToken, "Bo")
	if again.welcome.You != bo.welcome.You || again.welcome.Snapshot.Room.Title != "Late-night small talk" {
		t.Errorf("welcomed as %+v", again.welcome.You)
	}
	if got := again.welcome.Snapshot.Round; started.Round.Serial == 0 || !reflect.DeepEqual(got, started.Round) {
		t.Errorf("the round is %+v, was %+v", got, started.Round)
	}
	if host := second.join(id, owner, "Ada"); host.welcome.Snapshot.Host != host.welcome.You {
		t.Errorf("the host is %q", host.welcome.Snapshot.Host)
	}
	if ms := second.talkOf(id, again); ms != 42_000 {
		t.Errorf("voiced for %d ms, want 41 s from before and one since", ms)
	}
	if got := second.woken("ok"); got != 1 {
		t.Errorf("woken %d times", got)
	}
}

// Of a server that was killed there is the last record it wrote, as of a room that goes on.
func TestARoomOfAServerThatWasKilledIsWokenAsItWasLastWritten(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.slept(func(r *room.Record) {
		r.Asleep, r.Host, r.Members = false, "gone", []room.Participant{{ID: "gone", Profile: room.Profile{Name: "Gone"}}}
	})
	c := n.join(id, owner, "Ada")
	if live, _ := n.server.hall.get(id); live.room.Listing().Participants != 1 || c.welcome.Snapshot.Host != c.welcome.You {
		t.Errorf("%+v", c.welcome.Snapshot)
	}
}

func TestOfManyWhoComeAtOnceOneWakesTheRoom(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.slept(nil)
	clients := make([]*client, 20)
	for i := range clients {
		clients[i] = n.dial()
	}
	var all sync.WaitGroup
	refusals := make([]*wireError, len(clients))
	for i, c := range clients {
		all.Go(func() { refusals[i] = c.enter(id, "", fmt.Sprint("P", i)) })
	}
	all.Wait()
	for i, refused := range refusals {
		if refused != nil {
			t.Errorf("%d: %+v", i, refused)
		}
	}
	if live, open := n.server.hall.get(id); !open || live.room.Listing().Participants != len(clients) {
		t.Error("not everybody is in one room")
	}
	if got := n.woken("ok"); got != 1 {
		t.Errorf("woken %d times", got)
	}
}

func TestARoomWithRegularsSleepsWhenItIsEmptyAndIsWokenAgain(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Room.EmptyGrace = 20 * time.Millisecond })
	id, owner := n.slept(nil)
	for range 3 {
		n.join(id, owner, "Ada").must("leave", nil)
		eventually(t, "it sleeps", func() bool {
			_, open := n.server.hall.get(id)
			record, err := n.directory.Recall(context.Background(), id)
			return !open && err == nil && record.Asleep
		})
	}
	if got := n.woken("ok"); got != 3 {
		t.Errorf("woken %d times, want 3", got)
	}
}

func TestAClosedRoomStaysClosed(t *testing.T) {
	n := newNode(t, nil)
	id, owner := n.slept(nil)
	host := n.join(id, owner, "Ada")
	host.send("room.close", nil)
	host.closedWith(closeRoomClosed.code)
	eventually(t, "the room is gone", func() bool { _, open := n.server.hall.get(id); return !open })
	c := n.dial()
	c.refused("not_found", typeJoin, joinCommand{Room: id, Token: owner, Profile: &wireProfile{Name: "Ada"}})
}

func TestARoomNothingIsKnownOfIsNotWoken(t *testing.T) {
	n := newNode(t, nil)
	c := n.dial()
	c.refused("not_found", typeJoin, joinCommand{Room: auth.Unguessable(16), Profile: &wireProfile{Name: "Bo"}})
	if got := n.woken("not_found"); got != 0 {
		t.Errorf("%d attempts are counted of rooms that never were", got)
	}
}

// A ban must not end with a store that is away, nor what is remembered with an attempt that failed.
func TestARoomIsNotWokenWithoutItsBansAndLosesNothingByTheAttempt(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Timing.Directory = 150 * time.Millisecond })
	id, _ := n.slept(nil)
	n.directory.lose(errDirectory)
	c := n.dial()
	c.refused("directory_unavailable", typeJoin, joinCommand{Room: id, Profile: &wireProfile{Name: "Bo"}})
	if record, err := n.directory.Recall(t.Context(), id); err != nil || len(record.Memory.Regulars) != 2 || !record.Asleep {
		t.Fatalf("afterwards %+v, %v", record, err)
	}
	n.directory.lose(nil)
	n.join(id, "", "Bo")
}

// slowDirectory refuses the first claims, as an agent does that has not told the store of a room's last end.
type slowDirectory struct {
	*fakeDirectory
	mu    sync.Mutex // guards claim
	claim []error    // of the next claims, nil for those that the directory decides
}

func (d *slowDirectory) Claim(ctx context.Context, id string) error {
	d.mu.Lock()
	var refusal error
	if len(d.claim) > 0 {
		refusal, d.claim = d.claim[0], d.claim[1:]
	}
	d.mu.Unlock()
	if refusal != nil {
		return refusal
	}
	return d.fakeDirectory.Claim(ctx, id)
}

func TestARoomIsWokenOnceTheDirectoryKnowsOfItsEnd(t *testing.T) {
	slow := &slowDirectory{claim: []error{errDirectory, errDirectory}}
	n := newNode(t, func(c *Config) { slow.fakeDirectory, c.Directory = c.Directory.(*fakeDirectory), slow })
	id, _ := n.slept(nil)
	n.join(id, "", "Bo")
}

func TestWhoComesWhereAnotherServerWasFasterIsSentThere(t *testing.T) {
	slow := &slowDirectory{claim: []error{&room.Error{Code: "room_taken"}}}
	located := &lateOwner{slowDirectory: slow, url: "wss://owner.test/v1/signal", after: 1}
	n := newNode(t, func(c *Config) { slow.fakeDirectory, c.Directory = c.Directory.(*fakeDirectory), located })
	id, _ := n.slept(nil)
	if err := n.turnedAway(id, "", "Bo", "moved", closeMoved); err.URL != located.url {
		t.Errorf("sent to %q", err.URL)
	}
}

// The node that has a room may be known a moment after its claim, and its lease lives a moment longer than it does.
func TestARoomThatIsTakenIsNotSaidToBeNoneWhileItsNodeIsUnknown(t *testing.T) {
	taken := &room.Error{Code: "room_taken"}
	slow := &slowDirectory{claim: slices.Repeat([]error{taken}, 1000)}
	located := &lateOwner{slowDirectory: slow, url: "wss://owner.test/v1/signal", after: 3}
	n := newNode(t, func(c *Config) {
		c.Timing.Directory = 500 * time.Millisecond
		slow.fakeDirectory, c.Directory = c.Directory.(*fakeDirectory), located
	})
	id, _ := n.slept(nil)
	if err := n.turnedAway(id, "", "Bo", "moved", closeMoved); err.URL != located.url {
		t.Errorf("sent to %q", err.URL)
	}
	located.asked, located.after = 0, 1000
	n.turnedAway(id, "", "Cy", "directory_unavailable", closeRateLimited)
}

// lateOwner finds a room's owner when it has been asked so many times in vain.
type lateOwner struct {
	*slowDirectory
	url   string
	after int
	asked int
}

func (d *lateOwner) Locate(ctx context.Context, id string) (string, bool, error) {
	if d.asked++; d.asked > d.after {
		return d.url, false, nil
	}
	return d.slowDirectory.Locate(ctx, id)
}

// Whoever opens a room under an ID that had one sets it up anew, and its people find their talk time.
func TestARoomThatAnAppOpensAgainHasItsSettingsAndTheRoomsMemory(t *testing.T) {
	first := newNode(t, nil)
	id, _ := first.openRoom()
	bo := first.join(id, "", "Bo")
	first.media.room(id).observer.Voices([]room.Voice{{Participant: bo.welcome.You, Voiced: 4 * time.Second}})
	first.server.rooms.Stop()
	second := first.successor(nil)
	settings := room.Settings{Title: "another title", Languages: []string{"en"}}
	if err := second.server.OpenRoom(t.Context(), id, settings); err != nil {
		t.Fatal(err)
	}
	again := second.join(id, bo.welcome.GuestToken, "Bo")
	if got := again.welcome.Snapshot.Room.Title; got != "another title" {
		t.Errorf("the title is %q", got)
	}
	if got := second.own(id, bo.welcome.You); got != 4*time.Second {
		t.Errorf("voiced for %v", got)
	}
}

// own is the talk time that the directory will have of somebody: it stops the rooms.
func (n *node) own(id, participant string) (sum time.Duration) {
	n.t.Helper()
	n.server.rooms.Stop()
	record, err := n.directory.Recall(context.Background(), id)
	if err != nil {
		n.t.Fatal(err)
	}
	for _, e := range record.Memory.Talk {
		if e.Person == participant {
			sum += e.Voiced
		}
	}
	return sum
}

func TestAServerThatIsFullOrGoingWakesNothing(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.Rooms = 1 })
	id, _ := n.slept(nil)
	n.openRoom()
	c := n.dial()
	c.refused("server_full", typeJoin, joinCommand{Room: id, Profile: &wireProfile{Name: "Bo"}})
	if _, err := n.server.find(t.Context(), auth.Unguessable(16)); !isRefusal(err, errNoRoom) {
		t.Errorf("of a room that never was: %v", err)
	}
	n.server.draining.Store(true)
	if _, err := n.server.find(t.Context(), id); !errors.Is(err, errDraining) {
		t.Errorf("going: %v", err)
	}
}

// What somebody is shown who was given the link of a room that sleeps: the room, with nobody in it. Looking wakes nobody.
func TestARoomThatSleepsIsShownAndSleepsOn(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.slept(func(r *room.Record) {
		r.Settings.Rules, r.Settings.Locked, r.Settings.Seats = "Be kind.", true, 8
		r.Memory.Admitted = []string{"a"}
	})
	var shown wireListing
	w := n.request("GET", "/v1/rooms/"+id, "", nil, &shown)
	if w.StatusCode != http.StatusOK || shown.ID != id || shown.Title != "An English corner" || !shown.Locked ||
		shown.Rules != "Be kind." || shown.Speakers+shown.Listeners != 0 || shown.FreeSeats != 7 ||
		len(shown.Counts) != 1 || shown.Counts[0] != (wireCount{Language: "en"}) {
		t.Errorf("%d %+v", w.StatusCode, shown)
	}
	if _, live := n.server.hall.get(id); live {
		t.Error("the room was woken")
	}
	if list, _ := n.directory.Rooms(t.Context()); len(list) != 0 || n.woken("ok") != 0 {
		t.Errorf("%+v is listed, %d are woken", list, n.woken("ok"))
	}
}

// Looking for rooms that sleep is guessing as any other: the same answer for whatever there is not, and none after sixty.
func TestWhoLooksForSleepingRoomsIsRefusedAfterSixty(t *testing.T) {
	n := newNode(t, func(c *Config) { c.Limits.MissesPerMinute = 0 }) // the default
	id, _ := n.slept(nil)
	handler, first := n.server.Handler(), ""
	for i := range 60 {
		last := httptest.NewRecorder()
		handler.ServeHTTP(last, httptest.NewRequest(http.MethodGet, "/v1/rooms/"+auth.Unguessable(16), nil))
		if i == 0 {
			first = last.Body.String()
		}
		if last.Code != http.StatusNotFound || last.Body.String() != first {
			t.Fatalf("guess %d: %d %s", i, last.Code, last.Body)
		}
	}
	last := httptest.NewRecorder()
	if handler.ServeHTTP(last, httptest.NewRequest(http.MethodGet, "/v1/rooms/"+id, nil)); last.Code != http.StatusTooManyRequests {
		t.Errorf("a sleeping room after sixty guesses: %d", last.Code)
	}
}

func TestARoomThatMaySleepIsNotSaidToBeNoneWhileTheDirectoryIsAway(t *testing.T) {
	n := newNode(t, nil)
	id, _ := n.slept(nil)
	n.directory.mu.Lock()
	n.directory.away = errDirectory
	n.directory.mu.Unlock()
	if w := n.request("GET", "/v1/rooms/"+id, "", nil, nil); w.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d", w.StatusCode)
	}
}
