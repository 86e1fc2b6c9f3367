package light

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/pion/srtp/v3"
	"golang.org/x/sys/unix"
)

// sinkVariable makes this test binary a process that receives on so many sockets and does nothing else.
const sinkVariable = "CORNER_TEST_SINKS"

func init() {
	if n, err := strconv.Atoi(os.Getenv(sinkVariable)); err == nil {
		drain(n)
	}
}

// drain opens sockets on loopback, prints their addresses, and reads whatever comes until its input ends.
func drain(n int) {
	epoll, err := unix.EpollCreate1(0)
	if err != nil {
		panic(err)
	}
	var addresses []string
	for range n {
		socket, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			panic(err)
		}
		defer socket.Close()
		file, _ := socket.File()
		defer file.Close()
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(file.Fd())}
		_ = unix.SetNonblock(int(event.Fd), true)
		if err := unix.EpollCtl(epoll, unix.EPOLL_CTL_ADD, int(event.Fd), &event); err != nil {
			panic(err)
		}
		addresses = append(addresses, socket.LocalAddr().String())
	}
	fmt.Println(strings.Join(addresses, " "))
	go func() {
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(0)
	}()
	events, buffer := make([]unix.EpollEvent, 256), make([]byte, maxDatagram)
	for {
		ready, _ := unix.EpollWait(epoll, events, -1)
		for _, e := range events[:max(ready, 0)] {
			for {
				if n, _, _ := unix.Recvfrom(int(e.Fd), buffer, unix.MSG_DONTWAIT); n < 0 {
					break
				}
			}
		}
	}
}

// sinks starts such a process and returns where it listens.
func sinks(t testing.TB, n int) []netip.AddrPort {
	t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), fmt.Sprint(sinkVariable, "=", n))
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); _ = process.Wait() })
	line := make([]byte, 64*n)
	size, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	var list []netip.AddrPort
	for _, text := range strings.Fields(string(line[:size])) {
		list = append(list, netip.MustParseAddrPort(text))
	}
	if len(list) != n {
		t.Fatalf("%d of %d sinks", len(list), n)
	}
	return list
}

// threadCPU is what the calling thread has used, the kernel's work for it included.
func threadCPU() time.Duration {
	var now unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &now)
	return time.Duration(now.Nano())
}

// floor is the least that sending sealed packets can take here: the cipher over the same bytes and sendmmsg.
type floor struct {
	socket    int
	addresses []unix.RawSockaddrInet4
	headers   [batchSize]mmsghdr
	vectors   [batchSize]unix.Iovec
	buffers   [batchSize][256]byte
	count     int
	aead      cipher.AEAD
	nonce     [12]byte
}

func newFloor(t testing.TB, to []netip.AddrPort) *floor {
	t.Helper()
	f := &floor{}
	var err error
	if f.socket, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Close(f.socket) })
	_ = unix.SetsockoptInt(f.socket, unix.SOL_SOCKET, unix.SO_SNDBUFFORCE, socketBuffer)
	for _, address := range to {
		raw := unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: address.Addr().As4()}
		binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&raw.Port))[:], address.Port())
		f.addresses = append(f.addresses, raw)
	}
	block, _ := aes.NewCipher(make([]byte, 16))
	f.aead, _ = cipher.NewGCM(block)
	return f
}

func (f *floor) send(to int, packet []byte) {
	const header = 16
	binary.BigEndian.PutUint32(f.nonce[4:], binary.BigEndian.Uint32(f.nonce[4:])+1)
	buffer := append(f.buffers[f.count][:0], packet[:header]...)
	sealed := f.aead.Seal(buffer, f.nonce[:], packet[header:], packet[:header])
	f.vectors[f.count].Base = &sealed[0]
	f.vectors[f.count].SetLen(len(sealed))
	h := &f.headers[f.count].header
	h.Name, h.Namelen = (*byte)(unsafe.Pointer(&f.addresses[to])), unix.SizeofSockaddrInet4
	h.Iov = &f.vectors[f.count]
	h.SetIovlen(1)
	if f.count++; f.count == batchSize {
		f.flush()
	}
}

func (f *floor) flush() {
	for first := 0; first < f.count; {
		n, _, errno := syscall.RawSyscall6(unix.SYS_SENDMMSG, uintptr(f.socket),
			uintptr(unsafe.Pointer(&f.headers[first])), uintptr(f.count-first), 0, 0, 0)
		if errno != 0 {
			panic(errno)
		}
		first += int(n)
	}
	f.count = 0
}

// BenchmarkSend is a packet's whole way out to 200 sockets that another process reads, three packets for each at
// a time, and the floor beside it: both take turns in one run. All figures are CPU of the sending thread.
func BenchmarkSend(b *testing.B) {
	const listeners, packets = 200, 3
	to := sinks(b, listeners)
	s, conns := readyAt(b, to...)
	least := newFloor(b, to)
	p := rtpPacket(5, 9, 1, -1, 80)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var ours, floors time.Duration
	sequence := uint16(0)
	b.ReportAllocs()
	b.ResetTimer()
	rounds := 0
	for b.Loop() {
		began := threadCPU()
		for i := range packets * listeners {
			if i%listeners == 0 {
				sequence++
				binary.BigEndian.PutUint16(p[2:], sequence)
			}
			if err := conns[i%listeners].SendRTP(p); err != nil {
				b.Fatal(err)
			}
		}
		s.Flush()
		between := threadCPU()
		for i := range packets * listeners {
			least.send(i%listeners, p)
		}
		least.flush()
		ours, floors = ours+between-began, floors+threadCPU()-between
		rounds++
	}
	each := float64(rounds * packets * listeners)
	b.ReportMetric(float64(ours.Nanoseconds())/each, "ns/packet")
	b.ReportMetric(float64(floors.Nanoseconds())/each, "floor-ns/packet")
	b.ReportMetric(float64(ours)/float64(floors), "ratio")
	b.ReportMetric(0, "ns/op")
	if got := s.Stats(); got.Dropped.Send > got.PacketsOut/1000 {
		b.Errorf("%d of %d dropped", got.Dropped.Send, got.PacketsOut)
	}
}

// BenchmarkReceive is a packet's whole way in, from the socket to the Handler.
func BenchmarkReceive(b *testing.B) {
	socket, address := receiver(b)
	s, _ := readyAt(b, address)
	_, client := protectionFor(b, srtp.ProtectionProfileAeadAes128Gcm)
	to := s.Candidates()[0].AddrPort
	_ = s.socket.SetReadDeadline(time.Time{})
	p := rtpPacket(5, 9, 1, -1, 80)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var used time.Duration
	packets := 0
	b.ReportAllocs()
	for b.Loop() {
		for i := range batchSize {
			binary.BigEndian.PutUint16(p[2:], uint16(packets+i))
			sealed, _ := client.sealRTP(s.outbox.space(), p)
			if _, err := socket.WriteToUDPAddrPort(sealed, to); err != nil {
				b.Fatal(err)
			}
		}
		began := threadCPU()
		for heard := 0; heard < batchSize; {
			n, err := s.inbox.read()
			if err != nil {
				b.Fatal(err)
			}
			s.received(n, time.Time{})
			heard += n
		}
		used += threadCPU() - began
		packets += batchSize
	}
	b.ReportMetric(float64(used.Nanoseconds())/float64(packets), "ns/packet")
	b.ReportMetric(0, "ns/op")
	if got := s.Stats().Dropped.Forged; got != 0 {
		b.Errorf("%d were not opened", got)
	}
}
