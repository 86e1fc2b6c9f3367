//go:build !linux

package lightclient

import (
	"errors"
	"net/netip"
	"time"
)

// errSystem is said where thousands of sockets cannot be watched by one goroutine.
var errSystem = errors.New("light clients need Linux: its epoll and recvmmsg")

// poller stands for the one of Linux; there is none, so newPoller fails and nothing else is ever called.
type poller struct{}

func newPoller() (*poller, error)                        { return nil, errSystem }
func (*poller) close()                                   {}
func (*poller) add(int) error                            { return errSystem }
func (*poller) wait(_ time.Time, _ []int) ([]int, error) { return nil, errSystem }
func (*poller) notify()                                  {}
func (*poller) receive(int) int                          { return 0 }
func (*poller) datagram(int) ([]byte, time.Time)         { return nil, time.Time{} }
func openSocket(netip.Addr) (int, error)                 { return -1, errSystem }
func connectSocket(int, netip.AddrPort) error            { return errSystem }
func sendSocket(int, []byte)                             {}
func localOf(int) netip.AddrPort                         { return netip.AddrPort{} }
func closeSocket(int)                                    {}
