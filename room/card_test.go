package room

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"corner/room/cards"
	"corner/room/lang"
	"corner/room/rounds"
)

// twoPacks is a library of one pack for anybody and one for B1.
func twoPacks() *cards.Library {
	pack := func(id string, level lang.Level, n int) cards.Pack {
		words := func(of string) []cards.Text {
			return []cards.Text{{Language: "en", Words: of}, {Language: "es", Words: of}, {Language: "zh", Words: of}}
		}
		p := cards.Pack{ID: id, Title: words(id), Level: level}
		for i := range n {
			p.Cards = append(p.Cards, cards.Card{ID: fmt.Sprintf("%s-%d", id, i), Text: words("question"), Level: 3})
		}
		return p
	}
	library, err := cards.NewLibrary(pack("food", 3, 3), pack("small-talk", 0, 2))
	if err != nil {
		panic(err)
	}
	return library
}

// tableOf is a room of Chinese and English with a host and a listener, and cards.
func tableOf(t *testing.T, settings Settings) *state {
	t.Helper()
	settings.Owner, settings.Title = "host", "t"
	if settings.Languages == nil {
		settings.Languages = []string{"zh-Hant", "en-US"}
	}
	s := newState(Config{ID: "r", Cards: twoPacks()}, settings, instant())
	mustJoin(t, s, "host", Listener)
	mustJoin(t, s, "a", Listener)
	return s
}

func TestNoCardComesTwiceBeforeAllHaveCome(t *testing.T) {
	s := tableOf(t, Settings{})
	now, seen := instant(), map[string]bool{}
	for i := range 3 {
		now = now.Add(dealPause)
		effects, err := s.apply(now, "host", DealCard{"food"})
		if err != nil {
			t.Fatal(err)
		}
		dealt, to := told[CardChanged](effects)
		if len(dealt) != 1 || to[0] != nil || dealt[0].Card.Number != i+1 || dealt[0].Card.Of != 3 || seen[dealt[0].Card.Card.ID] {
			t.Fatalf("told %+v to %v", dealt, to)
		}
		seen[dealt[0].Card.Card.ID] = true
		if texts := dealt[0].Card.Card.Text; len(texts) != 2 || texts[0].Language != "zh" || texts[1].Language != "en" {
			t.Fatalf("its words are %+v", texts)
		}
	}
	ok(t, s, "host", ClearCard{})
	if snap := s.snapshot(now, s.members["a"]); snap.Card != nil {
		t.Errorf("put away, and there is %+v", snap.Card)
	}
	if told, _ := told[CardChanged](ok(t, s, "host", ClearCard{})); len(told) != 0 {
		t.Error("put away twice is told twice")
	}
}

func TestWithoutANameThePackInUseIsDealtFromOrOneThatFitsTheRoom(t *testing.T) {
	for level, want := range map[lang.Level]string{0: "small-talk", 3: "food", 6: "food"} {
		s := tableOf(t, Settings{Level: level})
		ok(t, s, "host", DealCard{})
		if got := s.table.deck.Pack; got != want {
			t.Errorf("in a room of level %d it is %q, not %q", level, got, want)
		}
		s.table.dealt = time.Time{}
		ok(t, s, "host", DealCard{"small-talk"})
		s.table.dealt = time.Time{}
		ok(t, s, "host", DealCard{})
		if got := s.table.deck.Pack; got != "small-talk" {
			t.Errorf("the pack in use was left for %q", got)
		}
	}
}

func TestCardsAreRefused(t *testing.T) {
	s := tableOf(t, Settings{})
	refused(t, s, "a", DealCard{}, "not_allowed")
	refused(t, s, "a", ClearCard{}, "not_allowed")
	refused(t, s, "host", DealCard{"poker"}, "no_pack")
	refused(t, s, "host", StartRounds{Pack: "poker"}, "no_pack")
	ok(t, s, "host", DealCard{})
	_, err := s.apply(instant().Add(dealPause/4), "host", DealCard{})
	var wait *Error
	if !errors.As(err, &wait) || wait.Code != "rate_limited" || wait.Retry != dealPause*3/4 {
		t.Errorf("a thumb on the button: %v", err)
	}
	bare := newState(Config{ID: "r"}, Settings{Owner: "host"}, instant())
	mustJoin(t, bare, "host", Listener)
	refused(t, bare, "host", DealCard{}, "no_pack")
}

func TestACardInNoneOfTheRoomsLanguagesIsInEnglish(t *testing.T) {
	s := tableOf(t, Settings{Languages: []string{"ko", "ja"}})
	ok(t, s, "host", DealCard{})
	if words := s.viewCard().Card.Text; len(words) != 1 || words[0].Language != "en" {
		t.Errorf("its words are %+v", words)
	}
}

func TestEveryChangeOfTheRoundDealsACardWhereItIsAsked(t *testing.T) {
	s := tableOf(t, Settings{})
	phases := []rounds.Phase{{Language: "zh", Length: time.Minute}, {Language: "en", Length: time.Minute}}
	for pack, want := range map[string]int{"": 0, "food": 1} {
		start, _ := told[CardChanged](ok(t, s, "host", StartRounds{Phases: phases, Pack: pack}))
		flip, _ := told[CardChanged](s.expire(instant().Add(time.Minute)))
		if len(start) != want || len(flip) != want {
			t.Errorf("from %q: %d cards at the start, %d at the change", pack, len(start), len(flip))
		}
	}
}
