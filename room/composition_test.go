package room

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestSpeakersOfALanguageAreNoLearnersOfIt(t *testing.T) {
	members := []Participant{
		{Connected: true, Profile: Profile{Speaks: []string{"zh-Hant-TW"}, Learns: []string{"en-US", "zh"}}},
		{Connected: true, Profile: Profile{Speaks: []string{"en"}, Learns: []string{"yue"}}},
		{Connected: false, Profile: Profile{Speaks: []string{"zh", "en"}}},
	}
	got := CountLanguages([]string{"zh", "en"}, members)
	if want := []LanguageCount{{"zh", 1, 0}, {"en", 1, 1}}; !slices.Equal(got, want) {
		t.Fatalf("counts %v, want %v", got, want)
	}
}

// TestTheCompositionKeptIsThatOfTheMembers holds what a room keeps as people come, go and change to a count of all.
func TestTheCompositionKeptIsThatOfTheMembers(t *testing.T) {
	languages := [][]string{nil, {"zh"}, {"zh-Hant", "en"}, {"en-GB"}, {"es"}, {"zh", "en", "es"}}
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		now := instant()
		s := newState(Config{}, Settings{Languages: []string{"zh", "en-US"}, Owner: "p0"}, now)
		some := func() []string { return languages[random.IntN(len(languages))] }
		for step := range 200 {
			id := fmt.Sprint("p", random.IntN(6))
			switch random.IntN(6) {
			case 0, 1: // also over an older connection, as somebody who has learned
				profile := Profile{Name: "n " + id, Speaks: some(), Learns: some()}
				if _, err := s.join(now, arrival{id: id, profile: profile}); err != nil {
					t.Fatal(err)
				}
			case 2:
				s.detach(now, id)
			case 3:
				s.attach(now, id)
			case 4:
				_, _ = s.apply(now, id, Leave{})
			case 5:
				now = now.Add(time.Duration(random.IntN(20)) * time.Second)
				s.expire(now)
			}
			r := s.record(now, uint64(step))
			if want := CountLanguages(s.settings.Languages, r.Members); !slices.Equal(r.Counts, want) {
				t.Fatalf("seed %d, step %d: %v, want %v", seed, step, r.Counts, want)
			}
			if s.ended {
				break
			}
		}
	}
}

func TestAListingKeepsTheCountsItWasMadeWith(t *testing.T) {
	s := newState(Config{}, Settings{Languages: []string{"zh"}}, instant())
	before := s.listing()
	if _, err := s.join(instant(), arrival{id: "a", profile: Profile{Name: "a", Speaks: []string{"zh"}}}); err != nil {
		t.Fatal(err)
	}
	if before.Counts[0].Natives != 0 || s.listing().Counts[0].Natives != 1 {
		t.Fatalf("before %v, after %v", before.Counts, s.listing().Counts)
	}
}

func TestSeatsThatNobodyCanTakeAreNotFree(t *testing.T) {
	s := stageOf(t, Settings{Seats: 5}, "a")
	if got := s.listing().FreeSeats; got != 4 {
		t.Fatalf("%d free seats, want all but the host's", got)
	}
	ok(t, s, "host", LockSeat{Index: 4, Locked: true})
	ok(t, s, "host", Invite{Participant: "a"})
	ok(t, s, "a", AcceptInvitation{})
	if got := s.record(instant(), 1).FreeSeats; got != 2 {
		t.Fatalf("%d free seats, want 2: one is locked, one taken", got)
	}
}
