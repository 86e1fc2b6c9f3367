package light

import (
	"bytes"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// piped is a pipe and what it has sent.
func piped() (*pipe, *[][]byte) {
	f := &feed{in: make(chan []byte, 4), cancel: func() {}}
	address := place("A")
	f.path.Store(&address)
	var sent [][]byte
	return newPipe(f, newTurnstile().turn(), func(b []byte, _ path) error {
		sent = append(sent, append([]byte(nil), b...))
		return nil
	}, new(atomic.Uint64)), &sent
}

func TestAPipeKeepsTheLastFlightOnly(t *testing.T) {
	p, sent := piped()
	write := func(record byte, mark byte) { _, _ = p.WriteTo([]byte{record, mark}, pipeAddr{}) }
	write(recordHandshake, 1) // an earlier flight
	write(recordAlert, 2)     // never leaves
	write(recordChangeCipherSpec, 3)
	write(recordHandshake, 4)
	write(recordChangeCipherSpec, 5) // the flight again
	for i := range byte(10) {
		write(recordHandshake, 6+i)
	}
	if len(*sent) != 14 {
		t.Errorf("%d datagrams left", len(*sent))
	}
	last := p.silence()
	if len(last) != maxLastFlight || last[0][1] != 5 || last[1][1] != 6 {
		t.Errorf("kept %v", last)
	}
	write(recordHandshake, 99)
	if len(*sent) != 14 {
		t.Error("a silenced pipe speaks")
	}
}

func TestAPipesReadEndsByDatagramDeadlineOrClose(t *testing.T) {
	p, _ := piped()
	buffer := make([]byte, maxDatagram)
	hello := helloOf(terms{})
	for _, datagram := range [][]byte{[]byte("junk"), hello} {
		if !p.feed.push(datagram) {
			t.Fatal("no room")
		}
	}
	if n, _, err := p.ReadFrom(buffer); err != nil || !bytes.Equal(buffer[:n], hello) || p.refused.Load() != 1 {
		t.Fatalf("%q, %v, %d refused", buffer[:n], err, p.refused.Load())
	}
	_ = p.SetDeadline(time.Unix(1, 0))
	if _, _, err := p.ReadFrom(buffer); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("past the deadline: %v", err)
	}
	_ = p.SetReadDeadline(time.Time{})
	_ = p.Close()
	_ = p.Close()
	if _, _, err := p.ReadFrom(buffer); !errors.Is(err, net.ErrClosed) {
		t.Fatalf("closed: %v", err)
	}
}

func TestAFeedCopiesAndIsBounded(t *testing.T) {
	p, _ := piped()
	b := []byte("abc")
	for i := range 6 {
		if ok := p.feed.push(b); ok != (i < 4) {
			t.Fatalf("push %d: %v", i, ok)
		}
	}
	b[0] = 'x'
	if got := <-p.feed.in; string(got) != "abc" {
		t.Fatalf("the queue shares the reader's buffer: %q", got)
	}
}
