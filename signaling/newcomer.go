package signaling

import (
	"slices"

	"fmt"
	"time"

	"corner/room"
	"corner/signaling/auth"
)

// knock adds to the refusal of somebody who is to wait whom they come back as.
func (s *Server) knock(who auth.Identity, refused error) error {
	if refusal(refused).Code != room.ErrWaiting.Code {
		return refused
	}
	token, err := s.guestToken(who)
	if err != nil {
		return err
	}
	return &waitingError{refused: refused, guestToken: token}
}

// guestToken lets a guest come back as the same person; others have a token of their own.
func (s *Server) guestToken(who auth.Identity) (string, error) {
	if !who.Guest {
		return "", nil
	}
	token, err := s.auth.GuestToken(who)
	if err != nil {
		return "", fmt.Errorf("renew a guest token: %w", err)
	}
	return token, nil
}

// newcomer bounds how many new people come from one network.
func (s *Server) newcomer(token, network string) error {
	if token != "" {
		return nil
	}
	return limited(s.arriving.take(network, time.Now()))
}

// identify authenticates; without a token somebody is a new guest. A token of an app is good for one room.
func (s *Server) identify(token, roomID string) (auth.Identity, error) {
	if token == "" {
		return s.auth.NewGuest(), nil
	}
	who, err := s.auth.Verify(token)
	if err == nil && who.Room != "" && who.Room != roomID {
		return auth.Identity{}, room.ErrNotAllowed
	}
	return who, err
}

// mergeProfile takes what an app's token says of a person, and their own word for the rest.
func mergeProfile(p room.Profile, own *wireProfile) room.Profile {
	if own == nil {
		return p
	}
	if p.Name == "" {
		p.Name = own.Name
	}
	if len(p.Speaks) == 0 {
		p.Speaks = own.Speaks
	}
	levels := list(own.Levels, fromSkill)
	if len(p.Learns) == 0 {
		p.Learns = own.Learns
	} else { // what they say of languages that the token does not have them learn goes with those
		levels = slices.DeleteFunc(levels, func(s room.Skill) bool { return !slices.Contains(p.Learns, s.Language) })
	}
	if len(p.Levels) == 0 {
		p.Levels = levels
	}
	if p.TimeZone == "" {
		p.TimeZone = own.TimeZone
	}
	p.Hidden = p.Hidden || own.Hidden
	return p
}
