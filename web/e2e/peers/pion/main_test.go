package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"
)

func TestRunRefusesWhatItCannotDo(t *testing.T) {
	tests := map[string]struct {
		options options
		want    string
	}{
		"a suite that is none": {options{suite: "null"}, "no suite"},
		"no microphone":        {options{suite: "cm", microphone: "absent.ogg"}, "microphone"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := run(t.Context(), tt.options, strings.NewReader(""), io.Discard)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestCommandsAreReadUntilTheyEnd(t *testing.T) {
	in := strings.NewReader("{\"local\":\"speak\"}\n{\"type\":\"seat.take\",\"data\":{\"index\":-1}}\n")
	commands := make(chan command, 3)
	if err := readCommands(t.Context(), in, commands); err != nil {
		t.Fatal(err)
	}
	first, second := <-commands, <-commands
	if first.Local != "speak" || second.Type != "seat.take" || string(second.Data) != `{"index":-1}` {
		t.Errorf("got %+v and %+v", first, second)
	}
	if err := readCommands(t.Context(), strings.NewReader("{nonsense"), commands); err == nil {
		t.Error("nonsense is obeyed")
	}
}

func TestCommandsEndWithTheirReader(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	cancel()
	if err := readCommands(ctx, strings.NewReader("{\"local\":\"speak\"}"), make(chan command)); err != nil {
		t.Error(err)
	}
}

func TestAnUnknownCommandIsAnError(t *testing.T) {
	if err := (&peer{}).obey(t.Context(), command{Local: "sing"}); err == nil {
		t.Error("it sang")
	}
}
