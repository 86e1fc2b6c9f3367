//go:build linux

package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/netip"
	"time"
	"unsafe"

	"corner/signaling/client/lightclient"

	"golang.org/x/sys/unix"
)

// roleFloor is the argument that makes this command the floor.
const roleFloor = "floor"

const (
	slots        = 3
	framePeriod  = 20 * time.Millisecond
	frameSamples = 960
	payloadBytes = 80
	headerBytes  = 12 + 4 // with the CSRC that Corner writes
	tagBytes     = 16
	sendBatch    = 64
	payloadType  = 111
	opusTOC      = 15 << 3 // what the light client's speakers send
)

// receiver is one listener of the floor: where it is, and its SRTP master key and salt.
type receiver struct {
	Address netip.AddrPort `json:"address"`
	Key     []byte         `json:"key"`
	Salt    []byte         `json:"salt"`
}

// lane is what is kept for a listener.
type lane struct {
	name unix.RawSockaddrInet4
	aead cipher.AEAD
	salt [12]byte
}

// newLane derives the session key and salt (RFC 3711 §4.3.1, RFC 7714 §11).
func newLane(r receiver) (lane, error) {
	block, err := aes.NewCipher(r.Key)
	if err != nil {
		return lane{}, err
	}
	derive := func(label byte) []byte {
		var in, out [aes.BlockSize]byte
		copy(in[:], r.Salt)
		in[7] ^= label
		block.Encrypt(out[:], in[:])
		return out[:]
	}
	session, err := aes.NewCipher(derive(0))
	if err != nil {
		return lane{}, err
	}
	l := lane{name: unix.RawSockaddrInet4{Family: unix.AF_INET, Addr: r.Address.Addr().As4()}}
	binary.BigEndian.PutUint16((*[2]byte)(unsafe.Pointer(&l.name.Port))[:], r.Address.Port())
	copy(l.salt[:], derive(2))
	l.aead, err = cipher.NewGCM(session)
	return l, err
}

// batch is a row of packets that leave by one call.
type batch struct {
	fd      int
	count   int
	headers [sendBatch]struct {
		message unix.Msghdr
		size    uint32
		_       [4]byte
	}
	vectors [sendBatch]unix.Iovec
	packets [sendBatch][headerBytes + payloadBytes + tagBytes]byte
}

func newBatch(fd int) *batch {
	b := &batch{fd: fd}
	for i := range b.headers {
		b.vectors[i].Base = &b.packets[i][0]
		b.vectors[i].SetLen(len(b.packets[i]))
		b.headers[i].message.Iov = &b.vectors[i]
		b.headers[i].message.SetIovlen(1)
		b.headers[i].message.Namelen = unix.SizeofSockaddrInet4
	}
	return b
}

// seal puts a packet for a listener into the batch (RFC 7714 §8).
func (b *batch) seal(l *lane, plain []byte) {
	nonce := l.salt
	for i := range 4 {
		nonce[2+i] ^= plain[8+i] // SSRC
	}
	nonce[10] ^= plain[2] // sequence number; the rollover counter stays 0
	nonce[11] ^= plain[3]
	packet := b.packets[b.count][:]
	copy(packet, plain[:headerBytes])
	l.aead.Seal(packet[:headerBytes], nonce[:], plain[headerBytes:], plain[:headerBytes])
	b.headers[b.count].message.Name = (*byte)(unsafe.Pointer(&l.name))
	if b.count++; b.count == sendBatch {
		b.flush()
	}
}

func (b *batch) flush() {
	for sent := 0; sent < b.count; {
		n, _, errno := unix.RawSyscall6(unix.SYS_SENDMMSG, uintptr(b.fd), uintptr(unsafe.Pointer(&b.headers[sent])), uintptr(b.count-sent), 0, 0, 0)
		if errno != 0 {
			break // what does not leave is lost, and the receivers' counts show it
		}
		sent += int(n)
	}
	b.count = 0
}

// serveFloor tells where its socket is, takes the receivers, and sends to them until in ends.
func serveFloor(in io.Reader, out io.Writer) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer func() { _ = unix.Close(fd) }()
	_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF, 4<<20) // as the server asks for
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		return err
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "127.0.0.1:%d\n", name.(*unix.SockaddrInet4).Port); err != nil {
		return err
	}
	decoder := json.NewDecoder(in)
	var receivers []receiver
	if err := decoder.Decode(&receivers); err != nil {
		return err
	}
	lanes := make([]lane, len(receivers))
	for i, r := range receivers {
		if lanes[i], err = newLane(r); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, in)
		cancel()
	}()
	b := newBatch(fd)
	return pace(ctx, func(slot int, sequence uint16, timestamp uint32) error {
		plain := compose(slot, sequence, timestamp, headerBytes)
		for i := range lanes {
			b.seal(&lanes[i], plain)
		}
		b.flush()
		return nil
	})
}

// compose writes a packet as Corner would; with 12 bytes of header there is no CSRC and the payload makes up for it.
func compose(slot int, sequence uint16, timestamp uint32, header int) []byte {
	plain := make([]byte, headerBytes+payloadBytes)
	plain[0], plain[1] = 0x80, payloadType
	if header > 12 {
		plain[0] |= 1
	}
	binary.BigEndian.PutUint16(plain[2:], sequence)
	binary.BigEndian.PutUint32(plain[4:], timestamp)
	binary.BigEndian.PutUint32(plain[8:], uint32(slot)+1)
	plain[header] = opusTOC
	return plain
}

// pace calls send for each slot 50 times a second, the slots' phases spread as those of the load test's speakers.
func pace(ctx context.Context, send func(slot int, sequence uint16, timestamp uint32) error) error {
	type turn struct {
		slot  int
		phase time.Duration
	}
	turns := []turn{{0, lightclient.Phase(0)}, {2, lightclient.Phase(2)}, {1, lightclient.Phase(1)}} // in order of phase
	timer := time.NewTimer(0)
	defer timer.Stop()
	begun := time.Now()
	for n := uint32(1); ; n++ {
		for _, t := range turns {
			timer.Reset(time.Until(begun.Add(time.Duration(n)*framePeriod + t.phase)))
			select {
			case <-timer.C:
			case <-ctx.Done():
				return nil
			}
			if err := send(t.slot, uint16(n), n*frameSamples); err != nil {
				return err
			}
		}
	}
}
