package light

import (
	"net"
	"net/netip"
)

// candidates lists where clients can reach a socket bound to local: what is advertised, else the bound address,
// else one address per class (public, private, loopback) of this machine. Loopback alone would not do: Firefox
// sends nothing to a server that lists only 127.0.0.1.
func candidates(advertise []netip.Addr, local netip.AddrPort) []Candidate {
	addresses := advertise
	if len(addresses) == 0 {
		addresses = []netip.Addr{local.Addr()}
		if local.Addr().IsUnspecified() {
			addresses = onePerClass(interfaceAddresses())
		}
	}
	list := make([]Candidate, 0, len(addresses))
	for _, address := range addresses {
		list = append(list, Candidate{AddrPort: netip.AddrPortFrom(address.Unmap(), local.Port())})
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

// onePerClass keeps the first IPv4 address of each class, the widest reach first. A machine without any
// interface address still has its loopback.
func onePerClass(addresses []netip.Addr) []netip.Addr {
	var public, private, loopback netip.Addr
	for _, a := range addresses {
		switch {
		case !a.Is4():
		case a.IsLoopback():
			keepFirst(&loopback, a)
		case a.IsPrivate():
			keepFirst(&private, a)
		case a.IsGlobalUnicast():
			keepFirst(&public, a)
		}
	}
	keepFirst(&loopback, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	var list []netip.Addr
	for _, a := range []netip.Addr{public, private, loopback} {
		if a.IsValid() {
			list = append(list, a)
		}
	}
	return list
}

func keepFirst(slot *netip.Addr, a netip.Addr) {
	if !slot.IsValid() {
		*slot = a
	}
}
