package signaling

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Prefixes of addresses: a household has more IPv6 addresses than we have memory, and who changes their IPv4
// address mostly stays in the same network.
const (
	addressPrefix6 = 64
	networkPrefix4 = 24
)

// provenance is where a connection comes from. None of it is logged.
type provenance struct {
	address string // by which limits are counted
	network string // the prefix of it by which newcomers are counted
	hash    string // of the network, for the room; "" when unknown
	device  string // the keyed hash of the browser's mark, for the room
}

// provenance says where a request comes from, by the browser's mark that it has or will get.
func (s *Server) provenance(r *http.Request, mark string) provenance {
	p := provenance{address: s.address(r), network: s.network(r)}
	if p.network != "" {
		p.hash = s.auth.Network(p.network)
	}
	p.device, _ = s.auth.Device(mark)
	return p
}

// address is what limits are counted by: the peer, or what a trusted proxy says of it. Of IPv6 it is the prefix.
func (s *Server) address(r *http.Request) string {
	ip, text := s.peer(r)
	if !ip.IsValid() {
		return text
	}
	if ip.Is6() {
		return prefix(ip, addressPrefix6)
	}
	return ip.String()
}

// network is the prefix that neighbours share, "" when it cannot be known.
func (s *Server) network(r *http.Request) string {
	ip, _ := s.peer(r)
	switch {
	case !ip.IsValid():
		return ""
	case ip.Is6():
		return prefix(ip, addressPrefix6)
	}
	return prefix(ip, networkPrefix4)
}

func prefix(ip netip.Addr, bits int) string {
	p, _ := ip.WithZone("").Prefix(bits) // fails for too many bits only
	return p.String()
}

// peer is the address of whom a request comes from, and as text what is none.
func (s *Server) peer(r *http.Request) (netip.Addr, string) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}, host
	}
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(forwarded) - 1; i >= 0 && s.trusted(ip); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		ip = before
	}
	return ip.Unmap(), host
}

func (s *Server) trusted(ip netip.Addr) bool {
	for _, p := range s.proxies {
		if p.Contains(ip.Unmap()) {
			return true
		}
	}
	return false
}
