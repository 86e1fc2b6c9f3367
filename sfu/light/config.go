package light

import (
	"fmt"
	"net/netip"
	"time"

	"go.uber.org/zap"
)

// Config describes a Server. The zero value listens on every address of both families and a free port.
type Config struct {
	Address          string        // IPv4 or IPv6 address to listen on, "" for all
	Port             int           // of UDP and TCP, 0 for a free one
	NoTCP            bool          // UDP only
	Advertise        []netip.Addr  // candidates, of either family; empty: loopback and interface addresses
	HandshakeTimeout time.Duration // from the first check to the keys; 0 means 10 s
	CheckTimeout     time.Duration // from Open to the first check; 0 means 15 s
	ConsentTimeout   time.Duration // longest silence of a ready connection; 0 means 30 s
	MaxHandshakes    int           // connections that are not ready yet; 0 means 1024
	MaxConns         int           // 0 means 16384
	Log              *zap.Logger   // nil for none
}

// withDefaults returns the configuration with every zero replaced.
func (c Config) withDefaults() Config {
	defaultTo(&c.HandshakeTimeout, 10*time.Second)
	defaultTo(&c.CheckTimeout, 15*time.Second)
	defaultTo(&c.ConsentTimeout, 30*time.Second)
	defaultTo(&c.MaxHandshakes, 1024)
	defaultTo(&c.MaxConns, 16384)
	if c.Log == nil {
		c.Log = zap.NewNop()
	}
	return c
}

func defaultTo[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// listenAddress is where the sockets are bound; the zero address stands for all of both families.
func (c Config) listenAddress() (netip.AddrPort, error) {
	var address netip.Addr
	if c.Address != "" {
		parsed, err := netip.ParseAddr(c.Address)
		if err != nil || parsed.Zone() != "" {
			return netip.AddrPort{}, fmt.Errorf("light: %q is not an IP address", c.Address)
		}
		address = parsed.Unmap()
	}
	if c.Port < 0 || c.Port > 65535 {
		return netip.AddrPort{}, fmt.Errorf("light: port %d is out of range", c.Port)
	}
	return netip.AddrPortFrom(address, uint16(c.Port)), nil
}
