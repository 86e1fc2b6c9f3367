package signaling

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"corner/signaling/auth"

	"go.uber.org/zap/zapcore"
)

func TestNoTokenNoOfferAndNoAddressIsLoggedOrShown(t *testing.T) {
	n := newNode(t, nil)
	const canary = "cAnArY"
	id, owner := n.openRoom()
	host := n.join(id, owner, "Ada")
	guest := n.dial()
	m := guest.do(typeJoin, joinCommand{Room: id, Offer: "v=0 " + canary, Profile: &wireProfile{Name: "Bo"}, Client: canary})
	guest.decode(m.Data, &guest.welcome)
	for _, bad := range []joinCommand{
		{Room: id, Token: canary + ".b.c", Profile: &wireProfile{Name: "Bo"}},
		{Room: canary},
		{Room: auth.Unguessable(16), Token: guest.welcome.GuestToken, Offer: canary, Profile: &wireProfile{Name: "Bo"}},
		{Room: id, Offer: "broken", Profile: &wireProfile{Name: "Bo"}},
	} {
		c := n.dial()
		c.do(typeJoin, bad)
	}
	guest.cut()
	_, r := n.resume(guest.welcome.Session, guest.welcome.ResumeToken, 0)
	var again resumed
	guest.decode(r.Data, &again)
	n.request("POST", "/v1/rooms", goodRoom, map[string]string{"Authorization": "Bearer " + canary}, nil)
	page := n.request("GET", "/v1/rooms/"+canary+"?access_token="+canary, "", nil, nil)
	if page.StatusCode != http.StatusNotFound {
		t.Errorf("%d", page.StatusCode)
	}
	var text strings.Builder
	for _, entry := range n.logs.All() {
		if entry.Level >= zapcore.InfoLevel {
			line, err := json.Marshal(entry.ContextMap())
			if err != nil {
				t.Fatal(err)
			}
			text.WriteString(entry.Message + string(line) + "\n")
		}
	}
	for _, scanned := range []string{text.String(), n.scrape()} {
		for _, secret := range []string{canary, owner, guest.welcome.GuestToken, guest.welcome.ResumeToken, again.ResumeToken, guest.welcome.Session, "127.0.0.1"} {
			if strings.Contains(scanned, secret) {
				t.Errorf("%q is in\n%s", secret, scanned)
			}
		}
	}
	if !strings.Contains(text.String(), n.auth.Address("127.0.0.1")) || !strings.Contains(text.String(), guest.welcome.You) {
		t.Errorf("the log does not say who connected from where:\n%s", text.String())
	}
	for _, m := range host.pending {
		if strings.Contains(string(m.Data), canary) || strings.Contains(string(m.Data), "127.0.0.1") {
			t.Errorf("another member was sent %s", m.Data)
		}
	}
}
