//go:build unix

package signaling

import (
	"errors"
	"sync"
	"syscall"
)

// attempt is a write that does not block.
type attempt struct {
	data []byte
	n    int
	err  error
	make func(fd uintptr) bool
}

var attempts = sync.Pool{New: func() any {
	a := &attempt{}
	a.make = a.write
	return a
}}

func (a *attempt) write(fd uintptr) bool {
	for {
		a.n, a.err = syscall.Write(int(fd), a.data)
		if !errors.Is(a.err, syscall.EINTR) {
			return true // also when the socket takes nothing: nobody waits for it
		}
	}
}

// writeNow writes what a socket takes without waiting, which may be nothing.
func writeNow(raw syscall.RawConn, p []byte) (int, error) {
	if raw == nil {
		return 0, nil
	}
	a := attempts.Get().(*attempt)
	defer attempts.Put(a)
	a.data, a.n, a.err = p, 0, nil
	err := raw.Write(a.make)
	a.data = nil
	if err == nil && !errors.Is(a.err, syscall.EAGAIN) {
		err = a.err
	}
	return max(0, a.n), err
}
