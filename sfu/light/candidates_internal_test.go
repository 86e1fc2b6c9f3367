package light

import (
	"net/netip"
	"slices"
	"testing"
)

func addresses(texts ...string) []netip.Addr {
	var list []netip.Addr
	for _, text := range texts {
		list = append(list, netip.MustParseAddr(text))
	}
	return list
}

func TestOneCandidatePerClassAndFamily(t *testing.T) {
	all := addresses("fe80::1", "127.0.0.1", "::1", "10.0.0.5", "10.0.0.6", "fd00::5", "fd00::6", "203.0.113.5", "2001:db8::5")
	for name, test := range map[string]struct {
		have, want []netip.Addr
		both       bool
	}{
		"a laptop":         {addresses("127.0.0.1", "::1", "192.168.1.5", "fe80::1"), addresses("192.168.1.5", "127.0.0.1"), false},
		"a laptop, both":   {addresses("127.0.0.1", "::1", "192.168.1.5", "fe80::1"), addresses("192.168.1.5", "127.0.0.1", "::1"), true},
		"a server":         {addresses("127.0.0.1", "203.0.113.5", "10.0.0.5"), addresses("203.0.113.5", "10.0.0.5", "127.0.0.1"), false},
		"many bridges":     {addresses("127.0.0.1", "10.0.0.5", "172.17.0.1", "172.18.0.1"), addresses("10.0.0.5", "127.0.0.1"), true},
		"no network":       {addresses("127.0.0.1"), addresses("127.0.0.1"), true},
		"nothing at all":   {nil, addresses("127.0.0.1"), true},
		"only link-local":  {addresses("169.254.3.4", "fe80::2"), addresses("127.0.0.1"), true},
		"loopback, twice":  {addresses("127.0.0.1", "127.0.0.2"), addresses("127.0.0.1"), false},
		"only IPv6 beside": {addresses("2001:db8::1"), addresses("127.0.0.1"), false},
		"only IPv6":        {addresses("::1", "2001:db8::1"), addresses("2001:db8::1", "127.0.0.1", "::1"), true},
		"everything":       {all, addresses("203.0.113.5", "2001:db8::5", "10.0.0.5", "fd00::5", "127.0.0.1", "::1"), true},
	} {
		if got := onePerClass(test.have, test.both); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestCandidatesAreWhatIsAdvertisedOrBound(t *testing.T) {
	local := netip.MustParseAddrPort("127.0.0.1:8192")
	want := []Candidate{{AddrPort: local}, {AddrPort: local, TCP: true}}
	if got := candidates(nil, local, true); !slices.Equal(got, want) {
		t.Errorf("bound to one address: %v", got)
	}
	if got := candidates(nil, local, false); !slices.Equal(got, want[:1]) {
		t.Errorf("without TCP: %v", got)
	}
	want = []Candidate{
		{AddrPort: netip.MustParseAddrPort("203.0.113.9:8192")}, {AddrPort: netip.MustParseAddrPort("[2001:db8::9]:8192")},
	}
	if got := candidates(addresses("::ffff:203.0.113.9", "2001:db8::9"), local, false); !slices.Equal(got, want) {
		t.Errorf("advertised: %v", got)
	}
	for _, bound := range []string{"0.0.0.0:8192", "[::]:8192"} {
		for _, c := range candidates(nil, netip.MustParseAddrPort(bound), false) {
			a := c.AddrPort.Addr()
			if a.IsUnspecified() || a.IsLinkLocalUnicast() || a.Is4In6() || c.AddrPort.Port() != 8192 {
				t.Errorf("bound to %s: %v", bound, c)
			}
			if bound[0] == '0' && !a.Is4() {
				t.Errorf("an IPv4 socket is listed at %v", a)
			}
		}
	}
}

func TestListenRefusesWhatItCannotBind(t *testing.T) {
	taken, _ := still(t, Config{})
	for name, cfg := range map[string]Config{
		"a name": {Address: "localhost"}, "an interface": {Address: "fe80::1%lo"}, "a port below zero": {Port: -1},
		"a port beyond range": {Port: 65536}, "a port in use": {Address: "127.0.0.1", Port: taken.Port()},
	} {
		if s, err := Listen(cfg); err == nil {
			_ = s.Close()
			t.Errorf("%s: bound", name)
		}
	}
}
