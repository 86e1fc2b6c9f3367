package light

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pion/srtp/v3"
	"github.com/pion/stun/v4"
)

func TestWhichCheckSetsAndMovesTheAddress(t *testing.T) {
	// Each step is the address a check comes from, with "!" when it nominates; after "=" where we then send. A number
	// is a pause in seconds; without one the next step comes a second later.
	for name, steps := range map[string]string{
		"chromium nominates in every check":                           "A!=A A!=A A!=A",
		"firefox nominates once, then only checks":                    "A!=A 4 A=A 5 A=A",
		"firefox behind a NAT that gave it another port":              "A!=A 4 B=B 5 B=B",
		"a rebound port is not followed while the old one is alive":   "A!=A B=A A=A B=A A=A B=A",
		"a rebound port is followed after three seconds of silence":   "A!=A B=A B=A B=B",
		"the first check sets the address without a nomination":       "A=A A!=A",
		"werift checks from two addresses before it nominates one":    "A=A B=A B!=B A=B",
		"a later check without a nomination moves nothing":            "A!=A B=A C=A A=A",
		"a nomination moves the address":                              "A!=A B!=B B=B",
		"and moves it back":                                           "A!=A B!=B A!=A",
		"a nomination needs no silence, however often":                "A!=A B!=B C!=C B!=B A!=A",
		"the address left is silent, and a late check from it counts": "A!=A B!=B A=B 3 A=A",
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := still(t, Config{})
			c, local := openOn(t, s)
			now := time.Now()
			for _, step := range strings.Fields(steps) {
				from, want, isCheck := strings.Cut(step, "=")
				if !isCheck {
					pause, _ := strconv.Atoi(step)
					now = now.Add(time.Duration(pause-1) * time.Second)
					continue
				}
				var extra []stun.Setter
				if strings.HasSuffix(from, "!") {
					extra = append(extra, attribute(stun.AttrUseCandidate))
				}
				s.datagram(request(t, local, extra...), place(from), now)
				if at(c) != place(want) || c.state != checked {
					t.Fatalf("after %s we send to %v", step, at(c))
				}
				now = now.Add(time.Second)
			}
			if dropped := s.Stats().Dropped.Check; dropped != 0 {
				t.Fatalf("%d checks were dropped", dropped)
			}
		})
	}
}

func TestAudioFromTheSelectedAddressKeepsItWithoutChecks(t *testing.T) {
	s, _ := still(t, Config{})
	c, local := openOn(t, s)
	now := time.Now()
	advanceToReady(t, s, c, local, now)
	_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
	sealed, _ := client.sealRTP(nil, rtpPacket(1, 1, 0, -1, 9))
	s.datagram(sealed, place("A"), now.Add(2*time.Second))
	s.datagram(request(t, local), place("B"), now.Add(4*time.Second))
	if at(c) != place("A") {
		t.Error("a living address was left without a nomination")
	}
	s.datagram(request(t, local), place("B"), now.Add(5*time.Second))
	if at(c) != place("B") {
		t.Error("a silent address was kept")
	}
}

func TestConsentIsOfTheAddressWeSendTo(t *testing.T) {
	s, h := still(t, Config{})
	c, local := openOn(t, s)
	now := time.Now()
	advanceToReady(t, s, c, local, now)
	s.datagram(request(t, local), place("B"), now.Add(time.Second)) // proved, not selected
	_, client := protectionFor(t, srtp.ProtectionProfileAeadAes128Gcm)
	for i := range uint16(40) { // audio comes from there, and no check ever moves us
		sealed, _ := client.sealRTP(nil, rtpPacket(1, i, 0, -1, 9))
		s.datagram(sealed, place("B"), now.Add(time.Duration(i)*time.Second))
	}
	s.tick(now.Add(29*time.Second), 0)
	if len(h.closed) != 0 {
		t.Fatalf("closed early: %v", h.closed)
	}
	s.tick(now.Add(31*time.Second), 0)
	if fmt.Sprint(h.closed) != fmt.Sprint([]string{ReasonConsentExpired}) {
		t.Fatalf("closed: %v", h.closed)
	}
}

func TestAddressesALongCallHasLeftAreForgotten(t *testing.T) {
	s, h := still(t, Config{})
	c, local := openOn(t, s)
	now := time.Now()
	for i := range 200 { // a NAT that gives another port every minute, for hours
		from := path{address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 3}), 10000+uint16(i))}
		s.datagram(request(t, local, attribute(stun.AttrUseCandidate)), from, now)
		s.datagram(request(t, local, attribute(stun.AttrUseCandidate)), from, now.Add(20*time.Second))
		if i == 0 {
			s.handshaken(c, testKeys(srtp.ProtectionProfileAeadAes128Gcm), nil)
		}
		now = now.Add(40 * time.Second)
		c.selected.heard = now.Add(-time.Second)
		s.tick(now, 0)
		if at(c) != from || len(c.known) > 2 || len(s.byPath) != len(c.known) || len(h.closed) != 0 {
			t.Fatalf("after %d moves: %d addresses, closed %v", i, len(c.known), h.closed)
		}
	}
}

func TestWhoProvesTooManyAddressesAtOnceIsClosed(t *testing.T) {
	s, h := still(t, Config{})
	other, others := openOn(t, s)
	s.datagram(request(t, others), place("A"), time.Now())
	_, local := openOn(t, s)
	now := time.Now()
	for port := range uint16(5000) {
		from := path{address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 3}), 10000+port)}
		if wanted := port == maxPaths+1; wanted != (len(h.closed) == 1 && port <= maxPaths+1) {
			t.Fatalf("closed after %d addresses: %v", port, h.closed)
		}
		if len(h.closed) == 1 {
			break
		}
		s.datagram(request(t, local), from, now)
	}
	if fmt.Sprint(h.closed) != fmt.Sprint([]string{ReasonTooManyAddresses}) {
		t.Fatalf("closed: %v", h.closed)
	}
	for port := range uint16(5000) { // it goes on all the same
		from := path{address: netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 3}), 10000+port)}
		s.datagram(request(t, local), from, now)
	}
	if len(s.byPath) != 1 || at(other) != place("A") || len(h.closed) != 1 {
		t.Errorf("%d addresses are kept, closed %v", len(s.byPath), h.closed)
	}
}

func TestRolesAreTheBooksForALiteAgent(t *testing.T) {
	tie := func(kind stun.AttrType, value byte) stun.Setter {
		return stun.RawAttribute{Type: kind, Value: []byte{value, 0, 0, 0, 0, 0, 0, 0}}
	}
	for name, test := range map[string]struct {
		attributes []stun.Setter
		conflict   bool
	}{
		"controlling":                            {[]stun.Setter{tie(stun.AttrICEControlling, 5)}, false},
		"neither, as before ICE":                 {nil, false},
		"controlled, with the least tie":         {[]stun.Setter{tie(stun.AttrICEControlled, 0)}, true},
		"controlled, with the greatest tie":      {[]stun.Setter{tie(stun.AttrICEControlled, 255)}, true},
		"both":                                   {[]stun.Setter{tie(stun.AttrICEControlling, 5), tie(stun.AttrICEControlled, 5)}, true},
		"controlled, and nominates all the same": {[]stun.Setter{tie(stun.AttrICEControlled, 1), attribute(stun.AttrUseCandidate)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			s, _ := still(t, Config{})
			c, local := openOn(t, s)
			s.datagram(request(t, local, test.attributes...), place("A"), time.Now())
			var code stun.ErrorCodeAttribute
			refused := s.response.Type == stun.BindingError && code.GetFrom(&s.response) == nil && code.Code == stun.CodeRoleConflict
			if refused != test.conflict || (c.state == opened) != test.conflict || len(s.byPath) == 0 != test.conflict {
				t.Fatalf("answered %v, state %d", s.response.Type, c.state)
			}
			if err := stun.NewShortTermIntegrity(local.Pwd).Check(&s.response); err != nil {
				t.Errorf("the answer is not signed: %v", err)
			}
			// Who is told takes the other role and is welcome.
			s.datagram(request(t, local, tie(stun.AttrICEControlling, 5)), place("A"), time.Now())
			if c.state != checked || s.response.Type != stun.BindingSuccess {
				t.Error("the check in the right role was not taken")
			}
		})
	}
}

func TestAnAddressBelongsToOneConnectionUntilItFallsSilent(t *testing.T) {
	s, h := still(t, Config{})
	victim, victims := openOn(t, s)
	thief, thiefs := openOn(t, s)
	now := time.Now()
	s.datagram(request(t, victims), place("A"), now)
	steal := request(t, thiefs, attribute(stun.AttrUseCandidate))
	s.datagram(steal, place("A"), now.Add(addressHold-time.Second))
	if s.byPath[place("A")].conn != victim || thief.state != opened {
		t.Fatal("an address was taken from a living connection")
	}
	s.datagram(steal, place("A"), now.Add(addressHold))
	if s.byPath[place("A")].conn != thief || at(thief) != place("A") {
		t.Fatal("an abandoned address stayed with its connection")
	}
	if fmt.Sprint(h.closed) != fmt.Sprint([]string{ReasonConsentExpired}) {
		t.Fatalf("closed: %v", h.closed)
	}
}

func TestAnAddressThatWasNotChosenCanBeTakenWithoutHarm(t *testing.T) {
	s, h := still(t, Config{})
	c, local := openOn(t, s)
	other, others := openOn(t, s)
	now := time.Now()
	s.datagram(request(t, local), place("A"), now)
	s.datagram(request(t, local), place("B"), now)
	s.datagram(request(t, others), place("B"), now.Add(addressHold))
	if s.byPath[place("B")].conn != other || len(c.known) != 1 || at(c) != place("A") || len(h.closed) != 0 {
		t.Fatalf("known %v, selected %v, closed %v", c.known, at(c), h.closed)
	}
}
