package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"corner/presence"
	"corner/room"
	"corner/room/schedule"
	"corner/signaling"
	"corner/signaling/auth"

	"go.uber.org/zap"
)

const testOrigin = "https://rooms.example"

// newServer starts the real server, with media that answer nothing and a directory that is all memory; changes may
// alter its configuration.
func newServer(t *testing.T, changes ...func(*signaling.Config)) string {
	t.Helper()
	authority, err := auth.New(auth.Config{Master: bytes.Repeat([]byte("m"), 32)})
	if err != nil {
		t.Fatal(err)
	}
	registry := room.NewRegistry(zap.NewNop())
	directory := &memory{}
	cfg := signaling.Config{
		Auth: authority, Rooms: registry, Media: deaf{}, Directory: directory, Presence: directory, Schedules: noPlans{},
		Log: zap.NewNop(), Origins: []string{testOrigin},
	}
	for _, change := range changes {
		change(&cfg)
	}
	server, err := signaling.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = server.Run(ctx) })
	running.Go(func() { _ = registry.Run(ctx) })
	listening := httptest.NewServer(server.Handler())
	t.Cleanup(func() {
		if err := server.Shutdown(testContext(t)); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		cancel()
		running.Wait()
		listening.Close()
	})
	return listening.URL
}

// noPlans is a store in which nothing is planned.
type noPlans struct{ signaling.Schedules }

func (noPlans) Plan(context.Context, string) (schedule.Plan, error) {
	return schedule.Plan{}, presence.ErrNotFound
}

// deaf is media that take everybody in and carry nothing.
type deaf struct{}

func (deaf) OpenRoom(string, signaling.SpeakersObserver) signaling.RoomMedia { return deaf{} }
func (deaf) Connect(_, _ string) (signaling.Answer, error)                   { return signaling.Answer{}, nil }
func (deaf) AllowPublish(string, bool)                                       {}
func (deaf) Restart(_, _ string) (string, error)                             { return "", nil }
func (deaf) SetLowDelay(string, bool)                                        {}
func (deaf) Remove(string)                                                   {}
func (deaf) Close()                                                          {}

// memory is a directory in which every room is here.
type memory struct{}

func (*memory) Update(room.Record)                           {}
func (*memory) Rooms(context.Context) ([]room.Listing, bool) { return nil, false }
func (*memory) Claim(context.Context, string) error          { return nil }
func (*memory) Locate(context.Context, string) (string, bool, error) {
	return "", false, room.ErrNotFound
}
func (*memory) Recall(context.Context, string) (room.Record, error) {
	return room.Record{}, room.ErrNotFound
}
func (*memory) Ping(context.Context) error { return nil }
func (*memory) Bans(context.Context, string) ([]room.BanRecord, error) {
	return nil, nil
}
func (*memory) Audit(context.Context, signaling.AuditQuery) (signaling.AuditPage, error) {
	return signaling.AuditPage{}, nil
}

func (*memory) Awake(context.Context, []string) ([]signaling.AwakeLine, bool) { return nil, false }

func (*memory) Watch(string, room.Profile) func() { return func() {} }

func (*memory) Online(_ context.Context, ids []string) ([]bool, error) {
	return make([]bool, len(ids)), nil
}

func (*memory) Hours(_ context.Context, languages []string) ([][24]float64, error) {
	return make([][24]float64, len(languages)), nil
}

// enter joins the real server.
func enter(t *testing.T, url, id, token, name string) *Client {
	t.Helper()
	c, err := Dial(testContext(t), Options{URL: url, Room: id, Token: token, Origin: testOrigin, NoMedia: true,
		Profile: &Profile{Name: name, Speaks: []string{"zh"}, Learns: []string{"en"}, TimeZone: "Asia/Shanghai"}})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// must does a command that has to succeed.
func must(t *testing.T, c *Client, name string, data any) {
	t.Helper()
	if _, err := c.Do(testContext(t), name, data); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// hosted is a room of the real server with its host in it.
func hosted(t *testing.T) (url, id, token string, host *Client) {
	t.Helper()
	url = newServer(t)
	id, token, err := CreateRoom(testContext(t), url, RoomSettings{Title: "Late", Languages: []string{"zh", "en"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return url, id, token, enter(t, url, id, token, "Lin")
}

func TestGuestIsInvitedOntoTheStageOfTheRealServer(t *testing.T) {
	url, id, _, host := hosted(t)
	if s := host.Snapshot(); s.Host != host.ID() || s.You.Role != "host" || s.Room.ID != id {
		t.Fatalf("not the host: %+v", s)
	}
	guest := enter(t, url, id, "", "Joe")
	must(t, guest, "hand.raise", nil)
	eventually(t, "the host sees the hand", func() bool { return len(host.Snapshot().Hands) == 1 })
	must(t, host, "invitation.send", map[string]string{"participant": guest.ID()})
	eventually(t, "the guest is invited", func() bool { return len(guest.Snapshot().Invitations) == 1 })
	must(t, guest, "invitation.accept", nil)
	must(t, guest, "mute.self", map[string]bool{"muted": false})
	eventually(t, "both see the guest open on the stage", func() bool {
		for _, c := range []*Client{host, guest} {
			s := c.Snapshot()
			on := s.Stage[1].Occupant
			if on == nil || on.ID != guest.ID() || on.Mute.Self || len(s.Hands) != 0 || len(s.Invitations) != 0 {
				return false
			}
		}
		return guest.Snapshot().You.Seat == 1 && guest.Snapshot().You.Role == "speaker"
	})
	_, err := guest.Do(testContext(t), "mute.participant", map[string]any{"participant": host.ID(), "muted": true})
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != "not_allowed" {
		t.Errorf("a speaker muted the host: %v", err)
	}
}

func TestResumedSnapshotEqualsTheServers(t *testing.T) {
	url, id, _, host := hosted(t)
	guest := enter(t, url, id, "", "Joe")
	guest.Cut()
	must(t, host, "mute.self", map[string]bool{"muted": false})
	must(t, host, "invitation.send", map[string]string{"participant": guest.ID()})
	resumed, err := guest.Resume(testContext(t))
	if err != nil {
		t.Fatal(err)
	}
	if resumed.Replayed == 0 || resumed.Snapshot != nil {
		t.Errorf("nothing was replayed: %+v", resumed)
	}
	eventually(t, "the invitation is replayed", func() bool { return len(guest.Snapshot().Invitations) == 1 })
	// The server's own view, for the same person: what a second join gets.
	again := enter(t, url, id, guest.Welcome().GuestToken, "Joe")
	eventually(t, "both are at the same revision or past it", func() bool { return guest.Err() != nil })
	a, b := guest.Snapshot(), again.Snapshot()
	if got, want := comparable(t, a), comparable(t, b); got != want {
		t.Errorf("resumed\n%s\nserver\n%s", got, want)
	}
}

// comparable is what must be the same in two views of one moment: not the clock, not one's own connection.
func comparable(t *testing.T, s Snapshot) string {
	t.Helper()
	s.Revision, s.ServerTimeMS = 0, 0
	s.Audience, s.You.JoinedMS = Audience{}, 0
	s.You.Connected = true
	encoded, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func TestSamePersonTwiceReplacesTheFirst(t *testing.T) {
	url, id, token, first := hosted(t)
	second := enter(t, url, id, token, "Lin")
	select {
	case <-first.Done():
	case <-time.After(patience):
		t.Fatal("the first is still there")
	}
	var closed *CloseError
	if !errors.As(first.Err(), &closed) || closed.Code != 4504 {
		t.Errorf("closed with %v", first.Err())
	}
	if second.ID() != first.ID() || second.Snapshot().You.Role != "host" {
		t.Errorf("somebody else: %+v", second.Snapshot().You)
	}
}

func TestStolenResumeTokenWorksOnce(t *testing.T) {
	url, id, _, _ := hosted(t)
	guest := enter(t, url, id, "", "Joe")
	used := guest.ResumeToken()
	if _, err := guest.Resume(testContext(t)); err != nil {
		t.Fatal(err)
	}
	guest.mu.Lock()
	guest.token = used
	guest.mu.Unlock()
	_, err := guest.Resume(testContext(t))
	var refused *Error
	if !errors.As(err, &refused) || refused.Code != "session_lost" {
		t.Errorf("got %v", err)
	}
}

func TestLeavingTheRealServer(t *testing.T) {
	url, id, _, host := hosted(t)
	guest := enter(t, url, id, "", "Joe")
	eventually(t, "the host sees the guest", func() bool { return host.Snapshot().Audience.Count == 1 })
	if err := guest.Leave(testContext(t)); err != nil {
		t.Error(err)
	}
	eventually(t, "the host is alone", func() bool { return host.Snapshot().Audience.Count == 0 })
}
