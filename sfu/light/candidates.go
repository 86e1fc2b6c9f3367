package light

import (
	"net"
	"net/netip"
)

// candidates lists where clients can reach sockets bound to local, best first: what is advertised, else the bound
// address, else one address per family and class (public, private, loopback) of this machine. Loopback alone
// would not do: Firefox sends nothing to a server that lists only 127.0.0.1. TCP comes after all of UDP.
func candidates(advertise []netip.Addr, local netip.AddrPort, tcp bool) []Candidate {
	addresses := advertise
	if len(addresses) == 0 {
		addresses = []netip.Addr{local.Addr().Unmap()}
		if local.Addr().IsUnspecified() {
			addresses = onePerClass(interfaceAddresses(), local.Addr().Is6())
		}
	}
	list := make([]Candidate, 0, 2*len(addresses))
	for _, address := range addresses {
		list = append(list, Candidate{AddrPort: netip.AddrPortFrom(address.Unmap(), local.Port())})
	}
	if tcp {
		for _, c := range list[:len(addresses)] {
			list = append(list, Candidate{AddrPort: c.AddrPort, TCP: true})
		}
	}
	return list
}

// interfaceAddresses returns the addresses of the interfaces that are up, in the system's order.
func interfaceAddresses() []netip.Addr {
	interfaces, err := net.Interfaces()
	if err != nil {
		return nil
	}
	var list []netip.Addr
	for _, i := range interfaces {
		if i.Flags&net.FlagUp == 0 {
			continue
		}
		addresses, err := i.Addrs()
		if err != nil {
			continue
		}
		for _, a := range addresses {
			if prefix, err := netip.ParsePrefix(a.String()); err == nil {
				list = append(list, prefix.Addr().Unmap())
			}
		}
	}
	return list
}

// onePerClass keeps the first address of each class and family, the widest reach first; never a link-local one,
// which means nothing without its interface. A machine without any interface address still has its loopback.
func onePerClass(addresses []netip.Addr, both bool) []netip.Addr {
	const public, private, loopback = 0, 2, 4 // IPv4, and IPv6 one further
	var classes [6]netip.Addr
	keep := func(class int, a netip.Addr) {
		if a.Is6() {
			class++
		}
		if !classes[class].IsValid() && (both || a.Is4()) {
			classes[class] = a
		}
	}
	for _, a := range addresses {
		switch {
		case a.IsLoopback():
			keep(loopback, a)
		case a.IsPrivate(): // fc00::/7 as well
			keep(private, a)
		case a.IsGlobalUnicast():
			keep(public, a)
		}
	}
	keep(loopback, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	var list []netip.Addr
	for _, a := range classes {
		if a.IsValid() {
			list = append(list, a)
		}
	}
	return list
}
