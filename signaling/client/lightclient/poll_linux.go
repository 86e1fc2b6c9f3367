package lightclient

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	readBatch  = 16  // datagrams taken from one socket at a time
	readyBatch = 256 // sockets told of at a time
	stampSpace = 64  // control bytes: one timestamp fits
	// lookEvery is how often the sockets are looked at. Nobody waits for them, as nobody on this machine would if
	// the listeners were elsewhere: on a virtual machine a sender that has to wake its receiver pays more for that
	// than for the datagram. The kernel notes when each came.
	lookEvery = time.Millisecond
)

// poller looks at many sockets at once and reads batches. It belongs to one goroutine, but for notify.
type poller struct {
	epoll  int
	wakeup int  // an eventfd
	more   bool // the last look did not see everything
	events [readyBatch]unix.EpollEvent

	messages [readBatch]message
	vectors  [readBatch]unix.Iovec
	buffers  [readBatch][maxDatagram]byte
	controls [readBatch][stampSpace]byte
}

// message is the kernel's struct mmsghdr.
type message struct {
	header unix.Msghdr
	size   uint32
	_      [4]byte
}

func newPoller() (*poller, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("epoll: %w", err)
	}
	wakeup, err := unix.Eventfd(0, unix.EFD_NONBLOCK|unix.EFD_CLOEXEC)
	if err != nil {
		_ = unix.Close(epoll)
		return nil, fmt.Errorf("eventfd: %w", err)
	}
	p := &poller{epoll: epoll, wakeup: wakeup}
	for i := range p.messages {
		p.vectors[i].Base = &p.buffers[i][0]
		p.vectors[i].SetLen(maxDatagram)
		p.messages[i].header.Iov = &p.vectors[i]
		p.messages[i].header.SetIovlen(1)
		p.messages[i].header.Control = &p.controls[i][0]
	}
	if err := p.add(wakeup); err != nil {
		p.close()
		return nil, fmt.Errorf("epoll: %w", err)
	}
	return p, nil
}

func (p *poller) close() {
	_ = unix.Close(p.epoll)
	_ = unix.Close(p.wakeup)
}

// add has a socket watched until it is closed.
func (p *poller) add(fd int) error {
	return unix.EpollCtl(p.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
}

// wait gives the sockets that have something, none at the deadline or when notified.
func (p *poller) wait(until time.Time, ready []int) ([]int, error) {
	ready = ready[:0]
	n := 0
	for {
		if !p.more {
			time.Sleep(min(lookEvery, time.Until(until)))
		}
		var err error
		n, err = unix.EpollWait(p.epoll, p.events[:], 0)
		if err != nil && !errors.Is(err, unix.EINTR) {
			return nil, fmt.Errorf("epoll: %w", err)
		}
		p.more = n == len(p.events)
		if n > 0 || !time.Now().Before(until) {
			break
		}
	}
	for _, e := range p.events[:max(0, n)] {
		if int(e.Fd) == p.wakeup {
			var told [8]byte
			_, _ = unix.Read(p.wakeup, told[:])
			continue
		}
		ready = append(ready, int(e.Fd))
	}
	return ready, nil
}

// notify makes wait return; any goroutine may call it before close.
func (p *poller) notify() {
	_, _ = unix.Write(p.wakeup, []byte{1, 0, 0, 0, 0, 0, 0, 0})
}

// receive takes what a socket has, at most readBatch datagrams, for datagram to give. An error is one that the
// network told of an earlier datagram: the socket goes on.
func (p *poller) receive(fd int) int {
	for i := range p.messages {
		p.messages[i].header.SetControllen(stampSpace)
	}
	// Raw: it never blocks, and telling the scheduler of it costs a third of the call.
	n, _, errno := unix.RawSyscall6(unix.SYS_RECVMMSG, uintptr(fd), uintptr(unsafe.Pointer(&p.messages[0])), readBatch,
		unix.MSG_DONTWAIT, 0, 0)
	if errno != 0 {
		return 0
	}
	return int(n)
}

// datagram is the i-th of the last receive, and when the kernel got it: by that clock a busy reader spoils no
// measurement. The slice is good until the next receive.
func (p *poller) datagram(i int) ([]byte, time.Time) {
	m := &p.messages[i]
	return p.buffers[i][:m.size], stampOf(p.controls[i][:m.header.Controllen])
}

// stampOf reads SCM_TIMESTAMPNS, which is alone in the control data.
func stampOf(control []byte) time.Time {
	if len(control) < unix.SizeofCmsghdr+16 {
		return time.Time{}
	}
	spec := (*unix.Timespec)(unsafe.Pointer(&control[unix.CmsgLen(0)]))
	return time.Unix(spec.Unix())
}

// openSocket opens a UDP socket at an address, on any port.
func openSocket(source netip.Addr) (int, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fmt.Errorf("socket: %w", err)
	}
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1); err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("socket: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: source.As4()}); err != nil {
		_ = unix.Close(fd)
		return -1, fmt.Errorf("bind to %s: %w", source, err)
	}
	return fd, nil
}

func connectSocket(fd int, to netip.AddrPort) error {
	if err := unix.Connect(fd, &unix.SockaddrInet4{Port: int(to.Port()), Addr: to.Addr().As4()}); err != nil {
		return fmt.Errorf("connect to %s: %w", to, err)
	}
	return nil
}

// localOf is where a socket is bound.
func localOf(fd int) netip.AddrPort {
	name, err := unix.Getsockname(fd)
	if v4, ok := name.(*unix.SockaddrInet4); ok && err == nil {
		return netip.AddrPortFrom(netip.AddrFrom4(v4.Addr), uint16(v4.Port))
	}
	return netip.AddrPort{}
}

// sendSocket sends one datagram. One that does not leave is one that the network lost.
func sendSocket(fd int, datagram []byte) {
	_, _, _ = unix.RawSyscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(datagram))),
		uintptr(len(datagram)), unix.MSG_DONTWAIT, 0, 0)
}

func closeSocket(fd int) { _ = unix.Close(fd) }
