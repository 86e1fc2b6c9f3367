//go:build !unix

package signaling

import "syscall"

// writeNow writes nothing: here, every write may block.
func writeNow(syscall.RawConn, []byte) (int, error) { return 0, nil }
