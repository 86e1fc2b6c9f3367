package rounds

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

// vector is a case that the browser's twin of At is held to as well.
type vector struct {
	Name  string `json:"name"`
	Given struct {
		Phases []struct {
			Language string `json:"language"`
			Seconds  int    `json:"seconds"`
		} `json:"phases"`
		Index  int   `json:"index"`
		EndsMs int64 `json:"ends_ms"`
		LeftMs int64 `json:"left_ms"`
		NowMs  int64 `json:"now_ms"`
	} `json:"given"`
	Want struct {
		Index  int   `json:"index"`
		EndsMs int64 `json:"ends_ms"`
		Flips  int   `json:"flips"`
	} `json:"want"`
}

func (v vector) clock() Clock {
	c := Clock{Index: v.Given.Index, Left: time.Duration(v.Given.LeftMs) * time.Millisecond, Serial: 40}
	for _, p := range v.Given.Phases {
		c.Phases = append(c.Phases, Phase{p.Language, time.Duration(p.Seconds) * time.Second})
	}
	if v.Given.EndsMs != 0 {
		c.Ends = time.UnixMilli(v.Given.EndsMs)
	}
	return c
}

func TestFlipsAreThoseOfTheVectors(t *testing.T) {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 20 {
		t.Fatal("there are but", len(vectors))
	}
	for _, v := range vectors {
		given := v.clock()
		if !given.Sound() {
			t.Errorf("%s: %+v is no clock", v.Name, given)
		}
		got, flips := given.At(time.UnixMilli(v.Given.NowMs))
		ends := int64(0)
		if !got.Ends.IsZero() {
			ends = got.Ends.UnixMilli()
		}
		if got.Index != v.Want.Index || ends != v.Want.EndsMs || flips != v.Want.Flips {
			t.Errorf("%s: index %d, ends %d after %d flips; want %+v", v.Name, got.Index, ends, flips, v.Want)
		}
		if got.Serial != given.Serial+uint64(flips) || got.Left != given.Left {
			t.Errorf("%s: serial %d, left %v", v.Name, got.Serial, got.Left)
		}
	}
}
