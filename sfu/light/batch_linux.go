package light

import (
	"encoding/binary"
	"net"
	"net/netip"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mmsghdr is struct mmsghdr of recvmmsg(2) and sendmmsg(2).
type mmsghdr struct {
	header unix.Msghdr
	size   uint32 // bytes received or sent
}

// sockaddr is an address as the socket takes it.
type sockaddr struct {
	raw  unix.RawSockaddrInet6 // of an IPv4 socket: its beginning is a RawSockaddrInet4
	size uint32
}

// newSockaddr writes an address for a socket of a family. One that the family cannot express becomes port 0 of
// no address, to which nothing can be sent.
func newSockaddr(address netip.AddrPort, family int) (s sockaddr) {
	s.raw.Family, s.size = uint16(family), unix.SizeofSockaddrInet4
	ip := address.Addr().Unmap()
	switch {
	case family == unix.AF_INET6:
		s.raw.Addr, s.size = ip.As16(), unix.SizeofSockaddrInet6
	case ip.Is4():
		(*unix.RawSockaddrInet4)(unsafe.Pointer(&s.raw)).Addr = ip.As4()
	default:
		return s
	}
	// Both kinds have the port in the same place, in network byte order.
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&s.raw.Port))[:], address.Port())
	return s
}

// address reads an address the system wrote.
func (s *sockaddr) address() netip.AddrPort {
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&s.raw.Port))[:])
	if s.raw.Family == unix.AF_INET {
		raw := (*unix.RawSockaddrInet4)(unsafe.Pointer(&s.raw))
		return netip.AddrPortFrom(netip.AddrFrom4(raw.Addr), port)
	}
	return netip.AddrPortFrom(netip.AddrFrom16(s.raw.Addr).Unmap(), port)
}

// inbox reads many datagrams with one system call.
type inbox struct {
	raw     syscall.RawConn
	headers [batchSize]mmsghdr
	vectors [batchSize]unix.Iovec
	names   [batchSize]sockaddr
	buffers [batchSize][maxDatagram]byte
	count   int
	errno   syscall.Errno
	receive func(fd uintptr) bool // made once: a closure for each call would be an allocation
}

func newInbox(socket *net.UDPConn) (*inbox, error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil, err
	}
	in := &inbox{raw: raw}
	in.receive = in.recvmmsg
	for i := range in.headers {
		h := &in.headers[i].header
		in.vectors[i].Base = &in.buffers[i][0]
		in.vectors[i].SetLen(maxDatagram)
		h.Iov, h.Name = &in.vectors[i], (*byte)(unsafe.Pointer(&in.names[i].raw))
		h.SetIovlen(1)
		h.Namelen = unix.SizeofSockaddrInet6
	}
	return in, nil
}

// read waits for datagrams, until the socket's read deadline, and returns how many there are.
func (in *inbox) read() (int, error) {
	for i := range in.count { // the system has written their lengths there
		in.headers[i].header.Namelen = unix.SizeofSockaddrInet6
	}
	in.count, in.errno = 0, 0
	if err := in.raw.Read(in.receive); err != nil {
		return 0, err
	}
	if in.errno != 0 {
		return 0, in.errno
	}
	return in.count, nil
}

// recvmmsg reports whether the wait is over. For the raw call see sendmmsg.
func (in *inbox) recvmmsg(fd uintptr) bool {
	for {
		n, _, errno := syscall.RawSyscall6(unix.SYS_RECVMMSG, fd,
			uintptr(unsafe.Pointer(&in.headers)), batchSize, unix.MSG_DONTWAIT, 0, 0)
		switch errno {
		case 0:
			in.count = int(n)
			return true
		case unix.EINTR:
		case unix.EAGAIN:
			return false
		default:
			in.errno = errno
			return true
		}
	}
}

// datagram returns the i-th datagram read, valid until the next read, and where it came from.
func (in *inbox) datagram(i int) ([]byte, netip.AddrPort) {
	return in.buffers[i][:in.headers[i].size], in.names[i].address()
}

// outbox sends many datagrams with one system call.
type outbox struct {
	arena
	raw      syscall.RawConn
	family   int
	headers  [batchSize]mmsghdr
	vectors  [batchSize]unix.Iovec
	names    [batchSize]sockaddr
	count    int
	next     int // the first that has not been sent
	dropped  int
	poll     [1]unix.PollFd
	transmit func(fd uintptr) // made once
	send     func(fd uintptr, headers []mmsghdr) (int, syscall.Errno)
}

func newOutbox(socket *net.UDPConn) (*outbox, error) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return nil, err
	}
	out := &outbox{raw: raw, send: sendmmsg}
	out.transmit = out.sendAll
	for i := range out.headers {
		out.headers[i].header.Iov, out.headers[i].header.Name = &out.vectors[i], (*byte)(unsafe.Pointer(&out.names[i].raw))
		out.headers[i].header.SetIovlen(1)
	}
	err = raw.Control(func(fd uintptr) { out.family, _ = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_DOMAIN) })
	return out, err
}

// sockaddr makes an address ready to be sent to.
func (out *outbox) sockaddr(address netip.AddrPort) sockaddr { return newSockaddr(address, out.family) }

// add queues the n bytes that were written into space. There must be room for one more.
func (out *outbox) add(n int, to *sockaddr) {
	i := out.count
	datagram := out.take(n)
	out.vectors[i].Base = unsafe.SliceData(datagram)
	out.vectors[i].SetLen(n)
	out.names[i] = *to
	out.headers[i].header.Namelen = to.size
	out.count++
}

// flush sends what is queued and empties the outbox. What cannot be sent is dropped.
func (out *outbox) flush() (sent, bytes, dropped int) {
	out.next, out.dropped = 0, 0
	if err := out.raw.Control(out.transmit); err != nil { // closed
		out.dropped += out.count - out.next
	}
	dropped, sent = out.dropped, out.count-out.dropped
	for i := range out.count {
		bytes += int(out.headers[i].size)
		out.headers[i].size = 0
	}
	out.count, out.used = 0, 0
	return sent, bytes, dropped
}

// sendAll sends the batch. The system stops at the first datagram it refuses and says why when that one is the
// first of a call: it alone is dropped, and the next call goes on behind it.
func (out *outbox) sendAll(fd uintptr) {
	var until time.Time
	for out.next < out.count {
		n, errno := out.send(fd, out.headers[out.next:out.count])
		switch errno {
		case 0:
			out.next += n
		case unix.EINTR:
		case unix.EAGAIN:
			now := time.Now()
			if until.IsZero() {
				until = now.Add(sendWait)
			}
			if !now.Before(until) {
				out.dropped += out.count - out.next
				return
			}
			out.poll[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLOUT}
			_, _ = unix.Poll(out.poll[:], max(1, int(until.Sub(now).Milliseconds())))
		default:
			out.dropped++
			out.next++
		}
	}
}

// sendmmsg is sendmmsg(2) without waiting. The call is raw, which the scheduler does not hear of: a batch takes
// longer than the 20 µs after which it would give our processor to another thread and later back, at the price of
// two switches a batch. Nothing waits longer for us, a garbage collection neither, than one batch takes.
func sendmmsg(fd uintptr, headers []mmsghdr) (int, syscall.Errno) {
	n, _, errno := syscall.RawSyscall6(unix.SYS_SENDMMSG, fd, uintptr(unsafe.Pointer(unsafe.SliceData(headers))),
		uintptr(len(headers)), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, 0, 0)
	return int(n), errno
}

// tune sets what the socket needs beyond what package net offers. All of it is a wish: a system that refuses
// still serves.
func tune(socket *net.UDPConn) {
	raw, err := socket.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		set := func(level, option, value int) { _ = unix.SetsockoptInt(int(fd), level, option, value) }
		// The plain options are cut at net.core.[rw]mem_max, the forced ones need a privilege.
		set(unix.SOL_SOCKET, unix.SO_RCVBUF, socketBuffer)
		set(unix.SOL_SOCKET, unix.SO_SNDBUF, socketBuffer)
		set(unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, socketBuffer)
		set(unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, socketBuffer)
		// Nothing we send needs fragments, and whoever can inject one would spoil a datagram.
		set(unix.IPPROTO_IP, unix.IP_MTU_DISCOVER, unix.IP_PMTUDISC_DO)
		set(unix.IPPROTO_IPV6, unix.IPV6_MTU_DISCOVER, unix.IPV6_PMTUDISC_DO)
	})
}
