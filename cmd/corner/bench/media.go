//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"corner/sfu"
	"corner/sfu/light"
)

// roleMedia is the argument that makes this command Corner's media plane without anything around it.
const roleMedia = "media"

// serveMedia answers offers with the real media plane, one room, until in ends. The first of them may speak. What
// the whole server costs above this is signaling.
func serveMedia(in io.Reader, out io.Writer) error {
	media, err := sfu.New(sfu.Config{Light: light.Config{Address: "127.0.0.1"}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- media.Run(ctx) }()
	room := media.OpenRoom("bench", nil)
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(out)
	for n := 0; ; n++ {
		var offer exchange
		if err := decoder.Decode(&offer); err != nil {
			cancel()
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return errors.Join(err, <-done)
		}
		name := fmt.Sprint("p", n)
		// The comparison is packet by packet: nothing is merged.
		if r, ok := any(room).(interface{ SetLowDelay(string, bool) }); ok {
			r.SetLowDelay(name, true)
		}
		answer, err := room.Connect(name, offer.SDP)
		if err != nil {
			return err
		}
		room.AllowPublish(name, n < slots)
		if err := encoder.Encode(exchange{answer.SDP}); err != nil {
			return err
		}
	}
}
