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

func TestOneCandidatePerClass(t *testing.T) {
	for name, test := range map[string]struct{ have, want []netip.Addr }{
		"a laptop":         {addresses("127.0.0.1", "::1", "192.168.1.5", "fe80::1"), addresses("192.168.1.5", "127.0.0.1")},
		"a server":         {addresses("127.0.0.1", "203.0.113.5", "10.0.0.5"), addresses("203.0.113.5", "10.0.0.5", "127.0.0.1")},
		"many bridges":     {addresses("127.0.0.1", "10.0.0.5", "172.17.0.1", "172.18.0.1"), addresses("10.0.0.5", "127.0.0.1")},
		"no network":       {addresses("127.0.0.1"), addresses("127.0.0.1")},
		"nothing at all":   {nil, addresses("127.0.0.1")},
		"only link-local":  {addresses("169.254.3.4"), addresses("127.0.0.1")},
		"loopback, twice":  {addresses("127.0.0.1", "127.0.0.2"), addresses("127.0.0.1")},
		"only IPv6 beside": {addresses("2001:db8::1"), addresses("127.0.0.1")},
	} {
		if got := onePerClass(test.have); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestCandidatesAreWhatIsAdvertisedOrBound(t *testing.T) {
	local := netip.MustParseAddrPort("127.0.0.1:8192")
	if got := candidates(nil, local); !slices.Equal(got, []Candidate{{AddrPort: local}}) {
		t.Errorf("bound to one address: %v", got)
	}
	want := []Candidate{{AddrPort: netip.MustParseAddrPort("203.0.113.9:8192")}}
	if got := candidates(addresses("::ffff:203.0.113.9"), local); !slices.Equal(got, want) {
		t.Errorf("advertised: %v", got)
	}
	for _, c := range candidates(nil, netip.MustParseAddrPort("0.0.0.0:8192")) {
		if !c.AddrPort.Addr().Is4() || c.AddrPort.Addr().IsUnspecified() || c.AddrPort.Port() != 8192 {
			t.Errorf("bound to all: %v", c)
		}
	}
}

func TestListenRefusesWhatItCannotBind(t *testing.T) {
	taken, _ := still(t, Config{})
	for name, cfg := range map[string]Config{
		"a name": {Address: "localhost"}, "IPv6": {Address: "::1"}, "a port below zero": {Port: -1},
		"a port beyond range": {Port: 65536}, "a port in use": {Address: "127.0.0.1", Port: taken.Port()},
	} {
		if s, err := Listen(cfg); err == nil {
			_ = s.Close()
			t.Errorf("%s: bound", name)
		}
	}
}
