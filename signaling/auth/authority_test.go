package auth

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"corner/room"
)

var (
	masterKey = bytes.Repeat([]byte("m"), MinKey)
	appSecret = bytes.Repeat([]byte("a"), MinKey)
)

const roomID = "q3vX0m1Lr8s2T5uW9yZbCd"

// authority runs on a clock of its own.
func authority(t testing.TB, clock *time.Time) *Authority {
	t.Helper()
	a, err := New(Config{Master: masterKey, Apps: map[string][]byte{"app1": appSecret}, Now: func() time.Time { return *clock }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func start() *time.Time {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	return &now
}

func TestWeakOrAmbiguousKeysAreRefused(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no master":       {},
		"a short master":  {Master: masterKey[:MinKey-1]},
		"a short secret":  {Master: masterKey, Apps: map[string][]byte{"app1": appSecret[:MinKey-1]}},
		"our own kid":     {Master: masterKey, Apps: map[string][]byte{"guest": appSecret}},
		"an empty kid":    {Master: masterKey, Apps: map[string][]byte{"": appSecret}},
		"a kid of a path": {Master: masterKey, Apps: map[string][]byte{"../x": appSecret}},
		"a long kid":      {Master: masterKey, Apps: map[string][]byte{strings.Repeat("k", 33): appSecret}},
	} {
		if _, err := New(cfg); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func TestAGuestComesBackAsTheSamePerson(t *testing.T) {
	clock := start()
	a := authority(t, clock)
	guest := a.NewGuest()
	token, err := a.GuestToken(guest)
	if err != nil {
		t.Fatal(err)
	}
	*clock = clock.Add(GuestTTL)
	again, err := a.Verify(token)
	if err != nil || again.Participant != guest.Participant || !again.Guest || again.Room != "" || again.Role != room.Listener {
		t.Fatalf("came back as %+v, %v", again, err)
	}
	*clock = clock.Add(Leeway + time.Second)
	if _, err := a.Verify(token); !errors.Is(err, ErrTokenExpired) {
		t.Fatalf("an old token: %v", err)
	}
	if other := a.NewGuest(); other.Participant == guest.Participant {
		t.Fatal("two guests are one person")
	}
}

func TestAnAppTokenSaysWhoWhereAndAsWhat(t *testing.T) {
	a := authority(t, start())
	want := room.Profile{Name: "Ada", Speaks: []string{"en"}, Learns: []string{"zh"}, TimeZone: "Europe/London"}
	token, err := a.AppToken("app1", AppClaims{Subject: "user:7@x.y", Room: roomID, Role: room.Moderator, Profile: want}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	who, err := a.Verify(token)
	if err != nil || who.Guest || who.Room != roomID || who.Role != room.Moderator || who.Profile.Name != "Ada" {
		t.Fatalf("%+v, %v", who, err)
	}
	if strings.Contains(who.Participant, "user") || len(who.Participant) != idLength {
		t.Fatalf("the participant ID tells: %s", who.Participant)
	}
	if _, err := a.GuestToken(who); err == nil {
		t.Fatal("an app's person got a guest token")
	}
}

func TestAppTokensOutOfBoundsAreNotMinted(t *testing.T) {
	a := authority(t, start())
	good := AppClaims{Subject: "u", Room: roomID, Role: room.Listener}
	for name, mint := range map[string]func() (string, error){
		"an unknown key": func() (string, error) { return a.AppToken("app2", good, time.Hour) },
		"no lifetime":    func() (string, error) { return a.AppToken("app1", good, 0) },
		"too long":       func() (string, error) { return a.AppToken("app1", good, MaxAppTTL+time.Second) },
		"no subject":     func() (string, error) { return a.AppToken("app1", AppClaims{Room: roomID}, time.Hour) },
		"every room":     func() (string, error) { return a.AppToken("app1", AppClaims{Subject: "u", Room: "*"}, time.Hour) },
		"a seat as role": func() (string, error) {
			return a.AppToken("app1", AppClaims{Subject: "u", Room: roomID, Role: room.Speaker}, time.Hour)
		},
	} {
		if token, err := mint(); err == nil {
			t.Errorf("%s: minted %s", name, token)
		}
	}
}

func TestGuestsAndPeopleOfAppsNeverShareAnIdentity(t *testing.T) {
	a := authority(t, start())
	guest := a.NewGuest()
	app, err := a.app(&claims{Room: roomID, Role: "listener"})
	if err == nil {
		t.Fatalf("nobody is %+v", app)
	}
	body := claims{Room: roomID, Role: "listener"}
	body.Subject = guest.Subject
	if app, err = a.app(&body); err != nil || app.Participant == guest.Participant {
		t.Fatalf("%v: an app's person is the guest %s", err, guest.Participant)
	}
}

func TestALoggedAddressIsAKeyedHash(t *testing.T) {
	a := authority(t, start())
	other, err := New(Config{Master: bytes.Repeat([]byte("x"), MinKey)})
	if err != nil {
		t.Fatal(err)
	}
	hash := a.Address("203.0.113.7")
	if hash != a.Address("203.0.113.7") || hash == a.Address("203.0.113.8") || hash == other.Address("203.0.113.7") {
		t.Fatal("not a keyed hash")
	}
	if strings.Contains(hash, "203") || len(hash) != 12 {
		t.Fatalf("the hash tells: %s", hash)
	}
}

func TestUnguessableTextsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := Unguessable(16)
		if len(id) != idLength || !plain(id, idLength) || seen[id] {
			t.Fatalf("%q", id)
		}
		seen[id] = true
	}
}
