//go:build !linux

package light

import (
	"net"
	"net/netip"
	"time"
)

// sockaddr is an address as the socket takes it.
type sockaddr struct{ to netip.AddrPort }

// inbox reads datagrams one by one.
type inbox struct {
	socket *net.UDPConn
	buffer [maxDatagram]byte
	size   int
	from   netip.AddrPort
}

func newInbox(socket *net.UDPConn) (*inbox, error) { return &inbox{socket: socket}, nil }

// read waits for a datagram, until the socket's read deadline, and returns how many there are.
func (in *inbox) read() (int, error) {
	n, from, err := in.socket.ReadFromUDPAddrPort(in.buffer[:])
	if err != nil {
		return 0, err
	}
	in.size, in.from = n, unmapped(from)
	return 1, nil
}

// datagram returns the datagram read, valid until the next read, and where it came from.
func (in *inbox) datagram(int) ([]byte, netip.AddrPort) { return in.buffer[:in.size], in.from }

// outbox sends datagrams one by one.
type outbox struct {
	arena
	socket    *net.UDPConn
	datagrams [batchSize][]byte
	addresses [batchSize]sockaddr
	count     int
}

func newOutbox(socket *net.UDPConn) (*outbox, error) { return &outbox{socket: socket}, nil }

// sockaddr makes an address ready to be sent to.
func (out *outbox) sockaddr(address netip.AddrPort) sockaddr { return sockaddr{address} }

// add queues the n bytes that were written into space. There must be room for one more.
func (out *outbox) add(n int, to *sockaddr) {
	out.datagrams[out.count], out.addresses[out.count] = out.take(n), *to
	out.count++
}

// flush sends what is queued and empties the outbox. What cannot be sent is dropped.
func (out *outbox) flush() (sent, bytes, dropped int) {
	_ = out.socket.SetWriteDeadline(time.Now().Add(sendWait))
	for i := range out.count {
		n, err := out.socket.WriteToUDPAddrPort(out.datagrams[i], out.addresses[i].to)
		if err != nil {
			dropped++
			continue
		}
		sent++
		bytes += n
	}
	_ = out.socket.SetWriteDeadline(time.Time{})
	out.count, out.used = 0, 0
	return sent, bytes, dropped
}

// tune sets what the socket needs. All of it is a wish: a system that refuses still serves.
func tune(socket *net.UDPConn) {
	_ = socket.SetReadBuffer(socketBuffer)
	_ = socket.SetWriteBuffer(socketBuffer)
}
