package light

import (
	"fmt"
	"net"
	"net/netip"

	"go.uber.org/zap"
)

const pairAttempts = 10 // free ports that are tried for UDP and TCP together

// bind opens the UDP socket and, on the same port, the TCP listener. Without the latter a server is of use still:
// the listener is nil when it is not wanted or cannot be had.
func bind(address netip.AddrPort, cfg Config) (*net.UDPConn, *net.TCPListener, error) {
	for attempt := 1; ; attempt++ {
		socket, err := listenUDP(address)
		if err != nil {
			return nil, nil, fmt.Errorf("light: %w", err)
		}
		tune(socket)
		if cfg.NoTCP {
			return socket, nil, nil
		}
		listener, err := listenTCP(socket, address.Addr())
		switch {
		case err == nil:
			return socket, listener, nil
		case address.Port() == 0 && attempt < pairAttempts: // the system chose; it may choose better
			_ = socket.Close()
		default:
			cfg.Log.Warn("no media over tcp", zap.Error(err))
			return socket, nil, nil
		}
	}
}

// network names the family of an address to package net: the zero address is for both.
func network(protocol string, address netip.Addr) string {
	switch {
	case address.Is4():
		return protocol + "4"
	case address.Is6():
		return protocol + "6"
	}
	return protocol
}

// listenUDP binds one socket for both families when no address is given, or one for IPv4 where IPv6 is off.
func listenUDP(address netip.AddrPort) (*net.UDPConn, error) {
	ip := net.IP(address.Addr().AsSlice()) // nil for all
	local := &net.UDPAddr{IP: ip, Port: int(address.Port())}
	socket, err := net.ListenUDP(network("udp", address.Addr()), local)
	if err != nil && ip == nil {
		return net.ListenUDP("udp4", local)
	}
	return socket, err
}

// listenTCP binds the port and addresses of a UDP socket.
func listenTCP(socket *net.UDPConn, address netip.Addr) (*net.TCPListener, error) {
	local := &net.TCPAddr{IP: net.IP(address.AsSlice()), Port: socket.LocalAddr().(*net.UDPAddr).Port}
	name := network("tcp", address)
	if local.IP == nil && socket.LocalAddr().(*net.UDPAddr).IP.To4() != nil {
		name = "tcp4"
	}
	return net.ListenTCP(name, local)
}

// boxes makes both sides of a socket's batches.
func boxes(socket *net.UDPConn) (*inbox, *outbox, error) {
	in, err := newInbox(socket)
	if err != nil {
		return nil, nil, fmt.Errorf("light: %w", err)
	}
	out, err := newOutbox(socket)
	if err != nil {
		return nil, nil, fmt.Errorf("light: %w", err)
	}
	return in, out, nil
}
