package light

import (
	"encoding/binary"
	"errors"
	"io"
)

// lengthSize is the length before each frame of a stream (RFC 4571 §2).
const lengthSize = 2

var errFrame = errors.New("light: a frame that is empty or longer than a datagram")

// readFrame reads one frame into buffer, which has room for a datagram. An empty frame is legal and never sent by
// anybody: it is an error here, because a stream of them would be work without an end.
func readFrame(r io.Reader, buffer []byte) ([]byte, error) {
	length := buffer[:lengthSize]
	if _, err := io.ReadFull(r, length); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(length))
	if n == 0 || n > maxDatagram {
		return nil, errFrame
	}
	if _, err := io.ReadFull(r, buffer[:n]); err != nil {
		return nil, err
	}
	return buffer[:n], nil
}

// appendFrame appends a datagram and its length.
func appendFrame(to, datagram []byte) []byte {
	return append(binary.BigEndian.AppendUint16(to, uint16(len(datagram))), datagram...)
}
